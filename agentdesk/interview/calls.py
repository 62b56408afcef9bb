"""A day's calls as rows for the command line: which ones there were, by whom, and what came of them. Reads only."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from agentdesk.common import clock, names
from agentdesk.common.i18n import pick
from agentdesk.interview.catalogue import outcome_name
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import AgendaItem, Attempt, Contact, Customer, Kind, Person, Task


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
    found = tuples(calls.where(Contact.person == wanted) if wanted is not None else calls)
    kinds, outcomes = _kinds(day), _outcomes(day)
    return [
        {
            "id": call_id,
            "started_at": clock.local(started_at).isoformat(timespec="minutes"),
            "agent": names.visible(agent),
            "customer": names.mask(customer),
            "kinds": list(kinds[call_id]),
            "kind_names": list(kinds[call_id].values()),
            "outcome": _named(outcomes.get(call_id, "")),
            "open": ended_at is None,
            "minutes": _minutes(started_at, ended_at),
        }
        for call_id, started_at, ended_at, agent, customer in found
    ]


def _kinds(day: date) -> dict[int, dict[str, str]]:
    """Of each call the kinds on its agenda in their order, code and name."""
    rows = (
        AgendaItem.select(AgendaItem.contact, Task.kind_code, Kind.name_zh, Kind.name_en)
        .join(Task)
        .join(Kind)
        .switch(AgendaItem)
        .join(Contact)
        .where(Contact.work_date == day)
        .order_by(AgendaItem.contact, AgendaItem.position)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for call_id, code, zh, en in tuples(rows):
        found[call_id][code] = pick(zh, en)
    return found


def _outcomes(day: date) -> dict[int, str]:
    """Of each call the outcome of the number dialled last."""
    rows = Attempt.select(Attempt.contact, Attempt.outcome).join(Contact).where(Contact.work_date == day)
    return dict(tuples(rows.order_by(Attempt.id)))


def _named(code: str) -> dict[str, str] | None:
    return {"code": code, "name": outcome_name(code)} if code else None


def _minutes(started_at: datetime, ended_at: datetime | None) -> int:
    return round(((ended_at or clock.now()) - started_at).total_seconds() / 60)
