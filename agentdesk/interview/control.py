"""The customer's own word on a colleague's call: the card says it was made, the customer denies it (CB-03, CB-22).

Of a kind that colleagues record, the playbook may say which question of which later call asks the customer about it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from peewee import Value, fn

from agentdesk.common import clock
from agentdesk.interview import records
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Kind
from agentdesk.queue.registering import DENIED
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Answer, CallRecord, Finding, Interview, Task

LOOKED_BACK = timedelta(days=30)  # cards are copied within days of the call; later ones change nothing any more


def check_cards(actor: Actor, day: date | None = None) -> list[int]:
    """Find the cards that the customers' answers deny, each once, whichever came first; returns the cards' tasks.

    For the night, after the build. The finding counts against the colleague on the day the customer said it; a card
    that is taken back withdraws it (queue/register.py).
    """
    actor.require("supervisor")
    day = day or clock.today()
    denied = []
    for kind in current.current(day).kinds:
        for task_id, interview_id, ended_at in _asked(kind, day) if kind.control else ():
            if _denies(kind, interview_id) and _note(actor, task_id, interview_id, ended_at):
                denied.append(task_id)
    return denied


def _asked(kind: Kind, day: date) -> list[tuple[Any, ...]]:
    """Cards without such a finding, and the interview about the same fact in which the denial was ever given."""
    assert kind.control is not None
    later = Task.alias()
    asked = Answer.node.contains(kind.control.question) & (Answer.value == kind.control.denial)
    said = Answer.select(Value(1)).where((Answer.interview == Interview.id) & asked)
    same = (later.kind_code == kind.control.kind) & (later.subject == Task.subject)
    known = (Finding.task == Task.id) & (Finding.code == DENIED) & Finding.withdrawn_at.is_null()
    return tuples(
        CallRecord.select(CallRecord.task, Interview.id, Interview.ended_at)
        .join(Task, on=(CallRecord.task == Task.id))
        .join(later, on=(same & (later.subject_id == Task.subject_id)))
        .join(Interview, on=(Interview.task == later.id))
        .where(
            (Task.kind_code == kind.code)
            & (Task.due_effective >= day - LOOKED_BACK)
            & CallRecord.withdrawn_at.is_null()
            & Interview.ended_at.is_null(False)
            & fn.EXISTS(said)
            & ~fn.EXISTS(Finding.select(Value(1)).where(known))
        )
        .order_by(Interview.id)
    )


def _denies(kind: Kind, interview_id: int) -> bool:
    assert kind.control is not None
    return records.load(interview_id).results().get(kind.control.question) == kind.control.denial


def _note(actor: Actor, task_id: int, interview_id: int, ended_at: datetime) -> bool:
    """One finding about a card; False where another run has noted it meanwhile."""
    with change(actor, "finding.denied_record") as audit:
        card, interview = CallRecord.get_or_none(_standing(task_id)), Interview.get_by_id(interview_id)
        known = (Finding.task == task_id) & (Finding.code == DENIED) & Finding.withdrawn_at.is_null()
        if card is None or Finding.select().where(known).exists():
            audit.skip()
            return False
        task = Task.get_by_id(task_id)
        row = Finding.create(
            kind="other", code=DENIED, customer=task.customer_id, vehicle=task.vehicle_id, task=task_id,
            contact=interview.contact_id, against=card.person_id, found_at=clock.now(),
            work_date=clock.local(ended_at).date(),
        )  # fmt: skip
        audit(row, after={"task": task_id, "interview": interview_id, "card": card.id, "against": card.person_id})
    return True


def _standing(task_id: int) -> Any:
    return (CallRecord.task == task_id) & CallRecord.withdrawn_at.is_null()
