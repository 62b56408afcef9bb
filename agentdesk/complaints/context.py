"""What a call is about, for the form: the car, the order or sale, and the colleague it concerns."""

from __future__ import annotations

from typing import NamedTuple

from peewee import Case

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    Appointment,
    Complaint,
    Contact,
    Interview,
    RepairOrder,
    Sale,
    Task,
)


class Context(NamedTuple):
    """The facts a complaint starts from."""

    customer_id: int
    vehicle_id: int | None = None
    repair_order_id: int | None = None
    sale_id: int | None = None
    about_id: int | None = None
    interview_id: int | None = None
    contact_id: int | None = None


def of_interview(interview_id: int) -> Context:
    """What an interview is about; UsageError where there is none with that id."""
    interview = Interview.get_or_none(Interview.id == interview_id)
    if interview is None:
        raise UsageError(_("There is no interview {id}.").format(id=interview_id))
    found = of_task(Task.get_by_id(interview.task_id))
    return found._replace(interview_id=interview.id, contact_id=interview.contact_id)


def of_contact(contact_id: int) -> Context:
    """What a call is about: the first undecided reason on its agenda, a repair or a sale before others."""
    contact = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise UsageError(_("There is no call {id}.").format(id=contact_id))
    weight = Case(Task.subject, [("repair_order", 0), ("sale", 0), ("complaint", 0)], 1)
    decided = Case(None, [(AgendaItem.outcome == "", 0)], 1)
    task = (
        Task.select()
        .join(AgendaItem, on=(AgendaItem.task == Task.id))
        .where(AgendaItem.contact == contact_id)
        .order_by(decided, weight, AgendaItem.position)
        .first()
    )
    found = of_task(task) if task else Context(contact.customer_id)
    return found._replace(contact_id=contact.id)


def of_task(task: Task) -> Context:
    """What a task is about. Its advisor is concerned only where the advisor's own work is the reason for the call.

    Of a file that was removed (store/retention.py) only the customer and the car are known.
    """
    start = Context(task.customer_id, task.vehicle_id)
    if task.subject_id < 0:
        return start
    if task.subject == "repair_order":
        order = RepairOrder.get_by_id(task.subject_id)
        return start._replace(vehicle_id=order.vehicle_id, repair_order_id=order.id, about_id=order.advisor_id)
    if task.subject == "sale":
        sale = Sale.get_by_id(task.subject_id)
        return start._replace(vehicle_id=sale.vehicle_id, sale_id=sale.id, about_id=sale.advisor_id)
    if task.subject == "complaint":
        earlier = Complaint.get_by_id(task.subject_id)
        return start._replace(
            vehicle_id=earlier.vehicle_id,
            repair_order_id=earlier.repair_order_id,
            sale_id=earlier.sale_id,
            about_id=earlier.about_id,
        )
    if task.subject == "appointment":
        return start._replace(about_id=Appointment.get_by_id(task.subject_id).advisor_id)
    return start


def answer_to(interview_id: int, question: str) -> str:
    """The raw value last given to a question; empty where none stands."""
    last = (
        Answer.select(Answer.value)
        .where((Answer.interview == interview_id) & (Answer.node == question))
        .order_by(Answer.id.desc())
        .first()
    )
    return (last.value or "") if last else ""
