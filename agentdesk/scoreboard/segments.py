"""Whose a subject is, and when: the traits by which figures are cut (agent, advisor, department, model, kind)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from peewee import JOIN, fn

from agentdesk.common.i18n import pick
from agentdesk.scoreboard.definition import Observation
from agentdesk.scoreboard.queries import Span, owed_callback
from agentdesk.store.reading import tuples
from agentdesk.store.tables import (
    AgendaItem,
    Appointment,
    Attempt,
    Complaint,
    Contact,
    Customer,
    Kind,
    Person,
    RepairOrder,
    Sale,
    Task,
    Vehicle,
)

Dimension = Literal["agent", "advisor", "department", "model", "kind"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
_BATCH = 500
_Read = Callable[[Sequence[int], Span], list[tuple[Any, ...]]]
Advisor, Agent = Person.alias(), Person.alias()
_WHO = (Agent.code, Agent.name, Advisor.code, Advisor.name, Advisor.department)


class Segment(NamedTuple):
    """A part of a whole: a stable key and its name; both empty for what belongs nowhere."""

    key: str
    name: str


class Traits(NamedTuple):
    """Where a subject belongs, one segment in every dimension, and its own day.

    agent: in whose list the call stands, who dialled or raised it; advisor: the colleague it is about; department: that
    colleague's, for a complaint the one's who answers for it; kind: the call's, for a complaint its severity.
    """

    day: date | None
    agent: Segment
    advisor: Segment
    department: Segment
    model: Segment
    kind: Segment

    def of(self, dimension: Dimension) -> Segment:
        """Its segment of a dimension."""
        found: Segment = getattr(self, dimension)
        return found


def traits(found: Sequence[Observation], span: Span) -> dict[tuple[str, int], Traits]:
    """The traits of these subjects, a few queries whatever their number."""
    ids: dict[str, list[int]] = defaultdict(list)
    for row in found:
        ids[row.subject].append(row.id)
    read: dict[tuple[str, int], Traits] = {}
    for subject, keys in ids.items():
        for start in range(0, len(keys), _BATCH):
            for line in _READERS[subject](keys[start : start + _BATCH], span):
                read.setdefault((subject, line[0]), _traits(line))
    return read


def days_of(found: Sequence[Observation], span: Span) -> Mapping[tuple[str, int], date | None]:
    """The own day of each subject: when it was due, left, handed over, raised, dialled."""
    return {key: row.day for key, row in traits(found, span).items()}


def _traits(line: tuple[Any, ...]) -> Traits:
    _key, day, agent_code, agent, advisor_code, advisor, department, model, kind, kind_zh, kind_en = line
    return Traits(
        day=date.fromisoformat(day) if isinstance(day, str) else day,  # an expression keeps no type
        agent=Segment(agent_code or "", agent or ""),
        advisor=Segment(advisor_code or "", advisor or ""),
        department=Segment(department or "", department or ""),
        model=Segment(model or "", model or ""),
        kind=Segment(kind or "", pick(kind_zh or "", kind_en or "") or kind or ""),
    )


def _tasks(ids: Sequence[int], _span: Span) -> list[tuple[Any, ...]]:
    rows = Task.select(Task.id, Task.latest_on, *_WHO, Vehicle.model, Task.kind_code, Kind.name_zh, Kind.name_en)
    return tuples(
        rows.join(Kind, on=(Task.kind == Kind.id))
        .join(Agent, JOIN.LEFT_OUTER, on=(Task.agent == Agent.id))
        .join(Advisor, JOIN.LEFT_OUTER, on=(Task.advisor == Advisor.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .where(Task.id.in_(ids))
    )


def _facts(subject: str, fact: Any, day: Any, trigger: str, model: Any) -> _Read:
    """Orders and sales, with the callback that they owe."""

    def read(ids: Sequence[int], span: Span) -> list[tuple[Any, ...]]:
        step = owed_callback(trigger, span)
        code = step.kind.code if step else ""
        owed = (Task.subject == subject) & (Task.subject_id == fact.id) & (Task.kind_code == code)
        columns = (fact.id, day, *_WHO, model, fn.COALESCE(Task.kind_code, code), Kind.name_zh, Kind.name_en)
        return tuples(
            fact.select(*columns)
            .join(Task, JOIN.LEFT_OUTER, on=owed)
            .join(Kind, JOIN.LEFT_OUTER, on=(Task.kind == Kind.id))
            .join(Agent, JOIN.LEFT_OUTER, on=(Task.agent == Agent.id))
            .join(Advisor, JOIN.LEFT_OUTER, on=(fact.advisor == Advisor.id))
            .join(Vehicle, JOIN.LEFT_OUTER, on=(fact.vehicle == Vehicle.id))
            .where(fact.id.in_(ids))
            .order_by(fact.id, Task.id)
        )

    return read


def _complaints(ids: Sequence[int], _span: Span) -> list[tuple[Any, ...]]:
    responsible = Person.alias()
    who = (Agent.code, Agent.name, Advisor.code, Advisor.name, responsible.department)
    severity = Complaint.severity
    rows = Complaint.select(Complaint.id, Complaint.raised_on, *who, Vehicle.model, severity, severity, severity)
    return tuples(
        rows.join(Agent, JOIN.LEFT_OUTER, on=(Complaint.raised_by == Agent.id))
        .join(Advisor, JOIN.LEFT_OUTER, on=(Complaint.about == Advisor.id))
        .join(responsible, JOIN.LEFT_OUTER, on=(Complaint.responsible == responsible.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        .where(Complaint.id.in_(ids))
    )


def _appointments(ids: Sequence[int], _span: Span) -> list[tuple[Any, ...]]:
    rows = Appointment.select(
        Appointment.id, Appointment.starts_on, Advisor.code, Advisor.name, Advisor.department, Vehicle.model
    )
    found = tuples(
        rows.join(Advisor, JOIN.LEFT_OUTER, on=(Appointment.advisor == Advisor.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Appointment.vehicle == Vehicle.id))
        .where(Appointment.id.in_(ids))
    )
    return [(key, day, "", "", *rest, "", "", "") for key, day, *rest in found]


def _attempts(ids: Sequence[int], _span: Span) -> list[tuple[Any, ...]]:
    """A dialled number belongs to the first task of its call's agenda."""
    columns = (Attempt.id, Attempt.work_date, *_WHO, Vehicle.model, Task.kind_code, Kind.name_zh, Kind.name_en)
    return tuples(
        Attempt.select(*columns)
        .join(AgendaItem, JOIN.LEFT_OUTER, on=(AgendaItem.contact == Attempt.contact))
        .join(Task, JOIN.LEFT_OUTER, on=(AgendaItem.task == Task.id))
        .join(Kind, JOIN.LEFT_OUTER, on=(Task.kind == Kind.id))
        .join(Agent, JOIN.LEFT_OUTER, on=(Attempt.person == Agent.id))
        .join(Advisor, JOIN.LEFT_OUTER, on=(Task.advisor == Advisor.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .where(Attempt.id.in_(ids))
        .order_by(Attempt.id, AgendaItem.position)
    )


def _contacts(ids: Sequence[int], _span: Span) -> list[tuple[Any, ...]]:
    """A sitting belongs to the first task of its agenda, as a dialled number does."""
    columns = (Contact.id, Contact.work_date, *_WHO, Vehicle.model, Task.kind_code, Kind.name_zh, Kind.name_en)
    return tuples(
        Contact.select(*columns)
        .join(AgendaItem, JOIN.LEFT_OUTER, on=(AgendaItem.contact == Contact.id))
        .join(Task, JOIN.LEFT_OUTER, on=(AgendaItem.task == Task.id))
        .join(Kind, JOIN.LEFT_OUTER, on=(Task.kind == Kind.id))
        .join(Agent, JOIN.LEFT_OUTER, on=(Contact.person == Agent.id))
        .join(Advisor, JOIN.LEFT_OUTER, on=(Task.advisor == Advisor.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .where(Contact.id.in_(ids))
        .order_by(Contact.id, AgendaItem.position)
    )


def _customers(ids: Sequence[int], _span: Span) -> list[tuple[Any, ...]]:
    """A customer is everybody's."""
    found = tuples(Customer.select(Customer.id).where(Customer.id.in_(ids)))
    return [(key, None, *[""] * 9) for (key,) in found]


_READERS: dict[str, _Read] = {
    "task": _tasks,
    "repair_order": _facts(
        "repair_order",
        RepairOrder,
        fn.COALESCE(RepairOrder.left_on, RepairOrder.opened_on),
        "repair_order.left",
        Vehicle.model,
    ),
    "sale": _facts("sale", Sale, Sale.delivered_on, "sale.delivered", fn.COALESCE(Vehicle.model, Sale.model)),
    "complaint": _complaints,
    "appointment": _appointments,
    "attempt": _attempts,
    "contact": _contacts,
    "customer": _customers,
}
