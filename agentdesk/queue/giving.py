"""One agent's waiting calls for a colleague: who could take how many of them, looked at before it is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL

from agentdesk.common import clock, names
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.queue.candidates import loads_of
from agentdesk.queue.presence import Desk, desks
from agentdesk.queue.rebalance import movable
from agentdesk.queue.sharing import Move
from agentdesk.store.audit import Actor
from agentdesk.store.desks import is_alive
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Contact, Customer, Person, Task


@dataclass(frozen=True)
class Taker:
    """A colleague, the calls in their list, and the moves that would bring them the other's, the least urgent first."""

    desk: Desk
    calls: int
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Giving:
    """An agent's list of a day: `calls` stand in it, of which `stay` are on the line or this agent's alone."""

    day: date
    giver_id: int
    calls: int
    stay: int
    takers: tuple[Taker, ...]


def giving(day: date, giver_id: int) -> Giving:
    """What each colleague could take over of an agent's list.

    A colleague takes the customers they have the skills and brands for; who is at the desk comes first, then who has
    the fewest calls. Carried out by `rebalance.carry_out` with a taker's moves, or some of them.
    """
    loads, waiting = loads_of(day), movable(day).get(giver_id, [])
    takers = [
        Taker(
            desk,
            loads.get(desk.person_id, 0),
            tuple(
                Move(one.customer_id, one.task_ids, giver_id, desk.person_id)
                for one in waiting
                if desk.can_take(one.groups, one.brands)
            ),
        )
        for desk in desks(day)
        if desk.person_id != giver_id
    ]
    takers.sort(key=lambda taker: (not taker.desk.capacity, taker.calls, taker.desk.name))
    calls = loads.get(giver_id, 0)
    return Giving(day, giver_id, calls, calls - sum(len(one.task_ids) for one in waiting), tuple(takers))


@dataclass(frozen=True)
class Held:
    """A customer whose calls a person has claimed: since when, until when, and whether the desk lives."""

    customer_id: int
    customer: str
    task_ids: tuple[int, ...]
    lease_until: datetime
    began_at: datetime | None  # of the call that is open with the customer
    is_alive: bool


def held_by(actor: Actor, person_id: int) -> list[Held]:
    """The customers a person's desk holds, the longest held first; a supervisor may free them (`break_claim`).

    UserError where there is none.
    """
    actor.require("supervisor")
    rows = (
        Task.select(Task.customer, Customer.name, Task.id, Task.lease_until)
        .join(Customer)
        .where((Task.state == SQL("'open'")) & (Task.claimed_by == person_id))
        .order_by(Task.id)
    )
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for customer_id, *rest in tuples(rows):
        found[customer_id].append(tuple(rest))
    if not found:
        raise UserError(_("{name}'s desk holds no customer.").format(name=names.visible(_name_of(person_id))))
    calls = Contact.select().where((Contact.person == person_id) & Contact.ended_at.is_null())
    by_customer = {call.customer_id: call for call in calls}
    held = [_held(customer_id, claims, by_customer.get(customer_id)) for customer_id, claims in found.items()]
    return sorted(held, key=lambda one: (one.began_at or clock.now(), one.customer_id))


def _name_of(person_id: int) -> str:
    person = Person.get_or_none(Person.id == person_id)
    return person.name if person is not None else ""


def _held(customer_id: int, claims: list[tuple[Any, ...]], call: Contact | None) -> Held:
    """The claims of one customer; each is a name, a task and the end of its lease."""
    leases = [until for _name, _id, until in claims if until is not None]
    return Held(
        customer_id, claims[0][0], tuple(id_ for _name, id_, _until in claims), max(leases, default=clock.now()),
        call.started_at if call else None, bool(call and call.desk and is_alive(call.desk)),
    )  # fmt: skip
