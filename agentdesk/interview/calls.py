"""A day's calls as rows for the command line: which ones there were, by whom, and what came of them. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import Expression

from agentdesk.common import clock, names
from agentdesk.common.i18n import pick
from agentdesk.interview.catalogue import outcome_name
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import AgendaItem, Attempt, Contact, Customer, Kind, Person, Task

_BATCH = 500  # ids asked for at once; SQLite limits the values of one statement


def calls_of(actor: Actor, day: date, agent_id: int | None = None) -> list[dict[str, Any]]:
    """The calls of a business date in their order, with stable keys; customers' names are masked.

    `kinds` are those of the agenda, `outcome` what came of the call's last number (None while it is under way or where
    none was dialled), `minutes` from opening it to leaving it, to now while it is open. Agents see their own calls,
    supervisors all; Forbidden for an agent who asks for a colleague's.
    """
    own = actor.id if actor.role == "agent" else None
    actor.require("supervisor", *(["agent"] if agent_id in (None, own) else []))
    wanted = own if own is not None else agent_id
    calls = (
        Contact.select(Contact.id, Contact.started_at, Contact.ended_at, Person.name, Customer.name)
        .join(Person, on=(Contact.person == Person.id))
        .join(Customer, on=(Contact.customer == Customer.id))
        .where(Contact.work_date == day)
        .order_by(Contact.started_at, Contact.id)
    )
    found = tuples(calls.where(_of_person(wanted, day)) if wanted is not None else calls)
    ids = [row[0] for row in found]
    kinds, outcomes = _kinds(ids), _outcomes(ids)
    return [
        {
            "id": call_id,
            "started_at": clock.local(started_at).isoformat(timespec="minutes"),
            "agent": agent,
            "customer": names.mask(customer),
            "kinds": list(kinds[call_id]),
            "kind_names": list(kinds[call_id].values()),
            "outcome": _named(outcomes.get(call_id, "")),
            "open": ended_at is None,
            "minutes": _minutes(started_at, ended_at),
        }
        for call_id, started_at, ended_at, agent, customer in found
    ]


def _of_person(person_id: int, day: date) -> Expression:
    """A colleague's calls, of which the index gives those that ended since the day began, or are open."""
    recent = Contact.ended_at.is_null() | (Contact.ended_at >= clock.day_span(day)[0])
    theirs: Expression = (Contact.person == person_id) & recent
    return theirs


def _kinds(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Of each call the kinds on its agenda in their order, code and name."""
    rows = AgendaItem.select(AgendaItem.contact, Task.kind_code, Kind.name_zh, Kind.name_en).join(Task).join(Kind)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for start in range(0, len(ids), _BATCH):
        these = rows.where(AgendaItem.contact.in_(ids[start : start + _BATCH]))
        for call_id, code, zh, en in tuples(these.order_by(AgendaItem.contact, AgendaItem.position)):
            found[call_id][code] = pick(zh, en)
    return found


def _outcomes(ids: Sequence[int]) -> dict[int, str]:
    """Of each call the outcome of the number dialled last."""
    rows = Attempt.select(Attempt.contact, Attempt.outcome)
    found: dict[int, str] = {}
    for start in range(0, len(ids), _BATCH):
        found |= dict(tuples(rows.where(Attempt.contact.in_(ids[start : start + _BATCH])).order_by(Attempt.id)))
    return found


def _named(code: str) -> dict[str, str] | None:
    return {"code": code, "name": outcome_name(code)} if code else None


def _minutes(started_at: datetime, ended_at: datetime | None) -> int:
    return round(((ended_at or clock.now()) - started_at).total_seconds() / 60)
