"""Promises: a time agreed with the customer, what the calendar says of it, and whether it was kept.

A promise is kept by a number dialled within its tolerance (playbook: promise_early_minutes, promise_late_minutes),
missed by one dialled later, moved by a new one, withdrawn where the reason to call is gone. Until then it is open,
however late, but no longer than its task (queue/promised.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.common.dates import moment
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import spoken
from agentdesk.interview.steps import Call, usable_numbers
from agentdesk.playbook.current import calendar, current
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Promise, Task


@dataclass(frozen=True, slots=True)
class Agreed:
    """A time as understood; `warning` is empty where the house calls customers then, else it names the next time."""

    at: datetime  # naive UTC
    shown: str  # 明天 15:00
    warning: str = ""
    next_allowed: datetime | None = None  # naive UTC; set with a warning
    already: int = 0  # promises of this person within a quarter of an hour of it


def parse(text: str, person_id: int | None = None) -> Agreed:
    """Understand a time as it is said (see spoken.py); UserError where it is ambiguous, past or not understood."""
    at = clock.to_utc(spoken.parse(text, clock.local_now()))
    return Agreed(at, moment(at), *outside_hours(at), already=_load(at, person_id) if person_id else 0)


def outside_hours(at: datetime) -> tuple[str, datetime | None]:
    """Why customers are not called then, and the next instant at which they are (CM-01); ("", None) where they are."""
    opening = calendar(clock.local(at).date())
    if opening.is_calling_time(at):
        return "", None
    allowed = opening.next_calling_time(at)
    day = clock.local(at).date()
    reason = (
        _("The house does not call at that hour.") if opening.is_open(day) else _("The house is closed on that day.")
    )
    if allowed is None:
        return reason, None
    return _("{reason} Next time: {time}").format(reason=reason, time=moment(allowed)), allowed


def _load(at: datetime, person_id: int) -> int:
    near = Promise.promised_at.between(at - timedelta(minutes=15), at + timedelta(minutes=15))
    return int(Promise.select().where((Promise.person == person_id) & Promise.ended_at.is_null() & near).count())


def make(call: Call, when: datetime, mine_only: bool, phone_id: int | None, note: str, at: datetime) -> None:
    """Store the promise for every undecided task of the call, in the caller's change; an open one is moved.

    What the customer wants from this agent alone goes into the agent's own list.
    """
    if when <= at:
        raise UserError(_("{time} is past; name a later time.").format(time=moment(when)))
    if phone_id is not None and phone_id not in usable_numbers(call.customer_id):
        raise UserError(_("This number cannot be dialled; take another one."))
    if not call.undecided:
        raise UserError(_("Everything on the agenda is decided."))
    end_open(call.undecided, "moved", at)
    Promise.insert_many(
        [
            {
                "task": task_id,
                "contact": call.contact_id,
                "person": call.actor.id,
                "promised_at": when,
                "work_date": clock.local(when).date(),
                "mine_only": mine_only,
                "phone": phone_id,
                "note": note,
                "created_at": at,
            }
            for task_id in call.undecided
        ]
    ).execute()
    if mine_only and call.actor.role == "agent":  # who alone may keep it has it in the list, whoever had it before
        Task.update(agent=call.actor.id).where(Task.id.in_(list(call.undecided))).execute()


def settle_at_dial(task_ids: Sequence[int], now: datetime) -> list[int]:
    """End these tasks' open promises by a number dialled now: kept in time, missed when late; early ones stay open.

    Returns the tasks whose promise ended.
    """
    rows = _open.rows(list(task_ids))
    if not rows:
        return []
    settings = current().head.settings
    ended = []
    for promise_id, task_id, promised_at in rows:
        if now < promised_at - timedelta(minutes=settings.promise_early_minutes):
            continue
        late = now > promised_at + timedelta(minutes=settings.promise_late_minutes)
        Promise.update(ended_at=now, ended_how="missed" if late else "kept").where(Promise.id == promise_id).execute()
        ended.append(task_id)
    return ended


@prepared
def _open(task_ids: Any) -> ModelSelect[Promise]:
    columns = Promise.select(Promise.id, Promise.task, Promise.promised_at)
    return columns.where(Promise.task.in_(task_ids) & Promise.ended_at.is_null())


def end_open(task_ids: Sequence[int], how: str, at: datetime) -> None:
    """End the open promises of these tasks: kept, missed, moved or withdrawn."""
    _end_open.run(list(task_ids), how, at)


@prepared
def _end_open(task_ids: Any, how: Any, at: Any) -> ModelUpdate:
    return Promise.update(ended_at=at, ended_how=how).where(Promise.task.in_(task_ids) & Promise.ended_at.is_null())


def due_promises(person_id: int | None, day: date) -> list[Promise]:
    """The open promises of a business date and of the days before it, the earliest first.

    With a person: those the person made, and those of others that anyone may keep and that stand in the person's list.
    """
    rows = Promise.select(Promise, Task).join(Task).where(Promise.ended_at.is_null() & (Promise.work_date <= day))
    if person_id is not None:
        shared = (Promise.mine_only == False) & (Task.agent == person_id)  # noqa: E712 - SQL, not Python
        rows = rows.where((Promise.person == person_id) | shared)
    return list(rows.order_by(Promise.promised_at, Promise.id))


def missed_promises(person_id: int | None, first: date, last: date) -> list[Promise]:
    """The promises of these business dates (inclusive) that were not kept in time, open or not, earliest first."""
    late = timedelta(minutes=current().head.settings.promise_late_minutes)
    overdue = Promise.ended_at.is_null() & (Promise.promised_at < clock.now() - late)
    rows = Promise.select().where(Promise.work_date.between(first, last) & ((Promise.ended_how == "missed") | overdue))
    if person_id is not None:
        rows = rows.where(Promise.person == person_id)
    return list(rows.order_by(Promise.promised_at, Promise.id))
