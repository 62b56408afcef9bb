"""Claiming: one UPDATE with a lease, so that no two desks ever call the same customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock, dates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.current import current
from agentdesk.queue import caps
from agentdesk.store.audit import Actor, change
from agentdesk.store.differing import chosen_rows
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Customer, Person, Promise, Task

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
    return _claim(actor, task_id).claimed.task_ids


def take(actor: Actor, task_id: int) -> Claimed:
    """`claim` for a new call: with the customer whose call it is, and not against the playbook.

    Raises Taken also where the customer's data may not be used any more (PIPL 47), where the caps on ringing a customer
    are reached (queue/caps.py), or where the customer wants the call from a colleague who has a while left to keep the
    promise.
    """
    with change(actor, "task.claim") as audit:
        audit.skip()  # what is claimed is noted below
        claimed, promised_at, is_restricted = _claim(actor, task_id)
        now = clock.now()
        if is_restricted:
            raise Taken(_("This customer's data may be kept but not used."))
        reason = caps.against_calling(claimed.customer_id, claimed.task_ids[:1], now)
        if promised_at is not None and not reason:
            reason = _of_a_colleague(actor, task_id, now)
        if reason:
            raise Taken(reason)
    return claimed


def _of_a_colleague(actor: Actor, task_id: int, now: datetime) -> str:
    """Whose promise it is alone, and until when it is theirs to keep; "" for anybody's, and for a supervisor."""
    if actor.role != "agent":
        return ""
    grace = timedelta(minutes=current().head.settings.promise_grace_minutes)
    found = _promise.first(task_id, actor.id)
    if found is None or now >= found[1] + grace:
        return ""
    text = _("The customer wants this call from {name}, agreed on for {time}; colleagues may call from {later} on.")
    return text.format(name=found[0], time=dates.moment(found[1]), later=dates.moment(found[1] + grace))


@prepared
def _promise(task_id: Any, person_id: Any) -> ModelSelect[Promise]:
    """A colleague's open promise of their own for a task."""
    own = (Promise.task == task_id) & Promise.ended_at.is_null() & Promise.mine_only & (Promise.person != person_id)
    return Promise.select(Person.name, Promise.promised_at).join(Person).where(own)


class _Claim(NamedTuple):
    """A claim with what may speak against a call: a time agreed on, as it is stored; data that is only kept."""

    claimed: Claimed
    promised_at: str | None
    is_restricted: bool


def _claim(actor: Actor, task_id: int) -> _Claim:
    """The claim."""
    actor.require("agent", "supervisor")
    with change(actor, "task.claim") as audit:
        now = clock.now()
        most = current().head.settings.agenda_at_most
        rows = _take.rows(task_id, actor.id, now + LEASE, now, clock.today(), most)
        rows.sort(key=lambda row: (row[0] != task_id, -row[1], row[0]))
        claimed = [found for found, *_others in rows]
        if task_id not in claimed:
            raise Taken(_why_not(task_id))
        audit("task", task_id, after={"claimed_by": actor.id, "with": claimed})
    _id, _weight, customer_id, promised_at, restricted_at = rows[0]
    return _Claim(Claimed(customer_id, claimed), promised_at, restricted_at is not None)


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
            & _free(other, person_id, now)
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
    restricted_at = Customer.select(Customer.restricted_at).where(Customer.id == customer)
    return (
        Task.update(claimed_by=person_id, lease_until=until)
        .where(chosen_rows(Task.id, agenda) & (Task.state == "open") & _free(Task, person_id, now))
        .returning(Task.id, Task.weight, Task.customer, Task.promised_at, restricted_at)
    )


def _free(task: Any, person_id: Any, now: Any) -> Any:
    return task.claimed_by.is_null() | (task.claimed_by == person_id) | (task.lease_until < now)


def renew(actor: Actor, task_ids: Sequence[int]) -> None:
    """The desk's heart-beat: hold the claim for another lease."""
    actor.require("agent", "supervisor")
    with change(actor, "task.renew") as audit:
        _hold.run(clock.now() + LEASE, list(task_ids), actor.id)
        audit.skip()  # a heart-beat changes nothing anybody would ask about


def release(actor: Actor, task_ids: Sequence[int]) -> None:
    """Give claimed tasks back."""
    actor.require("agent", "supervisor")
    with change(actor, "task.release") as audit:
        if _release.run(list(task_ids), actor.id):
            audit("task", task_ids[0], before={"claimed_by": actor.id}, after={"released": list(task_ids)})
        else:
            audit.skip()


def release_all(actor: Actor) -> None:
    """Give back whatever the actor has claimed."""
    held = [row.id for row in Task.select(Task.id).where(Task.claimed_by == actor.id)]
    if held:
        release(actor, held)


def hand_over(actor: Actor, former_id: int, task_ids: Sequence[int]) -> None:
    """Hold for the actor what somebody else has claimed; in the caller's change, which decides who may.

    Raises Taken where a third person's desk holds one of the tasks by now.
    """
    now = clock.now()
    if _hand_over.run(list(task_ids), former_id, actor.id, now + LEASE, now) < len(task_ids):
        other = Task.id.in_(list(task_ids)) & (Task.claimed_by != actor.id)
        raise Taken(_why_not(Task.select(Task.id).where(other).scalar()))


@prepared
def _hand_over(task_ids: Any, former_id: Any, person_id: Any, until: Any, now: Any) -> ModelUpdate:
    free = Task.claimed_by.is_null() | (Task.claimed_by == former_id) | (Task.lease_until < now)
    return Task.update(claimed_by=person_id, lease_until=until).where(Task.id.in_(task_ids) & free)


def has_run_out(person_id: int, task_ids: Sequence[int]) -> bool:
    """Whether nobody's desk renews this person's claim of any of the tasks any more."""
    return not _still_held.column(list(task_ids), person_id, clock.now())


@prepared
def _still_held(task_ids: Any, person_id: Any, now: Any) -> ModelSelect[Task]:
    held = Task.id.in_(task_ids) & (Task.claimed_by == person_id) & (Task.lease_until >= now)
    return Task.select(Task.id).where(held)


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
    if holder is None:
        return _("A colleague is taking this customer at this moment.")
    name = holder.name
    here = (Contact.person == task.claimed_by_id) & (Contact.customer == task.customer_id) & Contact.ended_at.is_null()
    call = Contact.get_or_none(here)
    if call is None:
        return _("{name} has this customer on the line.").format(name=name)
    since = dates.moment(call.started_at)
    return _("{name} has this customer on the line since {time}.").format(name=name, time=since)
