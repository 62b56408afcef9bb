"""The scoreboard over 5,000,000 dialled numbers of fourteen months, beside the same answers in plain SQL.

Each case is run in turn with literal SQL text that gives the same numbers, sent by the driver on a connection of its
own with the same cache: for the day by agent what the agents' lists, calls and promises say, for an indicator its
numerator and denominator over the period, for a trend the same by month. The plain SQL counts everything each time, and
knows neither intervals, targets nor closed days. The ratio is the median of some rounds; below 1 closed days pay off.
Beside our time stands what of it the processor worked, which a busy machine does not change.

Told beside it, without plain SQL: the first storing of all closed days, a night's, and all indicators of a month with
closed days and without.

python -m scripts.bench.scoreboard [--attempts 5000000] [--rounds 9] [--database FILE]

--database keeps the file, 2.7 GB for 5,000,000, and uses it where it is there already.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pysqlite3

from agentdesk.common import clock
from agentdesk.scoreboard import figures, rolling, trend
from agentdesk.scoreboard.today import agents_today, total
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import PRAGMAS, close_database, open_database
from agentdesk.store.tables import RolledDay, database
from scripts.bench.dealer import NOW, TODAY
from scripts.bench.history import history

BUDGETS = {"today by agent": 10.0, "trend": 100.0}  # milliseconds on a quiet machine (design.md section 10)
MONTH = (TODAY.replace(day=1), TODAY)
TREND = (date(2025, 11, 1), TODAY)
OURS = "channel = 'phone' AND owner_role IN ('callback_agent', 'care_manager')"
CATALOGUE = "JOIN kind ON kind.id = kind_id JOIN outcome ON outcome.playbook_id = kind.playbook_id AND outcome.code = "
CATALOGUE += "disposition"
WORKED = "(level = 'attempt' OR aapor_class IN ('I', 'P', 'R', 'NC', 'O'))"
DAY = (
    f"""SELECT agent_id, COUNT(*) FROM task WHERE state = 'open' AND {OURS} AND due_effective <= :today AND
        expires_on >= :today AND (next_at IS NULL OR next_at < '2026-11-20 16:00:00') GROUP BY agent_id""",
    f"""SELECT agent_id, COUNT(*), SUM(closed_on <= latest_on), SUM(aapor_class = 'I') FROM task {CATALOGUE}
        WHERE closed_on = :today AND task.{OURS.replace("owner_role", "task.owner_role")} AND {WORKED}
        GROUP BY agent_id""",
    """SELECT person_id, COUNT(*) FROM attempt WHERE work_date = :today AND contacted AND outcome <> 'undone'
        GROUP BY person_id""",
    """SELECT person_id, COUNT(*) FROM promise WHERE work_date = :today AND ended_how NOT IN ('withdrawn', 'moved')
        GROUP BY person_id""",
    """SELECT raised_by_id, COUNT(*) FROM complaint WHERE raised_on = :today AND +merged_into_id IS NULL
        GROUP BY raised_by_id""",
    "SELECT person_id, COUNT(*) FROM skip WHERE work_date = :today GROUP BY person_id",
    """SELECT person_id, COUNT(*) FROM promise WHERE ended_at IS NULL AND promised_at < '2026-11-20 01:27:00'
        GROUP BY person_id""",
    "SELECT id, name FROM person WHERE active AND position = 'callback_agent' ORDER BY name",
)  # fmt: skip
# Numerator and denominator by month; over one month that is the indicator's figure.
INDICATORS = {
    "KP-01": f"""SELECT substr(latest_on, 1, 7), SUM(state = 'closed' AND {WORKED} AND closed_on <= latest_on), COUNT(*)
        FROM task JOIN kind ON kind.id = kind_id LEFT JOIN outcome ON outcome.playbook_id = kind.playbook_id AND
        outcome.code = disposition WHERE latest_on BETWEEN :first AND :last AND
        (state = 'closed' OR latest_on < :today) AND task.owner_role IN ('callback_agent', 'care_manager') AND
        kind_code IN ('CB-01', 'CB-02', 'CB-03', 'CB-04', 'CB-09', 'CB-21', 'CB-10', 'CB-11', 'CB-12')
        GROUP BY 1 ORDER BY 1""",
    "KP-02": f"""SELECT substr(day, 1, 7), SUM(complete), COUNT(*) FROM (SELECT date(left_on, '1 day') AS day, EXISTS
        (SELECT 1 FROM task {CATALOGUE} WHERE subject = 'repair_order' AND subject_id = repair_order.id AND
        kind_code = 'CB-01' AND state = 'closed' AND aapor_class = 'I') AS complete FROM repair_order
        WHERE left_on BETWEEN date(:first, '-1 day') AND date(:last, '-1 day') AND (left_on < date(:today, '-1 day') OR
        EXISTS (SELECT 1 FROM task WHERE subject = 'repair_order' AND subject_id = repair_order.id AND
        kind_code = 'CB-01' AND state = 'closed'))) GROUP BY 1 ORDER BY 1""",
    "RPC": """SELECT substr(work_date, 1, 7), SUM(contacted), COUNT(*) FROM attempt
        WHERE work_date BETWEEN :first AND :last AND outcome <> 'undone' GROUP BY 1 ORDER BY 1""",
}  # fmt: skip


class Case(NamedTuple):
    """The same answer in two ways."""

    name: str
    ours: Callable[[], Any]
    plain: Callable[[], Any]
    same: Callable[[Any, Any], bool]


def cases(opened: pysqlite3.Connection) -> list[Case]:
    """The day, three indicators of the month under way, and their thirteen months."""

    def asked(sql: str, first: date = TODAY, last: date = TODAY) -> list[tuple[Any, ...]]:
        values = {"first": first.isoformat(), "last": last.isoformat(), "today": TODAY.isoformat()}
        rows: list[tuple[Any, ...]] = opened.execute(sql, values).fetchall()
        return rows

    found = [Case("today by agent", lambda: agents_today(TODAY), lambda: [asked(sql) for sql in DAY], _same_day)]
    for code, sql in INDICATORS.items():
        found += [
            Case(f"month {code}", lambda code=code: [figures.figure(code, *MONTH)],  # type: ignore[misc]
                 lambda sql=sql: asked(sql, *MONTH), _same_figures),  # type: ignore[misc]
            Case(f"trend {code}", lambda code=code: [row.figure for row in trend.months(code, TODAY)],  # type: ignore[misc]
                 lambda sql=sql: asked(sql, *TREND), _same_figures),  # type: ignore[misc]
        ]  # fmt: skip
    return found


def _same_day(ours: Any, plain: Any) -> bool:
    everybody = total(ours)
    still, finished, reached, promises, _complaints, skipped, missed, _people = plain
    done, on_time, completed = (sum(row[place] for row in finished) for place in (1, 2, 3))
    counts = [sum(number for _id, number in rows) for rows in (still, reached, promises, skipped, missed)]
    return (everybody.due, everybody.done, everybody.on_time, everybody.completed) == (
        counts[0] + done, done, on_time, completed,
    ) and [everybody.reached, everybody.promises, everybody.skipped, everybody.missed] == counts[1:]  # fmt: skip


def _same_figures(ours: Any, plain: Any) -> bool:
    return [(row.numerator, row.denominator) for row in ours] == [row[1:] for row in plain]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and the answer."""
    began = time.perf_counter()
    answer = work()
    return (time.perf_counter() - began) * 1000, answer


def compare(case: Case, rounds: int) -> None:
    """Print the medians of both and that of the ratios; both warm their caches first."""
    if not case.same(case.ours(), case.plain()):
        raise SystemExit(f"{case.name}: plain SQL gives another answer")
    turns = []
    for _ in range(rounds):
        worked = time.process_time()
        ours, _answer = timed(case.ours)
        worked = (time.process_time() - worked) * 1000
        turns.append((ours, worked, timed(case.plain)[0]))
    ours, worked, plain = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(one / other for one, _worked, other in turns)
    budget = next((f"   (budget {ms:g} ms)" for name, ms in BUDGETS.items() if case.name.startswith(name)), "")
    print(
        f"{case.name:16} ours {ours:8.1f} ms, worked {worked:7.1f} ms   plain SQL {plain:9.1f} ms   "
        f"ratio {ratio:7.3f}{budget}",
        flush=True,
    )


def around(rounds: int) -> None:
    """Print what storing closed days costs, and what all indicators of a month do with them and without."""
    yesterday = RolledDay.day == TODAY - timedelta(days=1)
    RolledDay.delete().where(yesterday).execute()
    night, done = timed(lambda: rolling.roll_up(SYSTEM))
    print(f"a night's storing: {done.stored} grounds of a day in {night / 1000:.1f} s")
    kept = statistics.median(timed(lambda: figures.all_figures(*MONTH))[0] for _ in range(rounds))
    board = statistics.median(timed(lambda: figures.figures(*MONTH))[0] for _ in range(rounds))
    with database.atomic() as whole:
        RolledDay.delete().execute()
        counted, _answer = timed(lambda: figures.all_figures(*MONTH))
        whole.rollback()
    print(f"all indicators of the month: {kept:.0f} ms with closed days, {counted:.0f} ms counted, "
          f"ratio {kept / counted:.3f}; those of the scoreboard {board:.0f} ms")  # fmt: skip


def bench(path: Path, attempts: int, rounds: int) -> None:
    """Make the file where it is missing, store the closed days, and print every case."""
    if not path.exists():
        print(f"making {attempts} attempts ...", file=sys.stderr)
        history(path, attempts)
    open_database(str(path))
    with clock.travel(datetime.fromisoformat(NOW)), closing(pysqlite3.connect(str(path))) as opened:
        opened.execute(f"PRAGMA cache_size = {PRAGMAS['cache_size']}")
        first, done = timed(lambda: rolling.roll_up(SYSTEM))
        print(f"closed days: {done.stored} stored in {first / 1000:.0f} s")
        for case in cases(opened):
            compare(case, rounds)
        around(min(rounds, 5))
    close_database()


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--database", type=Path)
    given = parser.parse_args()
    if given.database:
        bench(given.database, given.attempts, given.rounds)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        bench(Path(folder) / "history.db", given.attempts, given.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
