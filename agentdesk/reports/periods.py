"""The stretch of time a report is about: a day, a week from Monday, a month, a quarter, a half year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from agentdesk.common import clock, dates
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _

Length = Literal["day", "week", "month", "quarter", "half_year"]
MONTHS: dict[Length, int] = {"month": 1, "quarter": 3, "half_year": 6}
EXAMPLES: dict[Length, str] = {
    "day": "2026-11-20",
    "week": "2026-W45",
    "month": "2026-10",
    "quarter": "2026-Q3",
    "half_year": "2026-H1",
}
NAMES: dict[Length, str] = {
    "day": N_("a day"),
    "week": N_("a week"),
    "month": N_("a month"),
    "quarter": N_("a quarter"),
    "half_year": N_("a half year"),
}
_HALVES = {1: N_("first half of {year}"), 2: N_("second half of {year}")}
_CODES: dict[Length, re.Pattern[str]] = {
    "week": re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE),
    "quarter": re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE),
    "half_year": re.compile(r"(\d{4})-?H([12])", re.IGNORECASE),
    "month": re.compile(r"(\d{4})-(\d{1,2})"),
}


@dataclass(frozen=True)
class Period:
    """A stretch of time, both days inclusive."""

    length: Length
    first: date
    last: date

    @property
    def code(self) -> str:
        """As the command line takes it: 2026-10, 2026-W45, 2026-Q3, 2026-H1, 2026-11-20."""
        part = (self.first.month - 1) // MONTHS.get(self.length, 1) + 1
        if self.length == "week":
            year, week, _weekday = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        if self.length in ("quarter", "half_year"):
            return f"{self.first.year}-{'Q' if self.length == 'quarter' else 'H'}{part}"
        return f"{self.first:%Y-%m}" if self.length == "month" else self.first.isoformat()

    @property
    def title(self) -> str:
        """In words: 2026年10月, Q3 2026, week 45 of 2026."""
        part = (self.first.month - 1) // MONTHS.get(self.length, 1) + 1
        year, week, _weekday = self.first.isocalendar()
        said = {
            "day": _("{day}, {weekday}").format(day=self.first.isoformat(), weekday=dates.weekday(self.first)),
            "week": _("week {week} of {year}").format(week=week, year=year),
            "month": _("{month}/{year}").format(month=self.first.month, year=self.first.year),
            "quarter": _("quarter {part} of {year}").format(part=part, year=self.first.year),
            "half_year": _(_HALVES[1 if self.first.month <= 6 else 2]).format(year=self.first.year),
        }
        return said[self.length]

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.last < clock.today()

    def shifted(self, count: int) -> Period:
        """The period so many of its length later; earlier where the count is negative."""
        if self.length in MONTHS:
            return of(self.length, dates.add_months(self.first, count * MONTHS[self.length]))
        return of(self.length, self.first + timedelta(days=count * (7 if self.length == "week" else 1)))

    def year_before(self) -> Period:
        """The same period of the year before; of a week or a day the one 52 weeks before, with the same weekdays."""
        if self.length in MONTHS:
            return of(self.length, dates.add_months(self.first, -12))
        return of(self.length, self.first - timedelta(weeks=52))


def of(length: Length, day: date) -> Period:
    """The period of that length in which a day lies."""
    if length == "day":
        return Period(length, day, day)
    if length == "week":
        first = day - timedelta(days=day.weekday())
        return Period(length, first, first + timedelta(days=6))
    months = MONTHS[length]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(length, first, dates.add_months(first, months) - timedelta(days=1))


def last_whole(length: Length, day: date | None = None) -> Period:
    """The last period of that length that is over on a day, today where none is given."""
    return of(length, day or clock.today()).shifted(-1)


def parse(length: Length, text: str) -> Period:
    """The period of that length that a text names, by its code or by a day in it.

    UsageError for what names none, or one of another length than the report has.
    """
    plain = text.strip()
    found = _by_code(plain) or _by_day(length, plain)
    if found is None or (found.length != length and found.length != "day"):
        hint = _("{text} does not name {length}; write it like {example}.")
        raise UsageError(hint.format(text=plain, length=_(NAMES[length]), example=EXAMPLES[length]))
    return found


def _by_code(text: str) -> Period | None:
    for length, pattern in _CODES.items():
        found = pattern.fullmatch(text)
        if found:
            return _numbered(length, int(found[1]), int(found[2]))
    return None


def _numbered(length: Length, year: int, number: int) -> Period | None:
    try:
        if length == "week":
            return of(length, date.fromisocalendar(year, number, 1))
        return of(length, date(year, (number - 1) * MONTHS[length] + 1, 1))
    except (ValueError, OverflowError):
        return None


def _by_day(length: Length, text: str) -> Period | None:
    try:
        return of(length, date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
