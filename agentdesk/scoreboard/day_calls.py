"""Every call of a day, with what was dialled, decided, answered and complained of (RP-06, SV-02). Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from agentdesk.common import names
from agentdesk.common.i18n import pick
from agentdesk.playbook import current
from agentdesk.scoreboard.departments import satisfaction_questions
from agentdesk.scoreboard.replies import Replies, replies
from agentdesk.store.reading import tuples
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    Complaint,
    Contact,
    Customer,
    Interview,
    Kind,
    Person,
    Sale,
    Task,
    Vehicle,
)

_BATCH = 500


@dataclass(frozen=True)
class DayCall:
    """A task as it was treated in a call of the day; a call with two tasks on its agenda has two lines.

    `customer` is masked, `satisfaction` the answer's own text and `mark` its code, both empty where nothing was asked
    or answered; `complaints` are the numbers of those raised in it. `note` is the agent's.
    """

    contact: int
    task: int
    started_at: datetime  # naive UTC
    customer: str
    kind: str
    kind_name: str
    model: str
    agent: str
    advisor: str
    advisor_code: str
    dials: int
    outcome: str
    outcome_name: str
    mark: str = ""
    satisfaction: str = ""
    note: str = ""
    complaints: tuple[str, ...] = field(default=())
    questioned: bool = False  # its questionnaire was completed; a reminder that reached its aim has none
    person: int = 0  # who called


def calls_of(day: date) -> list[DayCall]:
    """The calls begun on a business day in their order; a sitting in which nothing was dialled is none.

    What was taken back did not happen: an undone attempt counts no dial.
    """
    rows = _rows(day)
    contacts = sorted({row[0] for row in rows})
    dials, complaints = _dials(contacts), _complaints(contacts)
    marks = _marks(sorted({row[1] for row in rows}), day)
    outcomes = current.current(day).outcomes
    known = {row.code: pick(row.zh, row.en) for row in outcomes}
    complete = {row.code for row in outcomes if row.klass == "I" and row.group == "reached"}
    made = [_call(row, dials, complaints, marks, known) for row in rows]
    found = [replace(call, questioned=call.outcome in complete) for call in made]
    return [call for call in found if call.dials or call.outcome]


def _rows(day: date) -> list[tuple[Any, ...]]:
    advisor = Person.alias()
    sale = (Task.subject == "sale") & (Task.subject_id == Sale.id)
    return tuples(
        AgendaItem.select(
            Contact.id, Task.id, Contact.started_at, Customer.name, Task.kind_code, Kind.name_zh, Kind.name_en,
            Vehicle.model, Sale.model, Person.name, advisor.name, advisor.code, AgendaItem.outcome, AgendaItem.note,
            Contact.person,
        )
        .join(Contact, on=(AgendaItem.contact == Contact.id))
        .join(Task, on=(AgendaItem.task == Task.id))
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Customer, on=(Contact.customer == Customer.id))
        .join(Person, on=(Contact.person == Person.id))
        .join(advisor, JOIN.LEFT_OUTER, on=(Task.advisor == advisor.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .join(Sale, JOIN.LEFT_OUTER, on=sale)
        .where(Contact.work_date == day)
        .order_by(Contact.started_at, Contact.id, AgendaItem.position)
    )  # fmt: skip


def _dials(contacts: Sequence[int]) -> dict[int, list[str]]:
    """The outcome of each number dialled in these calls, in their order."""
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(contacts), _BATCH):
        here = Attempt.contact.in_(contacts[start : start + _BATCH]) & (Attempt.outcome != "undone")
        for contact, outcome in tuples(
            Attempt.select(Attempt.contact, Attempt.outcome).where(here).order_by(Attempt.id)
        ):
            found[contact].append(outcome)
    return found


def _complaints(contacts: Sequence[int]) -> dict[tuple[int, int], list[str]]:
    """The complaints raised in the interviews of these calls, by call and task."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for start in range(0, len(contacts), _BATCH):
        rows = (
            Complaint.select(Interview.contact, Interview.task, Complaint.no)
            .join(Interview, on=(Complaint.interview == Interview.id))
            .where(Interview.contact.in_(contacts[start : start + _BATCH]))
            .order_by(Complaint.id)
        )
        for contact, task, no in tuples(rows):
            found[contact, task].append(no)
    return found


def _marks(task_ids: Sequence[int], day: date) -> dict[tuple[int, int], tuple[str, str]]:
    """What the customer of a call and task said of the whole: the code and its text."""
    questions = satisfaction_questions(current.current(day))
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for said in answers_in(task_ids, questions):
        for line in said.lines:
            name = next((name for name in questions if line.answers.get(name)), "")
            if name:
                found[line.contact, line.task] = (line.answers[name], said.label(name, line))
    return found


def _call(
    row: tuple[Any, ...],
    dials: dict[int, list[str]],
    complaints: dict[tuple[int, int], list[str]],
    marks: dict[tuple[int, int], tuple[str, str]],
    known: dict[str, str],
) -> DayCall:
    (contact, task, started_at, customer, kind, kind_zh, kind_en, model, sold, agent, advisor, advisor_code, outcome,
     note, person) = row  # fmt: skip
    dialled = dials.get(contact, [])
    came_of_it = outcome or (dialled[-1] if dialled else "")
    mark, satisfaction = marks.get((contact, task), ("", ""))
    return DayCall(
        contact=contact,
        task=task,
        started_at=started_at,
        customer=names.mask(customer),
        kind=kind,
        kind_name=pick(kind_zh, kind_en),
        model=model or sold or "",
        agent=agent,
        advisor=advisor or "",
        advisor_code=advisor_code or "",
        dials=len(dialled),
        outcome=came_of_it,
        outcome_name=known.get(came_of_it, came_of_it),
        mark=mark,
        satisfaction=satisfaction,
        note=note,
        complaints=tuple(complaints.get((contact, task), ())),
        person=person,
    )


def answers_in(task_ids: Sequence[int], questions: Sequence[str]) -> list[Replies]:
    """The answers of these tasks to these questions, in batches that one statement can ask for."""
    batches = (task_ids[start : start + _BATCH] for start in range(0, len(task_ids), _BATCH))
    return [replies(Task.select(Task.id).where(Task.id.in_(batch)), questions) for batch in batches]
