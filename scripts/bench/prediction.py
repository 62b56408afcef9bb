"""The night's predictions, beside a plain reading of the same rows with the driver (design.md section 10).

The floor reads every visit of every vehicle in the order of vehicles and does nothing with it. A first run predicts
everything; a second one must write nothing; a third follows a day on which one vehicle in two hundred was at the
workshop. Memory is the process's highest less what it had before, the longest turn is how long a desk would wait.

python -m scripts.bench.prediction [--million]
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pysqlite3

from agentdesk.queue.predicting import PredictionReport, predict_changed
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from scripts.bench.dealer import TODAY, make

DAYS = 1000  # over which the visits are spread
MOST_MIB = 60
MOST_TURN = 1.0  # seconds
_DRIVEN = """UPDATE repair_order SET
    opened_on = date(:today, '-' || ((id - 1) / :vehicles * 330 + id % 300 + 1) || ' days'),
    mileage_km = (1100 - ((id - 1) / :vehicles * 330 + id % 300 + 1)) * (20 + vehicle_id % 60)
        * CASE WHEN id % 500 = 0 THEN 10 ELSE 1 END"""
_DAY = """INSERT INTO repair_order (source_key, customer_id, vehicle_id, service_name, opened_on, completed_on, left_on,
        mileage_km, is_warranty, re_repair_of)
    SELECT 'N' || id, customer_id, id, '常规保养', :today, :today, :today, 1110 * (20 + id % 60), 0, ''
    FROM vehicle WHERE id % 200 = 0"""
_READ = """SELECT vehicle_id, COALESCE(opened_on, completed_on, left_on), mileage_km, service_name, advisor_id
    FROM repair_order ORDER BY vehicle_id"""


def run(path: Path) -> tuple[float, PredictionReport]:
    """One night's predictions: seconds and report."""
    open_database(str(path))
    start = time.perf_counter()
    report = predict_changed(SYSTEM, TODAY)
    seconds = time.perf_counter() - start
    close_database()
    return seconds, report


def floor(path: Path) -> float:
    """Read the visits vehicle by vehicle, streamed."""
    with closing(pysqlite3.connect(str(path))) as opened:
        start = time.perf_counter()
        for _vehicle, visits in groupby(opened.execute(_READ), key=itemgetter(0)):
            list(visits)
        return time.perf_counter() - start


def measured(work: Callable[[Path], Any], path: Path) -> tuple[Any, float]:
    """The result of a piece of work in a process of its own, and by how many MiB that grew."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_grown, (work, path))


def _grown(work: Callable[[Path], Any], path: Path) -> tuple[Any, float]:
    before = _highest()
    result = work(path)
    return result, (_highest() - before) / 1024


def _highest() -> int:
    """The most memory this process has had, in KiB; the kernel's other figure is handed down by the parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def sql(path: Path, vehicles: int, *statements: str) -> None:
    """Carry out statements of the bench's own."""
    with closing(pysqlite3.connect(str(path))) as opened, opened:
        for statement in statements:
            opened.execute(statement, {"today": TODAY.isoformat(), "vehicles": vehicles})


def main() -> int:
    """Print times, ratios and memory; 1 where a budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="1,000,000 vehicles and 3,000,000 visits")
    given = parser.parse_args()
    vehicles, orders = (1_000_000, 3_000_000) if given.million else (100_000, 300_000)
    with tempfile.TemporaryDirectory() as name:
        path = make(Path(name) / "dealer.db", vehicles, orders, DAYS)
        sql(path, vehicles, _DRIVEN, "UPDATE vehicle SET next_service_on = NULL")
        reading, plain_grew = measured(floor, path)
        print(f"{vehicles:,} vehicles, {orders:,} visits; plain reading {reading:.2f} s, {plain_grew:.0f} MiB")
        failed = False
        for title, before in (("first", ""), ("second", ""), ("a day later", _DAY)):
            sql(path, vehicles, *filter(None, [before]))
            (seconds, report), grew = measured(run, path)
            wrong = grew > MOST_MIB or report.longest_change > MOST_TURN or (title == "second" and report.predicted)
            failed = failed or wrong
            print(f"{title:>12}: {seconds:.2f} s   ratio {seconds / reading:.2f}   predicted {report.predicted:,}   "
                  f"new days {report.dated:,}   findings {report.findings:,}   {grew:.0f} MiB   "
                  f"longest turn {report.longest_change:.2f} s{'   MISSED' if wrong else ''}")  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
