"""What colleagues did not record: the morning after is over, and no yellow card came (CB-22)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import SQL, ModelSelect

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook import current
from agentdesk.queue import derive
from agentdesk.queue.job import Job
from agentdesk.queue.register import ADVISORS, recorded_kinds
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Finding, QueueRun, Task


def find_missing(job: Job, day: date) -> list[int]:
    """Before the queue of `day` is built: one finding for each expected record that did not come; returns the tasks.

    The card is copied on the open day after the call's last day on time; what is not there when that morning's day is
    over counts against the advisor. The task is closed as not recorded; a record that comes late opens nothing, it
    withdraws the finding. Running it again finds nothing more.
    """
    opening = current.calendar(day)
    missing: list[int] = []
    late_by = day, day - timedelta(days=1), recorded_kinds(day)
    waiting = sorted(_waiting.column(*late_by))
    for task_ids in job.pace.parts(waiting):
        with job.change("finding.missing_record") as audit:
            late = []
            for task in Task.select().where(Task.id.in_(list(task_ids)) & _waits(*late_by)):
                morning = morning_after(task.latest_on, opening)
                if morning >= day:
                    continue
                row = Finding.create(
                    kind="missing_record", customer=task.customer_id, vehicle=task.vehicle_id, task=task.id,
                    against=task.advisor_id, found_at=clock.now(), work_date=morning,
                )  # fmt: skip
                audit(row, after={"task": task.id, "against": task.advisor_id, "work_date": morning})
                late.append(task.id)
            derive.refresh(late)
            missing += late
            if not late:
                audit.skip()
    return missing


def morning_after(latest_on: date, opening: BusinessCalendar) -> date:
    """The open day on whose morning the card of a call is copied: the next one after its last day on time (CB-21)."""
    return opening.next_open(latest_on + timedelta(days=1))


@prepared
def _waiting(day: Any, yesterday: Any, kinds: Any) -> ModelSelect[Task]:
    """Without an order, in which SQLite would read every task."""
    return Task.select(Task.id).where(_waits(day, yesterday, kinds))


def _waits(day: Any, yesterday: Any, kinds: Any) -> Any:
    """Expected records that are late; what came into the list with this day's own build waits for the next one."""
    of_today = QueueRun.select(QueueRun.id).where(QueueRun.work_date >= day)
    return (
        (Task.state == SQL("'open'"))  # a literal, as in the partial indexes
        & (Task.latest_on < yesterday)
        & Task.kind_code.in_(kinds)
        & Task.owner_role.in_(ADVISORS)
        & (Task.channel == "phone")
        & (Task.run.is_null() | Task.run.not_in(of_today))
    )
