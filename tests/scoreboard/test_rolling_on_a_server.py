"""Closed days on PostgreSQL: the same triggers, and a change that nobody can see yet is waited for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database, fn

from agentdesk.common import clock
from agentdesk.scoreboard import figures, rolling
from agentdesk.store import memory
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import connect
from agentdesk.store.differing import wait_for_writers
from agentdesk.store.tables import Attempt, ComplaintEvent, Customer, RolledDay, Sale, Task, Vehicle
from tests.dealership import Dealership
from tests.scoreboard.questions_form import publish_questions
from tests.scoreboard.random_facts import some
from tests.scoreboard.stored_facts import store

pytestmark = pytest.mark.on_a_server
TODAY = date(2026, 11, 20)
PERIODS = ((date(2026, 11, 1), TODAY), (date(2026, 10, 1), date(2026, 10, 31)))


@pytest.fixture
def house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dealership]:
    """A dealer on a server, with facts of seven weeks, of which the closed days are stored."""
    monkeypatch.setattr(rolling, "MONTHS", 1)
    made = Dealership(tmp_path)
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        publish_questions(made)
        store(made, some(random.Random(11), 16, reach=45))
        rolling.roll_up(SYSTEM)
        yield made


def shown() -> list[figures.Figure]:
    memory.forget()
    return [each for period in PERIODS for each in figures.all_figures(*period)]


def test_every_figure_equals_a_recount_after_changes_of_every_sort(house: Dealership, database: Database) -> None:
    assert {row.ground for row in RolledDay.select()} == {*rolling.GROUNDS}
    assert rolling.roll_up(SYSTEM) == (0, 0, 0)
    days = RolledDay.select().count()
    for task in Task.select().where(Task.latest_on < TODAY).order_by(Task.id).limit(12):
        Task.update(state="closed", disposition="completed", closed_on=TODAY).where(Task.id == task.id).execute()
    Attempt.update(outcome="undone").where(fn.MOD(Attempt.id, 5) == 0).execute()
    Vehicle.update(use_type="official").where(fn.MOD(Vehicle.id, 3) == 0).execute()
    Customer.update(is_key=True).where(fn.MOD(Customer.id, 4) == 0).execute()
    Sale.update(delivered_on=date(2026, 10, 20)).where(fn.MOD(Sale.id, 6) == 0).execute()
    latest = ComplaintEvent.select().where(ComplaintEvent.kind == "closed").first()
    ComplaintEvent.create(complaint=latest.complaint_id, kind="reopened", at=clock.now())
    assert days - RolledDay.select().count() > 20
    with_closed_days = shown()
    assert list(rolling.differences()) == []
    with database.atomic() as whole:
        RolledDay.delete().execute()
        assert shown() == with_closed_days
        whole.rollback()
    assert rolling.roll_up(SYSTEM).stored > 20
    assert shown() == with_closed_days


def test_a_change_under_way_is_waited_for(house: Dealership, url: str) -> None:
    other = connect(url)
    other.connect()
    with other.atomic():
        other.execute_sql("UPDATE attempt SET outcome = 'undone' WHERE work_date = '2026-11-18'")
        assert not wait_for_writers(0.1)
        assert RolledDay.select().where((RolledDay.ground == "attempt") & (RolledDay.day == "2026-11-18")).exists()
    assert wait_for_writers()
    assert not RolledDay.select().where((RolledDay.ground == "attempt") & (RolledDay.day == "2026-11-18")).exists()
    other.close()
