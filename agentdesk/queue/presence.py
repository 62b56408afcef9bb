"""Who is at the desk on a day, for how long, and how many calls that makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar, Window, minutes
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.own_hours import ANY_HOUR, OwnHours, stored
from agentdesk.common.spoken_hours import parse
from agentdesk.playbook.current import calendar, current
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import Row, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Absence, Person

AGENT = "callback_agent"


@dataclass(frozen=True)
class Desk:
    """An agent on a day: `minutes` of calling time at the desk, and the calls they are good for."""

    person_id: int
    name: str
    minutes: float
    capacity: float  # calls
    skills: frozenset[str] = frozenset()  # groups of kinds; empty: all
    brands: frozenset[str] = frozenset()  # of cars; empty: all
    absent: bool = False  # an entered absence, not merely a free day

    def can_take(self, groups: Iterable[str], brands: Iterable[str]) -> bool:
        """Whether the agent calls for these groups of kinds and brands of cars."""
        return _all_in(groups, self.skills) and _all_in(brands, self.brands)


def _all_in(wanted: Iterable[str], known: frozenset[str]) -> bool:
    return not known or all(word in known for word in wanted)


def desks(day: date) -> list[Desk]:
    """Every agent with the day's capacity, nought for who is away; by staff code."""
    opening, an_hour = calendar(day), current(day).head.settings.calls_an_hour
    away = absent_on(day)
    return [_desk(row, day, opening, an_hour, row[0] in away) for row in _agents.rows(AGENT)]


@prepared
def _agents(position: Any) -> ModelSelect[Person]:
    columns = (Person.id, Person.name, Person.shift, Person.calls_an_hour, Person.skills, Person.brands)
    return Person.select(*columns).where(Person.active & (Person.position == position)).order_by(Person.code)


def _desk(row: Row, day: date, opening: BusinessCalendar, an_hour: int, absent: bool) -> Desk:
    person_id, name, shift, pace, skills, brands = row
    here = 0.0 if absent else at_desk(stored(shift), opening, day)
    capacity = here / 60 * (pace or an_hour)
    return Desk(person_id, name, here, capacity, frozenset(skills.split()), frozenset(brands.split()), absent)


def at_desk(shift: OwnHours, opening: BusinessCalendar, day: date, after: float = 0.0) -> float:
    """Minutes of the day in which the house calls customers and the shift has its agent at the desk.

    `after` counts only those from that minute of the day on.
    """
    if day.weekday() not in shift.days:
        return 0.0
    house = opening.windows(day)
    present = shift.within(tuple(house))
    return sum(_shared(one, other, after) for one in house for other in present)


def _shared(one: Window, other: Window, after: float) -> float:
    start = max(minutes(one.start), minutes(other.start), after)
    return max(min(minutes(one.end, is_end=True), minutes(other.end, is_end=True)) - start, 0.0)


def absent_on(day: date) -> set[int]:
    """The people with an entered absence on that day."""
    return set(_absent.column(day))


@prepared
def _absent(day: Any) -> ModelSelect[Absence]:
    here = (Absence.first_on <= day) & (Absence.last_on >= day) & Absence.withdrawn_at.is_null()
    return Absence.select(Absence.person).where(here)


def back_on(person_id: int, day: date) -> date:
    """The last day of the absence that holds on `day`, those that follow at once counted with it; `day` if none."""
    holds = (Absence.person == person_id) & (Absence.last_on >= day) & Absence.withdrawn_at.is_null()
    spans = tuples(Absence.select(Absence.first_on, Absence.last_on).where(holds).order_by(Absence.first_on))
    last = day
    for first_on, last_on in spans:
        if first_on.toordinal() <= last.toordinal() + 1:
            last = max(last, last_on)
    return last


# ---------------------------------------------------------------------------------------------- entering


def enter_absence(actor: Actor, person_id: int, first_on: date, last_on: date, reason: str = "") -> Absence:
    """Enter days off of a person, both inclusive. UserError where they end before they begin or are entered already."""
    actor.require("supervisor")
    if last_on < first_on:
        raise UserError(_("{last} lies before {first}.").format(last=last_on, first=first_on))
    with change(actor, "person.absent") as audit:
        meets = (Absence.first_on <= last_on) & (Absence.last_on >= first_on) & Absence.withdrawn_at.is_null()
        if Absence.select().where((Absence.person == person_id) & meets).exists():
            raise UserError(_("Some of these days are entered already."))
        row: Absence = Absence.create(
            person=person_id, first_on=first_on, last_on=last_on, reason=reason.strip(), entered_by=actor.person_id,
            entered_at=clock.now(),
        )  # fmt: skip
        audit(row, after={"person": person_id, "first_on": first_on, "last_on": last_on, "reason": row.reason})
    return row


def withdraw_absence(actor: Actor, person_id: int, day: date) -> bool:
    """Take back the absence that holds on a day; whether there was one."""
    actor.require("supervisor")
    with change(actor, "person.present") as audit:
        holds = (Absence.first_on <= day) & (Absence.last_on >= day) & Absence.withdrawn_at.is_null()
        row = Absence.get_or_none((Absence.person == person_id) & holds)
        if row is None:
            audit.skip()
            return False
        Absence.update(withdrawn_at=clock.now()).where(Absence.id == row.id).execute()
        audit(row, before={"first_on": row.first_on, "last_on": row.last_on}, after={"withdrawn": True})
    return True


def absences(first: date, last: date) -> list[Absence]:
    """The absences that touch these days, by their first day."""
    meets = (Absence.first_on <= last) & (Absence.last_on >= first) & Absence.withdrawn_at.is_null()
    return list(Absence.select(Absence, Person).join(Person).where(meets).order_by(Absence.first_on, Absence.id))


def set_work(
    actor: Actor,
    person_id: int,
    *,
    shift: str | None = None,
    skills: Sequence[str] | None = None,
    brands: Sequence[str] | None = None,
    calls_an_hour: int | None = None,
) -> Person:
    """Say when a person works (`周一至周五 9点到17点`), which groups of kinds and brands they call for, and how fast.

    What is None stays as it is; an empty shift means the house's hours, no skills or brands mean all, a pace of 0 the
    playbook's. UserError for a shift that is not understood or a group the playbook has not.
    """
    actor.require("supervisor")
    given: dict[str, object] = {}
    if shift is not None:
        given["shift"] = str(parse(shift) if shift.strip() else ANY_HOUR)
    if skills is not None:
        known = {group.code for group in current().groups}
        for name in skills:
            if name not in known:
                text = _("There is no group {name}; there are {known}.")
                raise UserError(text.format(name=name, known=", ".join(sorted(known))))
        given["skills"] = " ".join(skills)
    if brands is not None:
        given["brands"] = " ".join(brands)
    if calls_an_hour is not None:
        given["calls_an_hour"] = calls_an_hour or None
    with change(actor, "person.work") as audit:
        row = Person.get_by_id(person_id)
        before = {name: getattr(row, name) for name in given}
        if before == given:
            audit.skip()
            return row
        Person.update(given).where(Person.id == person_id).execute()
        audit("person", person_id, before=before, after=given)
    return Person.get_by_id(person_id)
