"""The first useful paint of a desk with 500 tasks, beside a bare Textual app with one line (design.md section 10).

python -m scripts.bench.desk_start [--rounds 7]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from datetime import datetime
from pathlib import Path

from agentdesk.common import clock
from agentdesk.queue.build import build
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from scripts.bench.dealer import AGENT, NOW, TODAY, make
from scripts.bench.on_a_terminal import OnATerminal

BUDGET = 1.5
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("a bare app")
Bare().run()
"""
# peewee imports the driver of PostgreSQL wherever it is installed, as for the tests; a desk on SQLite has none.
DESK = """
import sys
sys.modules["psycopg"] = sys.modules["psycopg2"] = None
from agentdesk.cli import main
sys.exit(main(sys.argv[1:]))
"""


def queue_of(folder: Path, tasks: int) -> Path:
    """A database in which so many callbacks are due today."""
    path = make(folder / "desk.db", tasks, tasks, days=1)
    open_database(str(path))
    with clock.travel(datetime.fromisoformat(NOW)):
        report = build(SYSTEM, TODAY)
    close_database()
    assert report.assigned >= tasks, report
    return path


def main() -> int:
    """Print both times and the median of the ratios of rounds run in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tasks", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = queue_of(Path(folder), given.tasks)
        settings = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
        found = []
        for place in range(given.rounds + 1):
            with OnATerminal(["-c", BARE]) as bare:
                floor = bare.until("a bare app")
            with OnATerminal(["-c", DESK, "--as", AGENT, "desk"], settings) as desk:
                paint = desk.until("顾客1")
            if place:  # the first round warms the caches of the disk
                found.append((floor, paint))
    ratio = statistics.median(paint / floor for floor, paint in found)
    floor, paint = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"bare app {floor * 1000:.0f} ms   desk of {given.tasks} tasks {paint * 1000:.0f} ms   "
          f"ratio {ratio:.2f} (budget {BUDGET})")  # fmt: skip
    return 0 if ratio <= BUDGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
