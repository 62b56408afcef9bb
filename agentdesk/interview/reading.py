"""Reading a sitting for the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agentdesk.common import clock, names, phones, plates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import calling, records, steps
from agentdesk.interview.catalogue import outcome_name
from agentdesk.interview.sitting import AgendaEntry, AttemptLine, PhoneLine, Sitting, VehicleLine
from agentdesk.store.reading import column, dicts, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Appointment,
    Attempt,
    Complaint,
    Contact,
    Customer,
    Interview,
    Kind,
    Person,
    Phone,
    RepairOrder,
    Sale,
    Task,
    Vehicle,
)

_GENDERS = {"mr": "male", "ms": "female"}
HISTORY = 3


def read(contact_id: int) -> Sitting:
    """The sitting as the call screen shows it; UserError where there is no such contact."""
    contact = Contact.select(Contact, Customer).join(Customer).where(Contact.id == contact_id).first()
    if contact is None:
        raise UserError(_("There is no call {id}.").format(id=contact_id))
    customer = contact.customer
    attempts = _attempts(Attempt.contact == contact_id)
    agenda = _agenda(contact_id)
    leading = next((entry for entry in agenda if entry.state == "current"), agenda[0] if agenda else None)
    task = Task.get_by_id(leading.task_id) if leading else None
    task_ids = tuple(entry.task_id for entry in agenda)
    return Sitting(
        contact_id=contact_id,
        customer_id=customer.id,
        customer_name=customer.name,
        customer_shown=names.display(customer.name, _GENDERS.get(customer.title, "")),
        title=customer.title,
        is_company=customer.kind == "company",
        is_key=customer.is_key,
        company_contact=customer.contact_name if customer.kind == "company" else "",
        call_note=customer.call_note,
        vehicle=_vehicle(task.vehicle_id if task else None),
        event=leading.event if leading else "",
        event_on=leading.event_on if leading else None,
        advisor=_advisor(task.advisor_id if task else None),
        numbers=_numbers(customer.id),
        agenda=agenda,
        attempt=next((attempt for attempt in attempts if attempt.ended_at is None), None),
        attempts=attempts,
        history=_history(contact_id, task_ids),
        started_at=contact.started_at,
        ended_at=contact.ended_at,
        opt_out=calling.opt_out(customer.id, task_ids),
    )


def _agenda(contact_id: int) -> tuple[AgendaEntry, ...]:
    rows = dicts(
        AgendaItem.select(
            AgendaItem.position, AgendaItem.outcome, AgendaItem.note, Task.id.alias("task_id"), Task.kind_code,
            Task.step, Task.subject, Task.subject_id, Task.event_on, Task.latest_on, Kind.name_zh, Kind.name_en,
            Kind.form_name,
        )
        .join(Task)
        .join(Kind)
        .where(AgendaItem.contact == contact_id)
        .order_by(AgendaItem.position)
    )  # fmt: skip
    begun = {
        task_id: (interview_id, version_id)
        for interview_id, task_id, version_id in tuples(
            Interview.select(Interview.id, Interview.task, Interview.form_version)
            .where(Interview.contact == contact_id)
            .order_by(Interview.id)
        )
    }
    current = next((row["task_id"] for row in rows if not row["outcome"]), None)
    return tuple(_entry(row, begun.get(row["task_id"]), current) for row in rows)


def _entry(row: dict[str, Any], begun: tuple[int, int] | None, current: int | None) -> AgendaEntry:
    form = records.form_name(row["kind_code"], row["step"], row["form_name"])
    in_force = None if begun else records.form_in_force(form)
    state = "decided" if row["outcome"] else "current" if row["task_id"] == current else "waiting"
    return AgendaEntry(
        task_id=row["task_id"],
        position=row["position"],
        kind_code=row["kind_code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        form_name=form,
        form_version_id=begun[1] if begun else in_force.version_id if in_force else None,
        interview_id=begun[0] if begun else None,
        state=state,
        outcome=row["outcome"],
        outcome_name=outcome_name(row["outcome"]) if row["outcome"] else "",
        event_on=row["event_on"],
        event=event_of(row["subject"], row["subject_id"]),
        latest_on=row["latest_on"],
        note=row["note"],
    )


def event_of(subject: str, subject_id: int) -> str:
    """What a task is about in a few words: the service, the model bought, the complaint's number, the time booked."""
    column_of = _EVENTS.get(subject)
    found = column(column_of(subject_id)) if column_of else []
    return str(found[0] or "") if found else ""


_EVENTS: dict[str, Callable[[int], Any]] = {
    "repair_order": lambda key: RepairOrder.select(RepairOrder.service_name).where(RepairOrder.id == key),
    "sale": lambda key: Sale.select(Sale.model).where(Sale.id == key),
    "complaint": lambda key: Complaint.select(Complaint.no).where(Complaint.id == key),
    "appointment": lambda key: Appointment.select(Appointment.service_name).where(Appointment.id == key),
}


def _attempts(where: Any, limit: int | None = None) -> tuple[AttemptLine, ...]:
    query = Attempt.select(
        Attempt.id, Attempt.phone, Attempt.number, Attempt.started_at, Attempt.ended_at, Attempt.outcome,
        Attempt.contacted, Attempt.note,
    ).where(where)  # fmt: skip
    query = query.order_by(Attempt.id.desc()).limit(limit) if limit else query.order_by(Attempt.id)
    return tuple(
        AttemptLine(
            attempt_id,
            phone_id,
            phones.mask(number),
            started,
            ended,
            code,
            outcome_name(code) if code else "",
            contacted,
            note,
        )
        for attempt_id, phone_id, number, started, ended, code, contacted, note in tuples(query)
    )


def _history(contact_id: int, task_ids: tuple[int, ...]) -> tuple[AttemptLine, ...]:
    earlier = AgendaItem.select(AgendaItem.contact).where(
        AgendaItem.task.in_(task_ids) & (AgendaItem.contact != contact_id)
    )
    return _attempts(Attempt.contact.in_(earlier), HISTORY)


def _numbers(customer_id: int) -> tuple[PhoneLine, ...]:
    today = clock.today()
    rows = sorted(
        Phone.select().where(Phone.customer == customer_id),
        key=lambda row: (row.retired_at is not None, not row.e164, *steps.number_order(row.kind, row.rank, row.id)),
    )
    dialled = tuples(
        Attempt.select(Attempt.phone, Attempt.work_date, Attempt.outcome)
        .join(Phone)
        .where(Phone.customer == customer_id)
        .order_by(Attempt.id)
    )
    last = {phone_id: code for phone_id, _day, code in dialled if code}
    count = {row.id: sum(1 for phone_id, day, _code in dialled if phone_id == row.id and day == today) for row in rows}
    return tuple(_line(row, count[row.id], last.get(row.id, "")) for row in rows)


def _line(row: Phone, dials_today: int, last: str) -> PhoneLine:
    why = ""
    if row.retired_at is not None:
        why = _("retired: {reason}").format(reason=outcome_name(row.retired_reason))
    elif not row.e164:
        why = _("not a number: {written}").format(written=names.visible(row.written))
    return PhoneLine(
        phone_id=row.id,
        kind=row.kind,
        e164=row.e164 or "",
        shown=phones.display(row.e164) if row.e164 else names.visible(row.written),
        masked=phones.mask(row.e164) if row.e164 else "",
        dialable=not why,
        why_not=why,
        dials_today=dials_today,
        last_outcome=outcome_name(last) if last else "",
    )


def _vehicle(vehicle_id: int | None) -> VehicleLine | None:
    columns = (Vehicle.id, Vehicle.brand, Vehicle.model, Vehicle.plate)
    rows = tuples(Vehicle.select(*columns).where(Vehicle.id == vehicle_id)) if vehicle_id else []
    if not rows:
        return None
    found_id, brand, model, plate = rows[0]
    return VehicleLine(found_id, brand, model, plates.display(plate), plates.mask(plate))


def _advisor(person_id: int | None) -> str:
    found = column(Person.select(Person.name).where(Person.id == person_id)) if person_id else []
    return str(found[0]) if found else ""
