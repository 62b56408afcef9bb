"""Open reminders follow the day they remind of: a service that moved is not announced twice, nor one that was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.queue import derive
from agentdesk.queue.dates import DayRow, trigger_days, window
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.reading import dicts, tuples
from agentdesk.store.tables import Task, Vehicle

TRIGGER = "vehicle.next_service"
AT_ONCE = 500  # tasks in one transaction


def follow(actor: Actor, day: date) -> tuple[int, int]:
    """Let the open reminders of a maintenance follow its day (RM-20); returns how many were moved and withdrawn.

    Where the service moved a little, a task nobody has worked on takes the new day and stands in the list again when
    that is due. Where it moved far, as after a visit to the workshop, the task is closed as no longer needed. Agreed
    calls and those on the line are left alone.
    """
    head = current.current(day).head
    near = head.maintenance.same_service_days if head.maintenance else 0
    steps = {(step.kind.code, step.schedule.step): step for step in _steps(day)}
    done: Counter[str] = Counter()
    waiting = _stale(steps) if steps else []
    for start in range(0, len(waiting), AT_ONCE):
        with change(actor, "task.follow") as audit:
            audit.skip()
            for task_id, kind, name, *facts in waiting[start : start + AT_ONCE]:
                done[_follow(audit, day, near, steps[kind, name], task_id, *facts)] += 1
    return done["moved"], done["withdrawn"]


def _steps(day: date) -> list[Step]:
    return [step for step in current.current(day).steps() if step.schedule.trigger == TRIGGER]


def _stale(steps: Iterable[tuple[str, str]]) -> list[tuple[Any, ...]]:
    """Open reminders of another day than the vehicle's, not agreed on and not on the line."""
    ours = reduce(or_, ((Task.kind_code == kind) & (Task.step == name) for kind, name in steps))
    free = Task.claimed_by.is_null() | (Task.lease_until < clock.now())
    columns = (
        Task.id, Task.kind_code, Task.step, Task.subject_id, Task.event_on, Task.dedupe_key, Task.attempts,
        Vehicle.next_service_on, Vehicle.service_from,
    )  # fmt: skip
    rows = Task.select(*columns).join(Vehicle, on=(Task.vehicle == Vehicle.id))
    is_open = Task.state == SQL("'open'")  # a literal, as in the partial indexes
    stale = is_open & ours & (Task.event_on != Vehicle.next_service_on) & Task.promised_at.is_null() & free
    return tuples(rows.where(stale).order_by(Task.id))


def _follow(
    audit: Audit, day: date, near: int, step: Step, task_id: int, subject_id: int, event_on: date, key: str,
    attempts: int, next_on: date, known_by: date | None,
) -> str:  # fmt: skip
    """One task; what became of it: moved, withdrawn, left."""
    if abs((next_on - event_on).days) > near:
        return _withdraw(audit, day, task_id, event_on, next_on)
    (row,) = trigger_days(step, next_on, next_on, current.calendar(day))
    if attempts or window(row, day) == "expired":
        return "left"  # it has been rung, or the new day would leave no time: the call goes on as it was begun
    fresh = f"{key.rpartition(':')[0]}:{known_by or next_on}"
    if fresh != key and Task.select().where(Task.dedupe_key == fresh).exists():
        return _withdraw(audit, day, task_id, event_on, next_on)
    _move(audit, task_id, row, fresh, in_list=row.due_effective <= day)
    return "moved"


def _move(audit: Audit, task_id: int, row: DayRow, key: str, *, in_list: bool) -> None:
    dates = {name: value for name, value in row._asdict().items() if name != "key"}
    again = {} if in_list else {"agent": None}  # shared out anew when it is due
    changed = {"dedupe_key": key, **dates, **again}
    names = [getattr(Task, name) for name in changed]
    (before,) = dicts(Task.select(*names).where(Task.id == task_id))
    Task.update(**changed).where(Task.id == task_id).execute()
    audit("task", task_id, before=before, after=changed, action="task.move")


def _withdraw(audit: Audit, day: date, task_id: int, event_on: date, next_on: date) -> str:
    Task.update(withdrawn_on=day).where(Task.id == task_id).execute()
    derive.refresh([task_id])
    after = {"withdrawn_on": day, "event_on": event_on, "next_service_on": next_on}
    audit("task", task_id, before={"withdrawn_on": None}, after=after, action="task.withdraw")
    return "withdrawn"
