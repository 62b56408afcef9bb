"""What patterns are made of: a period's complaints as plain facts, and how many visits there were. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, fn

from agentdesk.common import names
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import Complaint, Customer, Person, RepairOrder, Sale, Vehicle


class Fact(NamedTuple):
    """A complaint as the groupings need it; a key that is not known is empty. `case` is the visit it is about."""

    no: str
    about: str  # staff code
    vehicle: str  # the source's key of the car
    customer: str  # the source's key of the customer
    model: str
    subject: str
    cause: str
    case: str


def complaints(first: date, last: date) -> list[Fact]:
    """The complaints raised in a period, oldest first, without those merged into another."""
    rows = tuples(
        Complaint.select(
            Complaint.no, Person.code, Vehicle.source_key, Customer.source_key, Vehicle.model, Sale.model,
            Complaint.subject, Complaint.cause_gap, Complaint.repair_order, Complaint.sale,
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Complaint.about == Person.id))
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        .join(Sale, JOIN.LEFT_OUTER, on=(Complaint.sale == Sale.id))
        .where(Complaint.raised_on.between(first, last) & Complaint.merged_into.is_null())
        .order_by(Complaint.id)
    )  # fmt: skip
    return [_fact(*row) for row in rows]


def _fact(
    no: str, about: str | None, car_key: str | None, customer: str, model: str | None, sold: str | None, subject: str,
    cause: str, order: int | None, sale: int | None,
) -> Fact:  # fmt: skip
    """Without an order or a sale, everything a customer says of one car is one case."""
    case = f"order {order}" if order else f"sale {sale}" if sale else f"{customer} {car_key or ''}"
    return Fact(no, about or "", car_key or "", customer, model or sold or "", subject, cause, case)


def of_advisors(first: date, last: date) -> Mapping[str, int]:
    """Visits and sales each advisor handled in a period, by staff code."""
    return _visits(Person.code, first, last, lambda fact: fact.join(Person, on=(fact.model.advisor == Person.id)))


def of_models(first: date, last: date) -> Mapping[str, int]:
    """Visits and sales of each model of car."""
    return _visits(Vehicle.model, first, last, _with_car)


def of_vehicles(first: date, last: date) -> Mapping[str, int]:
    """Visits and sales of each car, by the source's key."""
    return _visits(Vehicle.source_key, first, last, _with_car)


def of_customers(first: date, last: date) -> Mapping[str, int]:
    """Visits and sales of each customer, by the source's key."""
    return _visits(
        Customer.source_key, first, last, lambda fact: fact.join(Customer, on=(fact.model.customer == Customer.id))
    )


def _with_car(fact: Any) -> Any:
    return fact.join(Vehicle, on=(fact.model.vehicle == Vehicle.id))


def _visits(key: Any, first: date, last: date, joined: Callable[[Any], Any]) -> Mapping[str, int]:
    """Cars that left the workshop and cars handed over in a period, counted by a key."""
    counted: Counter[str] = Counter()
    for table, day in ((RepairOrder, RepairOrder.left_on), (Sale, Sale.delivered_on)):
        facts = table.select(key, fn.COUNT(table.id)).where(day.between(first, last))
        counted.update(pairs(joined(facts).group_by(key)))
    return counted


def person_name(code: str) -> str:
    """A colleague by staff code."""
    return Person.select(Person.name).where(Person.code == code).scalar() or code


def customer_name(key: str) -> str:
    """A customer by the source's key, masked."""
    return names.mask(Customer.select(Customer.name).where(Customer.source_key == key).scalar() or key)


def car(key: str) -> tuple[str, str]:
    """A car's model and plate by the source's key."""
    found = Vehicle.select(Vehicle.model, Vehicle.plate).where(Vehicle.source_key == key).tuples().first()
    return found or ("", key)
