"""Is the audit trail what was written: every event, its link to the one before, and the heads kept outside.

Whoever can write the file can take the triggers away and change a row: then its hash does not fit. They can hash it
anew: then the next row's link does not fit. They can cut the end off or write the whole chain anew: then it fits in
itself, and only the heads that were kept outside the database (store/heads.py) say so. A break that somebody looked
into (store/acknowledged.py) is named as known, and the walk goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

import msgspec

from agentdesk.common.i18n import _
from agentdesk.store.acknowledged import Acknowledgement, acknowledgements, is_held, mark_of, not_counted
from agentdesk.store.chain import COLUMNS, FIELDS, GENESIS, digest
from agentdesk.store.comparing import compare
from agentdesk.store.guards import guards_gone
from agentdesk.store.heads import Kept
from agentdesk.store.tables import database
from agentdesk.store.verdict import Fault, Verdict

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


def verify(kept: Kept | None = None, *, backup: bool = False, pending: Acknowledgement | None = None) -> Verdict:
    """Read the whole trail in bounded memory, and compare it with the kept heads.

    A backup may be of the time before there were triggers, and has no later events than it has. `pending` counts as if
    the trail and the heads had it already; those that the heads do not have count for nothing.

    No transaction is held: what is written meanwhile only comes at its end.
    """
    heads = kept.in_force if kept else []
    newer = _columns_of_form()
    noted = acknowledgements()
    seen = [*(each for each in noted if is_held(each, kept)), *([pending] if pending else [])]
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
    compare(verdict, heads, walk.found, holding)
    for fault in verdict.faults:
        by = _known(fault, [each for each in noted if not is_held(each, kept)])
        fault.said += f" {not_counted(by, kept)}" if by else ""
    return verdict


def _columns_of_form() -> bool:
    """Whether the trail has the columns that came with the second form."""
    return "form" in {column.name for column in database.get_columns("audit_event")}


def _guards(verdict: Verdict) -> None:
    gone = guards_gone()
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
