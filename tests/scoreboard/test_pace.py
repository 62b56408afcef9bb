"""An agent's pace in calling time, and where it leads."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.scoreboard.pace import pace
from agentdesk.scoreboard.watch import watch
from agentdesk.store.tables import DailyCheck
from tests.dealership import Dealership

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dealership(database: Database, tmp_path: Path) -> Dealership:
    return Dealership(tmp_path)


def test_calling_time_counts_and_lunch_does_not(dealership: Dealership) -> None:
    person = dealership.people["李娜"].id
    with clock.travel(datetime(2026, 11, 20, 14, 30)):  # 09:00-11:30 and half an hour after lunch: 180 minutes
        found = pace(person, 9, 3)
    assert (found.minutes, found.left) == (20, None)
    assert found.done_by == clock.to_utc(datetime(2026, 11, 20, 15, 30))


def test_what_does_not_fit_into_the_day_is_left(dealership: Dealership) -> None:
    with clock.travel(datetime(2026, 11, 20, 17, 0)):  # five and a half hours gone, one hour to come
        found = pace(dealership.people["李娜"].id, 11, 5)
    assert (found.minutes, found.done_by, found.left) == (30, None, 3)


@pytest.mark.parametrize(("hour", "done"), [(8, 2), (10, 0)])
def test_before_the_first_call_there_is_nothing_to_go_by(dealership: Dealership, hour: int, done: int) -> None:
    with clock.travel(datetime(2026, 11, 20, hour, 0)):
        found = pace(dealership.people["李娜"].id, done, 5)
    assert (found.minutes, found.done_by, found.left) == (None, None, None)


def test_a_week_ago_by_this_time(dealership: Dealership) -> None:
    week_ago = date(2026, 11, 13)
    for minute in (10, 40):
        order = dealership.order(date(2026, 11, 12))
        task = dealership.task("CB-01", "repair_order", order.id, order.customer, date(2026, 11, 12))
        dealership.decide(task, "completed", datetime(week_ago.year, week_ago.month, week_ago.day, 9, minute))
    with clock.travel(datetime(2026, 11, 20, 9, 30)):
        assert pace(dealership.people["李娜"].id, 0, 0).week_ago == 1
        assert pace(dealership.people["孙悦"].id, 0, 0).week_ago == 0


def test_what_is_watched(dealership: Dealership) -> None:
    with clock.travel(datetime(2026, 11, 20, 9, 40)):
        DailyCheck.create(work_date=date(2026, 11, 19), person=dealership.people["方慧"], signed_at=clock.now())
        found = watch(FRIDAY)
    assert (found.escalated, found.findings, found.signed_until) == (0, 0, date(2026, 11, 19))
