"""The three-day rule (CB-20): who could not be reached on three queue days goes to the advisor, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, Expression, ModelSelect, fn

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook import current
from agentdesk.queue import derive
from agentdesk.queue.caps import EXHAUSTED
from agentdesk.queue.job import Job
from agentdesk.store.audit import Audit
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import AgendaItem, Attempt, Notice, Person, Task

EXHAUSTED_WITHIN = 92  # days: as long as missed nights are made up for (queue/build.py)


def close_unreachable(job: Job, day: date) -> list[int]:
    """Before the queue of `day` is built: hand over the tasks whose customer was not reached on three queue days.

    Consecutive open days with at least one attempt each and no contact; a day without an attempt is the agent's
    miss and breaks the run, and so does a day on which nobody worked. One notice per task and run of days; running it
    again makes none. Who is on the line waits for the next build. Returns the task ids.
    """
    needed = _needed(day)
    opening = current.calendar(day)
    handed_over: list[int] = []
    for task_ids in job.pace.parts(_that_may_be(min(needed.values()), day)):
        with job.change("task.unreachable") as audit:
            closed = []
            for task, days in _candidates(task_ids, min(needed.values())):
                third = unreachable_on(days, needed.get(task.kind_code, needed[""]), opening)
                if third is not None and third < day and _notify(audit, task, third):
                    closed.append(task.id)
            derive.refresh(closed)
            handed_over += closed
            if not closed:
                audit.skip()
    return handed_over


def _needed(day: date) -> dict[str, int]:
    """The number of days by kind; "" for a kind that the playbook has no more."""
    playbook = current.current(day)
    own = {kind.code: kind.retry.unreachable_days for kind in playbook.kinds if kind.retry}
    return (
        {kind.code: playbook.head.retry.unreachable_days for kind in playbook.kinds}
        | {"": playbook.head.retry.unreachable_days}
        | own
    )


def unreachable_on(days: Iterable[date], needed: int, opening: BusinessCalendar) -> date | None:
    """The day on which the run of attempt days without a contact was full, or None; a pure function.

    A day on which the house is closed neither counts nor breaks the run: nobody had to call on it.
    """
    run, last = 0, None
    for day in sorted(filter(opening.is_open, set(days))):
        run = run + 1 if last is not None and opening.next_open(last + timedelta(days=1)) == day else 1
        if run >= needed:
            return day
        last = day
    return None


def _that_may_be(needed: int, day: date) -> list[int]:
    """Calls that were tried often enough: open ones, and those closed as tried as often as allowed.

    The three days are full with such a task's last try, and its advisor is to hear of it all the same.
    """
    now = clock.now()
    return [*_open.column(needed, now), *_spent.column(needed, now, day - timedelta(days=EXHAUSTED_WITHIN), day)]


@prepared
def _open(needed: Any, now: Any) -> ModelSelect[Task]:
    return Task.select(Task.id).where(_may_be_unreachable(needed, now) & (Task.state == SQL("'open'")))


@prepared
def _spent(needed: Any, now: Any, since: Any, day: Any) -> ModelSelect[Task]:
    lately = Task.closed_on.between(since, day)
    return Task.select(Task.id).where(_may_be_unreachable(needed, now) & (Task.disposition == EXHAUSTED) & lately)


def _may_be_unreachable(needed: Any, now: Any) -> Expression:
    """Calls without a promise and not on the line; the caller says in which state, for the index."""
    free = Task.claimed_by.is_null() | (Task.lease_until < now)
    asked: Expression = Task.promised_at.is_null() & (Task.attempts >= needed) & (Task.channel == "phone") & free
    return asked


def _candidates(task_ids: Sequence[int], needed: int) -> list[tuple[Task, list[date]]]:
    """Those that still may be, with the days of their attempts since they were last reached or given back."""
    spent = Task.disposition == EXHAUSTED
    still = Task.id.in_(list(task_ids)) & _may_be_unreachable(needed, clock.now()) & ((Task.state == "open") | spent)
    tasks = {task.id: task for task in Task.select().where(still)}
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
            to_person=_whose(task),
            task=task.id,
            customer=task.customer_id,
            created_at=clock.now(),
            since_on=third,
        )
        .on_conflict(action="nothing", conflict_target=[Notice.dedupe_key])
        .as_rowcount()
        .execute()
    )
    if added:
        audit("task", task.id, before={"state": task.state}, after={"disposition": "unreachable", "since": third})
    return bool(added)


def _whose(task: Task) -> int | None:
    """Who investigates: the task's advisor; where none is known or has left, a manager of the service or of care."""
    if task.advisor_id is not None and Person.select().where((Person.id == task.advisor_id) & Person.active).exists():
        return task.advisor_id
    for position in ("service_manager", "care_manager"):
        found = Person.get_or_none((Person.position == position) & Person.active)
        if found:
            return int(found.id)
    return None
