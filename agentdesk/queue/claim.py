"""Claiming: one UPDATE with a lease, so that no two desks ever call the same customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from peewee import Expression

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Person, Task

LEASE = timedelta(minutes=10)


class Taken(UserError):
    """Somebody else has the task, or it is no longer due."""


def claim(actor: Actor, task_id: int) -> list[int]:
    """Claim a task and the same customer's other due calls: one call, many reasons (CB-25).

    Returns the claimed ids, the chosen one first, then by weight. The facts are checked again here: raises Taken where
    somebody else holds the lease or the task is closed.
    """
    actor.require("agent", "supervisor")
    with change(actor, "task.claim") as audit:
        now = clock.now()
        free = Task.claimed_by.is_null() | (Task.claimed_by == actor.id) | (Task.lease_until < now)
        agenda = _agenda(task_id, actor)
        rows = (
            Task.update(claimed_by=actor.id, lease_until=now + LEASE)
            .where(agenda & (Task.state == "open") & free)
            .returning(Task.id, Task.weight)
        )
        claimed = [(row.id, row.weight) for row in rows.execute()]
        if task_id not in [found for found, _weight in claimed]:
            raise Taken(_why_not(task_id))
        audit("task", task_id, after={"claimed_by": actor.id, "with": [found for found, _ in claimed]})
    return [found for found, _weight in sorted(claimed, key=lambda row: (row[0] != task_id, -row[1], row[0]))]


def renew(actor: Actor, task_ids: Sequence[int]) -> None:
    """The desk's heart-beat: hold the claim for another lease."""
    with change(actor, "task.renew") as audit:
        Task.update(lease_until=clock.now() + LEASE).where(_mine(actor, task_ids)).execute()
        audit.skip()  # a heart-beat changes nothing anybody would ask about


def release(actor: Actor, task_ids: Sequence[int]) -> None:
    """Give claimed tasks back."""
    with change(actor, "task.release") as audit:
        given = Task.update(claimed_by=None, lease_until=None).where(_mine(actor, task_ids)).execute()
        if given:
            audit("task", task_ids[0], before={"claimed_by": actor.id}, after={"released": list(task_ids)})
        else:
            audit.skip()


def _mine(actor: Actor, task_ids: Sequence[int]) -> Expression:
    mine: Expression = Task.id.in_(list(task_ids)) & (Task.claimed_by == actor.id)
    return mine


def _agenda(task_id: int, actor: Actor) -> Expression:
    """The task itself, and the customer's other due calls that are in nobody else's list."""
    asked = Task.alias()
    customer = asked.select(asked.customer).where(asked.id == task_id)
    others = (
        (Task.customer == customer)
        & (Task.channel == "phone")
        & (Task.owner_role == "callback_agent")
        & (Task.due_effective <= clock.today())
        & (Task.agent.is_null() | (Task.agent == actor.id))
    )
    agenda: Expression = (Task.id == task_id) | others
    return agenda


def _why_not(task_id: int) -> str:
    task = Task.get_or_none(Task.id == task_id)
    if task is None or task.state != "open":
        return _("This task is no longer due.")
    holder = Person.get_or_none(Person.id == task.claimed_by_id)
    return _("{name} has this customer on the line.").format(name=holder.name if holder else "?")
