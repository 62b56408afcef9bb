"""What a customer said in the re-call of a complaint (CB-10) goes to the complaint when that call is served."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect

from agentdesk.complaints.workflow import awaits_recall, recalled
from agentdesk.interview.conventions import CALLBACK, REASON
from agentdesk.interview.run import Run
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Task


def pass_on(actor: Actor, task_id: int, run: Run, note: str) -> None:
    """Close or reopen the complaint a task re-called for, by the form's own rule of dissatisfaction (CP-06, KP-08).

    Other tasks, and complaints that wait for no re-call any more or are about the caller, are left alone: a call that
    was made can always be ended.
    """
    ((subject, subject_id),) = _subject.rows(task_id)
    if subject != "complaint" or not awaits_recall(actor, subject_id):
        return
    said = run.results()
    words = said.get(REASON, "") or note or ("-" if run.dissatisfied else "")
    wish = {"yes": True, "no": False}.get(said.get(CALLBACK, ""))
    recalled(actor, subject_id, not run.dissatisfied, words, wants_callback=wish)


@prepared
def _subject(task_id: Any) -> ModelSelect[Task]:
    return Task.select(Task.subject, Task.subject_id).where(Task.id == task_id)
