"""Why a customer is called on a day or not: every schedule of the playbook, its facts, its dates, what came of each.

The answer comes from the build's own parts: the trigger's facts (sources.py) restricted to the customer, the dates
(dates.py), the reasons (suppression.py). Nothing of a rule is said a second time here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from peewee import Case, Value

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook import current
from agentdesk.playbook.house import Settings
from agentdesk.playbook.kinds import Kind, Step
from agentdesk.queue import quota
from agentdesk.queue.dates import DayRow, due_days, trigger_days, window
from agentdesk.queue.due_rows import fill_days, make_room
from agentdesk.queue.held_back import Told, told
from agentdesk.queue.rules import dedupe_key, subject_id
from agentdesk.queue.sources import Source, facts
from agentdesk.queue.staging import draw
from agentdesk.queue.suppression import quiet, reason_code, reason_detail
from agentdesk.store.reading import dicts
from agentdesk.store.tables import (
    Appointment,
    Complaint,
    Customer,
    QueueRun,
    RepairOrder,
    Sale,
    StoreVisit,
    Suppression,
    Task,
    Vehicle,
)
from agentdesk.store.tables.temporary import DueDay

Verdict = Literal[
    "task",  # queued and open
    "due",  # due, nothing against it: the next build queues it
    "suppressed",  # due and held back
    "not_yet_due",
    "done",  # its task is closed
    "expired",  # its window is over and nobody was reached, or nothing was queued
    "not_applicable",  # there is a fact, but the schedule is not for it; or another kind serves for this one
    "no_fact",
]
Decision = Literal["task", "due", "suppressed", "none"]
BACK, AHEAD = timedelta(days=400), timedelta(days=400)  # how far from the day a fact may lie; more than a year
KEYS: dict[str, Any] = {
    "repair_order": RepairOrder.source_key,
    "sale": Sale.source_key,
    "appointment": Appointment.source_key,
    "store_visit": StoreVisit.source_key,
    "vehicle": Vehicle.source_key,
    "customer": Customer.source_key,
    "complaint": Complaint.no,
}


class Fact(NamedTuple):
    """What a rule goes out from: a row of the dealer's facts, and the day that counts."""

    subject: str
    id: int
    key: str  # the number the dealer's system gives it
    event_on: date


@dataclass(frozen=True)
class RuleLine:
    """One schedule and one of its facts: the dates that follow, and what became of it."""

    kind: Kind
    step: Step | None  # None: a kind without a schedule of its own
    verdict: Verdict
    fact: Fact | None = None
    days: DayRow | None = None
    at: datetime | None = None  # the exact instant, where the rule has one (naive UTC)
    reason: str = ""  # of a suppression its code; of what is not applicable the condition, or the kind that serves
    held: Told | None = None
    task: Task | None = field(default=None, compare=False)
    key: str = ""  # the dedupe key its task or suppression has

    @property
    def id(self) -> str:
        """`CB-01:next_day`."""
        return f"{self.kind.code}:{self.step.schedule.step}" if self.step else self.kind.code


@dataclass(frozen=True)
class Explanation:
    """A customer on a day, by every rule of the playbook in force then."""

    customer: Customer
    day: date
    rules: tuple[RuleLine, ...]

    @property
    def decision(self) -> Decision:
        """What it comes to: `task`, `due`, `suppressed`, or `none` where nothing is due."""
        verdicts = {line.verdict for line in self.rules}
        order: tuple[Decision, ...] = ("task", "due", "suppressed")
        return next((verdict for verdict in order if verdict in verdicts), "none")


class _World(NamedTuple):
    """What every schedule is looked at with."""

    customer_id: int
    day: date
    calendar: BusinessCalendar
    settings: Settings


def explain_customer(customer_id: int, day: date) -> Explanation:
    """Every schedule of the playbook in force on the day, looked at for one customer. Writes nothing that stays.

    Of each schedule all facts are given whose window holds the day or whose task is open, else the nearest one before
    and the nearest one after the day.
    """
    playbook = current.current(day)
    world = _World(customer_id, day, current.calendar(day), playbook.head.settings)
    make_room()
    rules: list[RuleLine] = []
    for kind in playbook.kinds:
        if not kind.schedules:
            rules.append(RuleLine(kind, None, "not_applicable", reason=kind.same_as or kind.goes_with or ""))
        for schedule in kind.schedules:
            rules += _lines(playbook.step(kind, schedule), world)
    return Explanation(Customer.get_by_id(customer_id), day, tuple(rules))


def explain_fact(task: Task) -> RuleLine | None:
    """The rule a task came from, as the playbook said it then; None where that playbook is gone."""
    playbook = current.of_version(task.kind.playbook)
    kind = next((row for row in playbook.kinds if row.code == task.kind_code), None)
    schedule = next((row for row in kind.schedules if row.step == task.step), None) if kind else None
    if kind is None or schedule is None:
        return None
    key = task.customer.birth_md if schedule.trigger == "customer.birthday" else ""
    days = DayRow(key, task.event_on, task.due_nominal, task.due_effective, task.latest_on, task.expires_on)
    fact = Fact(task.subject, task.subject_id, _key(task.subject, task.subject_id), task.event_on)
    verdict: Verdict = "task" if task.state == "open" else "expired" if task.disposition == "expired" else "done"
    return RuleLine(
        kind, playbook.step(kind, schedule), verdict, fact, days, task.due_at, task=task, key=task.dedupe_key
    )


def _lines(step: Step, world: _World) -> list[RuleLine]:
    if step.schedule.coverage:
        _draw(step, world)
    span = (world.day - BACK, world.day + AHEAD)
    days = list(trigger_days(step, *span, world.calendar, world.settings.leap_birthday))
    fill_days(days, quiet(world.day, world.settings))
    records = _records(step, world.customer_id)
    keys = [record["dedupe_key"] for record in records]
    tasks = {task.dedupe_key: task for task in Task.select().where(Task.dedupe_key.in_(keys))}
    held = {row.dedupe_key: row for row in _suppressions(keys, world.day)}
    lines = [_line(step, world, record, tasks, held) for record in records]
    return list(_worth_telling(lines, world.day)) or [RuleLine(step.kind, step, "no_fact")]


def _draw(step: Step, world: _World) -> None:
    """Decide what a coverage leaves over on the day, as its build would now: a share is one of all customers' facts."""
    days = due_days(step, world.day, world.calendar, world.settings.leap_birthday)
    months = quota.months(step, world.day, days, world.calendar)
    fill_days(days, quiet(world.day, world.settings))
    draw(step, months)


def _records(step: Step, customer_id: int) -> list[dict[str, Any]]:
    """The customer's facts of a schedule's trigger with the dates, the condition that fails, and what holds back."""
    found = facts(step)
    columns = {
        "subject_id": subject_id(step, found),
        "dedupe_key": dedupe_key(step, found),
        "failing": _failing(found),
        "reason": reason_code(step, found),
        "detail": reason_detail(step, found),
    }
    if step.schedule.hours_before:
        columns["starts_at"] = Appointment.starts_at
    named = [column.alias(name) for name, column in columns.items()]
    dates = [getattr(DueDay, name) for name in DayRow._fields]
    query = found.query.select(*named, *dates).where(Customer.id == customer_id)
    return dicts(query.order_by(DueDay.event_on, subject_id(step, found)))


def _failing(found: Source) -> Any:
    """The first condition of the schedule that the fact does not fulfil; NULL where it fulfils all."""
    asked: Any = Value(None)
    for name, condition in reversed(found.conditions):
        asked = Case(None, [(condition, asked)], name)
    return asked


def _suppressions(keys: list[str], day: date) -> list[Suppression]:
    """What builds noted as held back on the day, the latest reason last."""
    on_day = (Suppression.work_date <= day) & (Suppression.last_on >= day)
    rows = Suppression.select().where(Suppression.dedupe_key.in_(keys) & on_day)
    return list(rows.order_by(Suppression.work_date, Suppression.id))


def _line(
    step: Step, world: _World, record: dict[str, Any], tasks: dict[str, Task], held: dict[str, Suppression]
) -> RuleLine:
    days = DayRow(*(record[name] for name in DayRow._fields))
    fact = Fact(step.subject, record["subject_id"], _key(step.subject, record["subject_id"]), days.event_on)
    task = _of_day(tasks.get(record["dedupe_key"]), world.day)
    noted = held.get(record["dedupe_key"]) if world.day < clock.today() else None
    reason, detail = (noted.reason, noted.detail) if noted else (record["reason"], record["detail"])
    verdict = _verdict(task, record["failing"], days, reason, world.day)
    if verdict == "not_applicable":
        reason, detail = record["failing"], ""
    elif verdict not in ("suppressed", "task"):
        reason = ""
    starts_at = record.get("starts_at")
    at = starts_at - timedelta(hours=step.schedule.hours_before or 0) if starts_at else None
    said = told(reason, detail) if reason and verdict != "not_applicable" else None
    return RuleLine(step.kind, step, verdict, fact, days, at, reason or "", said, task, record["dedupe_key"])


def _verdict(task: Task | None, failing: str | None, days: DayRow, reason: str | None, day: date) -> Verdict:
    if task is not None:
        if task.closed_on is None and task.expires_on < day and task.promised_at is None and day > clock.today():
            return "expired"
        if task.closed_on is None or task.closed_on > day:
            return "task"
        return "expired" if task.disposition == "expired" else "done"
    if failing:
        return "not_applicable"
    where = window(days, day)
    if where != "due":
        return where
    return "suppressed" if reason else "due"


def _of_day(task: Task | None, day: date) -> Task | None:
    """The task, where a build of that day or an earlier one made it."""
    if task is None or task.run_id is None or day >= clock.today():
        return task
    made = QueueRun.select(QueueRun.work_date).where(QueueRun.id == task.run_id).scalar()
    return task if made <= day else None


def _worth_telling(lines: list[RuleLine], day: date) -> Iterator[RuleLine]:
    """What matters on the day; where nothing does, the nearest fact before it and the nearest after it."""
    now = [line for line in lines if line.verdict == "task" or (line.days and window(line.days, day) == "due")]
    if now:
        yield from now
        return
    yield from [line for line in lines if line.days and line.days.expires_on < day][-1:]
    yield from [line for line in lines if line.days and line.days.due_nominal > day][:1]


def _key(subject: str, row_id: int) -> str:
    column = KEYS[subject]
    found: str | None = column.model.select(column).where(column.model.id == row_id).scalar()
    return found or ""
