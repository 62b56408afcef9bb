"""One schedule of the playbook as one INSERT .. SELECT of tasks and one of suppressions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from peewee import Case, Cast, Expression, Select, Value, fn

from agentdesk.playbook.kinds import Step
from agentdesk.queue.dates import DayRow
from agentdesk.queue.sources import Source, has_source, source
from agentdesk.store.prepared import Prepared, insert_rows, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Appointment, Customer, DoNotContact, Phone, Suppression, Task, Vehicle, database
from agentdesk.store.tables.temporary import DueDay


class Run(NamedTuple):
    """What every row of one build carries."""

    id: int
    day: date
    at: datetime


def insert_tasks(step: Step, kind_id: int, run: Run) -> int:
    """Add the schedule's due tasks that are not there yet; returns how many. DueDay holds the days."""
    if not has_source(step):
        return 0
    added = _tasks(step).run(kind_id, run.id, run.at)
    if step.schedule.hours_before:
        _set_due_instants(step, run)
    return added


def insert_suppressions(step: Step, run: Run) -> int:
    """Note what is due and is not queued, with the reason; once per reason."""
    return _suppressions(step).run(run.id, run.day) if has_source(step) else 0


def fill_days(rows: list[DayRow]) -> None:
    """Put the schedule's due days where the rules join them; `make_room` has made the place."""
    DueDay.delete().execute()
    insert_rows(DueDay, DayRow._fields, rows)


def make_room() -> None:
    """Make the scratch table of this connection that `fill_days` fills."""
    database.create_tables([DueDay])


@lru_cache(maxsize=128)
def _tasks(step: Step) -> Prepared:
    """The schedule's INSERT of tasks, by the kind's row, the build and its instant."""

    @prepared
    def insert(kind_id: Any, run_id: Any, at: Any) -> Any:
        found = source(step)
        columns = _task_columns(step, kind_id, run_id, at, found)
        rows = found.query.select(*columns.values()).where(_reason(step).is_null())
        once = [Task.dedupe_key]
        return Task.insert_from(rows, list(columns)).on_conflict(action="nothing", conflict_target=once).as_rowcount()

    return insert


@lru_cache(maxsize=128)
def _suppressions(step: Step) -> Prepared:
    """The schedule's INSERT of suppressions, by the build and its day."""

    @prepared
    def insert(run_id: Any, day: Any) -> Any:
        found = source(step)
        reason, key, task = _reason(step), _dedupe_key(step, found), Task.alias()
        columns = {
            Suppression.run: run_id,
            Suppression.work_date: day,
            Suppression.kind_code: Value(step.kind.code),
            Suppression.dedupe_key: key,
            Suppression.customer: Customer.id,
            Suppression.reason: reason,
            Suppression.detail: Value(""),
        }
        queued = fn.EXISTS(task.select(Value(1)).where(task.dedupe_key == key))
        rows = found.query.select(*columns.values()).where(reason.is_null(False) & ~queued)
        once = [Suppression.dedupe_key, Suppression.reason]
        insert = Suppression.insert_from(rows, list(columns))
        return insert.on_conflict(action="nothing", conflict_target=once).as_rowcount()

    return insert


def _task_columns(step: Step, kind_id: Any, run_id: Any, at: Any, found: Source) -> dict[Any, Any]:
    advises = step.owner_role in ("sales_advisor", "service_advisor")
    return {
        Task.kind: kind_id,
        Task.kind_code: Value(step.kind.code),
        Task.step: Value(step.schedule.step),
        Task.dedupe_key: _dedupe_key(step, found),
        Task.customer: Customer.id,
        Task.vehicle: found.vehicle,
        Task.advisor: found.advisor,
        Task.subject: Value(step.subject),
        Task.subject_id: _subject_id(step, found),
        Task.event_on: DueDay.event_on,
        Task.due_nominal: DueDay.due_nominal,
        Task.due_effective: DueDay.due_effective,
        Task.latest_on: DueDay.latest_on,
        Task.expires_on: DueDay.expires_on,
        Task.owner_role: Value(step.owner_role),
        Task.channel: Value(step.channel),
        Task.weight: Value(step.kind.weight),
        Task.agent: found.advisor if advises else Value(None),
        Task.run: run_id,
        Task.created_at: at,
        Task.state: Value("open"),
        Task.disposition: Value(""),
        Task.attempts: Value(0),
        Task.last_outcome: Value(""),
    }


def _subject_id(step: Step, found: Source) -> Any:
    return found.subjects.get(step.subject, Customer.id)


def _dedupe_key(step: Step, found: Source) -> Expression:
    """`CB-01:next_day:repair_order:17:2026-03-31`: the rule, its step, the subject and the trigger day."""
    head = f"{step.kind.code}:{step.schedule.step}:{step.subject}:"
    subject = Cast(_subject_id(step, found), "TEXT")
    key: Expression = Value(head).concat(subject).concat(":").concat(Cast(DueDay.event_on, "TEXT"))
    return key


def _reason(step: Step) -> Case:
    """Why a due fact is not queued, or NULL."""
    ban = DoNotContact.alias()
    banned = ban.select(Value(1)).where(
        (ban.customer == Customer.id)
        & ban.lifted_at.is_null()
        & ban.kind_code.in_(["", step.kind.code])
        & ban.channel.in_(["", step.channel])
    )
    cases: list[tuple[Any, str]] = [(fn.EXISTS(banned), "do_not_contact")]
    if step.subject in ("repair_order", "sale", "vehicle", "appointment"):
        cases.append((Vehicle.sold_on.is_null(False), "sold_car"))
    if step.channel == "phone" and not step.records:
        cases.append((~fn.EXISTS(_usable_phone()), "no_phone"))
    return Case(None, cases, None)


def _usable_phone() -> Select:
    phone = Phone.alias()
    return phone.select(Value(1)).where(
        (phone.customer == Customer.id) & phone.e164.is_null(False) & phone.retired_at.is_null()
    )


def _set_due_instants(step: Step, run: Run) -> None:
    """The exact time of tasks that lie hours before an appointment (RM-10, W-06)."""
    tasks = Task.select(Task.id, Appointment.starts_at).join(Appointment, on=(Task.subject_id == Appointment.id))
    fresh = tasks.where((Task.run == run.id) & (Task.kind_code == step.kind.code) & (Task.step == step.schedule.step))
    for task_id, starts_at in tuples(fresh):
        due = starts_at - timedelta(hours=step.schedule.hours_before or 0)
        Task.update(due_at=due).where(Task.id == task_id).execute()
