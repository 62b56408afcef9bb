from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.calendar import BusinessCalendar, window

HOURS = (window("08:00-12:00"), window("13:30-17:30"))
# Weekdays only; the National Day week off, and the Saturday after it worked.
OFFICE = BusinessClock(
    BusinessCalendar(
        open_weekdays=frozenset(range(5)),
        calling=dict.fromkeys(range(5), HOURS),
        closed=frozenset(date(2026, 10, day) for day in range(1, 8)),
        makeup=frozenset({date(2026, 10, 10)}),
    )
)
NIGHT = BusinessClock(BusinessCalendar(calling=dict.fromkeys(range(7), (window("18:00-24:00"),))))


def utc(text: str) -> datetime:
    return clock.to_utc(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-20T09:42", 2, "2026-11-20T11:42"),
        ("2026-11-20T11:00", 2, "2026-11-20T14:30"),  # across the noon break
        ("2026-11-20T12:30", 1, "2026-11-20T14:30"),  # begun in the break
        ("2026-11-20T15:30", 2, "2026-11-20T17:30"),  # the last minute belongs to the day
        ("2026-11-20T17:30", 1, "2026-11-23T09:00"),  # Friday evening to Monday
        ("2026-11-22T10:00", 8, "2026-11-23T17:30"),  # begun on a Sunday
        ("2026-09-30T16:40", 2, "2026-10-08T09:10"),  # over the holiday
        ("2026-10-09T17:00", 1, "2026-10-10T08:30"),  # on to the make-up Saturday
    ],
)
def test_working_hours_are_added_by_hand(start: str, hours: int, end: str) -> None:
    assert OFFICE.add(utc(start), timedelta(hours=hours)) == utc(end)


def test_a_window_may_end_at_midnight() -> None:
    assert NIGHT.add(utc("2026-11-20T23:00"), timedelta(hours=2)) == utc("2026-11-21T19:00")
    assert NIGHT.elapsed(utc("2026-11-20T12:00"), utc("2026-11-22T00:00")) == timedelta(hours=12)


def test_a_calendar_without_hours_never_closes() -> None:
    always = BusinessClock(BusinessCalendar())
    assert always.add(utc("2026-11-21T23:00"), timedelta(hours=3)) == utc("2026-11-22T02:00")
    assert always.elapsed(utc("2026-11-21T23:00"), utc("2026-11-22T02:00")) == timedelta(hours=3)
    assert always.elapsed(utc("2026-11-22T02:00"), utc("2026-11-21T23:00")) == timedelta()


def test_a_house_that_never_opens_again_is_an_error() -> None:
    closed = BusinessClock(BusinessCalendar(open_weekdays=frozenset({0}), calling={1: HOURS}))
    with pytest.raises(ValueError, match="no working time"):
        closed.add(utc("2026-11-20T09:00"), timedelta(hours=1))


def test_the_closing_of_a_closed_day_is_that_of_the_next_open_one() -> None:
    assert OFFICE.closing(date(2026, 11, 20)) == utc("2026-11-20T17:30")
    assert OFFICE.closing(date(2026, 11, 21)) == utc("2026-11-23T17:30")


instants = st.datetimes(datetime(2026, 9, 20), datetime(2026, 11, 30))


@given(instants, st.integers(1, 60 * 400))
def test_add_then_elapsed_is_the_identity(start: datetime, minutes: int) -> None:
    for working in (OFFICE, NIGHT):
        assert working.elapsed(start, working.add(start, timedelta(minutes=minutes))) == timedelta(minutes=minutes)


@given(instants, st.integers(1, 9000), st.integers(1, 9000))
def test_adding_in_two_goes_is_adding_once(start: datetime, first: int, second: int) -> None:
    step = OFFICE.add(OFFICE.add(start, timedelta(minutes=first)), timedelta(minutes=second))
    assert step == OFFICE.add(start, timedelta(minutes=first + second))


@given(instants, instants, instants)
def test_elapsed_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    assert OFFICE.elapsed(first, second) + OFFICE.elapsed(second, third) == OFFICE.elapsed(first, third)
