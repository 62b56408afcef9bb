"""A customer's own hours, as they are said and as they hold."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar, Window, window
from agentdesk.common.errors import UserError
from agentdesk.common.own_hours import OwnHours, stored
from agentdesk.common.spoken_hours import parse, understood

HOUSE = BusinessCalendar(
    calling={day: (window("09:00-11:30"), window("14:00-18:00")) for day in range(7)},
    closed=frozenset({date(2026, 11, 24)}),
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("晚上", "0123456|18:00-20:30|"),
        ("请晚上打", "0123456|18:00-20:30|"),
        ("不要周一", "123456||"),
        ("不要周一，晚上", "123456|18:00-20:30|"),
        ("周末", "56||"),
        ("工作日晚上", "01234|18:00-20:30|"),
        ("周一至周五上午", "01234|09:00-12:00|"),
        ("周六到周一", "056||"),
        ("星期三、星期五下午", "24|14:00-18:00|"),
        ("18点以后", "0123456|18:00-21:00|"),
        ("下午5点半以后", "0123456|17:30-21:00|"),
        ("10点前", "0123456|08:00-10:00|"),
        ("10:00-11:30", "0123456|10:00-11:30|"),
        ("下午2点到4点", "0123456|14:00-16:00|"),
        ("别上午打", "0123456||09:00-12:00"),
        ("中午不要打", "0123456||12:00-14:00"),
        ("周一别打，晚上可以", "123456|18:00-20:30|"),
        ("不方便中午", "0123456||12:00-14:00"),
        ("上午、下午", "0123456|09:00-12:00,14:00-18:00|"),
        ("evenings", "0123456|18:00-20:30|"),
        ("not on Monday", "123456||"),
        ("weekdays after 6pm", "01234|18:00-21:00|"),
        ("Tue-Thu before 10:00", "123|08:00-10:00|"),
        ("not on Monday or Tuesday, evenings", "23456|18:00-20:30|"),
        ("2pm to 4pm", "0123456|14:00-16:00|"),
        ("2-4 pm", "0123456|14:00-16:00|"),
        ("", ""),
    ],
)
def test_a_wish_is_understood_as_it_is_said(said: str, kept: str) -> None:
    found = parse(said)
    assert str(found) == kept
    assert stored(str(found)) == found


@pytest.mark.parametrize(
    "said", ["老人耳背", "call my wife", "周八", "25:00-26:00", "18:00-17:00", "不要工作日不要周末", "周日上午不要来电"]
)
def test_what_is_not_understood_is_refused_with_its_words(said: str) -> None:
    with pytest.raises(UserError):
        parse(said)
    assert understood(said) is None


def test_hours_that_were_asked_for_go_before_the_house_s() -> None:
    mine = parse("工作日晚上").of(HOUSE)
    monday_noon = clock.to_utc(datetime(2026, 11, 23, 12))
    assert mine.next_calling_time(monday_noon) == clock.to_utc(datetime(2026, 11, 23, 18))
    assert not mine.is_calling_time(clock.to_utc(datetime(2026, 11, 23, 10)))
    assert mine.windows(date(2026, 11, 24)) == ()  # the house is closed
    assert mine.windows(date(2026, 11, 28)) == ()  # a Saturday
    friday_late = clock.to_utc(datetime(2026, 11, 27, 20, 30))
    assert mine.next_calling_time(friday_late) == clock.to_utc(datetime(2026, 11, 30, 18))


def test_hours_that_are_not_wanted_are_cut_out_of_the_house_s() -> None:
    mine = parse("不要10点到15点").of(HOUSE)
    assert [str(found) for found in mine.windows(date(2026, 11, 23))] == ["09:00-10:00", "15:00-18:00"]


def test_no_wish_changes_nothing() -> None:
    assert OwnHours().of(HOUSE) is HOUSE
    assert not OwnHours()


windows = st.tuples(st.integers(8 * 60, 20 * 60), st.integers(1, 59)).map(
    lambda pair: Window(time(pair[0] // 60, pair[0] % 60), time((pair[0] + pair[1]) // 60, (pair[0] + pair[1]) % 60))
)
wishes = st.builds(
    OwnHours,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    only=st.lists(windows, max_size=3).map(tuple),
    never=st.lists(windows, max_size=3).map(tuple),
)


@given(wish=wishes, minute=st.integers(0, 10 * 24 * 60))
def test_a_wish_is_never_broken_and_survives_its_stored_form(wish: OwnHours, minute: int) -> None:
    assert stored(str(wish)) == wish
    at = clock.to_utc(datetime(2026, 11, 20)) + (
        datetime(2026, 1, 1, minute // 60 % 24, minute % 60) - datetime(2026, 1, 1)
    )
    wall = clock.local(at)
    if wish.of(HOUSE).is_calling_time(at):
        assert wall.weekday() in wish.days
        assert HOUSE.is_open(wall.date())
        assert not any(wall.time() in hole for hole in wish.never)
        assert any(wall.time() in found for found in wish.only or HOUSE.windows(wall.date()))
