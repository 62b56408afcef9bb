"""What lies beneath a figure: each order, sale, call, complaint ... it counts, and whether it counts as done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from peewee import JOIN, fn

from agentdesk.common import names
from agentdesk.common.i18n import N_, _, pick
from agentdesk.scoreboard.figures import definition, period
from agentdesk.scoreboard.queries import outcome_of_task, owed_callback
from agentdesk.scoreboard.segments import Dimension, traits
from agentdesk.store.tables import (
    Appointment,
    Attempt,
    Complaint,
    Contact,
    Customer,
    Kind,
    Outcome,
    Person,
    RepairOrder,
    Sale,
    Task,
)

Call = tuple[int | None, str, date | None, str]
NOT_CALLED: Call = (None, "", None, "")
STATUSES: dict[str, str] = {
    "booked": N_("Booked"),
    "arrived": N_("Arrived"),
    "no_show": N_("Nobody came"),
    "cancelled": N_("Cancelled"),
}
_BATCH = 500  # ids asked for at once; SQLite limits the values of one statement


@dataclass(frozen=True)
class SubjectRow:
    """One subject of a figure; `customer` is masked, `outcome` is what came of its call in the language in use."""

    subject: str
    id: int
    reference: str  # the order's, sale's or complaint's own number, the task's id
    customer: str
    on: date | None  # the day the car left or was handed over, the call's latest day, the complaint's raising
    detail: str
    task_id: int | None
    outcome: str
    closed_on: date | None
    agent: str
    counted: bool  # in the numerator
    value: Fraction | None = None  # a score, a number of attempts; None where nothing is added up

    def as_json(self) -> dict[str, Any]:
        """The row with stable keys."""
        return {
            "subject": self.subject,
            "id": self.id,
            "reference": self.reference,
            "customer": self.customer,
            "on": self.on.isoformat() if self.on else None,
            "detail": self.detail,
            "task": self.task_id,
            "outcome": self.outcome,
            "closed_on": self.closed_on.isoformat() if self.closed_on else None,
            "agent": self.agent,
            "counted": self.counted,
            "value": None if self.value is None else float(self.value),
        }


def rows(kpi: str, first: date, last: date, by: Dimension | None = None, segment: str = "") -> list[SubjectRow]:
    """Every subject of a figure's denominator, those of its numerator marked; by day, then by id.

    With `by` those of one segment: its key in that dimension, empty for what belongs nowhere.
    """
    found, span = definition(kpi, last), period(first, last)
    observed = found.observations(span)
    if by is not None:
        whose = traits(observed, span)
        observed = [row for row in observed if whose[row.subject, row.id].of(by).key == segment]
    by_key = {(row.subject, row.id): row for row in observed}
    ids: dict[str, list[int]] = defaultdict(list)
    for subject, key in sorted(by_key):
        ids[subject].append(key)
    lines: list[SubjectRow] = []
    for subject, keys in ids.items():
        counted = {key for key in keys if by_key[subject, key].counted}
        for start in range(0, len(keys), _BATCH):
            lines += _READERS[subject](keys[start : start + _BATCH], counted, span)
    valued = [replace(line, value=by_key[line.subject, line.id].value) for line in lines]
    return sorted(valued, key=lambda line: (line.on or date.min, line.subject, line.id))


def initials(lines: Sequence[SubjectRow]) -> dict[tuple[str, int], str]:
    """The pinyin initials of each row's customer, for a filter; the names themselves stay masked."""
    ids: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        ids[line.subject].append(line.id)
    found: dict[tuple[str, int], str] = {}
    for subject, keys in ids.items():
        table, customer = _CUSTOMERS[subject]
        for start in range(0, len(keys), _BATCH):
            query = table.select(table.id, Customer.name_initials)
            if subject == "attempt":
                query = query.join(Contact, on=(Attempt.contact == Contact.id))
            if subject != "customer":
                query = query.join(Customer, on=(customer == Customer.id))
            known = query.where(table.id.in_(keys[start : start + _BATCH])).tuples()
            found |= {(subject, key): letters for key, letters in known}
    return found


def _with_task(query: Any) -> Any:
    return (
        query.join(Customer, on=(Task.customer == Customer.id))
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, JOIN.LEFT_OUTER, on=outcome_of_task())
        .join(Person, JOIN.LEFT_OUTER, on=(Task.agent == Person.id))
    )


def _tasks(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
    query = Task.select(
        Task.id, Customer.name, Task.latest_on, Kind.name_zh, Kind.name_en, Outcome.name_zh, Outcome.name_en,
        Task.closed_on, Person.name,
    )  # fmt: skip
    return [
        SubjectRow(
            "task", key, str(key), names.mask(customer), latest, pick(zh, en), key, pick(done_zh or "", done_en or ""),
            closed_on, agent or "", key in counted,
        )
        for key, customer, latest, zh, en, done_zh, done_en, closed_on, agent in _with_task(query)
        .where(Task.id.in_(ids))
        .tuples()
    ]  # fmt: skip


def _facts(
    subject: str, fact: Any, day: Any, detail: Any, trigger: str
) -> Callable[[list[int], set[int], Any], list[SubjectRow]]:
    def read(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
        calls = _calls(subject, ids, trigger, span)
        query = (
            fact.select(fact.id, fact.source_key, Customer.name, day, detail)
            .join(Customer, on=(fact.customer == Customer.id))
            .where(fact.id.in_(ids))
        )
        return [
            SubjectRow(subject, key, number, names.mask(customer), on, text,
                       *calls.get(key, NOT_CALLED), key in counted)
            for key, number, customer, on, text in query.tuples()
        ]  # fmt: skip

    return read


def _calls(subject: str, ids: list[int], trigger: str, span: Any) -> dict[int, Call]:
    """The call that each fact's trigger owed: its task, what came of it, when, and in whose list it stands."""
    step = owed_callback(trigger, span)
    if step is None:
        return {}
    query = Task.select(Task.subject_id, Task.id, Outcome.name_zh, Outcome.name_en, Task.closed_on, Person.name)
    found = _with_task(query).where(
        (Task.subject == subject) & Task.subject_id.in_(ids) & (Task.kind_code == step.kind.code)
    )
    return {
        key: (task_id, pick(zh or "", en or ""), closed_on, agent or "")
        for key, task_id, zh, en, closed_on, agent in found.order_by(Task.id).tuples()
    }


def _complaints(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
    query: Any = (
        Complaint.select(
            Complaint.id, Complaint.no, Customer.name, Complaint.raised_on, Complaint.state, Complaint.handled_on,
            Person.name,
        )
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Complaint.responsible == Person.id))
        .where(Complaint.id.in_(ids))
    )  # fmt: skip
    return [
        SubjectRow("complaint", key, no, names.mask(customer), on, "", None, state, handled_on, person or "",
                   key in counted)
        for key, no, customer, on, state, handled_on, person in query.tuples()
    ]  # fmt: skip


def _appointments(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
    query: Any = (
        Appointment.select(
            Appointment.id, Appointment.source_key, Customer.name, Appointment.starts_on, Appointment.service_name,
            Appointment.status, Person.name,
        )
        .join(Customer, on=(Appointment.customer == Customer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Appointment.advisor == Person.id))
        .where(Appointment.id.in_(ids))
    )  # fmt: skip
    return [
        SubjectRow("appointment", key, number, names.mask(customer), on, text, None,
                   _(STATUSES[status]), None, person or "", key in counted)
        for key, number, customer, on, text, status, person in query.tuples()
    ]  # fmt: skip


def _customers(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
    query: Any = Customer.select(Customer.id, Customer.source_key, Customer.name).where(Customer.id.in_(ids))
    return [
        SubjectRow("customer", key, number, names.mask(name), None, "", None, "", None, "", key in counted)
        for key, number, name in query.tuples()
    ]


def _attempts(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
    known = {row.code: pick(row.zh, row.en) for row in span.playbook.outcomes}
    query: Any = (
        Attempt.select(Attempt.id, Customer.name, Attempt.work_date, Attempt.outcome, Person.name)
        .join(Contact, on=(Attempt.contact == Contact.id))
        .join(Customer, on=(Contact.customer == Customer.id))
        .join(Person, on=(Attempt.person == Person.id))
        .where(Attempt.id.in_(ids))
    )
    return [
        SubjectRow("attempt", key, str(key), names.mask(customer), on, "", None, known.get(outcome, outcome), None,
                   person, key in counted)
        for key, customer, on, outcome, person in query.tuples()
    ]  # fmt: skip


def _contacts(ids: list[int], counted: set[int], span: Any) -> list[SubjectRow]:
    """Sittings with what came of the number dialled last."""
    known = {row.code: pick(row.zh, row.en) for row in span.playbook.outcomes}
    last = Attempt.select(fn.MAX(Attempt.id)).where((Attempt.contact == Contact.id) & (Attempt.outcome != "undone"))
    query: Any = (
        Contact.select(Contact.id, Customer.name, Contact.work_date, Attempt.outcome, Person.name)
        .join(Customer, on=(Contact.customer == Customer.id))
        .join(Person, on=(Contact.person == Person.id))
        .join(Attempt, JOIN.LEFT_OUTER, on=(Attempt.id == last))
        .where(Contact.id.in_(ids))
    )
    return [
        SubjectRow("contact", key, str(key), names.mask(customer), on, "", None, known.get(outcome, outcome or ""),
                   None, person, key in counted)
        for key, customer, on, outcome, person in query.tuples()
    ]  # fmt: skip


_CUSTOMERS: dict[str, tuple[Any, Any]] = {
    "task": (Task, Task.customer),
    "repair_order": (RepairOrder, RepairOrder.customer),
    "sale": (Sale, Sale.customer),
    "complaint": (Complaint, Complaint.customer),
    "appointment": (Appointment, Appointment.customer),
    "attempt": (Attempt, Contact.customer),
    "contact": (Contact, Contact.customer),
    "customer": (Customer, None),
}
_READERS: dict[str, Callable[[list[int], set[int], Any], list[SubjectRow]]] = {
    "task": _tasks,
    "repair_order": _facts(
        "repair_order", RepairOrder, RepairOrder.left_on, RepairOrder.service_name, "repair_order.left"
    ),
    "sale": _facts("sale", Sale, Sale.delivered_on, Sale.model, "sale.delivered"),
    "complaint": _complaints,
    "appointment": _appointments,
    "customer": _customers,
    "attempt": _attempts,
    "contact": _contacts,
}
