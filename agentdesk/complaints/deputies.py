"""Whom a step of the ladder goes to, and who stands in for somebody who is away or has left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agentdesk.common.i18n import _
from agentdesk.complaints.model import POSITIONS
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.responsible import ROLES
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Absence, Person

LAST_RESORT = ("general_manager", "care_manager", "service_manager", "sales_manager")


class Colleague(NamedTuple):
    """What of a person matters here."""

    id: int
    name: str
    position: str
    role: str
    manager_id: int | None
    active: bool


class Away(NamedTuple):
    """Days on which somebody is not there, both inclusive."""

    person_id: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Staff:
    """The dealer's people, by staff code, with the days on which they are away."""

    people: tuple[Colleague, ...]
    away: tuple[Away, ...] = ()

    def whom(
        self, to: str, responsible_id: int | None, about_id: int | None, day: date, *, answering: bool = False
    ) -> int | None:
        """The person a step goes to on a day; `answering` asks for one who may be made responsible.

        Somebody who is away is stood in for by their manager, else by the next of the same position, else by the
        general manager. Where all of them are away it is the first of them who works here at all: nothing stays with
        nobody. Never the person a complaint is about; None only where there is nobody else.
        """
        chain = [
            each.id
            for each in self._chain(to, responsible_id)
            if each.active and each.id != about_id and (not answering or each.role in ROLES)
        ]
        return next((each for each in chain if self.is_here(each, day)), chain[0] if chain else None)

    def works(self, person_id: int | None) -> bool:
        """Whether the person is one of the house's (still), in a role that handles complaints."""
        return any(each.id == person_id and each.active and each.role in ROLES for each in self.people)

    def is_here(self, person_id: int, day: date) -> bool:
        """Whether no absence of the person's is entered for the day."""
        return not any(row.person_id == person_id and row.first_on <= day <= row.last_on for row in self.away)

    def line(self, person_id: int) -> PersonLine:
        """The person as lists show one."""
        found = self._person(person_id)
        assert found is not None
        return PersonLine(found.id, found.name, _(POSITIONS[found.position]))

    def _chain(self, to: str, responsible_id: int | None) -> Iterator[Colleague]:
        """Whom the step names, then who stands in, in their order."""
        named = list(self._named(to, responsible_id))
        yield from named
        for each in named:
            if manager := self._person(each.manager_id):
                yield manager
        for each in named:
            yield from self._of(each.position)
        for position in LAST_RESORT:
            yield from self._of(position)
        yield from self.people

    def _named(self, to: str, responsible_id: int | None) -> Iterable[Colleague]:
        responsible = self._person(responsible_id)
        if to == "responsible":
            return [responsible] if responsible else []
        if to == "manager":
            manager = self._person(responsible.manager_id) if responsible else None
            return [manager] if manager else self._of("general_manager")
        return self._of(to)

    def _of(self, position: str) -> list[Colleague]:
        return [each for each in self.people if each.position == position]

    def _person(self, person_id: int | None) -> Colleague | None:
        return next((each for each in self.people if each.id == person_id), None)


def staff(day: date) -> Staff:
    """Everybody, with the absences that have not ended before a day."""
    people = Person.select(Person.id, Person.name, Person.position, Person.role, Person.manager, Person.active)
    holds = (Absence.last_on >= day) & Absence.withdrawn_at.is_null()
    away = Absence.select(Absence.person, Absence.first_on, Absence.last_on).where(holds)
    return Staff(
        tuple(Colleague(*row) for row in tuples(people.order_by(Person.code))),
        tuple(Away(*row) for row in tuples(away)),
    )
