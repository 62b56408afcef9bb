"""What was looked into: a break of the audit trail that is known, with who looked, when, and what they say of it.

Nothing is mended by it. The break stays and is named; but the night need not fail for it for ever, so that a new one is
seen. What is known is the break as it stood: whoever writes that place again, or writes the trail anew up to the
acknowledgement, has made a new one. An acknowledgement stands in the trail and in the file of heads (store/heads.py):
what is in the trail alone may have been written by whoever broke it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from agentdesk.common import clock, names
from agentdesk.common.i18n import _
from agentdesk.store import heads
from agentdesk.store.chain import plain
from agentdesk.store.heads import Head, Kept
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


def head_of(seen: Acknowledgement, first: str) -> Head:
    """The line of the file of heads that says the same; `first` is the hash of the trail's first event."""
    return Head(
        at=clock.now().isoformat(timespec="seconds"), why=heads.ACKNOWLEDGED, last_id=seen.last, hash=seen.hash,
        count=seen.events, first=first, event=seen.event, marks=tuple(sorted(seen.marks)),
    )  # fmt: skip


def is_held(seen: Acknowledgement, kept: Kept | None) -> bool:
    """Whether the file of heads has it too; one that is not there or cannot be read has none."""
    said = (seen.event, seen.marks, seen.last, seen.hash, seen.events)
    lines = [each for each in kept.heads if each.why == heads.ACKNOWLEDGED] if kept else []
    return any(said == (each.event, frozenset(each.marks), each.last_id, each.hash, each.count) for each in lines)


def not_counted(seen: Acknowledgement, kept: Kept | None) -> str:
    """That the trail has an acknowledgement that counts for nothing, and why."""
    if kept is None:
        why = _("The file of heads was not read.")
    elif kept.is_unreadable:
        why = kept.problem
    else:
        why = _("{path} does not have it.").format(path=kept.path)
    day = f"{clock.local(seen.at):%Y-%m-%d}" if seen.at else ""
    text = _("The trail has an acknowledgement of it by {by} of {day} that does not count: {why}")
    return text.format(by=names.visible(seen.by), day=day, why=why)


def acknowledgements() -> list[Acknowledgement]:
    """Those that the trail holds, oldest first; one that cannot be read, or says what came after it, is none."""
    mark = database.param
    columns = '"id", "at", "person_name", "entity_id", "reason", "after"'
    text = f'SELECT {columns} FROM "audit_event" WHERE "action" = {mark} ORDER BY "id"'
    found = []
    for row, at, by, event, reason, after in database.execute_sql(text, (ACKNOWLEDGED,)).fetchall():
        try:
            seen = msgspec.json.decode(str(after or ""), type=_Seen)
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
        except (msgspec.MsgspecError, ValueError):
            continue
        if row > seen.last:
            marks = frozenset(seen.marks)
            found.append(Acknowledgement(event, moment, by, reason, marks, seen.last, seen.hash, seen.events))
    return found


class _Seen(msgspec.Struct):
    marks: list[str]
    last: int
    hash: str
    events: int
