"""Two agents and the night's job at once, each a process of its own: nothing is locked, no task is claimed twice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pysqlite3

from agentdesk.store.checks import examine
from agentdesk.store.database import open_database
from agentdesk.store.tables import AgendaItem, QueueRun
from scripts.bench.queue_together import dealership, together

SECONDS = 8  # a whole minute: python -m scripts.bench.queue_together


def test_two_agents_and_the_night_at_once(tmp_path: Path) -> None:
    path = tmp_path / "dealer.db"
    agents = dealership(path, 600, 2)
    found = together(path, SECONDS, agents)
    assert found["errors"] == []
    assert found["claimed_twice"] == []
    assert all(found["by_agent"].values())
    assert found["builds"]
    assert found["added"] > 0
    assert found["longest_change"] < 1
    open_database(str(path))
    assert examine() == []
    assert QueueRun.select().where(QueueRun.lease.is_null(False)).count() == 0
    items = AgendaItem.select(AgendaItem.task).where(AgendaItem.decided_at.is_null(False)).count()
    assert items == sum(found["by_agent"].values())


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
