"""The trigger days of a schedule that matter on a date, and the dates that follow from each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from agentdesk.common import clock, lunar
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


class Quiet(NamedTuple):
    """How long a customer who has been spoken to is left alone, as seen on a day (`settings.quiet_days`).

    The day of the conversation is the first one, so 7 days from a Monday end with the Sunday (12 CFR 1006.14(b)(2)).
    Without `always` a call waits only where it can still be made on time afterwards.
    """

    day: date
    days: int = 0
    always: bool = False

    def span(self, row: DayRow) -> tuple[date | None, date | None]:
        """First and last day on which a conversation holds this call back; (None, None) where none does.

        The day itself does not count: the build of a day depends on the days before it only.
        """
        first, last = self.day - timedelta(days=self.days - 1), self.day - timedelta(days=1)
        if not self.always:
            last = min(last, row.latest_on - timedelta(days=self.days))
        return (first, last) if first <= last else (None, None)


def day_ahead() -> date:
    """The day whose list is worked next: tomorrow once the dealer's evening has begun, today before."""
    return clock.today() + timedelta(days=1 if clock.local_now().hour >= EVENING else 0)


def due_days(step: Step, day: date, calendar: BusinessCalendar, leap: LeapBirthday = "feb28") -> list[DayRow]:
    """Every trigger day whose task is due on or before `day` and still of use then.

    A phone task of a closed day moves forward to the next open one, its latest day and expiry with it where they would
    lie before it (CB-26); the nominal day is kept.
    """
    schedule = step.schedule
    longer = LONGEST_CLOSURE if step.moves_to_open_day and not calendar.is_open(day - timedelta(days=1)) else 0
    first = day - timedelta(days=schedule.last_offset + schedule.expires_after + longer)
    last = day - timedelta(days=schedule.offset_from)
    return [row for row in trigger_days(step, first, last, calendar, leap) if window(row, day) == "due"]


def trigger_days(
    step: Step, first: date, last: date, calendar: BusinessCalendar, leap: LeapBirthday = "feb28"
) -> Iterator[DayRow]:
    """The trigger days of a schedule between two dates, both inclusive, with the dates that follow from each."""
    for key, event in _triggers(step, first, last, leap):
        yield _row(step, key, event, calendar)


def window(row: DayRow, day: date) -> Literal["not_yet_due", "due", "expired"]:
    """Where a day lies in the window of a trigger day: before it, in it, after it; the build takes what is `due`."""
    if day < row.due_nominal:
        return "not_yet_due"
    return "due" if day <= row.expires_on else "expired"


_LEAP_DAY = date(2000, 2, 29)
LONGEST_CLOSURE = 15  # days a closed spell can move an expiry, Spring Festival with its make-up days and some more


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
    """The birthdays that are kept on that day, as MM-DD and as lunar keys (common/lunar.py).

    29 February moves in other years (W-07), a lunar birthday every year.
    """
    keys = {f"{day:%m-%d}", *lunar.keys_kept(day)}
    if birthday_in(day.year, _LEAP_DAY, leap) == day:
        keys.add("02-29")
    return sorted(keys)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
