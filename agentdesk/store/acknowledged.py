"""What was looked into: a break of the audit trail that is known, with who looked, when, and what they say of it.

Nothing is mended by it. The break stays and is named; but the night need not fail for it for ever, so that a new one is
seen. What is known is the break as it stood: whoever writes that place again, or writes the trail anew up to the
acknowledgement, has made a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from agentdesk.store.chain import plain
from agentdesk.store.tables import database

ACKNOWLEDGED = "audit.acknowledge"


class Acknowledgement(NamedTuple):
    """One audited acknowledgement; `at` is naive UTC.

    `marks` say which breaks it is about: `mark_of` them, or the seals of the kept heads that did not agree.
    `last`, `hash` and `events` are the end of the trail as it stood then: where it is not there, it holds no more.
    """

    event: int
    at: datetime | None
    by: str
    reason: str
    marks: frozenset[str]
    last: int
    hash: str
    events: int

    def as_json(self) -> dict[str, Any]:
        """Who, when and why, for JSON."""
        return {"by": self.by, "at": self.at, "reason": self.reason}


def mark_of(what: str, last: int, previous: str, row: Sequence[Any]) -> str:
    """A break as it stands: its kind, the hash and number of the event before it, and all of its own row."""
    fields = [what, last, previous, *map(plain, row)]
    return hashlib.sha256(msgspec.json.encode(fields)).hexdigest()


def acknowledgements() -> list[Acknowledgement]:
    """Those that the trail holds, oldest first; one that cannot be read is none."""
    mark = database.param
    text = f'SELECT "at", "person_name", "entity_id", "reason", "after" FROM "audit_event" WHERE "action" = {mark}'
    found = []
    for at, by, event, reason, after in database.execute_sql(f'{text} ORDER BY "id"', (ACKNOWLEDGED,)).fetchall():
        try:
            seen = msgspec.json.decode(after or "", type=_Seen)
        except msgspec.MsgspecError:
            continue
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
        marks = frozenset(seen.marks)
        found.append(Acknowledgement(event, moment, by, reason, marks, seen.last, seen.hash, seen.events))
    return found


class _Seen(msgspec.Struct):
    marks: list[str]
    last: int
    hash: str
    events: int
