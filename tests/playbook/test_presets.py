"""Calling hours by name: the hours of standards.md, a weekday's own windows before them, and no window when shut."""

from __future__ import annotations

from datetime import date, time

import msgspec
import pytest

from agentdesk.common.calendar import BusinessCalendar, window
from agentdesk.playbook.house import Calendar, Week
from agentdesk.playbook.presets import PRESETS
from agentdesk.playbook.read import load
from agentdesk.playbook.vocabulary import WEEKDAYS


def business(house: Calendar) -> BusinessCalendar:
    """The house's week without any holiday."""
    return BusinessCalendar(
        open_weekdays=frozenset(WEEKDAYS.index(day) for day in house.open),
        calling={number: tuple(map(window, house.ranges(day) or ())) for number, day in enumerate(WEEKDAYS)},
        closed=frozenset(),
        makeup=frozenset(),
        warnings=(),
    )


@pytest.mark.parametrize(
    ("preset", "inside", "outside"),
    [
        ("cn-strict", ("09:00", "11:59", "14:00", "17:59"), ("08:59", "12:00", "13:59", "18:00")),
        ("cn-default", ("09:00", "11:59", "14:00", "19:59"), ("12:00", "13:59", "20:00")),
        ("cn-courteous", ("11:29", "14:00", "17:59"), ("11:30", "12:30", "18:00")),
        ("cn-insurance", ("09:00", "20:59"), ("08:59", "21:00")),
        ("cn-motor-insurance", ("08:00", "12:30", "19:59"), ("07:59", "20:00")),
        ("us", ("08:00", "20:59"), ("07:59", "21:00")),
    ],
)
def test_the_hours_of_a_name(preset: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    days = ["mon", "tue", "wed", "thu", "fri"]
    house = msgspec.convert({"open": days, "closed_on_holidays": False, "preset": preset}, Calendar)
    calling = business(house)
    for hour, allowed in [*((hour, True) for hour in inside), *((hour, False) for hour in outside)]:
        assert any(time.fromisoformat(hour) in each for each in calling.windows(date(2026, 11, 20))) is allowed, hour
    assert calling.windows(date(2026, 11, 21)) == (), "a closed day has no hours"


def test_a_weekdays_own_windows_go_before_the_preset() -> None:
    house = Calendar(open=("mon", "sat"), closed_on_holidays=False, preset="cn-strict", calling=Week(sat=()))
    assert house.ranges("mon") == ("09:00-12:00", "14:00-18:00")
    assert house.ranges("sat") == ()
    assert house.ranges("sun") is None


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_the_shipped_playbooks_keep_cm01s_hours(name: str) -> None:
    house = load(name).head.calendar
    assert house.preset in PRESETS
    assert {house.ranges(day) for day in house.open} == {("09:00-11:30", "14:00-18:00")}
