"""Is the audit trail what was written: every event, its link to the one before, and the heads kept outside.

Whoever can write the file can take the triggers away and change a row: then its hash does not fit. They can hash it
anew: then the next row's link does not fit. They can cut the end off or write the whole chain anew: then it fits in
itself, and only the heads that were kept outside the database (store/heads.py) say so. A break that somebody looked
into (store/acknowledged.py) is named as known, and the walk goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

import msgspec

from agentdesk.common.i18n import _
from agentdesk.store.acknowledged import Acknowledgement, acknowledgements, mark_of
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
    marks: tuple[str, ...] = ()  # what an acknowledgement goes by; none: it can't be acknowledged

    def as_json(self) -> dict[str, Any]:
        """For JSON."""
        return {"what": self.what, "event": self.event, "said": self.said}


@dataclass
class Verdict:
    """The state of the trail: how many events, the last one with its hash, how many kept heads agree, what is wrong.

    `known` are the breaks that somebody has looked into; they are no faults any more.
    """

    count: int = 0
    last: int = 0
    hash: str = GENESIS
    first: str = GENESIS
    agreed: int = 0
    faults: list[Fault] = field(default_factory=list)
    known: list[tuple[Fault, Acknowledgement]] = field(default_factory=list)

    @property
    def first_broken(self) -> int | None:
        """The first event that something is wrong at; None where nothing is, or not with a single event."""
        return min((fault.event for fault in self.faults if fault.event is not None), default=None)

    def as_json(self) -> dict[str, Any]:
        """For `agentdesk audit verify --json`; the keys stay. `sound`: nothing is wrong but what is known."""
        return {
            "sound": not self.faults, "events": self.count, "last_id": self.last, "hash": self.hash,
            "heads_agreed": self.agreed, "first_broken": self.first_broken,
            "faults": [each.as_json() for each in self.faults],
            "known": [{**fault.as_json(), **seen.as_json()} for fault, seen in self.known],
        }  # fmt: skip


def verify(kept: Kept | None = None, *, backup: bool = False, pending: Acknowledgement | None = None) -> Verdict:
    """Read the whole trail in bounded memory, and compare it with the kept heads.

    A backup may be of the time before there were triggers, and has no later events than it has. `pending` counts as if
    the trail had it already.

    No transaction is held: what is written meanwhile only comes at its end.
    """
    heads = kept.in_force if kept else []
    newer = _columns_of_form()
    seen = [*acknowledgements(), *([pending] if pending else [])]
    walk = _Walk({head.last_id for head in heads} | {each.last for each in seen}, newer)
    walk.go(seen)
    holding = [each for each in seen if walk.found.get(each.last) == (each.hash, each.events)]
    if len(holding) < len(seen):  # what they said is not of this trail: look again without them
        walk = _Walk(walk.wanted, newer)
        walk.go(holding)
    verdict = walk.verdict
    if newer or not backup:
        _guards(verdict)
    if backup:
        heads = [head for head in heads if head.last_id <= verdict.last]
    if kept is not None and kept.problem:
        verdict.faults.append(Fault("heads", None, kept.problem))
    _compare(verdict, heads, walk.found, holding)
    return verdict


def _columns_of_form() -> bool:
    """Whether the trail has the columns that came with the second form."""
    return "form" in {column.name for column in database.get_columns("audit_event")}


def _guards(verdict: Verdict) -> None:
    gone = sorted(GUARDS - refusing_triggers())
    if gone:
        said = _("The audit trail is not protected against changes: {names} are gone.").format(names=", ".join(gone))
        verdict.faults.append(Fault("guard", None, said))


class _Walk:
    """One way through the chain up to its first break that nobody knows.

    `found` has for each wanted id its hash and how many events there are to it.
    """

    def __init__(self, wanted: set[int], newer: bool) -> None:
        self.wanted = wanted
        self.verdict = Verdict()
        self.found: dict[int, tuple[str, int]] = {}
        self._newer = newer

    def go(self, seen: Sequence[Acknowledgement]) -> None:
        """Walk; the breaks that were seen are passed over."""
        verdict, previous, broken = self.verdict, GENESIS, False
        for row in _rows(self._newer):
            if not broken:
                fault = _fault(row, previous, verdict.last)
                broken = fault is not None and not self._is_known(fault, seen)
            previous = row[_HASH]
            if not verdict.count:
                verdict.first = previous
            verdict.count, verdict.last, verdict.hash = verdict.count + 1, row[0], previous
            if row[0] in self.wanted:
                self.found[row[0]] = (previous, verdict.count)

    def _is_known(self, fault: Fault, seen: Sequence[Acknowledgement]) -> bool:
        known = _known(fault, seen)
        if known:
            self.verdict.known.append((fault, known))
        else:
            self.verdict.faults.append(fault)
        return known is not None


def _known(fault: Fault, seen: Sequence[Acknowledgement]) -> Acknowledgement | None:
    """Who has looked into it, the first one where several have."""
    return next((each for each in seen if not each.marks.isdisjoint(fault.marks)), None)


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
    what, said = _named(row, previous, last)
    text = said.format(id=event, first=last + 1, last=event - 1 if what == "missing" else last)
    return Fault(what, event, text, (mark_of(what, last, previous, row),))


def _named(row: Row, previous: str, last: int) -> tuple[str, str]:
    """What kind of break it is, and the words for it."""
    if not _fits(row):
        moved = list(row)
        moved[_PREVIOUS] = previous
        if not _fits(moved):
            return "content", _("Event {id} was changed: its content does not fit its hash.")
    elif row[0] > last + 1:
        return "missing", _("Events are missing before event {id}: {first} to {last} are not there.")
    return "link", _("The link of event {id} is broken: event {last} before it is not the one it was written after.")


def _fits(row: Row) -> bool:
    form, stored = row[_FORM], row[_HASH]
    pick = _PICK.get(form)
    if pick is None or (form is None and _NEWER(row) != _EMPTY):
        return False
    fields = [value.isoformat(sep=" ") if isinstance(value, datetime) else value for value in pick(row)]
    # Quick first: the two encoders write nearly every row alike, and the slow one has the last word.
    return bool(sha256(_encode(fields)).hexdigest() == stored or digest(fields) == stored)


def _compare(
    verdict: Verdict, heads: list[Head], found: dict[int, tuple[str, int]], seen: Sequence[Acknowledgement]
) -> None:
    """Name the first head that does not agree and that nobody knows; what comes after it disagrees with it."""
    agreed = 0
    against: list[tuple[Head, int]] = []
    for head in heads:
        if found.get(head.last_id) == (head.hash, head.count):
            verdict.agreed += 1
            agreed = head.last_id
        else:
            against.append((head, agreed))
    named: set[Acknowledgement] = set()
    for number, (head, agreed) in enumerate(against):
        fault = _disagreeing(verdict, head, found.get(head.last_id), agreed)
        known = _known(replace(fault, marks=(head.line,)), seen)
        if known is None:
            fault.marks = tuple(each.line for each, _agreed in against[number:])
            verdict.faults.append(fault)
            return
        if known not in named:
            named.add(known)
            verdict.known.append((fault, known))


def _disagreeing(verdict: Verdict, head: Head, there: tuple[str, int] | None, agreed: int) -> Fault:
    at = head.at.replace("T", " ")[:16]
    if there is None and head.last_id > verdict.last:
        said = _("The end of the audit trail was removed: on {at} its last event was {id}, now it is {last}.")
        return Fault("tail", verdict.last + 1, said.format(at=at, id=head.last_id, last=verdict.last))
    said = _("The audit trail was written anew: event {id} is not the one that was kept on {at}. "
             "What was changed lies between event {first} and event {id}.")  # fmt: skip
    return Fault("rewritten", agreed + 1, said.format(id=head.last_id, at=at, first=agreed + 1))
