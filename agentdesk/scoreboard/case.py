"""What stands behind one row of a figure: the call that was owed with every sitting, or the fact and the calls it owes.

    case(actor, "task", 1204)         # as dictionaries with stable keys; names, plates and numbers masked
    case(actor, "repair_order", 88)   # its facts, the calls it owes, the complaints about it

A call's own evidence is in interview/evidence.py, a complaint's file in complaints/listing.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import JOIN

from agentdesk.common import names
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _, pick
from agentdesk.scoreboard.case_of_task import task
from agentdesk.scoreboard.case_parts import Found, car_text, complaint_numbers, iso, named, wall_time
from agentdesk.scoreboard.queries import outcome_of_task
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import (
    Appointment,
    Attempt,
    Complaint,
    Customer,
    Kind,
    Outcome,
    Person,
    RepairOrder,
    Sale,
    Task,
)

READERS = ("agent", "handler", "supervisor")


def case(actor: Actor, subject: str, key: int) -> Found:
    """One row of a figure with everything beneath it. Forbidden for who may see figures only.

    UsageError for a sort of subject that has no page here, UserError where there is no such row.
    """
    actor.require(*READERS)
    if subject not in _READERS:
        text = _("{value} is not one of: {allowed}")
        raise UsageError(text.format(value=subject, allowed=", ".join(_READERS)))
    found = _READERS[subject](key)
    if found is None:
        raise UserError(_("There is no {subject} {id}.").format(subject=subject, id=key))
    return {"subject": subject, "id": key, **found}


def call_of_attempt(attempt_id: int) -> int:
    """The call in which a number was dialled; UserError where there is none."""
    found = tuples(Attempt.select(Attempt.contact).where(Attempt.id == attempt_id))
    if not found:
        raise UserError(_("There is no {subject} {id}.").format(subject="attempt", id=attempt_id))
    call: int = found[0][0]
    return call


def _fact(subject: str, fact: Any, facts: Callable[[Any], Found], about: Any = None) -> Callable[[int], Found | None]:
    """A row of a table with its customer, car and advisor, the calls it owes and the complaints about it."""

    def read(key: int) -> Found | None:
        row = fact.get_or_none(fact.id == key)
        if row is None:
            return None
        car, advisor = row.vehicle, row.advisor
        return {
            "reference": row.source_key,
            "customer": names.mask(row.customer.name),
            "vehicle": car_text(car.model, car.plate) if car else "",
            "advisor": advisor.name if advisor else "",
            **facts(row),
            "tasks": _tasks((Task.subject == subject) & (Task.subject_id == key)),
            "complaints": complaint_numbers(about == key) if about is not None else [],
        }

    return read


def _order_facts(row: Any) -> Found:
    return {
        "service": row.service_name,
        "opened_on": iso(row.opened_on),
        "left_on": iso(row.left_on),
        "mileage_km": row.mileage_km,
        "warranty": row.is_warranty,
        "re_repair_of": row.re_repair_of,
    }


def _sale_facts(row: Any) -> Found:
    return {"model": row.model, "delivered_on": iso(row.delivered_on)}


def _appointment_facts(row: Any) -> Found:
    return {"service": row.service_name, "starts_at": wall_time(row.starts_at), "status": row.status}


def _customer(key: int) -> Found | None:
    row = Customer.get_or_none(Customer.id == key)
    if row is None:
        return None
    sales = Sale.select(Sale.id, Sale.delivered_on, Sale.model).where(Sale.customer == key)
    orders = RepairOrder.select(RepairOrder.id, RepairOrder.left_on, RepairOrder.service_name)
    orders = orders.where(RepairOrder.customer == key)
    return {
        "reference": row.source_key,
        "customer": names.mask(row.name),
        "is_key": row.is_key,
        "sales": [_line(each) for each in tuples(sales.order_by(Sale.delivered_on, Sale.id))],
        "orders": [_line(each) for each in tuples(orders.order_by(RepairOrder.left_on, RepairOrder.id))],
        "tasks": _tasks((Task.subject == "customer") & (Task.subject_id == key)),
        "complaints": complaint_numbers(Complaint.customer == key),
    }


def _line(row: tuple[Any, ...]) -> Found:
    return {"id": row[0], "on": iso(row[1]), "what": row[2]}


def _tasks(where: Any) -> list[Found]:
    """Calls by the day from which they were due."""
    rows = (
        Task.select(
            Task.id, Task.kind_code, Kind.name_zh, Kind.name_en, Task.latest_on, Task.disposition, Outcome.name_zh,
            Outcome.name_en, Task.closed_on, Person.name,
        )
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, JOIN.LEFT_OUTER, on=outcome_of_task())
        .join(Person, JOIN.LEFT_OUTER, on=(Task.agent == Person.id))
        .where(where)
        .order_by(Task.due_nominal, Task.id)
    )  # fmt: skip
    return [
        {"task": key, "kind": code, "name": pick(zh, en), "latest_on": iso(latest),
         "outcome": named(done, pick(done_zh or "", done_en or "")), "closed_on": iso(closed), "agent": agent or ""}
        for key, code, zh, en, latest, done, done_zh, done_en, closed, agent in tuples(rows)
    ]  # fmt: skip


_READERS: dict[str, Callable[[int], Found | None]] = {
    "task": task,
    "repair_order": _fact("repair_order", RepairOrder, _order_facts, Complaint.repair_order),
    "sale": _fact("sale", Sale, _sale_facts, Complaint.sale),
    "appointment": _fact("appointment", Appointment, _appointment_facts),
    "customer": _customer,
}
