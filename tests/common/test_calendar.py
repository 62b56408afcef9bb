"""The business calendar: open days, calling windows, and the official days they rest on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar, Window, overlap, window
from agentdesk.common.holidays import STATUTE, official_days, statutory_days

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
TWO = (window("09:00-11:30"), window("14:00-18:00"))


def calendars(**fixed: object) -> st.SearchStrategy[BusinessCalendar]:
    """Calendars of every shape, none closed for longer than the search looks ahead."""
    return st.builds(
        BusinessCalendar,
        open_weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        calling=st.just(dict.fromkeys(range(7), TWO)),
        closed=st.frozensets(DAYS, max_size=40),
        makeup=st.frozensets(DAYS, max_size=40),
        **fixed,  # type: ignore[arg-type]
    )


@given(calendars(), DAYS)
def test_a_due_day_moves_forward_only_and_to_the_first_open_day(calendar: BusinessCalendar, day: date) -> None:
    """CB-26."""
    moved = calendar.next_open(day)
    assert moved >= day
    assert calendar.is_open(moved)
    assert not any(calendar.is_open(day + timedelta(days=ahead)) for ahead in range((moved - day).days))
    assert calendar.next_open(moved) == moved


@given(calendars(), DAYS)
def test_closed_goes_before_make_up_and_make_up_before_the_weekday(calendar: BusinessCalendar, day: date) -> None:
    if day in calendar.closed:
        assert not calendar.is_open(day)
        assert calendar.windows(day) == ()
    elif day in calendar.makeup:
        assert calendar.is_open(day)
        assert calendar.windows(day) == TWO
    else:
        assert calendar.is_open(day) == (day.weekday() in calendar.open_weekdays)


@given(calendars(), DAYS, st.times())
def test_the_next_calling_time_is_one_and_nothing_before_it_is(
    calendar: BusinessCalendar, day: date, wall: time
) -> None:
    instant = clock.to_utc(datetime.combine(day, wall))
    found = calendar.next_calling_time(instant)
    assert found is not None
    assert found >= instant
    assert calendar.is_calling_time(found)
    if found > instant:
        assert not calendar.is_calling_time(instant)
        assert not calendar.is_calling_time(found - timedelta(microseconds=1))


@given(calendars(), DAYS, DAYS)
def test_open_days(calendar: BusinessCalendar, first: date, last: date) -> None:
    assume(first <= last)
    days = calendar.open_days(first, last)
    assert days == sorted(days)
    assert all(first <= day <= last and calendar.is_open(day) for day in days)


@pytest.mark.parametrize(
    ("wall", "allowed"),
    [("08:59:59", False), ("09:00", True), ("11:29:59", True), ("11:30", False), ("12:30", False), ("14:00", True),
     ("17:59:59.999999", True), ("18:00", False), ("21:00", False)],
)  # fmt: skip
def test_windows_are_half_open(wall: str, allowed: bool) -> None:
    """CM-01: no lunch, no evening."""
    calendar = BusinessCalendar(calling=dict.fromkeys(range(7), TWO))
    instant = clock.to_utc(datetime.fromisoformat(f"2026-11-20T{wall}"))
    assert calendar.is_calling_time(instant) is allowed


def test_a_call_that_misses_friday_evening_waits_for_the_next_open_morning() -> None:
    calendar = BusinessCalendar(
        open_weekdays=frozenset(range(5)),
        calling=dict.fromkeys(range(5), TWO),
        closed=frozenset({date(2026, 11, 23)}),
    )
    late = clock.to_utc(datetime(2026, 11, 20, 18, 0))
    assert calendar.next_calling_time(late) == clock.to_utc(datetime(2026, 11, 24, 9, 0))


def test_a_make_up_day_on_a_closed_weekday_has_the_windows_of_a_working_day() -> None:
    saturday = date(2026, 2, 14)
    calendar = BusinessCalendar(
        open_weekdays=frozenset(range(5)), calling=dict.fromkeys(range(5), TWO), makeup=frozenset({saturday})
    )
    assert calendar.is_open(saturday)
    assert calendar.windows(saturday) == TWO
    assert calendar.windows(saturday + timedelta(days=1)) == ()


def test_a_calendar_without_windows_has_no_calling_time() -> None:
    assert BusinessCalendar().next_calling_time(datetime(2026, 11, 20, 3, 0)) is None


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_calendar_needs_weekdays(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        BusinessCalendar(open_weekdays=weekdays)


def test_a_house_that_never_opens_again_is_an_error_and_no_endless_search() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(500))
    with pytest.raises(ValueError, match="no open day"):
        BusinessCalendar(closed=closed).next_open(date(2026, 1, 1))


def test_windows_are_read_and_written() -> None:
    assert str(window("09:00-11:30")) == "09:00-11:30"
    night = window("18:00-24:00")
    assert str(night) == "18:00-24:00"
    assert time(23, 59, 59) in night
    assert time(0) not in night
    for wrong in ("11:30-09:00", "09:00-09:00", "9-12"):
        with pytest.raises(ValueError, match=r"."):
            window(wrong)


def test_overlap() -> None:
    assert not overlap(TWO)
    assert not overlap((Window(time(9), time(12)), Window(time(12), time(13))))
    assert overlap((Window(time(11), time(13)), Window(time(9), time(12))))
    assert overlap((window("18:00-24:00"), window("23:00-23:30")))


def test_official_days_of_2026() -> None:
    """The oracle of standards.md section 5."""
    days, warning = official_days(2026)
    assert warning == ""
    off = {row.day for row in days if row.kind == "off"}
    spans = [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)]
    starts = [(date.fromisoformat(f"2026-{first}"), length) for first, length in spans]
    assert off == {start + timedelta(days=ahead) for start, length in starts for ahead in range(length)}
    work = {f"{row.day:%m-%d}" for row in days if row.kind == "work"}
    assert work == {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}
    assert {row.name for row in days} == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}


def test_a_year_whose_notice_is_not_out_has_its_statutory_days_and_says_so() -> None:
    days, warning = official_days(2027)
    assert "2027" in warning
    assert {row.source for row in days} == {STATUTE}
    assert [f"{row.day:%m-%d}" for row in days] == [
        *("01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15"),
        *("10-01", "10-02", "10-03"),
    ]


@given(st.integers(2025, 2080))
def test_statutory_days_are_thirteen_days_or_less_where_feasts_meet(year: int) -> None:
    days = [row.day for row in statutory_days(year)]
    assert days == sorted(set(days))
    assert 11 <= len(days) <= 13
    assert all(day.year == year for day in days)
