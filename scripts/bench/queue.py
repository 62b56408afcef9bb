"""The night's build at three sizes, beside the same work in plain SQL on a copy of the database (design.md section 10).

The plain SQL is one INSERT .. SELECT of tasks and one of what is held back for each schedule, each a transaction, with
nothing around it: no audit, no sharing out, no counting, no care for the desks. The build runs in a process of its own,
so that its memory can be measured; meanwhile a third process asks for the write lock without waiting, and notes how
long it was held. A second build must add nothing and cost no more than the first.

The ratio is that of the rules, which is the same work; what else a night does (predicting maintenance, closing, sharing
out) is told beside it. The lock is watched on another copy, since asking for it a thousand times a second costs time.

python -m scripts.bench.queue [--sizes 10000,100000,1000000] [--rounds 3] [--quarter]

--quarter builds the first day of a quarter, on which a newsletter is due for every customer.
"""

from __future__ import annotations

import argparse
import json
import select
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pysqlite3
from peewee import EXCLUDED, Value, fn

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.queue import quota, staging
from agentdesk.queue.build import build
from agentdesk.queue.dates import due_days
from agentdesk.queue.due_rows import fill_days, make_room
from agentdesk.queue.predicting import predict_changed
from agentdesk.queue.rules import dedupe_key
from agentdesk.queue.sources import has_source, source
from agentdesk.queue.suppression import quiet, reason_code, reason_detail
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Customer, Kind, QueueRun, Suppression, Task
from scripts.bench.dealer import TODAY, make

BUDGET, LOCK, MEMORY = 1.5, 1.0, 200.0  # times plain SQL, seconds, MiB
ORDERS, DAYS = 3, 1000  # orders to a vehicle, and the days over which they are spread
QUARTER = date(2026, 10, 1)


def night(path: Path, day: date) -> dict[str, Any]:
    """One build in this process: its seconds, its report, and how much memory it took beyond what was there before."""
    open_database(str(path))
    Path("/proc/self/clear_refs").write_text("5")  # a new process starts with the peak of the one that made it
    before = _memory()
    with clock.travel(datetime(day.year, day.month, day.day, 3)):
        start = time.perf_counter()
        report = build(SYSTEM, day)
        seconds = time.perf_counter() - start
    close_database()
    return {
        "seconds": seconds, "added": report.added, "assigned": report.assigned, "memory": _memory() - before,
        "longest_change": report.longest_change, "phases": report.phases,
    }  # fmt: skip


def _memory() -> float:
    """The greatest resident memory of this process since it was last reset, in MiB (Linux)."""
    (line,) = (row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def predicted(path: Path, day: date) -> float:
    """Predict the maintenance of every vehicle, which a night does for those with a new history only; seconds."""
    open_database(str(path))
    with clock.travel(datetime(day.year, day.month, day.day, 1)):
        start = time.perf_counter()
        predict_changed(SYSTEM, day)
        seconds = time.perf_counter() - start
    close_database()
    return seconds


def plain(path: Path, day: date) -> tuple[float, int]:
    """The same tasks and suppressions as one plain INSERT .. SELECT each; seconds, and how many tasks it made.

    It knows no coverage (CB-23): where a playbook asks for a part of the calls only, it makes more tasks.
    """
    opened = open_database(str(path))
    seconds, added = 0.0, 0
    with clock.travel(datetime(day.year, day.month, day.day, 3)):
        run = staging.Run(QueueRun.create(work_date=day, started_at=clock.now()).id, day, clock.now())
        playbook, opening = current.current(day), current.calendar(day)
        kinds = {kind.code: kind.id for kind in Kind.select(Kind.code, Kind.id)}
        make_room()
        for step in filter(has_source, playbook.steps()):
            days = due_days(step, day, opening, playbook.head.settings.leap_birthday)
            if not days:
                continue
            months = quota.months(step, day, days, opening)
            fill_days(days, quiet(day, playbook.head.settings))
            if months:
                staging.draw(step, months)  # a share is no work of a plain statement
            statements = _tasks(step), _suppressions(step)
            start = time.perf_counter()
            with opened.atomic():
                added += statements[0].run(kinds[step.kind.code], run.id, run.at)
                statements[1].run(kinds[step.kind.code], run.id, run.day)
            seconds += time.perf_counter() - start
    close_database()
    return seconds, added


def _tasks(step: Step) -> Any:
    @prepared
    def insert(kind_id: Any, run_id: Any, at: Any) -> Any:
        found = source(step)
        found_columns = staging.columns_of(step, kind_id, found)
        columns = {getattr(Task, column.name): value for column, value in found_columns.items()}
        columns |= {
            Task.run: run_id, Task.created_at: at, Task.state: Value("open"), Task.disposition: Value(""),
            Task.attempts: Value(0), Task.last_outcome: Value(""),
        }  # fmt: skip
        rows = found.query.select(*columns.values()).where(reason_code(step, found).is_null())
        once = [Task.dedupe_key]
        return Task.insert_from(rows, list(columns)).on_conflict(action="nothing", conflict_target=once).as_rowcount()

    return insert


def _suppressions(step: Step) -> Any:
    @prepared
    def insert(_kind_id: Any, run_id: Any, day: Any) -> Any:
        found = source(step)
        reason, key, task = reason_code(step, found), dedupe_key(step, found), Task.alias()
        columns = {
            Suppression.run: run_id, Suppression.work_date: day, Suppression.last_on: day,
            Suppression.kind_code: Value(step.kind.code), Suppression.dedupe_key: key,
            Suppression.customer: Customer.id, Suppression.reason: reason,
            Suppression.detail: reason_detail(step, found),
        }  # fmt: skip
        queued = fn.EXISTS(task.select(Value(1)).where(task.dedupe_key == key))
        rows = found.query.select(*columns.values()).where(reason.is_null(False) & ~queued).distinct()
        return (
            Suppression.insert_from(rows, list(columns))
            .on_conflict(
                conflict_target=[Suppression.dedupe_key, Suppression.reason],
                update={Suppression.last_on: EXCLUDED.last_on, Suppression.detail: EXCLUDED.detail},
                where=Suppression.last_on < EXCLUDED.last_on,
            )
            .as_rowcount()
        )

    return insert


def watch(path: Path) -> float:
    """Ask for the write lock a thousand times a second until stdin closes; the longest time it was not to be had.

    It gives the lock back at once, so it costs the build almost nothing; each asking is one of a desk that cannot wait.
    """
    longest, since = 0.0, None
    with closing(pysqlite3.connect(str(path), isolation_level=None, timeout=0)) as opened:
        print("ready", flush=True)
        while not select.select([sys.stdin], [], [], 0)[0]:
            now = time.perf_counter()
            try:
                opened.execute("BEGIN IMMEDIATE")
                opened.execute("ROLLBACK")
            except pysqlite3.OperationalError:
                since = since or now
                longest = max(longest, time.perf_counter() - since)
            else:
                longest = max(longest, time.perf_counter() - since) if since else longest
                since = None
            time.sleep(0.001)
    return longest


def child(*arguments: object) -> list[str]:
    """The command of this module in another process."""
    return [sys.executable, "-m", "scripts.bench.queue", *map(str, arguments)]


def measured(path: Path, day: date) -> dict[str, Any]:
    """A build in a process of its own."""
    done = subprocess.run(child("--night", path, "--day", day), check=True, capture_output=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def locked(path: Path, day: date) -> float:
    """The longest time for which a build holds the write lock, as another process sees it."""
    watcher = subprocess.Popen(child("--watch", path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    assert watcher.stdin
    assert watcher.stdout
    watcher.stdout.readline()
    measured(path, day)
    watcher.stdin.close()
    longest = float(watcher.stdout.read())
    watcher.wait()
    return longest


def bench(made: Path, day: date, rounds: int) -> tuple[tuple[float, int], dict[str, Any], dict[str, Any]]:
    """Plain seconds and tasks, a first and a second build: the fastest of some rounds; locks and memory the worst."""
    plains, firsts, seconds = [], [], []
    for _ in range(rounds):
        plains.append(plain(_copy(made, "plain"), day))
        path = _copy(made, "built")
        firsts.append(measured(path, day))
        seconds.append(measured(path, day))
        assert firsts[-1]["added"]
        assert not seconds[-1]["added"]
        firsts[-1]["locked"] = locked(_copy(made, "watched"), day)
    return min(plains), _worst(firsts), _worst(seconds)


def _shown(found: dict[str, Any]) -> str:
    return " ".join(f"{name} {seconds:.2f}" for name, seconds in found["phases"].items())


def _worst(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    fastest = min(rounds, key=lambda found: found["seconds"])
    worst = {name: max(found.get(name, 0) for found in rounds) for name in ("locked", "memory", "longest_change")}
    same_work = min(found["phases"]["rules"] for found in rounds)
    return fastest | worst | {"same_work": same_work}


def _copy(made: Path, name: str) -> Path:
    path = made.with_name(f"{name}.db")
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(made, path)
    return path


def report(sizes: list[int], day: date, rounds: int, folder: Path | None) -> int:
    """Make a dealer of each size, measure, print; 1 where a budget is broken."""
    broken, before = False, 0.0
    for vehicles in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            made = make(Path(name) / "dealer.db", vehicles, ORDERS * vehicles, DAYS)
            first_prediction = predicted(made, day)
            (floor, floor_added), first, second = bench(made, day, rounds)
        each = first["same_work"] / first["added"] * 1e6
        growth = f"   {each / before:.2f}x the time a task of the size before" if before else ""
        before = each
        print(f"{vehicles:,} vehicles, {ORDERS * vehicles:,} orders, {first['added']:,} tasks: "
              f"plain SQL {floor:.2f} s for {floor_added:,}   the same by the build {first['same_work']:.2f} s   ratio "
              f"{first['same_work'] / floor:.2f} (budget {BUDGET})   a second time {second['same_work']:.2f} s, "
              f"{second['added']} added\n"
              f"    the whole night: {first['seconds']:.2f} s ({first['seconds'] / floor:.2f}), "
              f"again {second['seconds']:.2f} s\n"
              f"    {each:.0f} µs a task{growth}   lock held at most {first['locked']:.3f} s "
              f"(its longest change {first['longest_change']:.3f} s; budget {LOCK:.0f})   "
              f"memory +{first['memory']:.0f} MiB (budget {MEMORY:.0f})   "
              f"phases {_shown(first)}, again {_shown(second)}\n"
              f"    before it, once: all maintenance predicted in {first_prediction:.0f} s", flush=True)  # fmt: skip
        broken |= second["seconds"] > 1.1 * first["seconds"] or first["locked"] > LOCK or first["memory"] > MEMORY
        broken |= vehicles == max(sizes) and first["same_work"] > BUDGET * floor
    return int(broken)


def main() -> int:
    """Print the times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="numbers of vehicles, smallest first")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quarter", action="store_true", help="the first day of a quarter")
    parser.add_argument("--folder", type=Path, help="where the databases are made")
    parser.add_argument("--night", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--day", type=date.fromisoformat, help=argparse.SUPPRESS)
    parser.add_argument("--watch", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.night:
        print(json.dumps(night(given.night, given.day)))
        return 0
    if given.watch:
        with suppress(KeyboardInterrupt):
            print(watch(given.watch))
        return 0
    sizes = [int(size) for size in given.sizes.split(",")]
    return report(sizes, QUARTER if given.quarter else TODAY, given.rounds, given.folder)


if __name__ == "__main__":
    raise SystemExit(main())
