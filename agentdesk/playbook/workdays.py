"""The dealer's business calendar: the playbook's weekdays and windows with the stored table of days off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from agentdesk.common.calendar import BusinessCalendar, window
from agentdesk.common.holidays import STATUTE, OfficialDay, official_days, statutory_days, unknown_year
from agentdesk.playbook import house
from agentdesk.playbook.vocabulary import WEEKDAYS
from agentdesk.store.audit import Actor, change
from agentdesk.store.memory import remembered
from agentdesk.store.tables import WorkDay

BY_HAND = "by hand"
NEXT_YEAR_FROM_MONTH = 11  # the notice of the next year comes out by then


def seed_workdays(actor: Actor, years: Iterable[int]) -> list[str]:
    """Store the official days of these years; returns a warning for each year whose notice is not known.

    Days a manager entered stay as they are; statutory days stored in place of a notice give way to it when it is known.
    """
    actor.require("supervisor", "administrator")
    warnings = []
    with change(actor, "workday.seed") as audit:
        added = 0
        for year in sorted(set(years)):
            days, warning = official_days(year)
            warnings += [warning] if warning else []
            WorkDay.delete().where(WorkDay.day.between(*_span(year)) & (WorkDay.source == STATUTE)).execute()
            rows = [dict(zip(("day", "kind", "name", "source"), row, strict=True)) for row in days]
            known = {row.day for row in WorkDay.select(WorkDay.day).where(WorkDay.day.between(*_span(year)))}
            fresh = [row for row in rows if row["day"] not in known]
            added += len(fresh)
            if fresh:
                WorkDay.insert_many(fresh).execute()
        audit("work_day", None, after={"years": sorted(set(years)), "added": added})
    return warnings


def store_notice(actor: Actor, year: int, days: Sequence[OfficialDay]) -> int:
    """Keep a year's notice in place of what was known of the year; days a manager entered stay. Returns how many."""
    actor.require("supervisor", "administrator")
    with change(actor, "workday.import") as audit:
        ours = WorkDay.source == BY_HAND
        of_year = WorkDay.day.between(*_span(year))
        before = WorkDay.select().where(of_year & ~ours).count()
        WorkDay.delete().where(of_year & ~ours).execute()
        kept = {row.day for row in WorkDay.select(WorkDay.day).where(of_year)}
        fresh = [row._asdict() for row in days if row.day not in kept]
        if fresh:
            WorkDay.insert_many(fresh).execute()
        audit(
            "work_day",
            None,
            before={"days": before},
            after={"year": year, "days": len(fresh), "source": days[0].source},
        )
    return len(fresh)


def set_day(actor: Actor, day: date, kind: str, name: str = "") -> None:
    """Enter a day by hand: `off` official, `work` made up for, `closed` by the house; it goes before a notice."""
    actor.require("supervisor", "administrator")
    with change(actor, "workday.set") as audit:
        old = WorkDay.get_or_none(WorkDay.day == day)
        row = {"kind": kind, "name": name, "source": BY_HAND}
        WorkDay.delete().where(WorkDay.day == day).execute()
        WorkDay.insert(day=day, **row).execute()
        audit("work_day", None, before=_shown(old), after={"day": day, **row})


def forget_day(actor: Actor, day: date) -> bool:
    """Take an entered day back, so that it follows its weekday again; whether there was one."""
    actor.require("supervisor", "administrator")
    with change(actor, "workday.forget") as audit:
        old = WorkDay.get_or_none(WorkDay.day == day)
        if old is None:
            audit.skip()
            return False
        WorkDay.delete().where(WorkDay.day == day).execute()
        audit("work_day", None, before=_shown(old), after={"day": day})
    return True


def listed(first: date, last: date) -> list[WorkDay]:
    """The days that do not follow their weekday, in order."""
    return list(WorkDay.select().where(WorkDay.day.between(first, last)).order_by(WorkDay.day))


def _shown(row: WorkDay | None) -> dict[str, object] | None:
    return {"day": row.day, "kind": row.kind, "name": row.name, "source": row.source} if row else None


def business_calendar(calendar: house.Calendar, first: date, last: date) -> BusinessCalendar:
    """The calendar of a house for the years from `first` to `last`, and of a year on either side.

    A year that is not stored has its statutory days, and a warning where it lies between the two dates.
    """
    stored = _stored(first.year - 1, last.year + 1)
    closed = {row.day for row in stored if row.kind == "closed"}
    makeup: set[date] = set()
    warnings: list[str] = []
    if calendar.closed_on_holidays:
        for year in range(first.year - 1, last.year + 2):
            rows = [row for row in stored if row.day.year == year and row.kind != "closed"]
            closed |= {row.day for row in rows if row.kind == "off"} or {row.day for row in statutory_days(year)}
            makeup |= {row.day for row in rows if row.kind == "work"}
        warnings = _warnings(range(first.year, last.year + 1))
    return BusinessCalendar(
        open_weekdays=frozenset(WEEKDAYS.index(day) for day in calendar.open),
        calling={number: tuple(map(window, calendar.ranges(day) or ())) for number, day in enumerate(WEEKDAYS)},
        closed=frozenset(closed),
        makeup=frozenset(makeup),
        warnings=tuple(warnings),
    )


@remembered
def _stored(first_year: int, last_year: int) -> list[WorkDay]:
    return list(WorkDay.select().where(WorkDay.day.between(date(first_year, 1, 1), date(last_year, 12, 31))))


def missing_notices(today: date) -> list[str]:
    """A warning for this year, and from 1 November for the next, where the official notice is not stored."""
    return _warnings(range(today.year, today.year + 1 + (today.month >= NEXT_YEAR_FROM_MONTH)))


def _warnings(years: Iterable[int]) -> list[str]:
    return [warning for warning in map(year_warning, years) if warning]


def year_warning(year: int) -> str:
    """The warning for a year whose official notice is not stored; empty where it is."""
    return "" if _has_notice(year) else unknown_year(year)


@remembered
def _has_notice(year: int) -> bool:
    official = WorkDay.day.between(*_span(year)) & (WorkDay.kind != "closed")
    return bool(WorkDay.select().where(official & WorkDay.source.not_in((STATUTE, BY_HAND))).exists())


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
