"""The feasts against Appendix F of the requirements, and birthdays of 29 February."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.festivals import FESTIVALS, birthday_in, feasts, festival_date
from agentdesk.playbook.vocabulary import Festival

COLUMNS = (
    *("little_new_year", "new_years_eve", "spring_festival", "lantern", "qingming", "mothers_day"),
    *("duanwu", "fathers_day", "qixi", "mid_autumn", "chongyang"),
)
APPENDIX_F = """
2024 02-02 02-09 02-10 02-24 04-04 05-12 06-10 06-16 08-10 09-17 10-11
2025 01-22 01-28 01-29 02-12 04-04 05-11 05-31 06-15 08-29 10-06 10-29
2026 02-10 02-16 02-17 03-03 04-05 05-10 06-19 06-21 08-19 09-25 10-18
2027 01-30 02-05 02-06 02-20 04-05 05-09 06-09 06-20 08-08 09-15 10-08
2028 01-19 01-25 01-26 02-09 04-04 05-14 05-28 06-18 08-26 10-03 10-26
2029 02-06 02-12 02-13 02-27 04-04 05-13 06-16 06-17 08-16 09-22 10-16
2030 01-26 02-02 02-03 02-17 04-05 05-12 06-05 06-16 08-05 09-12 10-05
2031 01-16 01-22 01-23 02-06 04-05 05-11 06-24 06-15 08-24 10-01 10-24
2032 02-04 02-10 02-11 02-25 04-04 05-09 06-12 06-20 08-12 09-19 10-12
2033 01-23 01-30 01-31 02-14 04-04 05-08 06-01 06-19 08-01 09-08 10-01
2034 02-11 02-18 02-19 03-05 04-05 05-14 06-20 06-18 08-20 09-27 10-20
2035 01-31 02-07 02-08 02-22 04-05 05-13 06-10 06-17 08-10 09-16 10-09
2036 01-20 01-27 01-28 02-11 04-04 05-11 05-30 06-15 08-28 10-04 10-27
"""
TABLE = [
    (name, int(row.split()[0]), date.fromisoformat(f"{row.split()[0]}-{day}"))
    for row in APPENDIX_F.strip().splitlines()
    for name, day in zip(COLUMNS, row.split()[1:], strict=True)
]


@pytest.mark.parametrize(("name", "year", "day"), TABLE)
def test_appendix_f(name: str, year: int, day: date) -> None:
    assert festival_date(name, year) == day


def test_the_year_of_the_sources_that_mixed_two_years_up() -> None:
    """CA-03: the 2011 plan had 7 August for Qixi and 9 May for Mother's Day."""
    assert festival_date("qixi", 2011) == date(2011, 8, 6)
    assert festival_date("mothers_day", 2011) == date(2011, 5, 8)
    assert festival_date("spring_festival", 2011) == date(2011, 2, 3)
    assert festival_date("little_new_year", 2011) == date(2011, 1, 26)


def test_every_festival_a_playbook_may_name_has_a_date() -> None:
    assert set(get_args(Festival)) == set(FESTIVALS)
    assert len(feasts(2026)) == len(FESTIVALS)


def test_an_unknown_festival_is_refused() -> None:
    with pytest.raises(ValueError, match="halloween"):
        festival_date("halloween", 2026)


@given(st.sampled_from(FESTIVALS), st.integers(1950, 2090))
def test_a_feast_falls_into_its_year(name: str, year: int) -> None:
    assert festival_date(name, year).year == year


@pytest.mark.parametrize(
    ("birthday", "year", "leap", "kept"),
    [
        (date(1990, 1, 2), 2026, "feb28", date(2026, 1, 2)),
        (date(1992, 2, 29), 2026, "feb28", date(2026, 2, 28)),
        (date(1992, 2, 29), 2026, "mar1", date(2026, 3, 1)),
        (date(1992, 2, 29), 2028, "feb28", date(2028, 2, 29)),
        (date(1992, 2, 29), 2100, "feb28", date(2100, 2, 28)),
    ],
)
def test_birthdays_of_29_february(birthday: date, year: int, leap: str, kept: date) -> None:
    assert birthday_in(year, birthday, leap) == kept  # type: ignore[arg-type]
