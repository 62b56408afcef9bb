from __future__ import annotations

from datetime import date, datetime

import pytest

from agentdesk.common import clock, dates, i18n

NOW = clock.to_utc(datetime(2026, 11, 20, 9, 42))


@pytest.fixture(autouse=True)
def chinese():
    i18n.use_language("zh")
    yield
    i18n.use_language("zh")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (clock.to_utc(datetime(2026, 11, 20, 9, 45)), "09:45"),
        (clock.to_utc(datetime(2026, 11, 20, 0, 0)), "00:00"),
        (clock.to_utc(datetime(2026, 11, 19, 23, 59)), "昨天"),
        (clock.to_utc(datetime(2026, 11, 21, 0, 0)), "明天"),
        (clock.to_utc(datetime(2026, 11, 18, 12, 0)), "11-18"),
        (date(2026, 11, 20), "今天"),
        (date(2026, 11, 19), "昨天"),
        (date(2026, 11, 21), "明天"),
        (date(2026, 11, 18), "11-18"),
        (date(2025, 11, 18), "2025-11-18"),
        (None, ""),
    ],
)
def test_short_forms(value, shown):
    assert dates.short(value, NOW) == shown


def test_the_turn_of_the_year_is_still_yesterday():
    assert dates.short(date(2026, 12, 31), clock.to_utc(datetime(2027, 1, 1, 8, 0))) == "昨天"


def test_the_clock_is_asked_where_no_now_is_given():
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        assert dates.short(date(2026, 11, 20)) == "今天"
        assert dates.moment(clock.to_utc(datetime(2026, 11, 21, 9, 0))) == "明天 09:00"


def test_moments_carry_day_and_time():
    assert dates.moment(clock.to_utc(datetime(2026, 11, 20, 11, 42)), NOW) == "今天 11:42"
    assert dates.moment(clock.to_utc(datetime(2026, 11, 24, 9, 42)), NOW) == "11-24 09:42"
    assert dates.moment(None, NOW) == ""


def test_both_languages():
    assert dates.heading(date(2026, 11, 20)) == "11月20日 周五"
    i18n.use_language("en")
    assert dates.heading(date(2026, 11, 20)) == "Fri 20 Nov"
    assert dates.short(date(2026, 11, 19), NOW) == "yesterday"


def test_weekdays():
    assert "".join(dates.weekday(date(2026, 11, day))[1] for day in range(16, 23)) == "一二三四五六日"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "00:00"), (42.9, "00:42"), (3599, "59:59"), (3723, "1:02:03"), (-5, "00:00")]
)
def test_durations(seconds, shown):
    assert dates.duration(seconds) == shown
