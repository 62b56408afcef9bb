"""Promises that nobody keeps any more: each ends with its task, missed where its time had come, and is counted so.

A promise keeps its task in the queue beyond the expiry: to its own day, and to make good for it for another open day
whose queue was built. While nobody builds queues nothing is given up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.playbook.current import calendar, current
from agentdesk.store.audit import Audit
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Promise, QueueRun, Task


def given_up(day: date) -> list[int]:
    """The open tasks whose time is over and whose promise nobody keeps any more, before the queue of `day` is built."""
    opening, built = calendar(day), next(iter(_built_before.column(day)), None)
    return [
        task_id
        for task_id, promised_on in _of_expired.rows(day)
        if built is not None and opening.next_open(promised_on + timedelta(days=1)) <= built
    ]


@prepared
def _built_before(day: Any) -> ModelSelect[QueueRun]:
    """The last day before a day whose queue was built."""
    built = QueueRun.finished_at.is_null(False) & (QueueRun.work_date < day)
    return QueueRun.select(QueueRun.work_date).where(built).order_by(QueueRun.work_date.desc()).limit(1)


@prepared
def _of_expired(day: Any) -> ModelSelect[Promise]:
    over = (Task.state == SQL("'open'")) & (Task.expires_on < day) & (Promise.work_date < day)
    columns = Promise.select(Promise.task, Promise.work_date).join(Task)
    return columns.where(over & Promise.ended_at.is_null()).order_by(Promise.task)


def end_missed(task_ids: Iterable[int], day: date, audit: Audit) -> None:
    """End as missed what was promised for tasks before a day; in the caller's change, which refreshes their columns."""
    now = clock.now()
    for promise_id, promised_at in _open.rows(list(task_ids)):
        if clock.local(promised_at).date() >= day:
            continue  # agreed on since the tasks were looked up
        _end.run(promise_id, now, "missed")
        audit("promise", promise_id, before={"promised_at": promised_at}, after={"ended_how": "missed"})


def end_with_tasks(task_ids: Iterable[int]) -> None:
    """End the open promises of tasks that are closed: missed where they are past their tolerance, else withdrawn."""
    now = clock.now()
    late = timedelta(minutes=current().head.settings.promise_late_minutes)
    for promise_id, promised_at in _open.rows(list(task_ids)):
        _end.run(promise_id, now, "missed" if is_missed(promised_at, now, late) else "withdrawn")


def is_missed(promised_at: datetime, now: datetime, late: timedelta) -> bool:
    """Whether the time agreed is past by more than the tolerance."""
    return now > promised_at + late


@prepared
def _open(task_ids: Any) -> ModelSelect[Promise]:
    columns = Promise.select(Promise.id, Promise.promised_at)
    return columns.where(Promise.task.in_(task_ids) & Promise.ended_at.is_null())


@prepared
def _end(promise_id: Any, at: Any, how: Any) -> ModelUpdate:
    return Promise.update(ended_at=at, ended_how=how).where(Promise.id == promise_id)
