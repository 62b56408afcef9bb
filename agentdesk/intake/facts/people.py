"""Colleagues (AU-01 to AU-09): the job says what the program lets them do, until an administrator decides otherwise."""

from __future__ import annotations

from datetime import datetime

from agentdesk.common.i18n import N_
from agentdesk.intake.facts.base import UNKNOWN_COLLEAGUE, Facts, Known, Planned, Target, columns_of, flags
from agentdesk.intake.rows import Row
from agentdesk.store.audit import Actor
from agentdesk.store.reading import pairs
from agentdesk.store.tables import Person

OWN_SUPERIOR = N_("nobody is their own superior")

_ROLES = {
    "callback_agent": "agent",
    "care_manager": "supervisor",
    "administrator": "administrator",
    "general_manager": "supervisor",  # the last rung of the ladder, and who approves what nobody else may (CP-11)
}


def facts(row: Row, known: Known) -> Facts:
    """The columns of a colleague; who their superior is comes later, when all of the file are known."""
    made = columns_of(row, "code", "name", "position", "department", "phone_raw", "active")
    flags(made, "active")
    return made


def new(made: Facts, known: Known, now: datetime) -> Facts:
    """A colleague not seen before gets the role of their job."""
    return {"active": True, **made, "role": _ROLES.get(made["position"], "handler")}


def after(planned: list[Planned], actor: Actor, now: datetime) -> None:
    """Set the superiors, who may stand further down in the same file."""
    people = Known().people
    current = pairs(Person.select(Person.id, Person.manager))
    for plan in planned:
        text = plan.row.given("manager")
        if "manager" not in plan.row.values:
            continue
        found = people.get(text, [])
        superior = found[0] if len(found) == 1 else None
        if text and (superior is None or superior == plan.id):
            plan.row.doubt("manager", text, OWN_SUPERIOR if superior else UNKNOWN_COLLEAGUE)
            continue
        if current[plan.id] != superior:
            Person.update(manager=superior).where(Person.id == plan.id).execute()
            plan.touched("manager", current[plan.id])


TARGET = Target(Person, "code", facts, new, after=after)
