"""The three-day rule (CB-20): who could not be reached on three queue days goes to the advisor, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook import current
from agentdesk.queue import derive
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.reading import tuples
from agentdesk.store.tables import AgendaItem, Attempt, Notice, Person, Task


def close_unreachable(actor: Actor, day: date) -> list[int]:
    """Before the queue of `day` is built: hand over the tasks whose customer was not reached on three queue days.

    Consecutive open days with at least one attempt each and no contact; a day without an attempt is the agent's
    miss and breaks the run. One notice per task and run of days; running it again makes none. Returns the task ids.
    """
    needed = current.current(day).head.retry.unreachable_days
    opening = current.calendar(day)
    with change(actor, "task.unreachable") as audit:
        closed = []
        for task, days in _candidates(needed):
            third = unreachable_on(days, needed, opening)
            if third is not None and third < day and _notify(audit, task, third):
                closed.append(task.id)
        derive.refresh(closed)
        if not closed:
            audit.skip()
    return closed


def unreachable_on(days: Iterable[date], needed: int, opening: BusinessCalendar) -> date | None:
    """The day on which the run of attempt days without a contact was full, or None; a pure function."""
    run, last = 0, None
    for day in sorted(set(days)):
        run = run + 1 if last is not None and opening.next_open(last + timedelta(days=1)) == day else 1
        if run >= needed:
            return day
        last = day
    return None


def _candidates(needed: int) -> list[tuple[Task, list[date]]]:
    """Open tasks without a promise, with the days of their attempts since they were last reached or given back."""
    tasks = {
        task.id: task
        for task in Task.select().where(
            (Task.state == "open") & Task.promised_at.is_null() & (Task.attempts >= needed) & (Task.channel == "phone")
        )
    }
    since = _since(list(tasks))
    days: dict[int, list[date]] = defaultdict(list)
    rows = (
        AgendaItem.select(AgendaItem.task, Attempt.work_date, Attempt.started_at)
        .join(Attempt, on=(Attempt.contact == AgendaItem.contact))
        .where(AgendaItem.task.in_(list(tasks)) & ~Attempt.contacted & ~Attempt.outcome.in_(["", "undone"]))
    )
    for task_id, day, at in tuples(rows):
        if task_id not in since or at > since[task_id]:
            days[task_id].append(day)
    return [(tasks[task_id], found) for task_id, found in days.items()]


def _since(task_ids: list[int]) -> dict[int, datetime]:
    """The instant from which a task's attempts count: its last contact, or the answer that gave it back."""
    reached = (
        AgendaItem.select(AgendaItem.task, fn.MAX(Attempt.started_at))
        .join(Attempt, on=(Attempt.contact == AgendaItem.contact))
        .where(AgendaItem.task.in_(task_ids) & Attempt.contacted)
        .group_by(AgendaItem.task)
    )
    answered = (
        Notice.select(Notice.task, fn.MAX(Notice.answered_at))
        .where(Notice.task.in_(task_ids) & Notice.answered_at.is_null(False))
        .group_by(Notice.task)
    )
    found: dict[int, datetime] = {}
    for task_id, at in [*tuples(reached), *tuples(answered)]:
        instant = at if isinstance(at, datetime) else datetime.fromisoformat(at)
        found[task_id] = max(instant, found.get(task_id, instant))
    return found


def _notify(audit: Audit, task: Task, third: date) -> bool:
    added = (
        Notice.insert(
            kind="unreachable",
            dedupe_key=f"unreachable:{task.id}:{third}",
            to_person=task.advisor_id or _fallback(),
            task=task.id,
            customer=task.customer_id,
            created_at=clock.now(),
        )
        .on_conflict(action="nothing", conflict_target=[Notice.dedupe_key])
        .as_rowcount()
        .execute()
    )
    if added:
        audit("task", task.id, before={"state": "open"}, after={"disposition": "unreachable", "since": third})
    return bool(added)


def _fallback() -> int | None:
    """Who investigates where no advisor is known: the service manager, else the customer-care manager."""
    for position in ("service_manager", "care_manager"):
        found = Person.get_or_none((Person.position == position) & Person.active)
        if found:
            return int(found.id)
    return None
