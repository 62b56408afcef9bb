"""The stored table of days off, and the calendar that a house makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from msgspec.structs import replace

from agentdesk.common import clock
from agentdesk.common.holidays import STATUTE
from agentdesk.playbook.read import load
from agentdesk.playbook.workdays import business_calendar, missing_notices, seed_workdays
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import WorkDay

pytestmark = pytest.mark.usefixtures("database")

HOUSE = load("car_dealership").head.calendar
OFFICE = replace(HOUSE, open=("mon", "tue", "wed", "thu", "fri"))
BRANCH = load("appliance_branch").head.calendar
NEW_YEAR = (date(2026, 12, 31), date(2027, 1, 3))


def test_a_dealer_is_closed_on_official_days_and_open_on_plain_weekends() -> None:
    assert seed_workdays(SYSTEM, [2026]) == []
    calendar = business_calendar(HOUSE, date(2026, 1, 1), date(2026, 12, 31))
    assert calendar.is_open(date(2026, 11, 21))  # a Saturday
    assert not calendar.is_open(date(2026, 2, 15))  # a Sunday within the Spring Festival's days off
    assert calendar.next_open(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.next_open(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.is_calling_time(clock.to_utc(datetime(2026, 11, 21, 9, 0)))
    assert not calendar.is_calling_time(clock.to_utc(datetime(2026, 10, 1, 9, 0)))
    assert calendar.warnings == ()


def test_a_five_day_office_works_on_make_up_days() -> None:
    seed_workdays(SYSTEM, [2026])
    calendar = business_calendar(OFFICE, date(2026, 1, 1), date(2026, 12, 31))
    assert calendar.is_open(date(2026, 10, 10))
    assert calendar.windows(date(2026, 10, 10)) == calendar.windows(date(2026, 10, 12))
    assert not calendar.is_open(date(2026, 10, 11))


def test_a_branch_that_is_open_on_holidays_has_only_its_own_closed_days() -> None:
    seed_workdays(SYSTEM, [2026])
    WorkDay.create(day=date(2026, 11, 25), kind="closed", name="盘点", source="manager")
    calendar = business_calendar(BRANCH, date(2026, 1, 1), date(2027, 12, 31))
    assert calendar.is_open(date(2026, 10, 1))
    assert not calendar.is_open(date(2026, 11, 25))
    assert calendar.warnings == ()


def test_the_turn_of_the_year_has_right_days_and_a_warning() -> None:
    """31 December 2026 to 3 January 2027: no notice for 2027 yet."""
    seed_workdays(SYSTEM, [2026])
    for calendar in (business_calendar(HOUSE, *NEW_YEAR), business_calendar(OFFICE, *NEW_YEAR)):
        assert len(calendar.warnings) == 1
        assert "2027" in calendar.warnings[0]
        assert calendar.is_open(date(2026, 12, 31))
        assert not calendar.is_open(date(2027, 1, 1))
    assert business_calendar(HOUSE, *NEW_YEAR).next_open(date(2027, 1, 1)) == date(2027, 1, 2)
    assert business_calendar(OFFICE, *NEW_YEAR).next_open(date(2027, 1, 1)) == date(2027, 1, 4)


def test_an_empty_table_falls_back_and_says_so() -> None:
    calendar = business_calendar(HOUSE, date(2026, 11, 20), date(2026, 11, 20))
    assert "2026" in calendar.warnings[0]
    assert not calendar.is_open(date(2026, 10, 1))
    assert calendar.is_open(date(2026, 10, 8))


def test_seeding_twice_changes_nothing_and_keeps_a_managers_day() -> None:
    WorkDay.create(day=date(2026, 10, 1), kind="work", name="加班", source="manager")
    seed_workdays(SYSTEM, [2026])
    before = sorted(WorkDay.select().tuples())
    seed_workdays(SYSTEM, [2026])
    assert sorted(WorkDay.select().tuples()) == before
    assert WorkDay.get_by_id(date(2026, 10, 1)).kind == "work"


def test_statutory_days_give_way_to_the_notice() -> None:
    assert len(seed_workdays(SYSTEM, [2026, 2027])) == 1
    assert {row.source for row in WorkDay.select().where(WorkDay.day >= date(2027, 1, 1))} == {STATUTE}
    WorkDay.create(day=date(2026, 3, 3), kind="off", name="旧", source=STATUTE)
    seed_workdays(SYSTEM, [2026])
    assert WorkDay.get_or_none(WorkDay.day == date(2026, 3, 3)) is None


@pytest.mark.parametrize(("today", "years"), [("2026-10-31", []), ("2026-11-01", ["2027"]), ("2027-01-01", ["2027"])])
def test_the_missing_notice_is_a_warning_from_november(today: str, years: list[str], at: Callable[[str], None]) -> None:
    at(f"{today}T09:00")
    seed_workdays(SYSTEM, [2026])
    assert [warning[:4] for warning in missing_notices(clock.today())] == years
