"""Whether sales advisors made the calls that are theirs: their cards against the customers' own word (CB-02, CB-03).

A card says that a call was made. What the customer answers later, where the playbook has a question for it, is the
control; a card that the customer denies is a finding already (interview/control.py). Both are shown, neither is bent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN

from agentdesk.common import clock
from agentdesk.common.i18n import pick
from agentdesk.interview.answered import answered
from agentdesk.interview.model import CODES
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Kind
from agentdesk.queue.register import ADVISORS
from agentdesk.store.reading import tuples
from agentdesk.store.tables import CallRecord, Person, Task

_BATCH = 500


@dataclass(frozen=True)
class Control:
    """An advisor's expected calls of a period, or everybody's together: counts of calls, by what is known of each.

    expected = carded + uncarded. Of the customers who were asked, confirmed said that there was a call and denied that
    there was none; unsure does not remember. denied_cards were written for calls that the customer denies.
    """

    code: str  # staff code; empty where the sale names nobody, and for the sum
    name: str
    expected: int = 0
    carded: int = 0
    late: int = 0  # carded, and the call was made after its last day on time
    confirmed: int = 0
    denied: int = 0
    unsure: int = 0
    denied_cards: int = 0

    @property
    def uncarded(self) -> int:
        """Calls of which there is no card."""
        return self.expected - self.carded

    @property
    def asked(self) -> int:
        """Customers who said yes or no."""
        return self.confirmed + self.denied


class Controlled(NamedTuple):
    """A kind that colleagues record, by advisor in the order of their names; people without a call are left out."""

    kind: str
    name: str
    advisors: list[Control]

    @property
    def total(self) -> Control:
        """Everybody together."""
        counts = [each.name for each in fields(Control) if each.name not in ("code", "name")]
        return Control("", "", **{name: sum(getattr(row, name) for row in self.advisors) for name in counts})


def controls(first: date, last: date) -> list[Controlled]:
    """The kinds of call that are controlled, with the calls whose last day on time falls in the period (KP-23)."""
    kinds = [kind for kind in current.current(last).kinds if kind.control is not None]
    return [Controlled(kind.code, pick(kind.zh, kind.en), _advisors(kind, first, last)) for kind in kinds]


def _advisors(kind: Kind, first: date, last: date) -> list[Control]:
    rows = _expected(kind, first, last)
    said = _said(kind, [(subject, subject_id) for _code, _name, subject, subject_id, _late in rows])
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for code, name, subject, subject_id, late in rows:
        counted = counts[code or "", name or ""]
        carded, word = late is not None, said.get((subject, subject_id), "")
        counted.update({"expected": 1, "carded": int(carded), "late": int(bool(late)), word: int(bool(word))})
        counted["denied_cards"] += carded and word == "denied"
    known = {each.name for each in fields(Control)}
    return [
        Control(code, name, **{key: number for key, number in counted.items() if key in known})
        for (code, name), counted in sorted(counts.items(), key=lambda item: (not item[0][0], item[0][1], item[0][0]))
    ]


def _expected(kind: Kind, first: date, last: date) -> list[tuple[Any, ...]]:
    """The calls with their advisor, and of those with a standing card whether it was made late; None without a card."""
    standing = (CallRecord.task == Task.id) & CallRecord.withdrawn_at.is_null()
    theirs = (Task.kind_code == kind.code) & Task.owner_role.in_(ADVISORS) & (Task.channel == "phone")
    rows = (
        Task.select(Person.code, Person.name, Task.subject, Task.subject_id, CallRecord.called_at, Task.latest_on)
        .join(Person, JOIN.LEFT_OUTER, on=(Task.advisor == Person.id))
        .join(CallRecord, JOIN.LEFT_OUTER, on=standing)
        .where(theirs & Task.latest_on.between(first, last))
        .order_by(Task.id)
    )
    return [(*who, None if at is None else _late(at, latest)) for *who, at, latest in tuples(rows)]


def _late(called_at: Any, latest: date) -> bool:
    return clock.local(called_at).date() > latest


def _said(kind: Kind, subjects: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What the customers answered in the later call about the same fact: confirmed, denied or unsure."""
    control = kind.control
    assert control is not None
    asked: dict[int, tuple[str, int]] = {}
    ids = sorted({subject_id for _subject, subject_id in subjects})
    for start in range(0, len(ids), _BATCH):
        later = (Task.kind_code == control.kind) & Task.subject_id.in_(ids[start : start + _BATCH])
        for task, subject, subject_id in tuples(Task.select(Task.id, Task.subject, Task.subject_id).where(later)):
            asked[task] = (subject, subject_id)
    words = {}
    for reply in answered(sorted(asked), (control.question,)):
        said = reply.results.get(control.question, "")
        word = "denied" if said == control.denial else "unsure" if said in CODES else "confirmed"
        if said:
            words[asked[reply.task]] = word
    return words
