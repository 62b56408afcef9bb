"""The night's build at three sizes, beside the same work in plain SQL on a copy of the database (design.md section 10).

The night is `queue build` as cron runs it, in a process of its own: it predicts the maintenance of the cars that were
at the workshop that day (one in two hundred), closes what ended, applies every rule, shares the calls out among the
agents, counts, and keeps its manifest and its audit trail, all in short turns. A second build must add nothing and cost
no more than the first.

The floor leaves the same rows behind - predictions and service days, tasks, what is held back, and in whose list each
call stands - and does nothing else: literal SQL text, run by the driver in one process with the same pragmas and no
care for the desks. It is three steps, each timed from BEGIN to COMMIT.
- Predictions: one INSERT .. SELECT over those cars' visits and one UPDATE of the cars. It adds months to the last visit
  only: plain SQL knows no repeated median and no doubtful odometer.
- Rules: for each schedule one INSERT .. SELECT of tasks and one of what is held back, in one transaction. Which share
  of the calls a coverage wants (CB-23), and the days of each schedule, are worked out before the clock runs.
- Sharing out: the customers are dealt out in the order of the calls' weight (ROW_NUMBER modulo agents). It knows no
  capacities, skills and brands, nor who spoke with whom.

The ratio of the budget is that of the whole night and the whole floor, the fastest of some rounds in which both take
turns; beside it that of the rules alone, and of the whole night and the floor of the rules. Not in it: the first night
ever, on which the maintenance of all cars is predicted, is told beside the same floor for all cars. The lock is watched
on another copy by a third process that asks for it without waiting, since asking a thousand times a second costs time.

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
from typing import Any, NamedTuple

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
from agentdesk.store.database import PRAGMAS, close_database, open_database
from agentdesk.store.people import add_person
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Customer, Kind, QueueRun, Suppression, Task
from scripts.bench.dealer import TODAY, make

BUDGET, LOCK, MEMORY = 1.5, 1.0, 200.0  # times plain SQL, seconds, MiB
ORDERS, DAYS = 3, 1000  # orders to a vehicle, and the days over which they are spread
QUARTER = date(2026, 10, 1)
AGENTS = 20
PHASES = ("prediction", "closing", "rules", "sharing_out")
WRITING = ("BEGIN", "COMMIT", "CREATE", "ANALYZE", "INSERT", "DELETE", "UPDATE")
VISITS = """INSERT INTO repair_order (source_key, customer_id, vehicle_id, service_name, opened_on, is_warranty,
        re_repair_of)
    SELECT 'N' || id, customer_id, id, '常规保养', :day, 0, '' FROM vehicle WHERE id % 200 = 0"""
PREDICTIONS = (
    """INSERT INTO prediction (vehicle_id, basis, computed_on, serviced_on, due_on, next_on, due_by_time, method,
            confidence, readings, span_days, doubt, asked)
        SELECT vehicle_id, '', :day, MAX(COALESCE(opened_on, completed_on, left_on)),
            date(MAX(COALESCE(opened_on, completed_on, left_on)), '+6 months'),
            date(MAX(COALESCE(opened_on, completed_on, left_on)), '+6 months'),
            date(MAX(COALESCE(opened_on, completed_on, left_on)), '+6 months'), 'time', 'low', 0, 0, '', 0
        FROM history_change JOIN repair_order USING (vehicle_id) WHERE true GROUP BY vehicle_id
        ON CONFLICT (vehicle_id) DO UPDATE SET computed_on = excluded.computed_on, serviced_on = excluded.serviced_on,
            due_on = excluded.due_on, next_on = excluded.next_on, due_by_time = excluded.due_by_time""",
    """UPDATE vehicle SET next_service_on = prediction.next_on, service_from = prediction.serviced_on
        FROM history_change JOIN prediction USING (vehicle_id) WHERE vehicle.id = history_change.vehicle_id""",
    "DELETE FROM history_change",
)
_WAITING = "state = 'open' AND agent_id IS NULL AND owner_role = 'callback_agent' AND channel = 'phone' AND "
_WAITING += "due_effective <= :day"
SHARED_OUT = (
    "CREATE TEMP TABLE agent AS SELECT id, ROW_NUMBER() OVER (ORDER BY code) - 1 AS place FROM person "
    "WHERE position = 'callback_agent' AND active",
    "CREATE TEMP TABLE dealt (customer_id INTEGER PRIMARY KEY, agent_id INTEGER NOT NULL)",
    f"""INSERT INTO dealt SELECT customer_id, agent.id FROM (
            SELECT customer_id, (ROW_NUMBER() OVER (ORDER BY MAX(weight) DESC, MIN(latest_on), MIN(id)) - 1)
                % (SELECT COUNT(*) FROM agent) AS place FROM task WHERE {_WAITING} GROUP BY customer_id)
        JOIN agent USING (place)""",
    f"""UPDATE task SET agent_id = (SELECT agent_id FROM dealt WHERE dealt.customer_id = task.customer_id)
        WHERE {_WAITING}""",
)


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


def predicted(path: Path, day: date) -> tuple[float, float]:
    """Predict the maintenance of every vehicle: the floor's seconds on a copy, then ours."""
    with closing(pysqlite3.connect(str(_copy(path, "plain")), isolation_level=None)) as opened:
        floor = _timed(opened, ["BEGIN IMMEDIATE", *PREDICTIONS, "COMMIT"], day)
    open_database(str(path))
    with clock.travel(datetime(day.year, day.month, day.day, 1)):
        start = time.perf_counter()
        predict_changed(SYSTEM, day)
        seconds = time.perf_counter() - start
    close_database()
    return floor, seconds


def work_a_day(path: Path) -> None:
    """One car in two hundred was at the workshop today; the agents who are to share the calls are there."""
    open_database(str(path))
    for number in range(2, AGENTS + 1):
        add_person(SYSTEM, f"A{number:03d}", f"专员{number}")
    close_database()
    with closing(pysqlite3.connect(str(path))) as opened, opened:
        opened.execute(VISITS, {"day": TODAY.isoformat()})


def written(path: Path, day: date) -> list[str]:
    """The floor's rules as SQL text with their values in place, what is worked out before them included."""
    opened = open_database(str(path))
    sent: list[str] = []
    opened.connection().set_trace_callback(sent.append)
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
                staging.draw(step, months)
            with opened.atomic():
                _tasks(step).run(kinds[step.kind.code], run.id, run.at)
                _suppressions(step).run(kinds[step.kind.code], run.id, run.day)
    close_database()
    return [text for text in sent if text.startswith(WRITING)]


def plain(path: Path, rules: list[str], day: date) -> dict[str, float]:
    """Run the floor: seconds by step, and how many tasks it made and shared out."""
    with closing(pysqlite3.connect(str(path), isolation_level=None)) as opened:
        for name, value in PRAGMAS.items():
            opened.execute(f"PRAGMA {name} = {value}")
        found = {
            "prediction": _timed(opened, ["BEGIN IMMEDIATE", *PREDICTIONS, "COMMIT"], day),
            "rules": _timed(opened, rules, day),
            "sharing_out": _timed(opened, ["BEGIN IMMEDIATE", *SHARED_OUT, "COMMIT"], day),
        }
        (added, assigned) = opened.execute("SELECT COUNT(*), COUNT(agent_id) FILTER (WHERE owner_role = "
                                           "'callback_agent') FROM task").fetchone()  # fmt: skip
    return found | {"seconds": sum(found.values()), "added": added, "assigned": assigned}


def _timed(opened: Any, statements: list[str], day: date) -> float:
    """Run the statements in their order; the seconds within transactions."""
    seconds, begun = 0.0, None
    for statement in statements:
        start = time.perf_counter()
        opened.execute(statement, {"day": day.isoformat()} if ":day" in statement else {})
        begun = start if statement.startswith("BEGIN") else begun
        if statement == "COMMIT" and begun is not None:
            seconds, begun = seconds + time.perf_counter() - begun, None
    return seconds


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


class Measured(NamedTuple):
    """The floor, a first and a second build: the fastest of some rounds; locks and memory the worst."""

    floor: dict[str, float]
    first: dict[str, Any]
    second: dict[str, Any]


def bench(made: Path, day: date, rounds: int) -> Measured:
    """Measure in rounds, in which floor and builds take turns."""
    floors, firsts, seconds = [], [], []
    rules = written(_copy(made, "plain"), day)
    for _ in range(rounds):
        floors.append(plain(_copy(made, "plain"), rules, day))
        path = _copy(made, "built")
        firsts.append(measured(path, day))
        seconds.append(measured(path, day))
        assert firsts[-1]["added"] == floors[-1]["added"]
        assert firsts[-1]["assigned"] == floors[-1]["assigned"]
        assert not seconds[-1]["added"]
        firsts[-1]["locked"] = locked(_copy(made, "watched"), day)
    fastest = {name: min(floor[name] for floor in floors) for name in floors[0]}
    return Measured(fastest, _worst(firsts), _worst(seconds))


def _shown(phases: dict[str, float]) -> str:
    return " ".join(f"{name} {phases[name]:.2f}" for name in PHASES if name in phases)


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
            plain_first, predicted_first = predicted(made, day)
            work_a_day(made)
            floor, first, second = bench(made, day, rounds)
        each = first["seconds"] / first["added"] * 1e6
        growth = f"   {each / before:.2f}x the time a task of the size before" if before else ""
        before = each
        ratio = first["seconds"] / floor["seconds"]
        print(f"{vehicles:,} vehicles, {ORDERS * vehicles:,} orders, {first['added']:,} tasks: "
              f"plain SQL {floor['seconds']:.2f} s   the night {first['seconds']:.2f} s   ratio {ratio:.2f} "
              f"(budget {BUDGET})   a second time {second['seconds']:.2f} s, {second['added']} added\n"
              f"    the rules alone: {floor['rules']:.2f} s, {first['same_work']:.2f} s, ratio "
              f"{first['same_work'] / floor['rules']:.2f}   the night and the floor of the rules: ratio "
              f"{first['seconds'] / floor['rules']:.2f}\n"
              f"    {each:.0f} µs a task{growth}   lock held at most {first['locked']:.3f} s "
              f"(its longest change {first['longest_change']:.3f} s; budget {LOCK:.0f})   "
              f"memory +{first['memory']:.0f} MiB (budget {MEMORY:.0f})\n"
              f"    plain {_shown(floor)}\n    first {_shown(first['phases'])}\n    again {_shown(second['phases'])}\n"
              f"    before it, once: all maintenance predicted in {predicted_first:.0f} s, by plain SQL in "
              f"{plain_first:.1f} s", flush=True)  # fmt: skip
        broken |= second["seconds"] > 1.1 * first["seconds"] or first["locked"] > LOCK or first["memory"] > MEMORY
        broken |= vehicles == max(sizes) and ratio > BUDGET
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
