"""The facts a questionnaire may pipe into its lines, read from the database once, when the interview starts.

Kept in both languages, so that a change of language in mid-call changes them too; dates are ISO, the engine speaks them
in words. A fact that is not known is left out: the engine names it before the line is read (never on air).
"""

from __future__ import annotations

from agentdesk.common import clock, plates
from agentdesk.playbook.current import current
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import (
    Appointment,
    Complaint,
    Customer,
    Person,
    RepairOrder,
    Sale,
    Setting,
    Task,
    Vehicle,
)

Facts = dict[str, dict[str, str]]  # language -> fact -> text

# The forms turn the Chinese title into the English one; where it is not known the agent hears which it is.
_TITLES = {"mr": "先生", "ms": "女士", "": "先生/女士"}
_IN_CHARGE = "负责人"


def facts_of(task: Task, agent_name: str, *, first: bool, last: bool) -> Facts:
    """Everything a form may name about this task, in zh and en; `first` and `last`: where it stands on the agenda."""
    both: dict[str, tuple[str, str]] = {
        **_house(),
        **_customer(task.customer_id),
        **_vehicle(task.vehicle_id),
        **_subject(task),
        "agent_name": _same(agent_name),
        "due_date": _same((task.event_on if task.subject == "vehicle" else task.latest_on).isoformat()),
        "reminder_subject": _reminder_subject(task.kind_code),
        "agenda_first": _same("yes" if first else "no"),
        "agenda_last": _same("yes" if last else "no"),
    }
    if task.advisor_id:
        advisor = Person.select(Person.name).where(Person.id == task.advisor_id).scalar()
        both["advisor_name"] = _same(advisor)
    return {
        language: {name: texts[place] for name, texts in both.items() if texts[place]}
        for place, language in enumerate(("zh", "en"))
    }


def _same(text: str) -> tuple[str, str]:
    """A fact that is the same text in both languages."""
    return text, text


def _house() -> dict[str, tuple[str, str]]:
    """The dealer's own names: as set at init, else the playbook's."""
    own = pairs(Setting.select(Setting.name, Setting.value).where(Setting.name.in_(["dealer_name", "brand"])))
    dealer = current().head.dealer
    name, brand = own.get("dealer_name"), own.get("brand")
    return {
        "dealer_name": (name or dealer.zh, name or dealer.en),
        "brand": (brand or dealer.brand_zh, brand or dealer.brand_en),
    }


def _customer(customer_id: int) -> dict[str, tuple[str, str]]:
    """Whom to ask for: at a company its contact, else whoever is in charge there."""
    columns = (Customer.name, Customer.title, Customer.kind, Customer.contact_name)
    name, title, kind, contact = Customer.select(*columns).where(Customer.id == customer_id).tuples()[0]
    if kind == "company" and not contact:
        return {"customer_name": _same(name), "title": _same(_IN_CHARGE)}
    asked = contact if kind == "company" else name
    return {"customer_name": _same(asked), "title": _same(_TITLES[title])}


def _vehicle(vehicle_id: int | None) -> dict[str, tuple[str, str]]:
    found = tuples(Vehicle.select(Vehicle.model, Vehicle.plate).where(Vehicle.id == vehicle_id)) if vehicle_id else []
    if not found:
        return {}
    model, plate = found[0]
    shown = plates.display(plate)
    return {"model": _same(model), "plate": _same(shown)}


def _reminder_subject(kind_code: str) -> tuple[str, str]:
    """What a reminder of this kind reminds of, as the playbook says it; nothing for a kind that is no reminder."""
    said = next((kind.announces for kind in current().kinds if kind.code == kind_code), None)
    return (said.zh, said.en) if said else ("", "")


def _subject(task: Task) -> dict[str, tuple[str, str]]:
    """What the call is about, by the kind of fact that made the task."""
    event = {"event_date": _same(task.event_on.isoformat())}
    match task.subject:
        case "repair_order":
            service = RepairOrder.select(RepairOrder.service_name).where(RepairOrder.id == task.subject_id).scalar()
            return {**event, "service_name": _same(service or "")}
        case "sale":
            found = tuples(Sale.select(Sale.model, Sale.delivered_on).where(Sale.id == task.subject_id))
            model, delivered = found[0] if found else ("", task.event_on)
            return {"event_date": _same(delivered.isoformat()), **({"model": _same(model)} if model else {})}
        case "complaint":
            words = Complaint.select(Complaint.words).where(Complaint.id == task.subject_id).scalar()
            return {**event, "complaint_subject": _same(words or "")}
        case "appointment":
            return {**event, **_appointment(task.subject_id)}
    return event


def _appointment(appointment_id: int) -> dict[str, tuple[str, str]]:
    columns = (Appointment.service_name, Appointment.starts_at)
    found = tuples(Appointment.select(*columns).where(Appointment.id == appointment_id))
    if not found:
        return {}
    service, starts_at = found[0]
    return {"service_name": _same(service), "event_date": _same(f"{clock.local(starts_at):%Y-%m-%dT%H:%M}")}
