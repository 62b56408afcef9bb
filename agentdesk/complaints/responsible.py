"""Who answers for a complaint: by subject (CP-16), and never the person it is about."""

from __future__ import annotations

from peewee import Case, Expression

from agentdesk.store.tables import Person

ROLES = ("handler", "supervisor")
AFTER_SALES = ("service_manager", "general_manager", "care_manager")
SALES = ("sales_manager", "general_manager", "care_manager")


def responsible_for(*, sale: bool, about_id: int | None) -> int | None:
    """The manager of the department, else the general manager, else the care manager; None where nobody is left."""
    positions = SALES if sale else AFTER_SALES
    found = (
        Person.select().where(_able(about_id) & Person.position.in_(positions)).order_by(_rank(positions), Person.id)
    )
    person: Person | None = found.first()
    return person.id if person else None


def candidates(about_id: int | None) -> list[Person]:
    """Everybody who may be made responsible, managers first."""
    rank = _rank((*AFTER_SALES, "sales_manager"))
    return list(Person.select().where(_able(about_id)).order_by(rank, Person.name, Person.id))


def may_answer(person_id: int, about_id: int | None) -> bool:
    """Whether a person may be made responsible for a complaint about somebody."""
    return bool(Person.select().where(_able(about_id) & (Person.id == person_id)).exists())


def _able(about_id: int | None) -> Expression:
    able: Expression = Person.active & Person.role.in_(ROLES)
    return able & (Person.id != about_id) if about_id is not None else able


def _rank(positions: tuple[str, ...]) -> Case:
    return Case(Person.position, [(position, place) for place, position in enumerate(positions)], len(positions))
