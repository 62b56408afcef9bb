"""The dealer's people: who works here, and adding to them."""

from __future__ import annotations

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Person
from agentdesk.store.tables.people import POSITIONS, ROLES

LANGUAGES = ("zh", "en")


def everybody(actor: Actor) -> list[Person]:
    """All people, those who have left too, by position and code; not for a wall screen, which names nobody."""
    actor.require("agent", "handler", "supervisor")
    return list(Person.select().order_by(Person.position, Person.code))


def add_person(
    actor: Actor,
    code: str,
    name: str,
    *,
    position: str = "callback_agent",
    role: str = "agent",
    language: str = "zh",
) -> Person:
    """Add a person, who is known by the code: a staff number or an account's name; administrators only.

    Raises Forbidden for others, and UsageError for a blank code or name, a code that is taken, or an unknown position,
    role or language.
    """
    actor.require("administrator")
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise UsageError(_("A person has a code and a name."))
    for given, known in ((position, POSITIONS), (role, ROLES), (language, LANGUAGES)):
        if given not in known:
            raise UsageError(_("{given} is none of: {known}").format(given=given, known=", ".join(known)))
    with change(actor, "person.add") as audit:
        if Person.get_or_none(Person.code == code):
            raise UsageError(_("There is already somebody with the code {code}.").format(code=code))
        row = Person.create(code=code, name=name, position=position, role=role, language=language)
        audit(row, after={"code": code, "name": name, "position": position, "role": role})
    return row
