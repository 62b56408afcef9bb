"""A day's tasks as data, for the command line: calls, messages and colleagues' expected records alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import JOIN, SQL, Select

from agentdesk.common import clock, names
from agentdesk.common.i18n import pick
from agentdesk.store.reading import dicts
from agentdesk.store.tables import Customer, Kind, Person, Task, Vehicle


def tasks_of(
    day: date, *, agent_id: int | None = None, states: tuple[str, ...] = ("open", "closed")
) -> list[dict[str, Any]]:
    """The tasks whose window or leftover time covers a date, with stable keys.

    A task stands in the list from its nominal day to the day it was closed, or to its expiry.
    """
    found = [row for state in states for row in dicts(_listed(day, state, agent_id))]
    found.sort(key=lambda row: (row["owner_role"], row["agent"] or 0, row["latest_on"], -row["weight"], row["id"]))
    return [_as_json(record) for record in found]


def _listed(day: date, state: str, agent_id: int | None) -> Select:
    """The tasks of one state: the open ones by their partial index, the closed ones by the day they were closed."""
    query = (
        Task.select(
            Task, Customer.name.alias("customer_name"), Customer.source_key.alias("customer_key"),
            Vehicle.source_key.alias("vehicle_key"), Person.name.alias("agent_name"),
            Kind.name_zh, Kind.name_en,
        )
        .join(Customer, on=(Task.customer == Customer.id))
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Task.agent == Person.id))
        .where(
            (Task.due_nominal <= day)
            & ((Task.expires_on >= day) | Task.promised_at.is_null(False))  # a promise outlives the expiry
        )
    )  # fmt: skip
    if state == "open":
        query = query.where(Task.state == SQL("'open'"))  # a literal, as in the partial index
    else:
        query = query.where((Task.state == state) & (Task.closed_on >= day))
    return query if agent_id is None else query.where(Task.agent == agent_id)


def _as_json(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "kind": record["kind_code"],
        "kind_name": pick(record["name_zh"], record["name_en"]),
        "step": record["step"],
        "customer": names.mask(record["customer_name"]),
        "customer_key": record["customer_key"],
        "vehicle": record["vehicle_key"],
        "subject": record["subject"],
        "channel": record["channel"],
        "event_on": record["event_on"],
        "due_nominal": record["due_nominal"],
        "due_effective": record["due_effective"],
        "latest_on": record["latest_on"],
        "expires_on": record["expires_on"],
        "due_at": clock.local(record["due_at"]) if record["due_at"] else None,
        "owner_role": record["owner_role"],
        "agent": record["agent_name"],
        "state": record["state"],
        "disposition": record["disposition"],
        "attempts": record["attempts"],
        "promised_at": clock.local(record["promised_at"]) if record["promised_at"] else None,
    }
