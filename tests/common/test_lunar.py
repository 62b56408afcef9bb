"""Lunar birthdays: what is understood, and the days on which they are kept, against tables of other calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agentdesk.common import lunar
from agentdesk.common.lunar import Born, LunarDay


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("农历八月十五", Born(None, LunarDay(8, 15))),
        ("阴历正月初一", Born(None, LunarDay(1, 1))),
        ("腊月三十", Born(None, LunarDay(12, 30))),
        ("冬月廿九", Born(None, LunarDay(11, 29))),
        ("十一月二十", Born(None, LunarDay(11, 20))),
        ("十月初十", Born(None, LunarDay(10, 10))),
        ("1965-08-15(农历)", Born(1965, LunarDay(8, 15))),
        ("农历1984年闰十月初九", Born(1984, LunarDay(10, 9, leap=True))),
        ("1965年8月5日 农历", Born(1965, LunarDay(8, 5))),
        ("８－１５", Born(None, LunarDay(8, 15))),
        ("08/15", Born(None, LunarDay(8, 15))),
        ("二月三十一", None),
        ("13-01", None),
        ("十三月初一", None),
        ("八月", None),
        ("不详", None),
    ],
)
def test_what_people_write(text: str, born: Born | None) -> None:
    assert lunar.parse(text) == born


# standards.md section 5: the lunar tables of five independent calendars agree on these.
@pytest.mark.parametrize(
    ("born", "year", "kept"),
    [
        (LunarDay(6, 1, leap=True), 2025, date(2025, 7, 25)),
        (LunarDay(4, 15, leap=True), 2020, date(2020, 6, 6)),
        (LunarDay(11, 1, leap=True), 2033, date(2033, 12, 22)),
        (LunarDay(1, 1), 2034, date(2034, 2, 19)),
        (LunarDay(12, 30), 2023, date(2024, 2, 9)),
        (LunarDay(12, 30), 2024, date(2025, 1, 28)),
        (LunarDay(12, 30), 2025, date(2026, 2, 16)),
        (LunarDay(12, 30), 2026, date(2027, 2, 5)),
        (LunarDay(12, 30), 2029, date(2030, 2, 2)),
        (LunarDay(8, 15), 2026, date(2026, 9, 25)),
    ],
)
def test_the_day_it_is_kept_on(born: LunarDay, year: int, kept: date) -> None:
    assert lunar.kept_in(born, year) == kept
    assert born.key in lunar.keys_kept(kept)
    assert lunar.of_key(born.key) == born


def test_born_in_a_leap_month() -> None:
    born = Born(1984, LunarDay(10, 9, leap=True))
    assert born.solar == date(1984, 12, 1)
    assert lunar.of(date(1984, 12, 1)) == born.on
    assert lunar.kept_in(born.on, 2026) == lunar.kept_in(LunarDay(10, 9), 2026)
    assert Born(1985, LunarDay(10, 9, leap=True)).solar is None  # 1985 had no leap tenth month


@pytest.mark.parametrize(
    "born", [LunarDay(6, 1, leap=True), LunarDay(2, 30, leap=True), LunarDay(12, 30), LunarDay(1, 1)]
)
def test_a_birthday_is_kept_once_in_each_lunar_year(born: LunarDay) -> None:
    days = [date(2019, 1, 1) + timedelta(days=ahead) for ahead in range(365 * 16)]
    kept = [day for day in days if born.key in lunar.keys_kept(day)]
    wanted = [lunar.kept_in(born, year) for year in range(2018, 2036)]
    assert kept == [day for day in wanted if days[0] <= day <= days[-1]]
