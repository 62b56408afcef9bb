"""Desks, the night's job and a backup at once, each a process of its own: nothing locked, lost or claimed twice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pysqlite3
import pytest

from agentdesk.store.database import open_database
from agentdesk.store.tables import AgendaItem, QueueRun
from scripts.bench.dealer import NOW
from scripts.bench.desks_together import Plan, dealership, is_well, together

DESKS, SECONDS = 5, 6  # a hundred for a minute: python -m scripts.bench.desks_together


def test_five_desks_the_night_and_a_backup_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_NOW", NOW)
    path = tmp_path / "dealer.db"
    found = together(Plan(str(path), tmp_path, dealership(path, 400, DESKS, days=15), SECONDS, think=0.02))
    assert (found["errors"], found["claimed_twice"], found["lost"], found["unsound"]) == ([], [], [], [])
    assert found["idle_desks"] == []
    assert found["acknowledged"] > 10 * DESKS
    assert (found["builds"] > 0, found["added"] > 0, found["backups"] > 0) == (True, True, True)
    assert found["longest_change"] < 1
    quick, slow = {"p99": found["claim_budget_ms"] - 1}, {"p99": found["claim_budget_ms"]}
    assert is_well(found | {"claim_ms": quick})  # how quick it was here says nothing: the machine is shared
    assert not is_well(found | {"claim_ms": slow})
    assert not is_well(found | {"claim_ms": quick, "claims": 0})
    assert not is_well(found | {"claim_ms": quick, "claimed_twice": [1]})
    open_database(str(path))
    assert QueueRun.select().where(QueueRun.lease.is_null(False)).count() == 0
    assert AgendaItem.select().count() >= found["calls"]


def test_the_watcher_of_the_bench_sees_a_lock(tmp_path: Path) -> None:
    """What the scale bench measures is really the time for which nobody else could have written."""
    from scripts.bench.queue import child

    path = tmp_path / "held.db"
    with closing(pysqlite3.connect(str(path), isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode = wal")
        assert held(child("--watch", path), opened, 0.3) >= 0.25


def held(command: list[str], opened: pysqlite3.Connection, seconds: float) -> float:
    """Hold the write lock while the watcher looks; how long it says that it was held."""
    import subprocess
    import threading

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as watcher:
        assert watcher.stdin
        assert watcher.stdout
        assert watcher.stdout.readline() == "ready\n"
        opened.execute("BEGIN IMMEDIATE")
        threading.Event().wait(seconds)
        opened.execute("ROLLBACK")
        threading.Event().wait(0.1)
        watcher.stdin.close()
        return float(watcher.stdout.read())
