"""Claiming: one UPDATE with a lease, so that no two desks ever call the same customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from peewee import ModelUpdate

from agentdesk.common import clock, dates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.current import current
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Person, Task

LEASE = timedelta(minutes=10)


class Taken(UserError):
    """Somebody else has the task, or it is no longer due."""


class Claimed(NamedTuple):
    """One call: whom it goes to, and the tasks it is for."""

    customer_id: int
    task_ids: list[int]


def claim(actor: Actor, task_id: int) -> list[int]:
    """Claim a task and the same customer's other due calls, as many as one call can bear (CB-25).

    Returns the claimed ids, the chosen one first, then by weight. The facts are checked again here: raises Taken where
    somebody else holds the lease or the task is closed.
    """
    return take(actor, task_id).task_ids


def take(actor: Actor, task_id: int) -> Claimed:
    """`claim`, with the customer whose call it is."""
    actor.require("agent", "supervisor")
    with change(actor, "task.claim") as audit:
        now = clock.now()
        most = current().head.settings.agenda_at_most
        rows = _take.rows(task_id, actor.id, now + LEASE, now, clock.today(), most)
        rows.sort(key=lambda row: (row[0] != task_id, -row[1], row[0]))
        claimed = [found for found, _weight, _customer in rows]
        if task_id not in claimed:
            raise Taken(_why_not(task_id))
        audit("task", task_id, after={"claimed_by": actor.id, "with": claimed})
    return Claimed(rows[0][2], claimed)


@prepared
def _take(task_id: Any, person_id: Any, until: Any, now: Any, today: Any, at_most: Any) -> ModelUpdate:
    """The task itself and the customer's weightiest other due calls that are in nobody else's list."""
    asked, other = Task.alias(), Task.alias()
    customer = asked.select(asked.customer).where(asked.id == task_id)
    agenda = (
        other.select(other.id)
        .where(
            (other.customer == customer)
            & (other.state == "open")
            & (
                (other.id == task_id)
                | (
                    (other.channel == "phone")
                    & (other.owner_role == "callback_agent")
                    & (other.due_effective <= today)
                    & (other.agent.is_null() | (other.agent == person_id))
                )
            )
        )
        .order_by((other.id == task_id).desc(), other.weight.desc(), other.latest_on, other.id)
        .limit(at_most)
    )
    free = Task.claimed_by.is_null() | (Task.claimed_by == person_id) | (Task.lease_until < now)
    return (
        Task.update(claimed_by=person_id, lease_until=until)
        .where(Task.id.in_(agenda) & (Task.state == "open") & free)
        .returning(Task.id, Task.weight, Task.customer)
    )


def renew(actor: Actor, task_ids: Sequence[int]) -> None:
    """The desk's heart-beat: hold the claim for another lease."""
    with change(actor, "task.renew") as audit:
        _hold.run(clock.now() + LEASE, list(task_ids), actor.id)
        audit.skip()  # a heart-beat changes nothing anybody would ask about


def release(actor: Actor, task_ids: Sequence[int]) -> None:
    """Give claimed tasks back."""
    with change(actor, "task.release") as audit:
        if _release.run(list(task_ids), actor.id):
            audit("task", task_ids[0], before={"claimed_by": actor.id}, after={"released": list(task_ids)})
        else:
            audit.skip()


@prepared
def _hold(until: Any, task_ids: Any, person_id: Any) -> ModelUpdate:
    return Task.update(lease_until=until).where(Task.id.in_(task_ids) & (Task.claimed_by == person_id))


@prepared
def _release(task_ids: Any, person_id: Any) -> ModelUpdate:
    return Task.update(claimed_by=None, lease_until=None).where(Task.id.in_(task_ids) & (Task.claimed_by == person_id))


def _why_not(task_id: int) -> str:
    task = Task.get_or_none(Task.id == task_id)
    if task is None or task.state != "open":
        return _("This task is no longer due.")
    holder = Person.get_or_none(Person.id == task.claimed_by_id)
    name = holder.name if holder else "?"
    here = (Contact.person == task.claimed_by_id) & (Contact.customer == task.customer_id) & Contact.ended_at.is_null()
    call = Contact.get_or_none(here)
    if call is None:
        return _("{name} has this customer on the line.").format(name=name)
    since = dates.moment(call.started_at)
    return _("{name} has this customer on the line since {time}.").format(name=name, time=since)
