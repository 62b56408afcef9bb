"""The three-day rule as a pure function of attempt days (CB-20)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.calendar import BusinessCalendar
from agentdesk.queue.unreachable import unreachable_on

EVERY_DAY = BusinessCalendar()
MON_TO_FRI = BusinessCalendar(open_weekdays=frozenset(range(5)))


def april(*days: int) -> list[date]:
    return [date(2026, 4, day) for day in days]


@pytest.mark.parametrize(
    ("days", "calendar", "expected"),
    [
        (april(1, 2, 3), EVERY_DAY, date(2026, 4, 3)),  # W-02
        (april(1, 2), EVERY_DAY, None),
        (april(1, 1, 1), EVERY_DAY, None),
        (april(1, 3, 4), EVERY_DAY, None),  # a day without an attempt is the agent's miss
        (april(1, 3, 4, 5), EVERY_DAY, date(2026, 4, 5)),
        (april(2, 3, 6), MON_TO_FRI, date(2026, 4, 6)),  # Thursday, Friday, Monday
        (april(2, 3, 6), EVERY_DAY, None),
        ([], EVERY_DAY, None),
    ],
)
def test_three_queue_days_in_a_row(days: list[date], calendar: BusinessCalendar, expected: date | None) -> None:
    assert unreachable_on(days, 3, calendar) == expected


@given(st.lists(st.integers(1, 30)))
def test_it_is_the_third_of_three_days_with_an_attempt_each(days: list[int]) -> None:
    found = unreachable_on(april(*days), 3, EVERY_DAY)
    runs = [day for day in range(3, 31) if {day - 2, day - 1, day} <= set(days)]
    assert found == (date(2026, 4, min(runs)) if runs else None)
