"""Who answers for a complaint: by subject (CP-16), and never the person it is about."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Case, Expression

from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, Person

ROLES = ("handler", "supervisor")
AFTER_SALES = ("service_manager", "general_manager", "care_manager")
SALES = ("sales_manager", "general_manager", "care_manager")
SELLERS = ("sales_advisor", "sales_manager")


def responsible_for(*, sale: bool, about_id: int | None) -> int | None:
    """The manager of the department, else the general manager, else the care manager, else the other department's.

    Where none of them is left it is whoever may handle a complaint at all: it is never lost for want of a manager. None
    where there is nobody but whom it is about.
    """
    positions = dict.fromkeys((*SALES, *AFTER_SALES) if sale else (*AFTER_SALES, *SALES))
    person: Person | None = Person.select().where(_able(about_id)).order_by(_rank(tuple(positions)), Person.id).first()
    return person.id if person else None


def concerns_sales(*, sale: bool, order: bool, about_seller: bool) -> bool:
    """Whether a complaint belongs to the sales department: it is about a sale, or, about no order, about a seller."""
    return sale or (about_seller and not order)


def in_sales(person_id: int | None) -> bool:
    """Whether somebody works in the sales department (CP-16), where nothing else says which department it is about."""
    if person_id is None:
        return False
    return bool(Person.select().where((Person.id == person_id) & Person.position.in_(SELLERS)).exists())


def candidates(about_id: int | None) -> list[Person]:
    """Everybody who may be made responsible, managers first."""
    rank = _rank((*AFTER_SALES, "sales_manager"))
    return list(Person.select().where(_able(about_id)).order_by(rank, Person.name, Person.id))


def candidates_for(complaint_ids: Sequence[int]) -> list[Person]:
    """Everybody who may be made responsible for each of these complaints, managers first."""
    about = Complaint.select(Complaint.about).where(Complaint.id.in_(list(complaint_ids)))
    concerned = {person_id for (person_id,) in tuples(about)}
    return [person for person in candidates(None) if person.id not in concerned]


def may_answer(person_id: int, about_id: int | None) -> bool:
    """Whether a person may be made responsible for a complaint about somebody."""
    return bool(Person.select().where(_able(about_id) & (Person.id == person_id)).exists())


def _able(about_id: int | None) -> Expression:
    able: Expression = Person.active & Person.role.in_(ROLES)
    return able & (Person.id != about_id) if about_id is not None else able


def _rank(positions: tuple[str, ...]) -> Case:
    return Case(Person.position, [(position, place) for place, position in enumerate(positions)], len(positions))
