"""Reading a sitting for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from peewee import JOIN, ModelSelect, fn

from agentdesk.common import clock, names, phones, plates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import calling, steps
from agentdesk.interview.catalogue import outcome_name
from agentdesk.interview.facts import with_circumstances
from agentdesk.interview.in_force import form_in_force, form_name
from agentdesk.interview.sitting import AgendaEntry, AttemptLine, PhoneLine, Sitting, VehicleLine
from agentdesk.playbook.current import current
from agentdesk.queue import caps
from agentdesk.queue.score import promise_is_due
from agentdesk.store.memory import steady
from agentdesk.store.prepared import prepared
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

HISTORY = 3

Record = dict[str, Any]


def read(contact_id: int) -> Sitting:
    """The sitting as the call screen shows it; UserError where there is no such contact."""
    with steady():
        found = _contact.dicts(contact_id)
        if not found:
            raise UserError(_("There is no call {id}.").format(id=contact_id))
        return _sitting(contact_id, found[0])


def _sitting(contact_id: int, contact: Record) -> Sitting:
    customer_id, is_company = contact["customer"], contact["kind"] == "company"
    records = _agenda.dicts(contact_id)
    agenda = _entries(records)
    place = next((place for place, entry in enumerate(agenda) if entry.state == "current"), 0)
    leading = agenda[place] if agenda else None
    attempts = _attempts.rows(contact_id)
    here = tuple(_attempt(row) for row in attempts if row[0] == contact_id)
    before = [row for row in attempts if row[0] != contact_id]
    return Sitting(
        contact_id=contact_id,
        customer_id=customer_id,
        customer_name=contact["name"],
        customer_shown=names.display(contact["name"], contact["title"]),
        title=contact["title"],
        is_company=is_company,
        is_key=contact["is_key"],
        company_contact=contact["contact_name"] if is_company else "",
        call_note=contact["call_note"],
        vehicle=_vehicle(records[place]) if records else None,
        event=leading.event if leading else "",
        event_on=leading.event_on if leading else None,
        advisor=(records[place]["advisor"] or "") if records else "",
        numbers=_numbers(customer_id, records),
        agenda=agenda,
        attempt=next((attempt for attempt in here if attempt.ended_at is None), None),
        attempts=here,
        history=tuple(_attempt(row) for row in before[: -HISTORY - 1 : -1]),
        started_at=contact["started_at"],
        ended_at=contact["ended_at"],
        desk=contact["desk"],
        opt_out=calling.opt_out(customer_id, tuple(entry.task_id for entry in agenda)),
    )


@prepared
def _contact(contact_id: Any) -> ModelSelect[Contact]:
    columns = (
        Contact.customer, Contact.started_at, Contact.ended_at, Contact.desk, Customer.name, Customer.title,
        Customer.kind, Customer.is_key, Customer.contact_name, Customer.call_note,
    )  # fmt: skip
    return Contact.select(*columns).join(Customer).where(Contact.id == contact_id)


@prepared
def _agenda(contact_id: Any) -> ModelSelect[AgendaItem]:
    """The agenda's entries in order, with the car, the colleague and the event of each, and its last interview."""
    event = fn.COALESCE(RepairOrder.service_name, Sale.model, Complaint.no, Appointment.service_name, "")
    begun = Interview.alias()
    here = (begun.contact == AgendaItem.contact) & (begun.task == AgendaItem.task)
    last = begun.select(fn.MAX(begun.id)).where(here)
    columns = (
        AgendaItem.position, AgendaItem.outcome, AgendaItem.note, Task.id.alias("task_id"), Task.kind.alias("kind_id"),
        Task.kind_code, Task.step, Task.event_on, Task.latest_on, Task.promised_at, Kind.name_zh, Kind.name_en,
        Vehicle.id.alias("vehicle_id"), Vehicle.brand, Vehicle.model, Vehicle.plate, Person.name.alias("advisor"),
        event.alias("event"), Interview.id.alias("interview_id"), Interview.form_version.alias("version_id"),
    )  # fmt: skip
    tasks = AgendaItem.select(*columns).join(Task, on=(AgendaItem.task == Task.id))
    query = with_circumstances(tasks.join(Kind, on=(Task.kind == Kind.id)))
    query = query.join(Interview, JOIN.LEFT_OUTER, on=(Interview.id == last))
    return query.where(AgendaItem.contact == contact_id).order_by(AgendaItem.position)


def _entries(records: list[Record]) -> tuple[AgendaEntry, ...]:
    current = next((record["task_id"] for record in records if not record["outcome"]), None)
    return tuple(_entry(record, current) for record in records)


def _entry(record: Record, current: int | None) -> AgendaEntry:
    form = form_name(record["kind_id"], record["kind_code"], record["step"])
    in_force = form_in_force(form) if record["interview_id"] is None else None
    state = "decided" if record["outcome"] else "current" if record["task_id"] == current else "waiting"
    return AgendaEntry(
        task_id=record["task_id"],
        position=record["position"],
        kind_code=record["kind_code"],
        name_zh=record["name_zh"],
        name_en=record["name_en"],
        form_name=form,
        form_version_id=in_force.version_id if in_force else record["version_id"],
        interview_id=record["interview_id"],
        state=state,
        outcome=record["outcome"],
        outcome_name=outcome_name(record["outcome"]) if record["outcome"] else "",
        event_on=record["event_on"],
        event=record["event"],
        latest_on=record["latest_on"],
        note=record["note"],
    )


def _vehicle(record: Record) -> VehicleLine | None:
    if record["vehicle_id"] is None:
        return None
    plate = record["plate"]
    return VehicleLine(
        record["vehicle_id"], record["brand"], record["model"], plates.display(plate), plates.mask(plate)
    )


@prepared
def _attempts(contact_id: Any) -> ModelSelect[Attempt]:
    """The numbers dialled in a sitting, and in earlier ones for a task of its agenda, oldest first."""
    other = AgendaItem.alias()
    tasks = AgendaItem.select(AgendaItem.task).where(AgendaItem.contact == contact_id)
    columns = (
        Attempt.contact, Attempt.id, Attempt.phone, Attempt.number, Attempt.started_at, Attempt.ended_at,
        Attempt.outcome, Attempt.contacted, Attempt.note,
    )  # fmt: skip
    same = Attempt.contact.in_(other.select(other.contact).where(other.task.in_(tasks)))
    return Attempt.select(*columns).where(same).order_by(Attempt.id)


def _attempt(row: tuple[Any, ...]) -> AttemptLine:
    _contact_id, attempt_id, phone_id, number, started, ended, code, contacted, note = row
    return AttemptLine(
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


def _numbers(customer_id: int, agenda: list[Record]) -> tuple[PhoneLine, ...]:
    """The customer's numbers; one that was dialled as often as allowed today cannot be dialled now."""
    rows = _phones.dicts(customer_id)
    now, today = clock.now(), clock.today()
    ended = [row for row in rows if row["work_date"] == today and row["outcome"] not in ("", "undone")]
    settings, left = current().head.settings, [entry for entry in agenda if not entry["outcome"]]
    agreed = any(promise_is_due(entry["promised_at"], now, settings) for entry in left)
    dials = caps.dials_in(
        (customer_id, row["e164"], row["started_at"], row["contacted"], row["outcome"]) for row in ended
    )
    limits = caps.caps_of({entry["kind_code"] for entry in left})
    numbers = {row["e164"] for row in rows if row["e164"]} if dials and not agreed else set()
    spent = {number: caps.why_not_number(number, dials, limits, now) for number in numbers}
    dialled = [list(found) for _id, found in groupby(rows, key=lambda row: row["id"])]
    return tuple(_line(found, spent) for found in sorted(dialled, key=lambda found: _number_order(found[0])))


@prepared
def _phones(customer_id: Any) -> ModelSelect[Phone]:
    """The customer's numbers, each with its dials, oldest first."""
    columns = (
        Phone.id, Phone.kind, Phone.rank, Phone.e164, Phone.written, Phone.retired_at, Phone.retired_reason,
        Attempt.work_date, Attempt.outcome, Attempt.started_at, Attempt.contacted,
    )  # fmt: skip
    dials = Phone.select(*columns).join(Attempt, JOIN.LEFT_OUTER, on=(Attempt.phone == Phone.id))
    return dials.where(Phone.customer == customer_id).order_by(Phone.id, Attempt.id)


def _number_order(row: Record) -> tuple[Any, ...]:
    return row["retired_at"] is not None, not row["e164"], *steps.number_order(row["kind"], row["rank"], row["id"])


def _line(dials: list[Record], spent: Mapping[str, str]) -> PhoneLine:
    """A number from its rows, one for each dial."""
    row = dials[0]
    why = ""
    if row["retired_at"] is not None:
        why = _("retired: {reason}").format(reason=outcome_name(row["retired_reason"]))
    elif not row["e164"]:
        why = _("not a number: {written}").format(written=names.visible(row["written"]))
    else:
        why = spent.get(row["e164"], "")
    last = _last(dial["outcome"] for dial in dials)
    return PhoneLine(
        phone_id=row["id"],
        kind=row["kind"],
        e164=row["e164"] or "",
        shown=phones.display(row["e164"]) if row["e164"] else names.visible(row["written"]),
        masked=phones.mask(row["e164"]) if row["e164"] else "",
        dialable=not why,
        why_not=why,
        dials_today=sum(dial["work_date"] == clock.today() for dial in dials),
        last_outcome=outcome_name(last) if last else "",
    )


def _last(outcomes: Iterable[str | None]) -> str:
    return next((code for code in reversed(list(outcomes)) if code), "")
