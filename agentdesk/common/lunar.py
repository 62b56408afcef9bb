"""Birthdays that are kept by the lunar calendar: what people write, and the solar day on which each year keeps it.

A lunar birthday is known as `L08-15`, one of a leap month as `L06-01+`. It is kept on its day of its month; born in a
leap month, in that leap month where the year has it and in the plain month of that number where it has not; born on
the 30th, on the month's last day where the month has 29.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_MARK = re.compile(r"农历|阴历|旧历|老历|lunar", re.IGNORECASE)
_TENS = {"初": 0, "十": 10, "廿": 20, "卅": 30, "二十": 20, "三十": 30}
_ONES = {char: number for number, char in enumerate("一二三四五六七八九十", 1)}
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "十一": 11, "十二": 12, "元": 1} | _ONES
_NAMES = {"正": 1} | {word: number for word, number in _ONES.items() if number > 1} | {"冬": 11, "腊": 12}
_WRITTEN = re.compile(
    r"(?:(?P<year>\d{4})(?:年|[-/.]))?(?P<leap>闰)?(?P<month>正|元|冬|腊|十[一二]?|[一二三四五六七八九]|\d{1,2})(?:月|[-/.])"
    r"(?P<day>(?:初|二十|三十|十|廿|卅)?[一二三四五六七八九十]?|\d{1,2})[日号]?"
)


class LunarDay(NamedTuple):
    """A day of the lunar year; `leap` says that its month is the second one of its number."""

    month: int
    day: int
    leap: bool = False

    @property
    def key(self) -> str:
        """`L08-15`; `L06-01+` of a leap month."""
        return f"L{self.month:02}-{self.day:02}{'+' if self.leap else ''}"


class Born(NamedTuple):
    """A lunar birthday as it was written, with the lunar year where that was said."""

    year: int | None
    on: LunarDay

    @property
    def solar(self) -> date | None:
        """The solar day of birth; None where the year was not said or had no such day."""
        if self.year is None:
            return None
        found = kept_in(self.on, self.year)
        return found if of(found) == self.on else None


def is_marked(text: str) -> bool:
    """Whether the text says that its date is one of the lunar calendar."""
    return _MARK.search(text) is not None


def parse(text: str) -> Born | None:
    """A lunar date as people write it: 农历八月十五, 1965年闰四月初二, 1965-08-15(农历), 腊月三十, 8-15; else None."""
    plain = _MARK.sub("", unicodedata.normalize("NFKC", text))
    found = _WRITTEN.fullmatch(re.sub(r"[\s():,]", "", plain))
    if found is None:
        return None
    month, day = _month(found["month"]), _day(found["day"])
    if month is None or day is None:
        return None
    return Born(int(found["year"]) if found["year"] else None, LunarDay(month, day, found["leap"] is not None))


def _month(text: str) -> int | None:
    number = int(text) if text.isascii() else _MONTHS.get(text)
    return number if number and number <= 12 else None


def _day(text: str) -> int | None:
    if text.isascii():
        number = int(text) if text else 0
    elif text in _TENS:
        number = _TENS[text]
    else:
        ten = next((word for word in ("二十", "三十", "初", "十", "廿", "卅") if text.startswith(word)), "")
        number = _TENS.get(ten, 0) + _ONES.get(text.removeprefix(ten), 99)
    return number if 1 <= number <= 30 else None


def written(day: LunarDay) -> str:
    """As people write it: 闰六月初一, 腊月三十."""
    month = next(word for word, number in _NAMES.items() if number == day.month)
    tens, ones = divmod(day.day, 10)
    name = ("初十", "二十", "三十")[tens - 1] if not ones else ("初", "十", "廿")[tens] + "一二三四五六七八九"[ones - 1]
    return f"{'闰' if day.leap else ''}{month}月{name}"


def of_key(key: str) -> LunarDay | None:
    """The lunar day a key stands for, None for a solar birthday's."""
    if not key.startswith("L"):
        return None
    return LunarDay(int(key[1:3]), int(key[4:6]), key.endswith("+"))


class Month(NamedTuple):
    """A month of a lunar year: the solar day it begins on, its number, and how many days it has."""

    first: date
    number: int
    leap: bool
    days: int


@lru_cache(maxsize=512)
def months(year: int) -> tuple[Month, ...]:
    """The months of a lunar year in their order."""
    from lunar_python import LunarYear, Solar

    found = []
    for each in LunarYear.fromYear(year).getMonthsInYear():
        solar = Solar.fromJulianDay(each.getFirstJulianDay())
        first = date(solar.getYear(), solar.getMonth(), solar.getDay())
        found.append(Month(first, abs(each.getMonth()), each.getMonth() < 0, each.getDayCount()))
    return tuple(found)


def of(day: date) -> LunarDay:
    """The lunar day of a solar one."""
    _year, month = _month_of(day)
    return LunarDay(month.number, (day - month.first).days + 1, month.leap)


def _month_of(day: date) -> tuple[int, Month]:
    year = day.year if day >= months(day.year)[0].first else day.year - 1
    return year, next(month for month in reversed(months(year)) if month.first <= day)


def kept_in(born: LunarDay, year: int) -> date:
    """The solar day on which a lunar birthday is kept in a lunar year."""
    same = [month for month in months(year) if month.number == born.month]
    month = same[-1] if born.leap else same[0]
    return month.first + timedelta(days=min(born.day, month.days) - 1)


def keys_kept(day: date) -> tuple[str, ...]:
    """The keys of the lunar birthdays that are kept on a solar day."""
    year, month = _month_of(day)
    here = of(day)
    days = (29, 30) if here.day == month.days == 29 else (here.day,)
    alone = sum(each.number == month.number for each in months(year)) == 1
    leaps = (False, True) if alone else (month.leap,)
    return tuple(LunarDay(month.number, number, leap).key for number in days for leap in leaps)
