from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UsageError


def test_the_environment_fixes_the_dealers_wall_clock(at):
    at("2026-11-20T09:00")
    assert clock.now() == datetime(2026, 11, 20, 1, 0)
    assert clock.local_now() == datetime(2026, 11, 20, 9, 0)
    at("2026-11-20T01:00")
    assert (clock.now().date(), clock.today()) == (date(2026, 11, 19), date(2026, 11, 20))


def test_a_wrong_moment_or_zone_is_one_line_and_wrong_usage(at):
    at("tomorrow")
    with pytest.raises(UsageError, match="AGENTDESK_NOW 应写成 2026-11-20T09:00 这样的时间：tomorrow"):
        clock.now()
    for name in ("Mars/Olympus", "../etc", ""):
        with pytest.raises(UsageError, match="没有这个时区"):
            clock.use_zone(name)
    assert clock.zone().key == clock.DEFAULT_ZONE


def test_a_dealer_elsewhere_has_another_day(at):
    at("2026-11-20T09:00")
    assert clock.day_span(date(2026, 11, 20)) == (datetime(2026, 11, 19, 16, 0), datetime(2026, 11, 20, 16, 0))
    clock.use_zone("Europe/Berlin")
    assert clock.day_span(date(2026, 3, 29)) == (datetime(2026, 3, 28, 23, 0), datetime(2026, 3, 29, 22, 0))


def test_an_aware_instant_keeps_its_moment():
    assert clock.to_utc(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) == datetime(2026, 11, 20, 9, 0)


def test_travel_ends_with_its_block(at):
    at("2026-11-20T09:00")
    with clock.travel(datetime(2026, 12, 31, 23, 59)):
        assert clock.today() == date(2026, 12, 31)
        with clock.travel(datetime(2027, 1, 1, 0, 0)):
            assert clock.today() == date(2027, 1, 1)
        assert clock.today() == date(2026, 12, 31)
    assert clock.today() == date(2026, 11, 20)
