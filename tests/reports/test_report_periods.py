"""The stretch of time a report is about: cut, named, read back, moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.errors import UsageError
from agentdesk.reports.periods import EXAMPLES, Length, Period, last_whole, of, parse

LENGTHS: tuple[Length, ...] = ("day", "week", "month", "quarter", "half_year")
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("length", "day", "first", "last", "code"),
    [
        ("month", date(2026, 12, 1), date(2026, 11, 1), date(2026, 11, 30), "2026-11"),
        ("month", date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31), "2025-12"),
        ("week", date(2026, 11, 20), date(2026, 11, 9), date(2026, 11, 15), "2026-W46"),
        ("day", date(2026, 3, 1), date(2026, 2, 28), date(2026, 2, 28), "2026-02-28"),
        ("quarter", date(2026, 11, 20), date(2026, 7, 1), date(2026, 9, 30), "2026-Q3"),
        ("half_year", date(2026, 11, 20), date(2026, 1, 1), date(2026, 6, 30), "2026-H1"),
        ("half_year", date(2026, 2, 1), date(2025, 7, 1), date(2025, 12, 31), "2025-H2"),
    ],
)
def test_the_last_whole_period_is_taken_by_itself(
    length: Length, day: date, first: date, last: date, code: str
) -> None:
    found = last_whole(length, day)
    assert (found.first, found.last, found.code) == (first, last, code)


@given(st.sampled_from(LENGTHS), DAYS)
def test_a_period_is_read_back_from_its_code_and_from_each_of_its_days(length: Length, day: date) -> None:
    found = of(length, day)
    assert found.first <= day <= found.last
    assert parse(length, found.code) == found == parse(length, day.isoformat())
    assert found.shifted(-1).last == found.first - timedelta(days=1)
    assert found.shifted(-1).shifted(1) == found


@given(st.sampled_from(LENGTHS), DAYS)
def test_the_year_before_is_as_long_and_a_week_begins_on_its_weekday(length: Length, day: date) -> None:
    found, before = of(length, day), of(length, day).year_before()
    assert before.length == length
    assert 364 <= (found.first - before.first).days <= 366
    if length in ("day", "week"):
        assert before.first.weekday() == found.first.weekday()


@pytest.mark.parametrize(
    ("length", "text"),
    [("month", "2026-13"), ("month", "2026-Q3"), ("quarter", "2026-Q5"), ("week", "2026-W54"), ("week", "2026-11"),
     ("day", "2026-02-30"), ("half_year", "2026-H3"), ("month", ""), ("month", "去年"), ("quarter", "9999-12-31T")],
)  # fmt: skip
def test_what_names_no_period_of_the_report_is_refused_with_an_example(length: Length, text: str) -> None:
    with pytest.raises(UsageError, match=EXAMPLES[length]):
        parse(length, text)


def test_a_lower_case_code_is_read_too() -> None:
    assert parse("week", "2026-w45") == Period("week", date(2026, 11, 2), date(2026, 11, 8))
