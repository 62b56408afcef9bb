"""One schedule of the playbook: what is due is worked out without a lock, then stored in short turns.

Reading takes no write lock, whatever it costs: a rule's INSERT .. SELECT goes into a scratch table of this connection,
and only what is new there is copied into the queue, a few thousand rows a turn. So the desks never wait for a rule, a
second build writes nothing, and a killed one is completed by the next: the same facts find what is still missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from peewee import EXCLUDED, Value, fn

from agentdesk.playbook.kinds import Step
from agentdesk.queue.quota import Month, is_whole, leave_over
from agentdesk.queue.rules import dedupe_key, subject_id
from agentdesk.queue.sources import Source, has_source, source
from agentdesk.queue.suppression import reason_code, reason_detail
from agentdesk.store.prepared import Prepared, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Appointment, Customer, Suppression, Task
from agentdesk.store.tables.temporary import DueDay, DueTask, LeftOver

OF_EVERYBODY = ("festival", "calendar")  # one trigger day for all customers
PAGE = 50_000  # customers at a time, so that what is found stays small (the scratch tables may be kept in memory)
Page = tuple[int, int]


class Run(NamedTuple):
    """What every row of one build carries."""

    id: int
    day: date
    at: datetime


def pages(step: Step) -> Iterator[Page]:
    """The spans of customer ids in which the schedule is worked out, the first one excluded; none without a source."""
    if not has_source(step):
        return
    if step.schedule.trigger not in OF_EVERYBODY:
        yield 0, 0
        return
    last = Customer.select(fn.MAX(Customer.id)).scalar() or 0
    for low in range(0, last, PAGE):
        yield low, low + PAGE


def find(step: Step, kind_id: int, run: Run, page: Page, months: Sequence[Month] = ()) -> tuple[int, int]:
    """Look up what is due and has no task; returns how many rows are to be stored, and how many are held back.

    What is held back for a reason that was noted on that day already is not counted. Of a schedule with a coverage the
    `months` say how much of it is wanted.
    """
    if not draw(step, months, kind_id, page):
        return 0, 0
    if step.schedule.hours_before:
        _set_due_instants(step)
    _drop_noted.run(run.day)
    return _extent()


def draw(step: Step, months: Sequence[Month], kind_id: int = 0, page: Page = (0, 0)) -> int:
    """Look up what is due and has no task, and decide what a coverage leaves over; stores nothing. Returns the rows."""
    _clear.run()
    if step.schedule.coverage:
        LeftOver.delete().execute()
    found = _due(step).run(kind_id, *page)
    if step.schedule.coverage:
        leave_over(step.schedule.coverage, months)
    return found


def find_held_back(step: Step, kind_id: int, run: Run, page: Page) -> int:
    """Look up what is held back, each with its reason and the row of facts that says so; returns the rows to store.

    Apart from `find`, and after its tasks are stored: a second order of one visit names the task of the first.
    """
    _clear.run()
    _held_back(step).run(kind_id, *page)
    _drop_noted.run(run.day)
    return _extent()[0]


def store_tasks(run: Run, low: int, high: int) -> int:
    """Store the found tasks of a span of rows that are not held back; returns how many were new."""
    return _store_tasks.run(run.id, run.at, low, high)


def store_held_back(run: Run, low: int, high: int) -> int:
    """Note what is held back in a span of rows; returns how many were not noted on that day."""
    return _store_held_back.run(run.id, run.day, low, high)


def _extent() -> tuple[int, int]:
    ((last, held),) = _size.rows()
    return last or 0, held


@prepared
def _clear() -> Any:
    return DueTask.delete()


@prepared
def _size() -> Any:
    return DueTask.select(fn.MAX(DueTask.id), fn.COUNT(DueTask.reason))


@lru_cache(maxsize=128)
def _due(step: Step) -> Prepared:
    @prepared
    def insert(kind_id: Any, low: Any, high: Any) -> Any:
        found = source(step)
        columns = columns_of(step, kind_id, found) | {DueTask.reason: reason_code(step, found)}
        if step.schedule.coverage:
            columns |= {DueTask.whole: is_whole(step, found)}
        return DueTask.insert_from(_without_task(step, found, columns, low, high), list(columns)).as_rowcount()

    return insert


@lru_cache(maxsize=128)
def _held_back(step: Step) -> Prepared:
    @prepared
    def insert(kind_id: Any, low: Any, high: Any) -> Any:
        found = source(step)
        reason = reason_code(step, found)
        columns = columns_of(step, kind_id, found)
        columns |= {DueTask.reason: reason, DueTask.detail: reason_detail(step, found)}
        rows = _without_task(step, found, columns, low, high).where(reason.is_null(False)).distinct()
        return DueTask.insert_from(rows, list(columns)).as_rowcount()

    return insert


def _without_task(step: Step, found: Source, columns: dict[Any, Any], low: Any, high: Any) -> Any:
    task = Task.alias()
    stored = fn.EXISTS(task.select(Value(1)).where(task.dedupe_key == dedupe_key(step, found)))
    rows = found.query.select(*columns.values()).where(~stored)
    if step.schedule.trigger in OF_EVERYBODY:
        return rows.where((Customer.id > low) & (Customer.id <= high))
    return rows


def columns_of(step: Step, kind_id: Any, found: Source) -> dict[Any, Any]:
    """What a task of the schedule takes from its facts and from the playbook, by column."""
    advises = step.owner_role in ("sales_advisor", "service_advisor")
    columns = {
        DueTask.kind: kind_id,
        DueTask.kind_code: Value(step.kind.code),
        DueTask.step: Value(step.schedule.step),
        DueTask.dedupe_key: dedupe_key(step, found),
        DueTask.customer: Customer.id,
        DueTask.vehicle: found.vehicle,
        DueTask.advisor: found.advisor,
        DueTask.subject: Value(step.subject),
        DueTask.subject_id: subject_id(step, found),
        DueTask.request: found.request,
        DueTask.event_on: DueDay.event_on,
        DueTask.due_nominal: DueDay.due_nominal,
        DueTask.due_effective: DueDay.due_effective,
        DueTask.latest_on: DueDay.latest_on,
        DueTask.expires_on: DueDay.expires_on,
        DueTask.owner_role: Value(step.owner_role),
        DueTask.channel: Value(step.channel),
        DueTask.weight: Value(step.kind.weight),
    }
    return columns | ({DueTask.agent: found.advisor} if advises else {})


def _set_due_instants(step: Step) -> None:
    """The exact time of tasks that lie hours before an appointment (RM-10, W-06)."""
    rows = DueTask.select(DueTask.id, Appointment.starts_at)
    for row_id, starts_at in tuples(rows.join(Appointment, on=(DueTask.subject_id == Appointment.id))):
        due = starts_at - timedelta(hours=step.schedule.hours_before or 0)
        DueTask.update(due_at=due).where(DueTask.id == row_id).execute()


@prepared
def _drop_noted(day: Any) -> Any:
    noted = Suppression.select(Value(1)).where(
        (Suppression.dedupe_key == DueTask.dedupe_key)
        & (Suppression.reason == DueTask.reason)
        & (Suppression.last_on >= day)
    )
    return DueTask.delete().where(DueTask.reason.is_null(False) & fn.EXISTS(noted))


def _span(low: Any, high: Any) -> Any:
    return (DueTask.id > low) & (DueTask.id <= high)


@prepared
def _store_tasks(run_id: Any, at: Any, low: Any, high: Any) -> Any:
    skipped = ("id", "reason", "detail", "whole")
    copied = {getattr(Task, name): field for name, field in DueTask._meta.fields.items() if name not in skipped}
    columns = copied | {
        Task.run: run_id,
        Task.created_at: at,
        Task.state: Value("open"),
        Task.disposition: Value(""),
        Task.attempts: Value(0),
        Task.last_outcome: Value(""),
    }
    rows = DueTask.select(*columns.values()).where(_span(low, high) & DueTask.reason.is_null())
    once = [Task.dedupe_key]
    return Task.insert_from(rows, list(columns)).on_conflict(action="nothing", conflict_target=once).as_rowcount()


@prepared
def _store_held_back(run_id: Any, day: Any, low: Any, high: Any) -> Any:
    columns = {
        Suppression.run: run_id,
        Suppression.work_date: day,
        Suppression.last_on: day,
        Suppression.kind_code: DueTask.kind_code,
        Suppression.dedupe_key: DueTask.dedupe_key,
        Suppression.customer: DueTask.customer,
        Suppression.reason: DueTask.reason,
        Suppression.detail: fn.COALESCE(DueTask.detail, ""),
    }
    rows = DueTask.select(*columns.values()).where(_span(low, high) & DueTask.reason.is_null(False))
    again = Suppression.insert_from(rows, list(columns)).on_conflict(
        conflict_target=[Suppression.dedupe_key, Suppression.reason],
        update={Suppression.last_on: EXCLUDED.last_on, Suppression.detail: EXCLUDED.detail},
        where=Suppression.last_on < EXCLUDED.last_on,
    )
    return again.as_rowcount()
