from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.store.tables import Contact, QueueRun
from tests.dealership import Dealership

FRIDAY = datetime(2026, 11, 20, 18, 5)
LAST_WEEK = [date(2026, 11, day) for day in range(9, 16)]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    """A small dealer on Friday 20 November 2026, 18:05, whose first queue was built on Wednesday."""
    dealership = Dealership(tmp_path)
    for day in (18, 19, 20):
        started = datetime(2026, 11, day, 0)
        QueueRun.create(work_date=started.date(), started_at=started, finished_at=started)
    with clock.travel(FRIDAY):
        yield dealership


@pytest.fixture
def last_week(house: Dealership) -> list[Contact]:
    """Ten completed calls of last week: seven of 李娜's, one a day, three of 孙悦's."""
    made = []
    for place, day in enumerate([*LAST_WEEK, *LAST_WEEK[:3]]):
        order = house.order(day)
        task = house.task("CB-01", "repair_order", order.id, order.customer, day)
        agent = "李娜" if place < len(LAST_WEEK) else "孙悦"
        made.append(house.decide(task, "completed", datetime.combine(day, datetime.min.time().replace(hour=10)), agent))
    return made
