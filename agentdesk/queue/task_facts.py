"""The facts of calls that decide what a task is, read for many tasks at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import JOIN, ModelSelect, fn

from agentdesk.common import clock
from agentdesk.common.own_hours import ANY_HOUR, OwnHours, stored
from agentdesk.playbook.current import current
from agentdesk.playbook.kinds import Retry
from agentdesk.queue.retry import Try
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    CallRecord,
    Customer,
    Finding,
    Notice,
    Phone,
    Promise,
    QueueRun,
    Skip,
    Task,
)

HOUSE_CAPS = Retry()


class Decision(NamedTuple):
    """An agenda item that was decided: what came of the task, and when."""

    at: datetime
    outcome: str


class Passed(NamedTuple):
    """The last time an agent passed the customer over, and until when the customer then waits."""

    at: datetime
    until: datetime


@dataclass(frozen=True)
class TaskFacts:
    """The facts of calls that decide what a task is."""

    expires_on: date
    decisions: Sequence[Decision] = ()  # in order of time
    attempts: int = 0
    tries: Sequence[Try] = ()  # the numbers dialled for it, in order of time
    caps: Retry = HOUSE_CAPS  # of its kind
    numbers: int = 0  # usable ones of the customer's
    skipped: Passed | None = None
    promised_at: datetime | None = None  # the open promise
    unreachable_on: date | None = None  # CB-20: the last of the days, where a notice was made and is unanswered
    reopened_at: datetime | None = None  # when its answer gave the task back
    withdrawn_on: date | None = None  # a build found that there is nothing to remind of any more (queue/moved.py)
    ended: Decision | None = None  # its answer said that there is nothing to call for any more
    last_run: date | None = None  # the last day a queue was built for
    registered_at: datetime | None = None  # when a colleague's own call was copied from the card (CB-21)
    not_recorded_on: date | None = None  # the morning on which that card was missing (CB-22)
    own_hours: OwnHours = ANY_HOUR  # when the customer wants to be rung


def gather(task_ids: list[int]) -> dict[int, TaskFacts]:
    """The facts of these tasks, in a handful of queries."""
    if not task_ids:
        return {}
    decisions, tries = _calls(task_ids)
    notices = _notices(task_ids)
    last_run = next(iter(_last_run.column()), None)
    playbook = current()
    caps = {kind.code: kind.retry or playbook.head.retry for kind in playbook.kinds}
    return {
        task_id: TaskFacts(
            expires_on=expires_on,
            decisions=decisions[task_id],
            attempts=len(tries[task_id]),
            tries=tries[task_id],
            caps=caps.get(kind_code, playbook.head.retry),
            numbers=numbers,
            skipped=Passed(skipped_at, until) if skipped_at else None,
            promised_at=promised_at,
            last_run=last_run,
            own_hours=stored(own_hours),
            withdrawn_on=withdrawn_on,
            registered_at=registered_at,
            not_recorded_on=not_recorded_on,
            **notices.get(task_id, {}),
        )
        for (
            task_id, kind_code, expires_on, withdrawn_on, promised_at, own_hours, numbers, skipped_at, until,
            registered_at, not_recorded_on,
        ) in _tasks.rows(task_ids)
    }  # fmt: skip


@prepared
def _tasks(task_ids: Any) -> ModelSelect[Task]:
    """Each task's expiry, its open promise, the customer's hours and how many numbers they have, the last skip.

    A customer passed over before the task was made has not been passed over with it.
    """
    promised = (Promise.task == Task.id) & Promise.ended_at.is_null()
    usable = (Phone.customer == Task.customer) & Phone.retired_at.is_null() & Phone.e164.is_null(False)
    later = Skip.alias()
    of_the_task = (later.customer == Task.customer) & (later.skipped_at >= Task.created_at)
    last = later.select(fn.MAX(later.id)).where(of_the_task)
    columns = (
        Task.id, Task.kind_code, Task.expires_on, Task.withdrawn_on, Promise.promised_at, Customer.own_hours,
        Phone.select(fn.COUNT(Phone.id)).where(usable), Skip.skipped_at, Skip.until, CallRecord.registered_at,
        Finding.work_date,
    )  # fmt: skip
    joined = Task.select(*columns).join(Customer, on=(Task.customer == Customer.id)).switch(Task)
    joined = joined.join(Promise, JOIN.LEFT_OUTER, on=promised).switch(Task)
    copied = (CallRecord.task == Task.id) & CallRecord.withdrawn_at.is_null()
    missing = (Finding.task == Task.id) & (Finding.kind == "missing_record") & Finding.withdrawn_at.is_null()
    joined = joined.join(CallRecord, JOIN.LEFT_OUTER, on=copied).switch(Task)
    joined = joined.join(Finding, JOIN.LEFT_OUTER, on=missing).switch(Task)
    return joined.join(Skip, JOIN.LEFT_OUTER, on=(Skip.id == last)).where(Task.id.in_(task_ids))


def _calls(task_ids: list[int]) -> tuple[dict[int, list[Decision]], dict[int, list[Try]]]:
    """What was decided of the tasks, and the numbers dialled for them that came to an end, both in order of time."""
    decisions: dict[int, dict[int, Decision]] = defaultdict(dict)
    tries: dict[int, list[Try]] = defaultdict(list)
    for task_id, item_id, decided_at, outcome, at, number, contacted in _of_calls.rows(task_ids):
        if outcome:
            decisions[task_id][item_id] = Decision(decided_at, outcome)
        if at is not None:
            tries[task_id].append(Try(at, number, bool(contacted)))
    ordered = {task_id: sorted(items.values(), key=lambda each: each.at) for task_id, items in decisions.items()}
    return defaultdict(list, ordered), tries


@prepared
def _of_calls(task_ids: Any) -> ModelSelect[AgendaItem]:
    """A row for each number dialled in each sitting with one of the tasks on its agenda."""
    ended = (Attempt.contact == AgendaItem.contact) & (Attempt.outcome != "") & (Attempt.outcome != "undone")
    columns = (
        AgendaItem.task, AgendaItem.id, AgendaItem.decided_at, AgendaItem.outcome, Attempt.started_at, Attempt.number,
        Attempt.contacted,
    )  # fmt: skip
    rows = AgendaItem.select(*columns).join(Attempt, JOIN.LEFT_OUTER, on=ended)
    return rows.where(AgendaItem.task.in_(task_ids)).order_by(AgendaItem.id, Attempt.id)


@prepared
def _last_run() -> ModelSelect[QueueRun]:
    return QueueRun.select(QueueRun.work_date).order_by(QueueRun.work_date.desc()).limit(1)


GIVES_BACK = ("new_number", "moved", "reachable", "other")
ENDS = {"sold": "sold_car", "deceased": "deceased"}  # the notice's answer, and what it makes of the task


def _notices(task_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the three-day notices and their answers say of the tasks: the last notice of a task counts."""
    found: dict[int, dict[str, Any]] = {}
    for task_id, since_on, created, answered, answer in _unreachable.rows(task_ids):
        if answer in GIVES_BACK:
            found[task_id] = {"reopened_at": answered}
        elif answer in ENDS:
            found[task_id] = {"ended": Decision(answered, ENDS[answer])}
        else:
            found[task_id] = {"unreachable_on": since_on or clock.local(created).date()}
    return found


@prepared
def _unreachable(task_ids: Any) -> ModelSelect[Notice]:
    columns = Notice.select(Notice.task, Notice.since_on, Notice.created_at, Notice.answered_at, Notice.answer)
    return columns.where((Notice.kind == "unreachable") & Notice.task.in_(task_ids)).order_by(Notice.id)
