"""The facts an indicator counts, as queries that give the ids of its subjects.

A task belongs to the month of its latest day (KP-23); a repair order or a sale to that of the callback it is owed,
whether a task was made for it or not (T-04). What may still be done in time is not counted yet: an open window is
neither a success nor a failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec
from peewee import Expression, Select, Value, fn

from agentdesk.common import clock
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.rows import standings_of
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.playbook.schema import Playbook
from agentdesk.store.retention import removed_before
from agentdesk.store.tables import Complaint, ComplaintEvent, Customer, Kind, Outcome, RepairOrder, Sale, Task, Vehicle

# AAPOR classes of what a rule may make of a task that was worked: unknown (UH) was never tried, NE was not owed.
WORKED_CLASSES = ("I", "P", "R", "NC", "O")
CARE = ("callback_agent", "care_manager")  # whose calls the department answers for; the others' are expected records


@dataclass(frozen=True)
class Span:
    """A period, both days inclusive, seen on a day: what is still in time then is not counted.

    It is counted by the playbook in force on its last day, a part of a longer period by that of the whole: `by`.
    `memo` keeps what several indicators of one computation read; it lives as long as the period's object.
    """

    first: date
    last: date
    seen_on: date
    by: date | None = None
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def ruled_on(self) -> date:
        """The day whose playbook counts."""
        return self.by or self.last

    @property
    def playbook(self) -> Playbook:
        """The playbook by which the period is counted."""
        return current.current(self.ruled_on)


Query = Callable[[Span], Select]


def outcome_of_task() -> Expression:
    """The catalogue's row of a task's disposition, in the playbook version the task was made under."""
    same: Expression = (Outcome.playbook == Kind.playbook) & (Outcome.code == Task.disposition)
    return same


def worked() -> Expression:
    """Finished by somebody or closed by the three-day rule; neither expired nor found not to be needed."""
    by_somebody: Expression = (Outcome.level == "attempt") | Outcome.aapor_class.in_(WORKED_CLASSES)
    return by_somebody


def succeeded() -> Expression:
    """The questionnaire was completed (KP-20: success is another thing than being worked)."""
    complete: Expression = Outcome.aapor_class == "I"
    return complete


def _over(span: Span) -> Expression:
    over: Expression = (Task.state == "closed") | (Task.latest_on < span.seen_on)
    return over


def _tasks(span: Span, condition: Expression) -> Select:
    return Task.select(Task.id).where(condition & Task.latest_on.between(span.first, span.last) & _over(span))


def with_outcome(query: Select, condition: Expression) -> Select:
    """The tasks of a query whose disposition the catalogue describes so."""
    joined = query.join(Kind, on=(Task.kind == Kind.id)).join(Outcome, on=outcome_of_task())
    return joined.where((Task.state == "closed") & condition)


def callbacks(span: Span) -> Select:
    """The calls the department owes whose latest day falls in the period."""
    return _tasks(span, Task.owner_role.in_(CARE) & Task.kind.in_(kind_ids(lambda kind: kind["purpose"] == "callback")))


def lost(span: Span) -> Select:
    """The list of lost customers whose last day falls in the period (CB-11)."""
    return _tasks(span, Task.owner_role.in_(CARE) & Task.kind.in_(kind_ids(_calls_lost)))


def _calls_lost(kind: dict[str, Any]) -> bool:
    return any(row.get("when", {}).get("segment") == "lost" for row in kind.get("schedule", []))


def kind_ids(fits: Callable[[dict[str, Any]], bool]) -> list[int]:
    """The kinds, of all playbook versions, whose definition fits."""
    rows: Any = Kind.select(Kind.id, Kind.definition).tuples()
    return [kind_id for kind_id, definition in rows if fits(msgspec.json.decode(definition))]


def owed_callback(trigger: str, span: Span) -> Step | None:
    """The department's callback that a trigger owes, by the period's playbook; None for none."""
    for step in span.playbook.steps():
        ours = step.kind.purpose == "callback" and step.owner_role in CARE and not step.records
        if ours and step.schedule.trigger == trigger:
            return step
    return None


def _facts(fact: Any, day: Any, trigger: str, subject: str, span: Span) -> Select:
    """The facts whose callback's latest day falls in the period and is over, or whose callback is closed already."""
    step = owed_callback(trigger, span)
    if step is None:
        none: Select = fact.select(fact.id).where(Value(1) == 0)
        return none
    shift = timedelta(days=step.schedule.last_offset)
    over = (day < span.seen_on - shift) | fn.EXISTS(_task_of(fact, subject, step).where(Task.state == "closed"))
    found: Select = fact.select(fact.id).where(day.between(span.first - shift, span.last - shift) & over)
    removed = removed_before(subject)
    return found.where(day >= removed) if removed else found  # of what is older only those a complaint holds are left


def _task_of(fact: Any, subject: str, step: Step) -> Select:
    return Task.select(Value(1)).where(
        (Task.subject == subject) & (Task.subject_id == fact.id) & (Task.kind_code == step.kind.code)
    )


def _called(query: Select, fact: Any, trigger: str, subject: str, span: Span, condition: Expression) -> Select:
    step = owed_callback(trigger, span)
    return query.where(fn.EXISTS(with_outcome(_task_of(fact, subject, step), condition))) if step else query


def orders(span: Span) -> Select:
    """Completed orders whose callback is due in the period (KP-02)."""
    return _facts(RepairOrder, RepairOrder.left_on, "repair_order.left", "repair_order", span)


def private(span: Span) -> Select:
    """Orders of private cars among them (KP-03)."""
    car = Vehicle.select(Value(1)).where((Vehicle.id == RepairOrder.vehicle) & (Vehicle.use_type == "private"))
    return orders(span).where(fn.EXISTS(car))


def key(span: Span) -> Select:
    """Orders of key customers among them (KP-04)."""
    whose = Customer.select(Value(1)).where((Customer.id == RepairOrder.customer) & Customer.is_key)
    return orders(span).where(fn.EXISTS(whose))


def orders_called(query: Query, condition: Callable[[], Expression]) -> Query:
    """The orders of a query whose callback has such a disposition."""
    return lambda span: _called(query(span), RepairOrder, "repair_order.left", "repair_order", span, condition())


def sales(span: Span) -> Select:
    """Cars handed over whose callback is due in the period (KP-05)."""
    return _facts(Sale, Sale.delivered_on, "sale.delivered", "sale", span)


def sales_called(condition: Callable[[], Expression]) -> Query:
    """The sales whose callback has such a disposition."""
    return lambda span: _called(sales(span), Sale, "sale.delivered", "sale", span, condition())


def complaints(kind: str, fits: Callable[[Standing, Span], bool]) -> Query:
    """Complaints with such an event in the period whose whole history fits; histories are read, not columns.

    A duplicate counts with the complaint it was merged into, and not again.
    """

    def query(span: Span) -> Select:
        start, end = clock.day_span(span.first)[0], clock.day_span(span.last)[1]
        within = (ComplaintEvent.kind == kind) & (ComplaintEvent.at >= start) & (ComplaintEvent.at < end)
        rows: Any = ComplaintEvent.select(ComplaintEvent.complaint).where(within).distinct().tuples()
        found = standings_of([complaint_id for (complaint_id,) in rows])
        return Complaint.select(Complaint.id).where(
            Complaint.id.in_([no for no, row in found.items() if row.merged_into_id is None and fits(row, span)])
        )

    return query


def recalled_in(row: Standing, span: Span) -> bool:
    """Whether the customer was first reached by a re-call in the period."""
    return row.first_recall_at is not None and span.first <= clock.local(row.first_recall_at).date() <= span.last


def closed_in(row: Standing, span: Span) -> bool:
    """Whether the complaint stands closed since a day in the period."""
    return row.closed_at is not None and span.first <= clock.local(row.closed_at).date() <= span.last
