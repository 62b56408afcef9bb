"""A small dealer whose customers are called: published forms, people, customers with numbers, tasks of real kinds."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from agentdesk.common import clock
from agentdesk.common.phones import parse
from agentdesk.interview import contacts, records
from agentdesk.playbook.publish import publish
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AgendaItem, Attempt, AuditEvent, Contact, Customer, Person, Phone, Task
from tests.dealership import PEOPLE, Dealership
from tests.prepared import prepared

OPENED_ON = date(2026, 1, 1)
NUMBERS = ("13800000001", "0550-3012345")  # of a customer who has two


def found_dealer() -> None:
    """Publish the shipped playbook with its forms and hire the people, once per test session."""
    with clock.travel(datetime.combine(OPENED_ON, datetime.min.time())):
        publish(SYSTEM, "car_dealership", prepared, effective_from=OPENED_ON)
        seed_workdays(SYSTEM, (2026,))
    for code, name, position, role in PEOPLE:
        Person.create(code=code, name=name, position=position, role=role)


class Desk(Dealership):
    """The dealer with 李娜 at the desk; makes customers with numbers and tasks, and walks a questionnaire."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.opened_on, self.count = folder, OPENED_ON, 0
        self.people = {person.name: person for person in Person.select()}
        self.li, self.sun, self.chief = (self.actor(name) for name in ("李娜", "孙悦", "方慧"))

    def person(self, *numbers: str, name: str = "王建国", **more: Any) -> Customer:
        """A customer with these numbers, in the order given."""
        made = self.customer(name, **{"title": "mr", **more})
        Phone.delete().where(Phone.customer == made).execute()  # the numbers are this test's
        for rank, written in enumerate(numbers):
            phone = parse(written)
            Phone.create(customer=made, kind=phone.kind, written=written, e164=phone.e164, rank=rank)
        return made

    def callback(self, *numbers: str, customer: Customer | None = None, left_on: date | None = None) -> Task:
        """An after-sales callback (CB-01), due today where no day is given; the landline 0550-3012345 by default."""
        customer = customer or self.person(*(numbers or ("0550-3012345",)))
        left_on = left_on or date.fromordinal(clock.today().toordinal() - 1)
        order = self.order(left_on, customer=customer)
        return self.task(
            "CB-01", "repair_order", order.id, customer, left_on, step="next_day", advisor=self.people["陈涛"],
            vehicle=order.vehicle_id, weight=30,
        )  # fmt: skip

    def reminder(self, customer: Customer) -> Task:
        """A maintenance reminder of the customer's car, due today (RM-01)."""
        car = self.car(customer)
        return self.task(
            "RM-01",
            "vehicle",
            car.id,
            customer,
            date.fromordinal(clock.today().toordinal() + 7),
            vehicle=car,
            weight=10,
        )

    def number(self, task: Task, place: int = 0) -> int:
        """The id of a customer's number, in the order they were given."""
        return list(Phone.select().where(Phone.customer == task.customer_id).order_by(Phone.rank))[place].id

    def dialled(self, task: Task, place: int = 0) -> int:
        """A sitting in which a number of the customer's is being dialled."""
        contact_id = contacts.open_contact(self.li, task.id)
        contacts.dial(self.li, contact_id, self.number(task, place))
        return contact_id

    def on_the_line(self, task: Task) -> int:
        """A sitting in which the right person has answered."""
        contact_id = self.dialled(task)
        contacts.reached(self.li, contact_id)
        return contact_id

    def interview(self, contact_id: int, task: Task, *, pages: int = 1000) -> int:
        """Walk the questionnaire by first choices, at most so many pages, storing each answer as a desk does."""
        interview_id = records.start_interview(self.li, contact_id, task.id)
        run = records.load(interview_id)
        while run.page is not None and pages > 0:
            pages -= 1
            for item in run.page.items:
                if item.kind == "acknowledge":
                    verdict = run.confirm(item.key)
                    records.confirm(self.li, interview_id, item.key, verdict.changes)
                elif item.choices:
                    verdict = run.answer(item.key, item.choices[0].name)
                    assert verdict.ok, (item.key, verdict)
                    records.save_answers(self.li, interview_id, verdict.changes)
                elif item.kind in ("integer", "text"):
                    verdict = run.answer(item.key, "10000" if item.kind == "integer" else "都挺好的")
                    records.save_answers(self.li, interview_id, verdict.changes)
            run.next()
            records.save_position(self.li, interview_id, run.position)
        return interview_id


def task_now(task: Task) -> Task:
    """The task as it is stored now."""
    return Task.get_by_id(task.id)


def attempts_of(contact_id: int) -> list[Attempt]:
    """The numbers dialled in a sitting, in order."""
    return list(Attempt.select().where(Attempt.contact == contact_id).order_by(Attempt.id))


def agenda_of(contact_id: int) -> list[tuple[int, str]]:
    """Task and outcome of each entry of the agenda."""
    rows = AgendaItem.select(AgendaItem.task, AgendaItem.outcome).where(AgendaItem.contact == contact_id)
    return list(rows.order_by(AgendaItem.position).tuples())


def is_over(contact_id: int) -> bool:
    """Whether the sitting is closed."""
    return Contact.get_by_id(contact_id).ended_at is not None


def actions() -> list[str]:
    """The audited actions, oldest first."""
    return [action for (action,) in AuditEvent.select(AuditEvent.action).order_by(AuditEvent.id).tuples()]


def retired(task: Task) -> list[str]:
    """Why each number of a task's customer was retired, "" for one that is in use."""
    return [row.retired_reason for row in Phone.select().where(Phone.customer == task.customer_id).order_by(Phone.rank)]
