"""What is known of a task's customer before the call: numbers, car, what happened, why they stand where they stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from peewee import JOIN

from agentdesk.common import clock, names, phones, plates
from agentdesk.common.own_hours import stored
from agentdesk.store.reading import tuples
from agentdesk.store.tables import (
    AgendaItem,
    Complaint,
    Contact,
    Customer,
    Person,
    Phone,
    Prediction,
    RepairOrder,
    Task,
    Vehicle,
)


class HistoryLine(NamedTuple):
    """One thing that happened with the customer: a call, a workshop visit, a complaint."""

    on: date
    what: str  # call, order, complaint
    subject: str  # kind code, service name, complaint number
    result: str  # outcome code, state
    person: str
    at: datetime | None = None
    note: str = ""


class Doubt(NamedTuple):
    """An odometer reading that cannot be right, to be asked about on the call."""

    km: int
    on: date


class Card(NamedTuple):
    """A customer as the queue shows them; numbers and plates are masked until the customer is on the line."""

    task_id: int
    customer_id: int
    name: str
    title: str
    is_company: bool
    is_key: bool
    call_note: str
    hours: str  # when the customer wants to be rung, as it is understood; "" for no wish
    note: str
    phones: tuple[tuple[str, str], ...]  # kind and masked number, landline first (CM-02)
    model: str
    plate: str
    use_type: str
    mileage_km: int | None
    insurance_expires_on: date | None
    inspection_expires_on: date | None
    next_service_on: date | None
    history: tuple[HistoryLine, ...]  # newest first
    doubt: Doubt | None = None  # of the car's mileage, until the customer has told it


def card(task_id: int, *, history: int = 12) -> Card:
    """The card of a task's customer, with the newest things first."""
    task = Task.get_by_id(task_id)
    customer = Customer.get_by_id(task.customer_id)
    vehicle = Vehicle.get_or_none(Vehicle.id == task.vehicle_id)
    lines = [*_calls(customer.id, history), *_orders(customer.id, history), *_complaints(customer.id, history)]
    lines.sort(key=lambda line: (line.on, line.at or clock.at(line.on)), reverse=True)
    return Card(
        task_id=task_id,
        customer_id=customer.id,
        name=customer.name,
        title=names.display(customer.name, customer.title),
        is_company=customer.kind == "company",
        is_key=customer.is_key,
        call_note=customer.call_note,
        hours=stored(customer.own_hours).said(),
        note=customer.note,
        phones=masked_phones(customer.id),
        model=vehicle.model if vehicle else "",
        plate=plates.mask(vehicle.plate) if vehicle else "",
        use_type=vehicle.use_type if vehicle else "",
        mileage_km=vehicle.mileage_km if vehicle else None,
        insurance_expires_on=vehicle.insurance_expires_on if vehicle else None,
        inspection_expires_on=vehicle.inspection_expires_on if vehicle else None,
        next_service_on=vehicle.next_service_on if vehicle else None,
        history=tuple(lines[:history]),
        doubt=odometer_doubt(vehicle.id) if vehicle else None,
    )


def odometer_doubt(vehicle_id: int) -> Doubt | None:
    """The car's doubtful reading, None where there is none or the customer has been asked since."""
    found = (Prediction.vehicle == vehicle_id) & (Prediction.doubt != "") & ~Prediction.asked
    rows = tuples(Prediction.select(Prediction.doubt_km, Prediction.doubt_on).where(found))
    return Doubt(*rows[0]) if rows else None


def masked_phones(customer_id: int) -> tuple[tuple[str, str], ...]:
    """A customer's usable numbers, masked, landline first (CM-02)."""
    usable = (Phone.customer == customer_id) & Phone.e164.is_null(False) & Phone.retired_at.is_null()
    found = Phone.select().where(usable).order_by((Phone.kind == "landline").desc(), Phone.rank, Phone.id)
    return tuple((phone.kind, phones.mask(phone.e164)) for phone in found)


def _calls(customer_id: int, limit: int) -> list[HistoryLine]:
    rows = (
        Contact.select(
            Contact.work_date, Contact.started_at, Task.kind_code, AgendaItem.outcome, Person.name, AgendaItem.note
        )
        .join(AgendaItem, on=(AgendaItem.contact == Contact.id))
        .join(Task, on=(AgendaItem.task == Task.id))
        .join(Person, on=(Contact.person == Person.id))
        .where((Contact.customer == customer_id) & (AgendaItem.outcome != ""))
        .order_by(Contact.started_at.desc())
        .limit(limit)
    )
    return [HistoryLine(on, "call", kind, outcome, who, at, note) for on, at, kind, outcome, who, note in tuples(rows)]


def _orders(customer_id: int, limit: int) -> list[HistoryLine]:
    rows = (
        RepairOrder.select(RepairOrder.left_on, RepairOrder.service_name, Person.name)
        .join(Person, JOIN.LEFT_OUTER, on=(RepairOrder.advisor == Person.id))
        .where((RepairOrder.customer == customer_id) & RepairOrder.left_on.is_null(False))
        .order_by(RepairOrder.left_on.desc())
        .limit(limit)
    )
    return [HistoryLine(on, "order", service, "", advisor or "") for on, service, advisor in tuples(rows)]


def _complaints(customer_id: int, limit: int) -> list[HistoryLine]:
    rows = (
        Complaint.select(Complaint.raised_on, Complaint.no, Complaint.state, Person.name, Complaint.words)
        .join(Person, JOIN.LEFT_OUTER, on=(Complaint.responsible == Person.id))
        .where(Complaint.customer == customer_id)
        .order_by(Complaint.raised_at.desc())
        .limit(limit)
    )
    return [
        HistoryLine(on, "complaint", no, state, who or "", None, words) for on, no, state, who, words in tuples(rows)
    ]
