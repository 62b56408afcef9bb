"""Feasts on their real dates: fixed ones, the second Sunday of May, and those of the lunar calendar.

All are computed for any year; a table of one year's dates would be wrong in the next (CA-03).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

LeapRule = Literal["feb28", "mar1"]

_FIXED = {
    "new_year": (1, 1),
    "womens_day": (3, 8),
    "arbor_day": (3, 12),
    "consumer_day": (3, 15),
    "labour_day": (5, 1),
    "youth_day": (5, 4),
    "childrens_day": (6, 1),
    "party_day": (7, 1),
    "army_day": (8, 1),
    "teachers_day": (9, 10),
    "national_day": (10, 1),
    "christmas": (12, 25),
}
_LUNAR = {
    "spring_festival": (1, 1),
    "lantern": (1, 15),
    "duanwu": (5, 5),
    "qixi": (7, 7),
    "mid_autumn": (8, 15),
    "chongyang": (9, 9),
}
_SUNDAY = {"mothers_day": (5, 2), "fathers_day": (6, 3)}  # the second of May, the third of June
FESTIVALS = (
    *_FIXED,
    *_LUNAR,
    *_SUNDAY,
    "little_new_year",
    "new_years_eve",
    "qingming",
)


@lru_cache(maxsize=1024)
def festival_date(name: str, year: int) -> date:
    """The day of a feast in a solar year; ValueError for a name that is not in FESTIVALS.

    A lunar feast belongs to the lunar year that begins in the solar one. The little new year (of the north) and New
    Year's Eve are days of the lunar year before it, so that they too fall into `year`.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _LUNAR:
        return lunar_date(year, *_LUNAR[name])
    if name in _SUNDAY:
        return _nth_sunday(year, *_SUNDAY[name])
    if name in _SPECIAL:
        return _SPECIAL[name](year)
    raise ValueError(f"unknown festival: {name!r}")


def feasts(year: int) -> list[tuple[date, str]]:
    """All feasts of a solar year, in the order of the days."""
    return sorted((festival_date(name, year), name) for name in FESTIVALS)


def lunar_date(year: int, month: int, day: int) -> date:
    """The solar day of a day of a lunar year; the month is never a leap one."""
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def birthday_in(year: int, birthday: date, leap: LeapRule = "feb28") -> date:
    """The day a birthday is kept in a year; 29 February moves to 28 February or 1 March where there is none (W-07)."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if leap == "feb28" else date(year, 3, 1)


def _nth_sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=6 - first.weekday(), weeks=nth - 1)


def _new_years_eve(year: int) -> date:
    """The last day of the twelfth month, the 29th or 30th: so it is reckoned from the day after it."""
    return festival_date("spring_festival", year) - timedelta(days=1)


def _qingming(year: int) -> date:
    from lunar_python import Solar

    solar = Solar.fromYmd(year, 4, 1).getLunar().getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


_SPECIAL: dict[str, Callable[[int], date]] = {
    "little_new_year": lambda year: lunar_date(year - 1, 12, 23),
    "new_years_eve": _new_years_eve,
    "qingming": _qingming,
}
