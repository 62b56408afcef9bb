"""A build that is killed is completed by the next one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from agentdesk.queue.build import build
from agentdesk.store.audit import SYSTEM
from agentdesk.store.checks import examine
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import QueueRun, Task
from tests.conftest import ROOT
from tests.databases import Engine
from tests.dealership import Dealership
from tests.queue.nights import DAY, FACTS, held_back, tasks
from tests.thorough import often


def without_agents() -> list[tuple[Any, ...]]:
    """The same but for whose list they stand in: sharing out goes on from the lists as they are."""
    place = FACTS.index("agent_id")
    return [(*row[:place], *row[place + 1 :]) for row in tasks()]


def unshared() -> int:
    """How many open tasks stand in nobody's list."""
    return Task.select().where((Task.state == "open") & Task.agent.is_null()).count()


@pytest.mark.parametrize("seed", range(often(2, 8)))
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
