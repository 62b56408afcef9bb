"""The first useful paint of the supervisor's board of 10,000 open complaints, beside a bare Textual app (design.md 10).

python -m scripts.bench.complaint_board [--rounds 7] [--complaints 10000]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pysqlite3

from agentdesk.common import clock
from agentdesk.complaints.derive import Event, standing
from agentdesk.complaints.workflow import DERIVED
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person
from scripts.bench.dealer import NOW, make
from scripts.bench.desk_start import BARE, BUDGET, DESK
from scripts.bench.on_a_terminal import ROOT, OnATerminal

SUPERVISOR = "方慧"
# The board as the first screen of a desk, as an agent's is the queue.
BOARD = """
import sys
sys.modules["psycopg"] = sys.modules["psycopg2"] = None
from agentdesk.cli import main
from agentdesk.tui import run
class Desk(run.AgentDesk):
    def __init__(self, actor, first):
        super().__init__(actor, "complaint_board")
    def get_default_screen(self):
        from agentdesk.tui.screens.complaint_board import ComplaintBoard
        return ComplaintBoard(self.actor)
run.AgentDesk = Desk
sys.exit(main(sys.argv[1:]))
"""
# Eight steps in the order of the handling; a complaint has had the first few of them.
WAY = ("raised", "acknowledged", "assessed", "accepted", "contacted", "noted", "proposed", "special_requested")


def board_of(path: Path, complaints: int) -> Path:
    """A dealer with so many open complaints of eight events each, one in forty before anybody has accepted it."""
    make(path, complaints, complaints, days=30)
    open_database(str(path))
    with clock.travel(datetime(2026, 1, 5, 9)):
        add_person(SYSTEM, "M001", SUPERVISOR, role="supervisor", position="care_manager")
    close_database()
    with closing(pysqlite3.connect(str(path))) as opened, opened:
        (responsible,) = opened.execute("SELECT id FROM person WHERE name = ?", (SUPERVISOR,)).fetchone()
        for number in range(1, complaints + 1):
            _add(opened, number, responsible)
        opened.execute("ANALYZE")
    return path


def _add(opened: pysqlite3.Connection, number: int, responsible: int) -> None:
    raised_at = datetime.fromisoformat(NOW) - timedelta(minutes=number * 7)
    events = list(_history(number, raised_at, responsible))
    found = standing(events)
    columns = {name: _stored(getattr(found, name)) for name in DERIVED}
    facts = {
        "id": number, "no": f"T-{number:04d}", "customer_id": number, "vehicle_id": number, "question": "",
        "origin": "callback", "subject": "service", "words": f"第 {number} 位客户说，到店十分钟都没人理",
        "remedy_sought": "道歉", "raised_at": _stored(raised_at), "raised_on": raised_at.date().isoformat(),
    }  # fmt: skip
    row = facts | columns
    marks = ", ".join("?" * len(row))
    opened.execute(f"INSERT INTO complaint ({', '.join(row)}) VALUES ({marks})", [*row.values()])
    opened.executemany(
        "INSERT INTO complaint_event (complaint_id, kind, at, note, data) VALUES (?, ?, ?, ?, ?)",
        [(number, each.kind, _stored(each.at), "", json.dumps(dict(each.data))) for each in events],
    )


def _history(number: int, raised_at: datetime, responsible: int) -> Iterator[Event]:
    due = {"acknowledge_by": 2, "plan_by": 24, "solve_by": 72}
    deadlines = {name: (raised_at + timedelta(hours=hours)).isoformat() for name, hours in due.items()}
    severity = ("ordinary", "escalated", "major")[number % 3]
    yield Event(WAY[0], raised_at, {"severity": severity, "responsible_id": responsible, "deadlines": deadlines})
    steps = WAY[1:] if number % 40 else ("noted",) * 7
    for place, kind in enumerate(steps[: 7 if number % 20 == 0 or number % 11 == 0 else 6], 1):
        yield Event(kind, raised_at + timedelta(minutes=place), {"goodwill_cents": 5000} if "special" in kind else {})
    if number % 11 and number % 20:
        yield Event("noted", raised_at + timedelta(minutes=9))


def _stored(value: object) -> object:
    return value.isoformat(" ") if isinstance(value, datetime) else value


def main() -> int:
    """Print the times, and the median of the ratios of rounds run in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--complaints", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = board_of(Path(folder) / "desk.db", given.complaints)
        settings = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
        found = []
        for place in range(given.rounds + 1):
            with OnATerminal(["-c", BARE]) as bare:
                floor = bare.until("a bare app")
            with OnATerminal(["-c", BOARD, "--as", SUPERVISOR, "desk"], settings) as desk:
                board = desk.until("T-")
            with OnATerminal(["-c", DESK, "--as", SUPERVISOR, "desk"], settings) as desk:
                desk.until("T-")
                desk.press("c")
                opened = desk.until("抱怨看板", "全部未结")
            if place:  # the first round warms the caches of the disk
                found.append((floor, board, opened))
        listed = _time(["complaint", "list", "--json"], settings), _time(["--help"], settings)
    ratio = statistics.median(board / floor for floor, board, _opened in found)
    floor, board, opened = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"bare app {floor * 1000:.0f} ms   board of {given.complaints} complaints {board * 1000:.0f} ms   "
          f"ratio {ratio:.2f} (budget {BUDGET})   from the scoreboard {opened * 1000:.0f} ms   "
          f"complaint list --json {listed[0] * 1000:.0f} ms, --help {listed[1] * 1000:.0f} ms")  # fmt: skip
    return 0 if ratio <= BUDGET else 1


def _time(arguments: list[str], settings: dict[str, str]) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "agentdesk", "--as", SUPERVISOR, *arguments]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
