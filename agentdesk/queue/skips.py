"""Passing a customer over: with a reason of the playbook, for a while, counted by the scoreboard and never as a try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, pick
from agentdesk.playbook.current import current
from agentdesk.playbook.house import SkipReason
from agentdesk.queue import derive
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import insert_row
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Person, Skip, Task


class Passing(NamedTuple):
    """One time a customer was passed over."""

    at: datetime
    person: str
    reason: str  # a code of the playbook
    note: str
    until: datetime


def reasons() -> Sequence[SkipReason]:
    """The reasons of the playbook in force; each stands on its digit."""
    return current().head.skips


def reason_name(code: str) -> str:
    """A reason in the language in use; its code where the playbook has it no more."""
    found = next((row for row in reasons() if row.code == code), None)
    return pick(found.zh, found.en) if found else code


def skip(actor: Actor, task_id: int, code: str, note: str = "") -> datetime:
    """Pass a task's customer over; all of the customer's calls that are due wait until the instant that is returned.

    UserError for an unknown reason, one that needs a note and has none, a call that is closed, on the line or promised:
    what is agreed with a customer is kept or moved.
    """
    actor.require("agent", "supervisor")
    row = next((row for row in reasons() if row.code == code), None)
    if row is None:
        raise UserError(_("There is no such reason: {code}").format(code=code))
    if row.note_required and not note.strip():
        raise UserError(_("Say why this customer is passed over."))
    with change(actor, "task.skip") as audit:
        now = clock.now()
        task = _task(actor, task_id, now)
        until = now + timedelta(minutes=row.minutes)
        skip_id = insert_row(
            Skip, task=task_id, customer=task.customer_id, person=actor.id, reason=code, note=note.strip(),
            skipped_at=now, work_date=clock.local(now).date(), until=until,
        )  # fmt: skip
        waiting = (Task.customer == task.customer_id) & (Task.state == "open") & (Task.channel == "phone")
        found = derive.refresh(column(Task.select(Task.id).where(waiting)))
        after = {"task": task_id, "customer": task.customer_id, "until": until, "note": note.strip()}
        audit("skip", skip_id, after=after, reason=code)
    return found[task_id].next_at or until


def _task(actor: Actor, task_id: int, now: datetime) -> Task:
    task: Task | None = Task.get_or_none(Task.id == task_id)
    if task is None or task.state != "open":
        raise UserError(_("This task is no longer due."))
    if task.promised_at is not None:
        raise UserError(_("A promise is not skipped: call, or agree on another time."))
    if task.claimed_by_id is not None and task.lease_until is not None and task.lease_until > now:
        raise UserError(_("This customer is on the line."))
    return task


def skips_of(task_id: int) -> list[Passing]:
    """When and why the customer of a task was passed over since it was made, oldest first."""
    made = Task.select(Task.customer, Task.created_at).where(Task.id == task_id)
    rows = tuples(made)
    if not rows:
        return []
    customer_id, created_at = rows[0]
    query = (
        Skip.select(Skip.skipped_at, Person.name, Skip.reason, Skip.note, Skip.until)
        .join(Person, on=(Skip.person == Person.id))
        .where((Skip.customer == customer_id) & (Skip.skipped_at >= created_at))
        .order_by(Skip.id)
    )
    return [Passing(*row) for row in tuples(query)]
