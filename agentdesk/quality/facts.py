"""The finished calls of some days as they were stored, in a handful of queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import ASKED, Kind
from agentdesk.playbook import current
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import AgendaItem, Answer, Attempt, Contact, FormVersion, Interview, Person, Promise

UNDONE = "undone"


class Dial(NamedTuple):
    """A number that was dialled; instants are naive UTC."""

    started_at: datetime
    ended_at: datetime | None
    reached: bool


class Asked(NamedTuple):
    """A questionnaire of a call: seconds from its start to its last answer, and the answers in their order.

    `choices` are the answers chosen from a list, question and code.
    """

    form: int
    seconds: float
    answers: int
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Call:
    """A finished call of an agent's."""

    id: int
    person_id: int
    person: str
    day: date
    started_at: datetime
    ended_at: datetime
    dials: tuple[Dial, ...] = ()
    asked: tuple[Asked, ...] = ()
    completed: bool = False

    @property
    def can_be_judged(self) -> bool:
        """Whether somebody was spoken to, or something was recorded as if somebody had been."""
        return self.completed or any(dial.reached for dial in self.dials) or any(each.answers for each in self.asked)


class Promised(NamedTuple):
    """A callback time agreed in a call."""

    person_id: int
    call: int
    day: date  # on which it was agreed
    promised_at: datetime


def calls(first: date, last: date) -> list[Call]:
    """The finished calls of the agents on these days, by person and time."""
    dials, asked, completed = _dials(first, last), _asked(first, last), _completed(first, last)
    return [
        Call(key, person_id, person, day, started_at, ended_at, tuple(dials[key]), tuple(asked[key]), key in completed)
        for key, person_id, person, day, started_at, ended_at in _finished.rows(first, last)
    ]


@prepared
def _finished(first: Any, last: Any) -> Any:
    columns = (Contact.id, Contact.person, Person.name, Contact.work_date, Contact.started_at, Contact.ended_at)
    over = Contact.work_date.between(first, last) & Contact.ended_at.is_null(False) & (Person.role == "agent")
    rows = Contact.select(*columns).join(Person).where(over)
    return rows.order_by(Contact.person, Contact.started_at, Contact.id)


def promises(first: date, last: date) -> list[Promised]:
    """The promises agreed on these days, those that were taken back left out."""
    return [Promised(*row) for row in _promised.rows(first, last)]


@prepared
def _promised(first: Any, last: Any) -> Any:
    rows = Promise.select(Promise.person, Promise.contact, Contact.work_date, Promise.promised_at).join(Contact)
    kept = Contact.work_date.between(first, last) & (Promise.ended_how != "withdrawn")
    return rows.where(kept).order_by(Promise.id)


def _dials(first: date, last: date) -> dict[int, list[Dial]]:
    found: dict[int, list[Dial]] = defaultdict(list)
    for call, *dial in _dialled.rows(first, last):
        found[call].append(Dial(*dial))
    return found


@prepared
def _dialled(first: Any, last: Any) -> Any:
    rows = Attempt.select(Attempt.contact, Attempt.started_at, Attempt.ended_at, Attempt.contacted)
    dialled = Attempt.work_date.between(first, last) & (Attempt.outcome != UNDONE)
    return rows.where(dialled).order_by(Attempt.started_at, Attempt.id)


def _completed(first: date, last: date) -> set[int]:
    """The calls in which a questionnaire was completed."""
    codes = [row.code for row in current.current(last).outcomes if row.klass == "I"]
    return set(_served.column(first, last, codes))


@prepared
def _served(first: Any, last: Any, codes: Any) -> Any:
    rows = AgendaItem.select(AgendaItem.contact).join(Contact)
    return rows.where(Contact.work_date.between(first, last) & AgendaItem.outcome.in_(codes))


@prepared
def _given(first: Any, last: Any) -> Any:
    return (
        Answer.select(
            Interview.id, Interview.contact, Interview.started_at, FormVersion.id, FormVersion.content_hash,
            Answer.node, Answer.value, Answer.answered_at,
        )
        .join(Interview)
        .join(Contact)
        .switch(Interview)
        .join(FormVersion)
        .where(Contact.work_date.between(first, last) & ~Answer.draft)
        .order_by(Interview.id, Answer.id)
    )  # fmt: skip


def _asked(first: date, last: date) -> dict[int, list[Asked]]:
    by_interview: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for interview, *rest in _given.rows(first, last):
        by_interview[interview].append(tuple(rest))
    found: dict[int, list[Asked]] = defaultdict(list)
    for given in by_interview.values():
        found[given[0][0]].append(_of_interview(given))
    return found


def _of_interview(rows: Iterable[tuple[Any, ...]]) -> Asked:
    """Only the latest answer of a question counts; calculations are no answers."""
    given = list(rows)
    _call, started_at, version, content_hash, *_rest = given[0]
    kinds = _kinds(version, content_hash)
    latest: dict[str, str] = {}
    until = started_at
    for *_form, node, value, at in given:
        if kinds.get(node) not in ASKED:
            continue
        until = max(until, at)
        latest.pop(node, None)
        if value is not None:
            latest[node] = value
    choices = tuple((node, value) for node, value in latest.items() if kinds[node] == Kind.SELECT_ONE)
    return Asked(version, (until - started_at).total_seconds(), len(latest), choices)


@lru_cache(maxsize=256)
def _kinds(version: int, content_hash: str) -> dict[str, Kind]:
    return {node.name: node.kind for node in form_model(version, content_hash).nodes}
