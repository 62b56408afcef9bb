"""The night's job: one at a time, in short changes, completed after any death, rehearsed without a trace."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from peewee import Database

from agentdesk.cli import patience
from agentdesk.common import clock
from agentdesk.queue import job
from agentdesk.queue.build import MISSED_AT_MOST, build, catch_up, missed_nights
from agentdesk.scoreboard.figures import figure
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.checks import examine
from agentdesk.store.database import close_database, open_database
from agentdesk.store.files import running
from agentdesk.store.reading import tuples
from agentdesk.store.tables import CalendarState, Customer, Notice, Phone, QueueRun, Suppression, Task
from tests.conftest import ROOT
from tests.databases import Engine
from tests.dealership import Dealership

Cli = Callable[..., Result]
DAY = date(2026, 11, 20)
NEVER = 2**22 + 1  # no process has this number
FACTS = (
    "dedupe_key", "kind_code", "customer_id", "subject_id", "event_on", "due_nominal", "due_effective", "latest_on",
    "expires_on", "owner_role", "channel", "weight", "agent_id", "state", "disposition", "closed_on", "attempts",
)  # fmt: skip


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealership:
    """A dealer with a few weeks of facts before and around the day."""
    made = Dealership(tmp_path)
    for back in range(-1, 25):
        customer = made.customer(f"顾客{back}", birth_md=f"{DAY - timedelta(days=back - 10):%m-%d}")
        made.order(DAY - timedelta(days=back), customer=customer)
        made.sale(DAY - timedelta(days=back), customer=customer)
    return made


def tasks() -> list[tuple[Any, ...]]:
    """What matters of every task."""
    return sorted(tuples(Task.select(*(getattr(Task, name) for name in FACTS))), key=str)


def held_back() -> list[tuple[Any, ...]]:
    columns = (Suppression.dedupe_key, Suppression.reason, Suppression.detail, Suppression.last_on)
    return sorted(tuples(Suppression.select(*columns)), key=str)


def without_agents() -> list[tuple[Any, ...]]:
    """The same but for whose list they stand in: sharing out goes on from the lists as they are."""
    place = FACTS.index("agent_id")
    return [(*row[:place], *row[place + 1 :]) for row in tasks()]


def unshared() -> int:
    """How many open tasks stand in nobody's list."""
    return Task.select().where((Task.state == "open") & Task.agent.is_null()).count()


def at(day: date) -> Any:
    return clock.travel(datetime.combine(day, datetime.min.time().replace(hour=7)))


# -- a rehearsal -------------------------------------------------------------------------------------------------------


def test_a_rehearsal_lists_what_a_build_then_does(house: Dealership) -> None:
    house.build(DAY - timedelta(days=20))
    Phone.update(retired_at=clock.now()).where(Phone.customer == Customer.get(Customer.name == "顾客3")).execute()
    before = tasks(), held_back(), QueueRun.select().count()
    with at(DAY):
        rehearsed = build(SYSTEM, DAY, dry_run=True)
        assert (tasks(), held_back(), QueueRun.select().count()) == before
        done = build(SYSTEM, DAY)
    assert rehearsed.changes is not None
    added = {row["key"] for row in rehearsed.changes["added"]}
    assert added == {task.dedupe_key for task in Task.select().where(Task.run == done.run_id)}
    assert len(rehearsed.changes["closed"]) == done.expired + done.unreachable + done.not_recorded > 0
    held = {(row["key"], row["reason"]) for row in rehearsed.changes["suppressed"]}
    assert held == {(row.dedupe_key, row.reason) for row in Suppression.select().where(Suppression.run == done.run_id)}
    assert sum(row.closed for row in done.kinds) == done.expired + done.unreachable + done.not_recorded
    assert (rehearsed.added, rehearsed.suppressed, rehearsed.expired) == (done.added, done.suppressed, done.expired)


def test_a_rehearsal_neither_waits_for_a_writer_nor_keeps_one_waiting(house: Dealership, database_file: Path) -> None:
    with closing(sqlite3.connect(database_file, isolation_level=None, timeout=0)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO setting (name, value) VALUES ('x', 'y')")
        with at(DAY):
            assert build(SYSTEM, DAY, dry_run=True).added  # with the lock held by somebody else all the while
        writer.execute("COMMIT")
    assert not QueueRun.select().exists()
    assert not list(database_file.parent.glob(".rehearsal-*"))


# -- manifests ---------------------------------------------------------------------------------------------------------


def test_each_run_keeps_its_inputs_and_its_counts(house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(DAY):
        done = build(Actor(house.people["方慧"].id, "方慧", "supervisor", "cli"), DAY)
    close_database()
    monkeypatch.setenv("AGENTDESK_NOW", f"{DAY}T09:00")
    (row,) = json.loads(cli("queue", "runs", "--date", str(DAY), "--json").stdout)
    assert (row["run"], row["date"], row["state"], row["by"]) == (done.run_id, str(DAY), "finished", "方慧")
    assert (row["added"], row["suppressed"], row["expired"]) == (done.added, done.suppressed, done.expired)
    assert row["seconds"] >= 0
    assert row["process"] == os.getpid()
    assert row["prediction"]["predicted"] >= row["prediction"]["dated"] >= 0
    inputs = row["inputs"]
    assert inputs["playbook"]["name"] == "car_dealership"
    assert len(inputs["playbook"]["hash"]) == len(inputs["calendar"]) == 64
    assert inputs["marks"]["repair_order"] == 26
    assert {kind["kind"]: kind["added"] for kind in row["kinds"]}["CB-01"] == 15
    assert json.loads(cli("queue", "runs", "--date", "2026-11-21", "--json").stdout) == []
    table = cli("queue", "runs").stdout
    assert "方慧" in table
    assert str(DAY) in table


def test_a_calendar_is_kept_once(house: Dealership) -> None:
    for ahead in range(3):
        house.build(DAY + timedelta(days=ahead))
    assert CalendarState.select().count() == 1


# -- nights that were missed -------------------------------------------------------------------------------------------


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


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])  # a build is too much to shrink
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


# -- one at a time -----------------------------------------------------------------------------------------------------


def test_the_second_says_so_and_ends_with_3(house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(DAY):
        under_way = job.begin(SYSTEM, DAY, dict)
    close_database()
    monkeypatch.setenv("AGENTDESK_NOW", f"{DAY}T07:01")
    second = cli("queue", "build")
    assert second.exit_code == 3
    assert str(os.getpid()) in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
    assert json.loads(cli("queue", "runs", "--json").stdout)[0]["state"] == "running"
    assert cli("queue", "build", "--dry-run").exit_code == 0
    open_database()
    under_way.give_up("test")
    close_database()
    assert cli("queue", "build").exit_code == 0


def test_the_second_waits_as_long_as_it_was_told(house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(DAY):
        under_way = job.begin(SYSTEM, DAY, dict)
    close_database()
    monkeypatch.setenv("AGENTDESK_NOW", f"{DAY}T07:01")
    pauses: list[float] = []
    monkeypatch.setattr(patience.time, "sleep", pauses.append)
    assert cli("queue", "build", "--wait", "0").exit_code == 3
    assert pauses == []

    def ends(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            under_way.give_up("test")

    monkeypatch.setattr(patience.time, "sleep", ends)
    assert cli("queue", "build", "--wait", "30").exit_code == 0
    assert len(pauses) == 2


def lease(**values: Any) -> QueueRun:
    """A run that holds the lease."""
    kept = {"work_date": DAY, "started_at": clock.now(), "lease": "queue", "beat_at": clock.now()}
    return QueueRun.create(**{**kept, **values})


def test_a_dead_process_does_not_keep_the_lease(house: Dealership) -> None:
    with at(DAY):
        assert not running(NEVER)
        dead = lease(host=job._host(), process=NEVER)
        assert job.state_of(dead) == "broken_off"
        assert build(SYSTEM, DAY).added
    assert QueueRun.get_by_id(dead.id).lease is None


def test_another_machine_is_believed_while_it_gives_signs_of_life(house: Dealership) -> None:
    with at(DAY):
        lease(host="elsewhere/", process=1, beat_at=clock.now() - job.SILENCE + timedelta(seconds=1))
        with pytest.raises(job.Busy, match="elsewhere"):
            build(SYSTEM, DAY)
        QueueRun.update(beat_at=clock.now() - job.SILENCE).execute()
        assert build(SYSTEM, DAY).added


def test_a_process_number_that_another_program_got_frees_the_lease_after_a_while(house: Dealership) -> None:
    with at(DAY):
        lease(host=job._host(), process=os.getpid(), beat_at=clock.now() - job.SILENCE)
        assert build(SYSTEM, DAY).added


def test_who_was_taken_over_writes_no_more(house: Dealership) -> None:
    with at(DAY):
        slow = job.begin(SYSTEM, DAY, dict)
        QueueRun.update(beat_at=clock.now() - job.SILENCE).execute()
        build(SYSTEM, DAY)
        before = tasks()
        with pytest.raises(job.Busy), slow.change("task.expire"):
            Task.delete().execute()
    assert tasks() == before


def test_a_build_that_fails_lets_the_next_one_build(house: Dealership, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no room")

    with at(DAY), monkeypatch.context() as patched:
        patched.setattr("agentdesk.queue.build.assign", fail)
        with pytest.raises(ValueError, match="no room"):
            build(SYSTEM, DAY)
    run = QueueRun.get()
    assert (run.lease, run.finished_at, job.state_of(run)) == (None, None, "broken_off")
    with at(DAY):
        assert build(SYSTEM, DAY).assigned


# -- killed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_build_is_completed_by_the_next(
    house: Dealership, url: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("AGENTDESK_NOW", f"{DAY}T07:00")
    close_database()
    open_database(engine.copy(url, tmp_path / "whole.db"))
    build(SYSTEM, DAY)
    expected, shared_out = (without_agents(), held_back()), unshared()
    close_database()
    chance = random.Random(seed)
    for _ in range(3):
        _kill_in_the_middle(chance)
    open_database(url)
    assert QueueRun.select().where(QueueRun.finished_at.is_null()).exists()  # a kill hit, and not after the end
    report = build(SYSTEM, DAY)
    found = without_agents(), held_back()
    assert [set(now) ^ set(before) for now, before in zip(found, expected, strict=True)] == [set(), set()]
    assert unshared() == shared_out
    assert build(SYSTEM, DAY).added == 0
    assert examine() == []
    assert report.run_id is not None


def _kill_in_the_middle(chance: random.Random) -> None:
    """Start the job, wait until it has begun, and kill it at some moment after that."""
    building = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(chance.randint(1, 25))], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert building.stdout
    assert building.stdout.readline() == "now\n"
    time.sleep(chance.random() * 0.002)  # somewhere within the change, or after it
    building.send_signal(signal.SIGKILL)
    building.wait()
    building.stdout.close()


# The real build in a process that says when its Nth statement of the job is sent.
SLOWLY = """
import sys
from agentdesk.queue.build import build
from agentdesk.store.audit import SYSTEM
from agentdesk.store import database
from agentdesk.queue import job
from agentdesk.common import clock
opened, left = database.open_database(), int(sys.argv[1])
def note(sql):
    global left
    left -= sql.startswith(("INSERT INTO", "UPDATE", "COMMIT")) and "due_" not in sql
    if left == 0:
        print("now", flush=True)
if hasattr(opened.connection(), "set_trace_callback"):
    opened.connection().set_trace_callback(note)
else:
    opened.query_hooks.append(lambda event: note(event.sql))
build(SYSTEM, clock.today())
print("now", flush=True)
"""
