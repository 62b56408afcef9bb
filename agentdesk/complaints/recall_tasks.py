"""The re-calls of a complaint in the queue: out of it when the handling was not the last one, back when it was."""

from __future__ import annotations

from datetime import date

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.queue import derive
from agentdesk.store.audit import Audit
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Complaint, Task


def withdraw(audit: Audit, complaint: Complaint) -> None:
    """Take the open re-calls of a complaint out of the queue: its next handling is re-called for anew (CP-06)."""
    open_ones = (Task.subject == "complaint") & (Task.subject_id == complaint.id) & (Task.state == "open")
    task_ids = column(Task.select(Task.id).where(open_ones).order_by(Task.id))
    _set(audit, complaint, task_ids, None, clock.today(), "task.withdraw")


def give_back(audit: Audit, complaint: Complaint, handled_on: date) -> None:
    """Put the re-calls for this day's handling back where they were taken out before: the queue has one for a day.

    Without it a handling that is finished twice on a day would never be asked about.
    """
    theirs = (Task.subject == "complaint") & (Task.subject_id == complaint.id) & (Task.event_on == handled_on)
    taken_out = theirs & (Task.kind_code == current.current().complaints.recall_kind) & Task.withdrawn_on.is_null(False)
    for task_id, day in tuples(Task.select(Task.id, Task.withdrawn_on).where(taken_out).order_by(Task.id)):
        _set(audit, complaint, [task_id], day, None, "task.give_back")


def _set(
    audit: Audit, complaint: Complaint, task_ids: list[int], before: date | None, after: date | None, action: str
) -> None:
    if not task_ids:
        return
    Task.update(withdrawn_on=after).where(Task.id.in_(task_ids)).execute()
    derive.refresh(task_ids)
    for task_id in task_ids:
        now = {"withdrawn_on": after, "complaint": complaint.no}
        audit("task", task_id, before={"withdrawn_on": before}, after=now, action=action)
