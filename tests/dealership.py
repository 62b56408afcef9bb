"""A small dealer for tests of complaints and figures: stored facts, a published playbook, the real queue build."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.playbook.publish import publish
from agentdesk.playbook.read import SHIPPED
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.queue import derive
from agentdesk.queue.build import build
from agentdesk.store.audit import SYSTEM, Actor, actor_of, change
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    Contact,
    Customer,
    Person,
    Phone,
    RepairOrder,
    Sale,
    Task,
    Vehicle,
)
from tests.prepared import furnish

PEOPLE = (
    ("A001", "李娜", "callback_agent", "agent"),
    ("A002", "孙悦", "callback_agent", "agent"),
    ("S001", "陈涛", "service_advisor", "handler"),
    ("X001", "何平", "sales_advisor", "handler"),
    ("M001", "方慧", "care_manager", "supervisor"),
    ("M002", "吴敏", "service_manager", "handler"),
    ("M003", "孙立", "sales_manager", "handler"),
    ("G001", "高远", "general_manager", "supervisor"),
)

# What the steps of an ordinary handling are given: the cause, and the customer's response to the answer.
GIVEN: dict[str, dict[str, Any]] = {"handled": {"cause_gap": "procedure"}, "answered": {"accepted": True}}


def publish_without_forms(folder: Path, effective_from: date, playbook: str = "car_dealership") -> None:
    """A shipped playbook, the car dealer's, without its questionnaires, which these tests have no use for."""
    copy = folder / "playbook"
    shutil.copytree(SHIPPED / playbook, copy, ignore=shutil.ignore_patterns("forms"))
    (copy / "forms").mkdir()
    kinds = copy / "kinds.toml"
    kinds.write_text(re.sub(r"(?m)^form = .*\n", "", kinds.read_text(encoding="utf-8")), encoding="utf-8")
    furnish((playbook, effective_from), lambda: _publish(copy, effective_from))


def _publish(folder: Path, effective_from: date) -> None:
    publish(SYSTEM, folder, _no_form, effective_from=effective_from)
    seed_workdays(SYSTEM, range(effective_from.year, effective_from.year + 3))


def _no_form(path: Path) -> Any:
    raise AssertionError(path)


@dataclass
class Dealership:
    """Its people by name, and makers of facts."""

    folder: Path
    opened_on: date = date(2026, 1, 1)
    playbook: str = "car_dealership"
    people: dict[str, Person] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        with clock.travel(datetime.combine(self.opened_on, datetime.min.time())):
            publish_without_forms(self.folder, self.opened_on, self.playbook)
        for code, name, position, role in PEOPLE:
            self.people[name] = Person.create(code=code, name=name, position=position, role=role)

    def actor(self, name: str) -> Actor:
        """The person as an actor."""
        return actor_of(self.people[name], "test")

    def customer(self, name: str = "王建国", **more: Any) -> Customer:
        """A customer."""
        self.count += 1
        now = clock.now()
        made = Customer.create(source_key=f"C{self.count}", name=name, created_at=now, updated_at=now, **more)
        number = f"+8613800{self.count:06d}"
        Phone.create(customer=made, kind="mobile", written=number, e164=number)
        return made

    def car(self, customer: Customer, use_type: str = "private", plate: str = "皖M12345") -> Vehicle:
        """A car of the customer's."""
        self.count += 1
        return Vehicle.create(
            customer=customer, source_key=f"V{self.count}", plate=plate, model="朗逸", use_type=use_type
        )

    def order(
        self, left_on: date, *, customer: Customer | None = None, use_type: str = "private", advisor: str = "陈涛"
    ) -> RepairOrder:
        """A repair order whose car left on that day."""
        customer = customer or self.customer()
        self.count += 1
        return RepairOrder.create(
            source_key=f"R{self.count}",
            customer=customer,
            vehicle=self.car(customer, use_type),
            advisor=self.people[advisor],
            service_name="首保",
            completed_on=left_on,
            left_on=left_on,
        )

    def sale(self, delivered_on: date, *, customer: Customer | None = None, advisor: str = "何平") -> Sale:
        """A car handed over on that day."""
        customer = customer or self.customer()
        self.count += 1
        return Sale.create(
            source_key=f"S{self.count}",
            customer=customer,
            vehicle=self.car(customer),
            advisor=self.people[advisor],
            model="朗逸",
            delivered_on=delivered_on,
        )

    def task(self, kind: str, subject: str, subject_id: int, customer: Customer, event_on: date, **more: Any) -> Task:
        """A task as a build would make it for an event, its dates by the playbook's first schedule of the kind."""
        schedule = current.current().kind(kind).schedules[0]
        nominal, latest, expires = schedule.dates(event_on)
        kind_row = current.current().kind(kind)
        values = {
            "kind": current.kind_ids()[kind],
            "kind_code": kind,
            "dedupe_key": f"{kind}:{subject}:{subject_id}:{event_on}",
            "customer": customer,
            "subject": subject,
            "subject_id": subject_id,
            "event_on": event_on,
            "due_nominal": nominal,
            "due_effective": nominal,
            "latest_on": latest,
            "expires_on": expires,
            "owner_role": kind_row.owner_role,
            "channel": kind_row.channel,
            "agent": self.people["李娜"],
            "created_at": clock.now(),
        }
        return Task.create(**{**values, **more})

    def decide(self, task: Task, outcome: str, at: datetime, agent: str = "李娜", *, contacted: bool = True) -> Contact:
        """A call at that wall-clock time whose outcome decided the task, stored as the desk stores it."""
        with clock.travel(at), change(SYSTEM, "test.call") as audit:
            now = clock.now()
            person = self.people[agent]
            contact = Contact.create(
                customer=task.customer_id, person=person, work_date=clock.today(), started_at=now, ended_at=now
            )
            AgendaItem.create(contact=contact, task=task, position=1, outcome=outcome, decided_at=now)
            Attempt.create(
                contact=contact, person=person, work_date=clock.today(), started_at=now, ended_at=now, outcome=outcome,
                contacted=contacted,
            )  # fmt: skip
            derive.refresh([task.id])
            audit(contact, after={"outcome": outcome})
        return contact

    def build(self, day: date) -> None:
        """The night's build of a day's queue."""
        with clock.travel(datetime.combine(day, datetime.min.time().replace(hour=7))):
            build(SYSTEM, day)
