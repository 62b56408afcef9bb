"""The trigger days of a schedule that matter on a date, and the dates that follow from each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.common.festivals import birthday_in, festival_date
from agentdesk.playbook.kinds import Step
from agentdesk.playbook.vocabulary import LeapBirthday

EVENING = 18  # from this hour on, the night's job builds the next day


class DayRow(NamedTuple):
    """One trigger day: how it is compared with the facts, and the task's dates."""

    key: str
    event_on: date
    due_nominal: date
    due_effective: date
    latest_on: date
    expires_on: date


def day_ahead() -> date:
    """The day whose list is worked next: tomorrow once the dealer's evening has begun, today before."""
    return clock.today() + timedelta(days=1 if clock.local_now().hour >= EVENING else 0)


def due_days(step: Step, day: date, calendar: BusinessCalendar, leap: LeapBirthday = "feb28") -> list[DayRow]:
    """Every trigger day whose task is due on or before `day` and still of use then.

    A phone task of a closed day moves forward to the next open one, its latest day and expiry with it where they would
    lie before it (CB-26); the nominal day is kept.
    """
    schedule = step.schedule
    first = day - timedelta(days=schedule.last_offset + schedule.expires_after)
    last = day - timedelta(days=schedule.offset_from)
    rows = []
    for key, event in _triggers(step, first - timedelta(days=_LONGEST_CLOSURE), last, leap):
        row = _row(step, key, event, calendar)
        if row.due_nominal <= day <= row.expires_on:
            rows.append(row)
    return rows


_LEAP_DAY = date(2000, 2, 29)
_LONGEST_CLOSURE = 15  # days a closed spell can move an expiry, Spring Festival with its make-up days and some more


def _row(step: Step, key: str, event: date, calendar: BusinessCalendar) -> DayRow:
    due = step.schedule.dates(event)
    effective = calendar.next_open(due.nominal) if step.moves_to_open_day else due.nominal
    return DayRow(key, event, due.nominal, effective, max(due.latest, effective), max(due.expires_on, effective))


def _triggers(step: Step, first: date, last: date, leap: LeapBirthday) -> Iterator[tuple[str, date]]:
    match step.schedule.trigger:
        case "customer.birthday":
            for event in _days(first, last):
                for key in birthday_keys(event, leap):
                    yield key, event
        case "festival":
            assert step.schedule.festival is not None  # the playbook's check has seen to it
            for year in range(first.year, last.year + 1):
                event = festival_date(step.schedule.festival, year)
                if first <= event <= last:
                    yield event.isoformat(), event
        case "calendar":
            months = (1, 4, 7, 10) if step.schedule.every == "quarter" else (1, 7)
            for event in _days(first, last):
                if event.day == 1 and event.month in months:
                    yield event.isoformat(), event
        case _:
            for event in _days(first, last):
                yield event.isoformat(), event


def birthday_keys(day: date, leap: LeapBirthday) -> list[str]:
    """The MM-DD birthdays that are kept on that day; 29 February moves in other years (W-07)."""
    keys = {f"{day:%m-%d}"}
    if birthday_in(day.year, _LEAP_DAY, leap) == day:
        keys.add("02-29")
    return sorted(keys)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
