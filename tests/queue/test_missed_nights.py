"""Nights that were missed: the next build makes up for them, and nobody's attempts are counted."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.queue.build import MISSED_AT_MOST, catch_up, missed_nights
from agentdesk.scoreboard.figures import figure
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Notice, Phone, QueueRun, Task
from tests.databases import Engine
from tests.dealership import Dealership
from tests.queue.nights import DAY, NEVER, Cli, at, held_back, tasks
from tests.thorough import often


def test_five_missed_nights_equal_five_builds(house: Dealership, url: str, engine: Engine, tmp_path: Path) -> None:
    house.build(DAY - timedelta(days=6))
    close_database()
    copy = engine.copy(url, tmp_path / "copy.db")
    open_database(url)
    nights = [DAY - timedelta(days=back) for back in range(5, 0, -1)]
    for night in [*nights, DAY]:
        house.build(night)
    each = tasks(), held_back()
    open_database(copy)
    with at(DAY):
        assert missed_nights(DAY) == nights
        report = catch_up(SYSTEM, DAY)
        assert missed_nights(DAY) == []
    assert (tasks(), held_back()) == each
    assert [night.day for night in report.missed] == nights
    assert [run.work_date for run in QueueRun.select().order_by(QueueRun.id)][1:] == [*nights, DAY]
    assert any(night.added for night in report.missed)
    assert any(state == "closed" for *_, state, _disposition, _on, _attempts in tasks())


@pytest.fixture(scope="module")
def template(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dealership, str]:
    """A dealer without facts, and its database, to be copied."""
    folder = tmp_path_factory.mktemp("missed")
    made = engine.copy(migrated, folder / "dealer.db", keep=True)
    open_database(made)
    house = Dealership(folder)
    close_database()
    return house, made


@settings(max_examples=often(6, 20), deadline=None, phases=[Phase.explicit, Phase.generate])  # no shrinking
@given(
    seed=st.integers(0, 10**6),
    weekday=st.integers(0, 6),  # over weekends and not
    month=st.sampled_from([2, 4, 9, 10]),  # over holidays, a leap day's birthday, the first days of quarters
)
def test_builds_of_five_missed_nights_equal_five_builds(
    engine: Engine, template: tuple[Dealership, str], seed: int, weekday: int, month: int
) -> None:
    chance, day = random.Random(seed), date(2026, month, 3 + weekday)
    house, stored = template
    known = engine.copy(stored, house.folder / "known.db")
    open_database(known)
    _some_facts(house, day, chance)
    house.build(day - timedelta(days=6))
    _some_calls(house, day - timedelta(days=6), chance)
    close_database()
    late = engine.copy(known, house.folder / "late.db")
    open_database(known)
    for back in range(5, -1, -1):
        house.build(day - timedelta(days=back))
    each = tasks(), held_back()
    close_database()
    open_database(late)
    with at(day):
        report = catch_up(SYSTEM, day)
    assert (tasks(), held_back()) == each
    assert len(report.missed) == 5
    close_database()


def _some_facts(house: Dealership, day: date, chance: random.Random) -> None:
    for _ in range(12):
        birthday = day + timedelta(days=chance.randint(-5, 12))
        customer = house.customer(birth_md=f"{birthday:%m-%d}", is_key=chance.random() < 0.2)
        for make in (house.order, house.sale):
            if chance.random() < 0.8:
                make(day - timedelta(days=chance.randint(-1, 100) if make == house.sale else chance.randint(-1, 22)),
                     customer=customer)  # fmt: skip
        if chance.random() < 0.2:
            Phone.update(retired_at=clock.now()).where(Phone.customer == customer).execute()


def _some_calls(house: Dealership, day: date, chance: random.Random) -> None:
    for task in list(Task.select().where((Task.state == "open") & (Task.channel == "phone"))):
        outcome = chance.choice(["completed", "no_answer", ""])
        if outcome:
            moment = datetime(day.year, day.month, day.day, chance.randint(9, 16))
            house.decide(task, outcome, moment, contacted=outcome == "completed")


def test_the_night_builds_missed_ones_first(house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(DAY - timedelta(days=6))
    close_database()
    monkeypatch.setenv("AGENTDESK_NOW", f"{DAY - timedelta(days=1)}T22:00")
    rehearsed = json.loads(cli("queue", "build", "--ahead", "--dry-run", "--json").stdout)
    found = json.loads(cli("queue", "build", "--ahead", "--json").stdout)
    assert found["date"] == str(DAY)
    assert [row["date"] for row in found["missed"]] == [str(DAY - timedelta(days=back)) for back in range(5, 0, -1)]
    assert [row["added"] for row in rehearsed["missed"]] == [row["added"] for row in found["missed"]]
    assert json.loads(cli("queue", "build", "--ahead", "--json").stdout)["missed"] == []


def test_a_first_build_has_missed_nothing_and_a_long_gap_is_named(house: Dealership) -> None:
    assert missed_nights(DAY) == []
    house.build(DAY - timedelta(days=200))
    with at(DAY):
        assert len(missed_nights(DAY)) == MISSED_AT_MOST
        report = catch_up(SYSTEM, DAY)
    assert len(report.missed) == MISSED_AT_MOST
    assert str(report.missed[0].day) in report.warnings[-1]


def test_a_killed_night_counts_as_missed(house: Dealership) -> None:
    house.build(DAY - timedelta(days=2))
    QueueRun.create(work_date=DAY - timedelta(days=1), started_at=clock.now(), lease="queue", host="x", process=NEVER,
                    beat_at=clock.now() - timedelta(hours=1))  # fmt: skip
    with at(DAY):
        assert missed_nights(DAY) == [DAY - timedelta(days=1)]


def test_days_nobody_worked_expire_tasks_and_count_against_the_agents(house: Dealership) -> None:
    """KP-01: what was not worked in time is in the denominator only, whether it was built in its night or later."""
    first = date(2026, 9, 7)
    order = house.order(first - timedelta(days=1))
    house.build(first)
    missed = house.order(first + timedelta(days=1))  # due and over within the gap
    with at(first + timedelta(days=30)):
        catch_up(SYSTEM, first + timedelta(days=30))
    found = {task.subject_id: task for task in Task.select().where(Task.kind_code == "CB-01")}
    for subject in (order, missed):
        task = found[subject.id]
        assert (task.disposition, task.closed_on) == ("expired", task.expires_on)
    on_time = figure("KP-01", first, first + timedelta(days=10))
    assert (on_time.numerator, on_time.denominator) == (0, 2)


def test_days_nobody_worked_are_no_attempts(house: Dealership) -> None:
    """CB-20: two days of trying, then nobody at work; the run is broken, and no notice goes out for it."""
    order = house.order(date(2026, 11, 8))
    house.build(date(2026, 11, 9))
    task = Task.get((Task.kind_code == "CB-01") & (Task.subject_id == order.id))
    for day in (9, 10):
        house.decide(task, "no_answer", datetime(2026, 11, day, 10), contacted=False)
    with at(date(2026, 11, 16)):
        catch_up(SYSTEM, date(2026, 11, 16))
    assert Task.get_by_id(task.id).state == "open"
    for day in (16, 17, 18):
        house.decide(task, "no_answer", datetime(2026, 11, day, 10), contacted=False)
    with at(date(2026, 11, 21)):
        catch_up(SYSTEM, date(2026, 11, 21))
    assert Task.get_by_id(task.id).disposition == "unreachable"
    assert Notice.select().where(Notice.task == task.id).count() == 1
