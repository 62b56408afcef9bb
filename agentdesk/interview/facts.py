"""The facts a questionnaire may pipe into its lines, read from the database once, when the interview starts.

Kept in both languages, so that a change of language in mid-call changes them too; dates are ISO, the engine speaks them
in words. A fact that is not known is left out: the engine names it before the line is read (never on air).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import JOIN, ModelSelect

from agentdesk.common import clock, plates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook import names as house
from agentdesk.playbook.current import current
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Appointment, Complaint, Customer, Person, RepairOrder, Sale, Task, Vehicle

Facts = dict[str, dict[str, str]]  # language -> fact -> text

# The forms turn the Chinese title into the English one; where it is not known the agent hears which it is.
_TITLES = {"mr": "先生", "ms": "女士", "": "先生/女士"}
_IN_CHARGE = "负责人"


class Subject(NamedTuple):
    """A task with whom it calls and what it is about; what there is not is None."""

    id: int
    kind_id: int
    kind_code: str
    step: str
    subject: str
    event_on: date
    latest_on: date
    customer: str
    title: str
    customer_kind: str
    contact_name: str
    model: str | None
    plate: str | None
    advisor: str | None
    service_done: str | None
    sale_model: str | None
    delivered_on: date | None
    words: str | None
    service_booked: str | None
    starts_at: datetime | None


def subject_of(task_id: int) -> Subject:
    """What a task is about; UserError where there is none."""
    found = _subject.first(task_id)
    if found is None:
        raise UserError(_("There is no task {id}.").format(id=task_id))
    return Subject(*found)


@prepared
def _subject(task_id: Any) -> ModelSelect[Task]:
    columns = (
        Task.id, Task.kind, Task.kind_code, Task.step, Task.subject, Task.event_on, Task.latest_on, Customer.name,
        Customer.title, Customer.kind, Customer.contact_name, Vehicle.model, Vehicle.plate, Person.name,
        RepairOrder.service_name, Sale.model, Sale.delivered_on, Complaint.words, Appointment.service_name,
        Appointment.starts_at,
    )  # fmt: skip
    called = Task.select(*columns).join(Customer, on=(Task.customer == Customer.id))
    return with_circumstances(called).where(Task.id == task_id)


_EVENTS: dict[str, Any] = {
    "repair_order": RepairOrder,
    "sale": Sale,
    "complaint": Complaint,
    "appointment": Appointment,
}


def with_circumstances(query: ModelSelect[Any]) -> ModelSelect[Any]:
    """Join a query of tasks with each one's vehicle, its colleague (Person), and the event it is about."""
    query = query.join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
    query = query.join(Person, JOIN.LEFT_OUTER, on=(Task.advisor == Person.id))
    for subject, event in _EVENTS.items():
        query = query.join(event, JOIN.LEFT_OUTER, on=((Task.subject == subject) & (Task.subject_id == event.id)))
    return query


def facts_of(task: Subject, agent_name: str, *, first: bool, last: bool) -> Facts:
    """Everything a form may name about this task, in zh and en; `first` and `last`: where it stands on the agenda."""
    both: dict[str, tuple[str, str]] = {
        **_house(),
        **_customer(task),
        **_vehicle(task),
        **_event(task),
        "agent_name": _same(agent_name),
        "due_date": _same((task.event_on if task.subject == "vehicle" else task.latest_on).isoformat()),
        "reminder_subject": _reminder_subject(task.kind_code),
        "agenda_first": _same("yes" if first else "no"),
        "agenda_last": _same("yes" if last else "no"),
        "advisor_name": _same(task.advisor or ""),
    }
    return {
        language: {name: texts[place] for name, texts in both.items() if texts[place]}
        for place, language in enumerate(("zh", "en"))
    }


def _same(text: str) -> tuple[str, str]:
    """A fact that is the same text in both languages."""
    return text, text


def _house() -> dict[str, tuple[str, str]]:
    """The dealer's own names, in both languages."""
    return {"dealer_name": house.dealer_name(), "brand": house.brand()}


def _customer(task: Subject) -> dict[str, tuple[str, str]]:
    """Whom to ask for: at a company its contact, else whoever is in charge there."""
    if task.customer_kind == "company" and not task.contact_name:
        return {"customer_name": _same(task.customer), "title": _same(_IN_CHARGE)}
    asked = task.contact_name if task.customer_kind == "company" else task.customer
    return {"customer_name": _same(asked), "title": _same(_TITLES[task.title])}


def _vehicle(task: Subject) -> dict[str, tuple[str, str]]:
    if task.model is None or task.plate is None:
        return {}
    return {"model": _same(task.model), "plate": _same(plates.display(task.plate))}


def _reminder_subject(kind_code: str) -> tuple[str, str]:
    """What a reminder of this kind reminds of, as the playbook says it; nothing for a kind that is no reminder."""
    said = next((kind.announces for kind in current().kinds if kind.code == kind_code), None)
    return (said.zh, said.en) if said else ("", "")


def _event(task: Subject) -> dict[str, tuple[str, str]]:
    """What the call is about, by the kind of fact that made the task."""
    event = {"event_date": _same(task.event_on.isoformat())}
    match task.subject:
        case "repair_order":
            return {**event, "service_name": _same(task.service_done or "")}
        case "sale":
            delivered = task.delivered_on or task.event_on
            model = {"model": _same(task.sale_model)} if task.sale_model else {}
            return {"event_date": _same(delivered.isoformat()), **model}
        case "complaint":
            return {**event, "complaint_subject": _same(task.words or "")}
        case "appointment" if task.starts_at is not None:
            at = f"{clock.local(task.starts_at):%Y-%m-%dT%H:%M}"
            return {"service_name": _same(task.service_booked or ""), "event_date": _same(at)}
    return event
