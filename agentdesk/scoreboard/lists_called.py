"""The lists that are called once in a half year or a quarter: lost customers (CB-11) and key customers (CB-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, Select, fn

from agentdesk.common import names
from agentdesk.complaints.cases import Case, by_ids
from agentdesk.playbook import current
from agentdesk.scoreboard.queries import CARE, Span, lost, succeeded, with_outcome, worked
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Complaint, Customer, Interview, RepairOrder, Sale, Task, Vehicle

_BATCH = 500


@dataclass(frozen=True)
class Listed:
    """A customer of a list: masked, with the car they are known by, and what came of their call.

    `since` is the day the car was handed over, None where nobody knows; `last_visit` the last day they came before the
    call was due, `back_on` the first day they came or bought again after the call that reached them.
    """

    task: int
    customer_id: int
    customer: str
    model: str
    since: date | None
    worked: bool
    completed: bool
    last_visit: date | None
    back_on: date | None


def lost_tasks(span: Span) -> Select:
    """The list of lost customers whose half year ends in the period, as KP-07 counts it."""
    return lost(span)


def key_tasks(span: Span) -> Select:
    """The callbacks of key customers whose latest day falls in the period and is over or which are closed (CB-12)."""
    codes = [
        kind.code
        for kind in current.current(span.last).kinds
        if kind.purpose == "callback" and any(row.when.segment == "key" for row in kind.schedules)
    ]
    over = (Task.state == "closed") | (Task.latest_on < span.seen_on)
    theirs = Task.kind_code.in_(codes) & Task.owner_role.in_(CARE)
    found: Select = Task.select(Task.id).where(theirs & Task.latest_on.between(span.first, span.last) & over)
    return found


def listed(query: Any, span: Span) -> list[Listed]:
    """The customers of a list in the order of their tasks; `query` is lost_tasks or key_tasks."""
    done = set(column(with_outcome(query(span), worked())))
    complete = set(column(with_outcome(query(span), succeeded())))
    rows = tuples(
        Task.select(Task.id, Customer.id, Customer.name, Vehicle.model, Vehicle.delivered_on, Task.due_nominal,
                    Task.closed_on)
        .join(Customer, on=(Task.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .where(Task.id.in_(query(span)))
        .order_by(Task.id)
    )  # fmt: skip
    customers = [row[1] for row in rows]
    came, cars = _came(customers, span.seen_on), _cars(customers)
    made = []
    for task, customer_id, name, model, since, due_on, closed_on in rows:
        days = came.get(customer_id, [])
        car = (model, since) if model else cars.get(customer_id, ("", None))
        after = closed_on if task in complete else None
        made.append(
            Listed(
                task=task,
                customer_id=customer_id,
                customer=names.mask(name),
                model=car[0],
                since=car[1],
                worked=task in done,
                completed=task in complete,
                last_visit=max((day for day in days if day < due_on), default=None),
                back_on=min((day for day in days if after and day > after), default=None),
            )
        )
    return made


def _came(customers: Sequence[int], seen_on: date) -> dict[int, list[date]]:
    """The days on which these customers came to the workshop or took a car home, up to a day."""
    found: dict[int, list[date]] = {}
    visited = fn.COALESCE(RepairOrder.opened_on, RepairOrder.left_on)
    for start in range(0, len(customers), _BATCH):
        these = customers[start : start + _BATCH]
        for fact, day in ((RepairOrder, visited), (Sale, Sale.delivered_on)):
            for customer_id, value in tuples(fact.select(fact.customer, day).where(fact.customer.in_(these))):
                on = date.fromisoformat(value) if isinstance(value, str) else value
                if on is not None and on <= seen_on:
                    found.setdefault(customer_id, []).append(on)
    return found


def _cars(customers: Sequence[int]) -> dict[int, tuple[str, date | None]]:
    """The car of each customer that was handed over last and is still theirs."""
    found: dict[int, tuple[str, date | None]] = {}
    for start in range(0, len(customers), _BATCH):
        rows = Vehicle.select(Vehicle.customer, Vehicle.model, Vehicle.delivered_on).where(
            Vehicle.customer.in_(customers[start : start + _BATCH]) & Vehicle.sold_on.is_null()
        )
        for customer_id, model, since in tuples(rows.order_by(Vehicle.delivered_on, Vehicle.id)):
            found[customer_id] = (model, since)
    return found


def complaints_of(task_ids: Sequence[int]) -> list[Case]:
    """The complaints raised in the interviews of these calls, oldest first."""
    found: list[int] = []
    for start in range(0, len(task_ids), _BATCH):
        held = Interview.task.in_(task_ids[start : start + _BATCH])
        raised = Complaint.select(Complaint.id).join(Interview, on=(Complaint.interview == Interview.id))
        found += column(raised.where(held))
    return by_ids(sorted(found))
