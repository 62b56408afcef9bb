"""Periods to choose from and to compare: the month, the week, seven days, the quarter, free dates, and those before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _

SORTS: dict[str, str] = {
    "month": N_("Month"),
    "week": N_("Week"),
    "seven": N_("7 days"),
    "quarter": N_("Quarter"),
    "free": N_("Dates"),
}
_DAY = timedelta(days=1)
_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Period:
    """From a day to a day, both inclusive; `sort` is a code of SORTS."""

    sort: str
    first: date
    last: date


def period_of(sort: str, day: date) -> Period:
    """The period of a sort that holds a day, no later than today; seven days end on it."""
    if sort in _MONTHS:
        months = _MONTHS[sort]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return _until_today(Period(sort, first, add_months(first, months) - _DAY))
    if sort == "week":
        first = day - timedelta(days=day.weekday())
        return _until_today(Period(sort, first, first + 6 * _DAY))
    return Period(sort, day - 6 * _DAY, day)


def stepped(found: Period, step: int) -> Period | None:
    """The period so many steps later (earlier where negative) of the same sort; None for one that has not begun."""
    if found.sort in _MONTHS:
        day = add_months(found.first, step * _MONTHS[found.sort])
    elif found.sort == "week":
        day = found.first + step * 7 * _DAY
    else:
        days = step * ((found.last - found.first) // _DAY + 1) * _DAY
        moved = Period(found.sort, found.first + days, found.last + days)
        return moved if moved.last <= clock.today() else None
    return period_of(found.sort, day) if day <= clock.today() else None


def parse(text: str) -> Period:
    """Free dates as they are typed: `10-01 11-20`, `2026-10-01 2026-11-20`, one date for one day, `2026-11` a month.

    Without a year a date is the last such day that is not in the future. UsageError says what is wrong.
    """
    month = _MONTH.fullmatch(text.strip())
    if month:
        return _month(int(month[1]), int(month[2]), month[0])
    found = [_date(match) for match in _DATE.finditer(text)]
    between = _DATE.sub("", text)  # a dash, a blank, a Chinese "to": anything but more digits or letters
    if not 1 <= len(found) <= 2 or any(sign.isascii() and sign.isalnum() for sign in between):
        raise UsageError(_("Two dates, as 10-01 11-20 or 2026-10-01 2026-11-20, or a month as 2026-11."))
    first, last = found[0], found[-1]
    if last < first:
        raise UsageError(_("The period ends before it begins."))
    return Period("free", first, last)


def before(first: date, last: date) -> tuple[date, date]:
    """The period before, as long as this one: the same days of the month before, or so many days just before.

    What begins with a month and ends with one is compared with as many whole months.
    """
    if first.day == 1:
        return _shifted(first, last, (last.year - first.year) * 12 + last.month - first.month + 1)
    days = last - first + _DAY
    return first - days, last - days


def year_before(first: date, last: date) -> tuple[date, date]:
    """The same days a year before; a month's end stays one."""
    return _shifted(first, last, 12)


def _shifted(first: date, last: date, months: int) -> tuple[date, date]:
    moved = add_months(last, -months)
    if (last + _DAY).day == 1:
        moved = add_months((last + _DAY), -months) - _DAY
    return add_months(first, -months), moved


def _until_today(found: Period) -> Period:
    return Period(found.sort, found.first, max(min(found.last, clock.today()), found.first))


def _month(year: int, month: int, text: str) -> Period:
    try:
        first = date(year, month, 1)
    except ValueError:
        raise UsageError(_("There is no such month: {text}").format(text=text)) from None
    if first > clock.today():
        raise UsageError(_("This month has not begun: {text}").format(text=text))
    return period_of("month", first)


def _date(match: re.Match[str]) -> date:
    year, month, day = match[1], int(match[2]), int(match[3])
    today = clock.today()
    for each in [int(year)] if year else [today.year, *range(today.year - 1, today.year - 9, -1)]:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found <= today:
            return found
    raise UsageError(_("There is no such day: {text}").format(text=match[0]))
