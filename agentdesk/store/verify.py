"""Is the audit trail what was written: every event, its link to the one before, and the heads kept outside.

Whoever can write the file can take the triggers away and change a row: then its hash does not fit. They can hash it
anew: then the next row's link does not fit. They can cut the end off or write the whole chain anew: then it fits in
itself, and only the heads that were kept outside the database (store/heads.py) say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

import msgspec

from agentdesk.common.i18n import _
from agentdesk.store.chain import COLUMNS, FIELDS, GENESIS, digest
from agentdesk.store.differing import refusing_triggers
from agentdesk.store.heads import Head, Kept
from agentdesk.store.tables import database

GUARDS = {"audit_event_not_changed", "audit_event_not_removed", "audit_event_not_replaced"}
_AT_ONCE = 5000  # rows in memory
_READ = ("id", *COLUMNS)
_PLACES = {name: place for place, name in enumerate(_READ)}
_PICK = {form: itemgetter(*(_PLACES[name] for name in names)) for form, names in FIELDS.items()}
_AT, _FORM = _PLACES["at"], _PLACES["form"]
_PREVIOUS, _HASH = _PLACES["previous_hash"], _PLACES["hash"]
_NEWER = itemgetter(_PLACES["session"], _PLACES["address"])
_EMPTY = (None, None)
_LATER = ("session", "address", "form")
_encode = msgspec.json.Encoder().encode

Row = Sequence[Any]


@dataclass
class Fault:
    """What is wrong: `content`, `link`, `missing`, `tail`, `rewritten`, `guard` or `heads`; with the event it is at."""

    what: str
    event: int | None
    said: str


@dataclass
class Verdict:
    """The state of the trail: how many events, the last one with its hash, how many kept heads agree, what is wrong."""

    count: int = 0
    last: int = 0
    hash: str = GENESIS
    first: str = GENESIS
    agreed: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def first_broken(self) -> int | None:
        """The first event that something is wrong at; None where nothing is, or not with a single event."""
        return min((fault.event for fault in self.faults if fault.event is not None), default=None)

    def as_json(self) -> dict[str, Any]:
        """For `agentdesk audit verify --json`; the keys stay."""
        return {
            "sound": not self.faults, "events": self.count, "last_id": self.last, "hash": self.hash,
            "heads_agreed": self.agreed, "first_broken": self.first_broken,
            "faults": [{"what": each.what, "event": each.event, "said": each.said} for each in self.faults],
        }  # fmt: skip


def verify(kept: Kept | None = None, *, backup: bool = False) -> Verdict:
    """Read the whole trail in bounded memory, and compare it with the kept heads.

    A backup may be of the time before there were triggers, and has no later events than it has.

    No transaction is held: what is written meanwhile only comes at its end.
    """
    verdict = Verdict()
    heads = kept.in_force if kept else []
    newer = _columns_of_form()
    if newer or not backup:
        _guards(verdict)
    found = _walk(verdict, {head.last_id for head in heads}, newer)
    if backup:
        heads = [head for head in heads if head.last_id <= verdict.last]
    if kept is not None and kept.problem:
        verdict.faults.append(Fault("heads", None, kept.problem))
    _compare(verdict, heads, found)
    return verdict


def _columns_of_form() -> bool:
    """Whether the trail has the columns that came with the second form."""
    return "form" in {column.name for column in database.get_columns("audit_event")}


def _guards(verdict: Verdict) -> None:
    gone = sorted(GUARDS - refusing_triggers())
    if gone:
        said = _("The audit trail is not protected against changes: {names} are gone.").format(names=", ".join(gone))
        verdict.faults.append(Fault("guard", None, said))


def _walk(verdict: Verdict, wanted: set[int], newer: bool) -> dict[int, tuple[str, int]]:
    """Go through the chain up to its first break; for each wanted id its hash and how many events there are to it."""
    found: dict[int, tuple[str, int]] = {}
    previous, broken = GENESIS, False
    for row in _rows(newer):
        if not broken:
            fault = _fault(row, previous, verdict.last)
            if fault:
                verdict.faults.append(fault)
                broken = True
        previous = row[_HASH]
        if not verdict.count:
            verdict.first = previous
        verdict.count, verdict.last, verdict.hash = verdict.count + 1, row[0], previous
        if row[0] in wanted:
            found[row[0]] = (previous, verdict.count)
    return found


def _rows(newer: bool) -> Iterator[Row]:
    """All events by id, read in parts along the primary key: the driver never holds more than one of them."""
    names = ", ".join(f'"{name}"' if newer or name not in _LATER else "NULL" for name in _READ)
    mark = database.param
    text = f'SELECT {names} FROM "audit_event" WHERE "id" > {mark} ORDER BY "id" LIMIT {_AT_ONCE}'
    last = -1
    while part := database.execute_sql(text, (last,)).fetchall():
        yield from part
        last = part[-1][0]


def _fault(row: Row, previous: str, last: int) -> Fault | None:
    if row[_PREVIOUS] == previous and _fits(row):
        return None
    event = int(row[0])
    if not _fits(row):
        moved = list(row)
        moved[_PREVIOUS] = previous
        if not _fits(moved):
            said = _("Event {id} was changed: its content does not fit its hash.").format(id=event)
            return Fault("content", event, said)
    elif event > last + 1:
        said = _("Events are missing before event {id}: {first} to {last} are not there.")
        return Fault("missing", event, said.format(id=event, first=last + 1, last=event - 1))
    said = _("The link of event {id} is broken: event {last} before it is not the one it was written after.")
    return Fault("link", event, said.format(id=event, last=last))


def _fits(row: Row) -> bool:
    form, stored = row[_FORM], row[_HASH]
    pick = _PICK.get(form)
    if pick is None or (form is None and _NEWER(row) != _EMPTY):
        return False
    fields = [value.isoformat(sep=" ") if isinstance(value, datetime) else value for value in pick(row)]
    # Quick first: the two encoders write nearly every row alike, and the slow one has the last word.
    return bool(sha256(_encode(fields)).hexdigest() == stored or digest(fields) == stored)


def _compare(verdict: Verdict, heads: list[Head], found: dict[int, tuple[str, int]]) -> None:
    """Name the first head that does not agree; what comes after it disagrees with it."""
    agreed = 0
    for head in heads:
        there = found.get(head.last_id)
        if there == (head.hash, head.count):
            verdict.agreed += 1
            agreed = head.last_id
            continue
        verdict.faults.append(_disagreeing(verdict, head, there, agreed))
        return


def _disagreeing(verdict: Verdict, head: Head, there: tuple[str, int] | None, agreed: int) -> Fault:
    at = head.at.replace("T", " ")[:16]
    if there is None and head.last_id > verdict.last:
        said = _("The end of the audit trail was removed: on {at} its last event was {id}, now it is {last}.")
        return Fault("tail", verdict.last + 1, said.format(at=at, id=head.last_id, last=verdict.last))
    said = _("The audit trail was written anew: event {id} is not the one that was kept on {at}. "
             "What was changed lies between event {first} and event {id}.")  # fmt: skip
    return Fault("rewritten", agreed + 1, said.format(id=head.last_id, at=at, first=agreed + 1))
