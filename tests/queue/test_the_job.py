"""The night's job: rehearsed without a trace, with its inputs kept, and one at a time."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agentdesk.cli import patience
from agentdesk.common import clock
from agentdesk.queue import job
from agentdesk.queue.build import build
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.database import close_database, open_database
from agentdesk.store.files import running
from agentdesk.store.tables import CalendarState, Customer, Phone, QueueRun, Suppression, Task
from tests.dealership import Dealership
from tests.queue.nights import DAY, NEVER, Cli, at, held_back, tasks


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
