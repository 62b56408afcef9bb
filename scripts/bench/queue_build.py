"""The night's build, beside the same INSERT .. SELECT as plain SQL on a copy of the database (design.md section 10).

The plain SQL is what the build itself sent for its rules, run again with nothing around it: no audit, no sharing out,
no counting. A second build must add nothing and cost no more than the first.

python -m scripts.bench.queue_build [--million]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pysqlite3

from agentdesk.common import clock
from agentdesk.queue.build import RunReport, build
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import PRAGMAS, close_database, open_database
from scripts.bench.dealer import TODAY, make

BUDGET = 1.5
DAYS = 1000  # over which the orders are spread


def night(path: Path, sent: list[str] | None = None) -> tuple[float, RunReport]:
    """One build: its seconds and its report; what it sends to the database goes into `sent`."""
    database = open_database(str(path))
    if sent is not None:
        database.connection().set_trace_callback(sent.append)
    with clock.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 3)):
        start = time.perf_counter()
        report = build(SYSTEM, TODAY)
        seconds = time.perf_counter() - start
    close_database()
    return seconds, report


def plain(path: Path, statements: list[str]) -> float:
    """The statements of the rules in one transaction each, on a connection set up as a desk's."""
    with closing(pysqlite3.connect(str(path), isolation_level=None)) as opened:
        for name, value in PRAGMAS.items():
            opened.execute(f"PRAGMA {name}={value}")
        start = time.perf_counter()
        for statement in statements:
            opened.execute(statement)
        return time.perf_counter() - start


def of_the_rules(sent: list[str]) -> list[str]:
    """What fills the due days and inserts tasks and suppressions from them, with the one run they refer to."""
    wanted = ('INSERT INTO "task"', 'INSERT INTO "suppression"', 'INSERT INTO "queue_run"')
    return [each for each in sent if each.startswith(wanted) or "due_day" in each.split("SELECT")[0]]


def main() -> int:
    """Print the times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="1,000,000 vehicles and 3,000,000 orders")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    vehicles, orders = (1_000_000, 3_000_000) if given.million else (100_000, 300_000)
    with tempfile.TemporaryDirectory() as name:
        made = make(Path(name) / "dealer.db", vehicles, orders, DAYS)
        sent: list[str] = []
        night(_copy(made, "traced"), sent)
        statements, rounds = of_the_rules(sent), []
        for _ in range(given.rounds):
            path = _copy(made, "built")
            floor = plain(_copy(made, "plain"), statements)
            first, report = night(path)
            second, again = night(path)
            assert report.added
            assert not again.added
            rounds.append((floor, first, second))
    floor, first, second = (min(column) for column in zip(*rounds, strict=True))
    print(f"{vehicles:,} vehicles, {orders:,} orders, {report.added:,} tasks: plain SQL {floor:.2f} s   build "
          f"{first:.2f} s   ratio {first / floor:.2f} (budget {BUDGET})   second build {second:.2f} s")  # fmt: skip
    return 0 if first <= BUDGET * floor and second <= first * 1.1 else 1


def _copy(made: Path, name: str) -> Path:
    path = made.with_name(f"{name}.db")
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(made, path)
    return path


if __name__ == "__main__":
    raise SystemExit(main())
