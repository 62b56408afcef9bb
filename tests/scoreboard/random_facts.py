"""Random facts for property tests of figures, reports and roll-ups: drawn as plain data, then stored as a dealer's own.

    @given(facts())
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_something(house: Dealership, drawn: Facts) -> None:
        with stored(house, drawn):            # everything is gone again after the block
            assert figure("KP-02", *PERIOD) ...

`some(random.Random(11), 24)` gives one large set of facts without Hypothesis, in which every indicator has a subject.
`facts(size, reach)` draws at most `size` of each sort of fact, on the `reach` days before today; 400 of them reach the
same month of the year before. Facts know nothing of a playbook: `stored` reads in the one in force which calls a fact
owes and what its questions may be answered, so the same facts fill a car dealer and `Dealership(folder,
playbook="appliance_branch")`. A house whose questionnaires are to be answered has `publish_questions(house)` once.
The task columns are derived by the real function from calls, notices and builds; complaints from their events.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.complaints.rows import standings_of
from agentdesk.interview.publish import prepare
from agentdesk.playbook import current
from agentdesk.playbook.forms import store_form
from agentdesk.playbook.kinds import Step
from agentdesk.queue import derive
from agentdesk.scoreboard.queries import CARE
from agentdesk.store import memory
from agentdesk.store.audit import SYSTEM
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

AGENTS, ADVISORS = ("李娜", "孙悦"), ("陈涛", "何平")
MODELS = ("朗逸", "途观", "帕萨特")
QUESTIONS = "questions"  # the form that asks everything a playbook's measures rest on
ENDED = (
    *("completed",) * 8, "partial", "partial", "broken_off", "refused_do_not_contact", "refused", "language",
    "not_in_service", "promised", "away", "told", "will_come", "declined", "",
)  # fmt: skip
STATUSES = ("booked", "arrived", "arrived", "no_show", "cancelled")
ANSWERED = ("completed", "partial")
STEPS = ("acknowledged", "assessed", "accepted", "proposed", "handled")


@dataclass(frozen=True)
class Call:
    """What came of a call that is owed: `outcome` "" is none at all; `after` days from the first day it is due.

    `tries` numbers rang in vain before, one more was undone; `given_up` is the three-day rule; `marks` are the answers,
    each the place among those that its question may have, the first also the call's length.
    """

    outcome: str
    after: int
    tries: int
    undone: bool
    given_up: bool
    agent: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Owed:
    """An order or a sale so many days ago, by whom, for whom; `task` says whether a task was made for it."""

    ago: int
    customer: int
    use_type: str
    model: str
    advisor: str
    again: bool  # an order: a re-repair; a sale: its callback found a wrong number
    task: bool
    call: Call


@dataclass(frozen=True)
class Booked:
    """An appointment; `call` is what its confirmation came to, None where nobody was to confirm it."""

    ago: int
    customer: int
    status: str
    call: str | None


@dataclass(frozen=True)
class Grievance:
    """A complaint: which step comes late or not at all, what the re-calls found, whether it was a duplicate."""

    ago: int
    customer: int
    severity: str
    agent: str
    late: str  # a step of STEPS, or ""
    left_out: str  # assessed cannot be; answered, the cause
    recalls: tuple[str, ...]  # results, a reopening after each dissatisfied one
    merged: bool


@dataclass(frozen=True)
class Reminder:
    """A car reminded of its maintenance; it came so many days from the day, or not."""

    ago: int
    customer: int
    twice: bool
    came: int | None


@dataclass(frozen=True)
class Facts:
    """Everything that is stored; `lost` are calls of the half year's list, `reported` figures by place and value."""

    customers: tuple[bool, ...]  # whether it is a key customer
    orders: tuple[Owed, ...]
    sales: tuple[Owed, ...]
    booked: tuple[Booked, ...]
    grievances: tuple[Grievance, ...]
    reminders: tuple[Reminder, ...]
    lost: tuple[Call, ...]
    reported: tuple[tuple[int, int], ...]


def facts(size: int = 8, reach: int = 60) -> st.SearchStrategy[Facts]:
    """Any facts; a failure is made small by their number, as each is a matter of chance."""
    return st.builds(some, st.integers(0, 1_000_000).map(Random), st.integers(0, size), st.just(reach))


def some(chance: Random, size: int, reach: int = 60) -> Facts:
    """Facts from a source of chance: `size` of the common sorts, the rare ones in proportion."""
    customers = tuple(chance.random() < 0.3 for _ in range(max(size, 1)))

    def whose() -> int:
        return chance.randrange(len(customers))

    def grievance() -> Grievance:
        return Grievance(
            chance.randrange(reach), whose(), chance.choice(["ordinary", "serious"]), chance.choice(AGENTS),
            chance.choice(["", "", *STEPS[:1], *STEPS[3:]]), chance.choice(["", "", "answered", "cause"]),
            chance.choice([(), ("satisfied",), ("satisfied",), ("unreachable",), ("dissatisfied", "satisfied"),
                           ("unreachable", "satisfied"), ("dissatisfied",)]),
            chance.random() < 0.15,
        )  # fmt: skip

    return Facts(
        customers,
        tuple(_owed(chance, whose(), reach) for _ in range(size)),
        tuple(_owed(chance, whose(), reach) for _ in range(size)),
        tuple(
            Booked(
                chance.randrange(reach), whose(),
                chance.choice(STATUSES),
                chance.choice([None, "told", "will_come", "declined", "unreachable", ""]),
            )
            for _ in range(size)
        ),
        tuple(grievance() for _ in range(size // 2)),
        tuple(
            Reminder(60 + chance.randrange(reach), whose(), chance.random() < 0.5, chance.choice([None, -3, 0, 44, 46]))
            for _ in range(size // 3)
        ),
        tuple(_call(chance) for _ in range(size // 3)),
        tuple((chance.randrange(50), chance.randrange(1, 9999)) for _ in range(size)),
    )  # fmt: skip


def _owed(chance: Random, customer: int, reach: int) -> Owed:
    return Owed(
        chance.randrange(reach), customer, chance.choice(["private", "private", "official"]), chance.choice(MODELS),
        chance.choice(ADVISORS), chance.random() < 0.2, chance.random() < 0.85, _call(chance),
    )  # fmt: skip


def _call(chance: Random) -> Call:
    return Call(
        chance.choice(ENDED), chance.choice([0, 0, 0, 1, 3]), chance.choice([0, 0, 1, 2]), chance.random() < 0.1,
        chance.random() < 0.1, chance.choice(AGENTS), tuple(chance.randrange(1001) for _ in range(7)),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- storing


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


# ------------------------------------------------------------------------------------------------- questionnaires


def answers_of_questions() -> dict[str, tuple[str, ...] | None]:
    """Each question that the playbook's measures rest on, with the answers it has; None for a number."""
    measures = current.current().measures
    found: dict[str, tuple[str, ...] | None] = {}
    for row in measures.asked:
        found[row.question] = tuple(dict.fromkeys([*(found.get(row.question) or ()), *row.counts, *row.others, "dk"]))
    for index in measures.indexes:
        for factor in index.factors:
            points = tuple(point.answer for point in factor.points)
            found.setdefault(factor.question, (*points, "dk") if points else None)
    for effort in measures.efforts:
        found[effort.question] = tuple(str(mark) for mark in range(1, effort.scale + 1))
    for recommend in measures.recommends:
        found[recommend.question] = tuple(str(mark) for mark in range(11))
    return found


def publish_questions(house: Dealership) -> None:
    """A form that asks everything the playbook's measures rest on, in force since the house opened."""
    questions = answers_of_questions()
    lines = ["| survey |", "|   | type | name | label::中文 (zh) | label::English (en) |"]
    for name, choices in questions.items():
        lines.append(
            f"|   | {'integer' if choices is None else f'select_one {name}'} | {name} | 问：{name} | Asked: {name} |"
        )
    lines += ["| choices |", "|   | list_name | name | label::中文 (zh) | label::English (en) |"]
    for name, choices in questions.items():
        lines += [f"|   | {name} | {choice} | {choice} | {choice} |" for choice in choices or ()]
    lines += ["| settings |", "|   | form_title | form_id | version | default_language |"]
    lines.append(f"|   | 问 / Questions | {QUESTIONS} | 1 | 中文 (zh) |")
    path = house.folder / f"{QUESTIONS}.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with clock.travel(datetime.combine(house.opened_on, time(9))):
        store_form(SYSTEM, prepare(path))
