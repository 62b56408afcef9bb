"""Drawn facts as a dealer's own: orders, calls, answers, bookings, complaints, stored as the desk stores them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from agentdesk.common import clock
from agentdesk.complaints.rows import standings_of
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.queue import derive
from agentdesk.scoreboard.queries import CARE
from agentdesk.store import memory
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    Appointment,
    Attempt,
    Complaint,
    ComplaintEvent,
    Contact,
    Customer,
    Finding,
    Form,
    FormVersion,
    Interview,
    Notice,
    Promise,
    QueueRun,
    RepairOrder,
    ReportedFigure,
    Task,
    Vehicle,
    database,
)
from tests.dealership import Dealership
from tests.scoreboard.questions_form import QUESTIONS, answers_of_questions
from tests.scoreboard.random_facts import ANSWERED, STEPS, Booked, Call, Facts, Grievance, Owed, Reminder


@contextmanager
def stored(house: Dealership, drawn: Facts) -> Iterator[None]:
    """The facts in the house's database, as it is now for the house; taken back at the end."""
    with database.atomic() as whole:
        try:
            store(house, drawn)
            yield
        finally:
            whole.rollback()
            memory.forget()


def store(house: Dealership, drawn: Facts) -> None:
    """Store the facts for good."""
    with database.atomic():
        _Writer(house).write(drawn)


class _Writer:
    """Stores facts; what a call came to is derived at the end, for all of them at once."""

    def __init__(self, house: Dealership) -> None:
        self._house = house
        self._today = clock.today()
        self._steps = [step for step in current.current().steps() if step.channel == "phone"]
        self._kinds = current.kind_ids()
        self._choices = answers_of_questions()
        self._form = FormVersion.get_or_none(FormVersion.form == Form.get_or_none(Form.name == QUESTIONS))
        self._tasks: list[int] = []
        self._customers: list[Customer] = []

    def write(self, drawn: Facts) -> None:
        """Store everything."""
        self._customers = [self._house.customer(is_key=is_key) for is_key in drawn.customers]
        for order in drawn.orders:
            self._order(order)
        for sale in drawn.sales:
            self._sale(sale)
        for booked in drawn.booked:
            self._booked(booked)
        for grievance in drawn.grievances:
            self._grievance(grievance)
        for reminder in drawn.reminders:
            self._reminder(reminder)
        for call in drawn.lost:
            self._lost(call)
        for place, value in drawn.reported:
            self._reported(place, value)
        QueueRun.create(work_date=self._today, started_at=clock.now(), finished_at=clock.now())
        derive.refresh(self._tasks)

    def _day(self, ago: int) -> date:
        return self._today - timedelta(days=ago)

    def _owing(self, trigger: str) -> list[Step]:
        return [step for step in self._steps if step.schedule.trigger == trigger and step.kind.purpose == "callback"]

    def _order(self, row: Owed) -> None:
        customer, day = self._customers[row.customer], self._day(row.ago)
        order = self._house.order(day, customer=customer, use_type=row.use_type, advisor=row.advisor)
        RepairOrder.update(re_repair_of="R1" if row.again else "").where(RepairOrder.id == order.id).execute()
        Vehicle.update(model=row.model).where(Vehicle.id == order.vehicle_id).execute()
        self._calls("repair_order.left", "repair_order", order, day, row)

    def _sale(self, row: Owed) -> None:
        customer, day = self._customers[row.customer], self._day(row.ago)
        sale = self._house.sale(day, customer=customer, advisor=row.advisor)
        Vehicle.update(model=row.model).where(Vehicle.id == sale.vehicle_id).execute()
        for task in self._calls("sale.delivered", "sale", sale, day, row):
            if row.again and task.owner_role in CARE:
                at = datetime.combine(day, time(10))
                kind = "wrong_number" if task.id % 2 else "contact_mismatch"
                Finding.create(kind=kind, customer=customer, task=task, found_at=at, work_date=day)

    def _calls(self, trigger: str, subject: str, fact: Any, day: date, row: Owed) -> list[Task]:
        made = []
        for step in self._owing(trigger) if row.task else []:
            task = self._task(step, subject, fact.id, fact.customer, day, row.call.agent, vehicle=fact.vehicle_id,
                              advisor=fact.advisor_id)  # fmt: skip
            if step.owner_role in CARE:
                self._held(task, row.call)
            made.append(task)
        return made

    def _task(
        self, step: Step, subject: str, subject_id: int, customer: Customer, event: date, agent: str, **more: Any
    ) -> Task:
        nominal, latest, expires = step.schedule.dates(event)
        task = Task.create(
            kind=self._kinds[step.kind.code], kind_code=step.kind.code, step=step.schedule.step,
            dedupe_key=f"{step.kind.code}:{step.schedule.step}:{step.schedule.trigger}:{subject}:{subject_id}:{event}",
            customer=customer, subject=subject, subject_id=subject_id, event_on=event, due_nominal=nominal,
            due_effective=nominal, latest_on=latest, expires_on=expires, owner_role=step.owner_role,
            channel=step.channel, agent=self._house.people[agent], created_at=clock.now(), **more,
        )  # fmt: skip
        self._tasks.append(task.id)
        return task

    def _held(self, task: Task, call: Call) -> None:
        """The calls of a task: numbers that rang in vain, then its outcome, up to this morning."""
        at = datetime.combine(task.due_nominal + timedelta(days=call.after), time(10))
        if clock.to_utc(at) > clock.now():
            return
        for back in range(call.tries, 0, -1):
            self._call(task, "no_answer", at - timedelta(minutes=20 * back), call.agent, 1)
        if call.undone:
            self._call(task, "undone", at - timedelta(minutes=5), call.agent, 1)
        if call.given_up:
            now = clock.to_utc(at)
            Notice.create(kind="unreachable", dedupe_key=f"u{task.id}", task=task, customer=task.customer_id,
                          created_at=now, since_on=at.date())  # fmt: skip
        elif call.outcome:
            contact = self._call(task, call.outcome, at, call.agent, 1 + call.marks[0] % 9)
            if call.outcome in ANSWERED and self._form is not None:
                self._answers(task, contact, "complete" if call.outcome == "completed" else "partial", call.marks)
            if call.outcome == "promised":
                when = clock.now() + timedelta(hours=2)
                Promise.create(task=task, contact=contact, person=contact.person_id, promised_at=when,
                               work_date=self._today, created_at=contact.started_at)  # fmt: skip

    def _call(self, task: Task, outcome: str, wall: datetime, agent: str, minutes: int) -> Contact:
        at, person = clock.to_utc(wall), self._house.people[agent]
        end = at + timedelta(minutes=minutes)
        contact = Contact.create(
            customer=task.customer_id, person=person, work_date=wall.date(), started_at=at, ended_at=end
        )
        decided = "" if outcome == "undone" else outcome
        AgendaItem.create(contact=contact, task=task, position=1, outcome=decided, decided_at=at if decided else None)
        Attempt.create(contact=contact, person=person, work_date=wall.date(), started_at=at, ended_at=at,
                       outcome=outcome, contacted=outcome not in ("no_answer", "undone", "not_in_service"),
                       number="+8613800000001")  # fmt: skip
        return contact

    def _answers(self, task: Task, contact: Contact, result: str, marks: Sequence[int]) -> None:
        at = contact.started_at + timedelta(seconds=40)
        interview = Interview.create(
            contact=contact, task=task, form_version=self._form, person=contact.person_id, seed=1, facts='{"zh": {}}',
            started_at=contact.started_at, ended_at=contact.ended_at, result=result,
        )  # fmt: skip
        for place, (question, choices) in enumerate(self._choices.items()):
            mark = marks[place % len(marks)]
            value = str(mark) if choices is None else [*choices, ""][mark % (len(choices) + 1)]
            if value:
                Answer.create(interview=interview, node=question, value=value, person=contact.person_id,
                              answered_at=at)  # fmt: skip

    def _booked(self, row: Booked) -> None:
        day, customer = self._day(row.ago), self._customers[row.customer]
        self._house.count += 1
        made = Appointment.create(
            source_key=f"A{self._house.count}", customer=customer, advisor=self._house.people["陈涛"], starts_on=day,
            starts_at=clock.to_utc(datetime.combine(day, time(14))), status=row.status,
        )  # fmt: skip
        step = next((each for each in self._steps if each.schedule.trigger == "appointment.starts"), None)
        if step is not None and row.call is not None:
            task = self._task(step, "appointment", made.id, customer, day, "李娜")
            if row.call == "unreachable":
                Notice.create(kind="unreachable", dedupe_key=f"u{task.id}", task=task, customer=customer,
                              created_at=clock.now(), since_on=day)  # fmt: skip
            elif row.call:
                self._call(task, row.call, datetime.combine(day, time(9)), "李娜", 2)

    def _reminder(self, row: Reminder) -> None:
        steps = [step for step in self._steps if step.schedule.trigger == "vehicle.next_service"]
        customer, day = self._customers[row.customer], self._day(row.ago)
        car = self._house.car(customer)
        for step in steps[: 2 if row.twice else 1]:
            self._task(step, "vehicle", car.id, customer, day, "孙悦", vehicle=car)
        if row.came is not None:
            self._house.count += 1
            RepairOrder.create(source_key=f"M{self._house.count}", customer=customer, vehicle=car,
                               opened_on=day + timedelta(days=row.came), service_name="常规保养")  # fmt: skip

    def _lost(self, call: Call) -> None:
        for step in self._steps:
            if step.schedule.when.segment == "lost":
                event = self._today - timedelta(days=step.schedule.last_offset + 2)
                customer = self._house.customer(is_lost=True)
                self._held(self._task(step, "customer", customer.id, customer, event, call.agent), call)

    def _grievance(self, row: Grievance) -> None:
        at = datetime.combine(self._day(row.ago), time(9))
        customer, chief = self._customers[row.customer], self._house.people["吴敏"]
        self._house.count += 1
        made = Complaint.create(
            no=f"T-{self._house.count:04d}", customer=customer, origin="store", subject="service",
            severity=row.severity, words="慢", raised_at=clock.to_utc(at), raised_on=at.date(),
            raised_by=self._house.people[row.agent], responsible=chief,
        )  # fmt: skip
        for kind, when, data in _history(row, at, chief.id):
            if clock.to_utc(when) <= clock.now():
                ComplaintEvent.create(complaint=made, kind=kind, at=clock.to_utc(when), data=json.dumps(data))
        found = standings_of([made.id])[made.id]
        into = Complaint.select().where(Complaint.id < made.id).first() if row.merged else None
        if into is not None and found.state in ("new", "acknowledged", "assessed", "in_progress"):
            ComplaintEvent.create(complaint=made, kind="merged", at=clock.now(), data=json.dumps({"into": into.id}))
            found = standings_of([made.id])[made.id]
        Complaint.update(
            state=found.state, closed_at=found.closed_at, handled_on=found.handled_on, reopened=found.reopened,
            next_clock=found.next_clock, next_breach=found.next_breach, merged_into=found.merged_into_id,
        ).where(Complaint.id == made.id).execute()  # fmt: skip

    def _reported(self, place: int, value: int) -> None:
        rows = [row for row in current.current().measures.reported if not row.reads]
        daily = {row.code for row in rows if row.every == "day"}
        shares = {row.code for row in rows if row.unit == "percent"}
        codes = [row.code for row in rows] + ["KP-01", "AB-02"]
        code, on = codes[place % len(codes)], self._day(20 * (place % 4))
        counts = code in daily or (code in shares and value % 2)
        ReportedFigure.create(
            code=code, month_on=on if code in daily else on.replace(day=1), entered_at=clock.now(),
            value=f"{value % 10}/{value % 10 + value % 3}" if counts else f"{value / 100:.2f}",
            withdrawn_at=clock.now() if place % 7 == 6 else None,
        )  # fmt: skip


def _history(row: Grievance, at: datetime, chief: int) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """The steps of a handling by the hour, with its re-calls a day after each; deadlines as they were set."""

    def limits(start: datetime) -> dict[str, str]:
        hours = {"acknowledge_by": 2, "plan_by": 6, "solve_by": 9}
        return {name: (clock.to_utc(start) + timedelta(hours=number)).isoformat() for name, number in hours.items()}

    yield "raised", at, {"severity": row.severity, "responsible_id": chief, "deadlines": limits(at)}
    steps, before = STEPS, ""
    for result in row.recalls or ("",):
        for hours, kind in enumerate(steps, 1):
            late = timedelta(hours=8 if kind == row.late else 0)
            data = {"cause_gap": "procedure"} if kind == "handled" and row.left_out != "cause" else {}
            yield kind, at + timedelta(hours=hours) + late, data
        if steps and row.left_out != "answered":
            yield "answered", at + timedelta(hours=15), {"accepted": True}
        at += timedelta(days=1)
        if result:
            yield "recalled", at, {"result": result}
        if result == "dissatisfied":
            yield "reopened", at, {"deadlines": limits(at)}
            steps = STEPS[2:]
        elif result and before != "unreachable":
            yield "closed", at + timedelta(minutes=1), {}
            steps = ()  # a customer who had not been reached may still be
        before = result
