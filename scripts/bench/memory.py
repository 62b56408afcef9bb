"""What a desk holds in memory: after its start with 500 tasks, and after a thousand changes of the screen.

python -m scripts.bench.memory [--changes 1000]

In MiB, from /proc: resident (RSS), its share of what several processes map (PSS), its own alone (USS). Half of the
changes open and leave the help, the others a list beside the queue. The budget is design.md's (section 10): 45 MiB
resident, and no growth; a growth of 1 MiB over the thousand is noise of the allocator (terminal.md B4).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tabulate import tabulate

from scripts.bench.dealer import AGENT, NOW
from scripts.bench.desk_start import DESK, queue_of
from scripts.bench.lines import Line

BUDGET_MIB, GROWTH_MIB = 45.0, 1.0
SCREENS = ("?", "c", "p", "f")  # the help, the register, the reasons for a pause, the feedback
WARM = 40  # changes after which everything that is imported when it is used first has been


def main() -> int:
    """Print the table; exit code 1 where the budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = queue_of(Path(folder), 500)
        settings = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "COLORTERM": "truecolor"}
        rows = []
        with Line([sys.executable, "-c", DESK, "--as", AGENT, "desk"], settings) as desk:
            desk.opened("顾客1")
            rows.append(["after the start", *held(desk.process.pid)])
            done = 0
            for until in (WARM, given.changes // 2, given.changes):
                change(desk, until - done)
                done = until
                rows.append([f"after {done} changes", *held(desk.process.pid)])
    print(tabulate(rows, ["MiB", "RSS", "PSS", "USS"], floatfmt=".1f"))
    growth = rows[-1][3] - rows[1][3]
    print(f"growth of what is its own over {given.changes - WARM} changes: {growth:+.1f} MiB (budget {GROWTH_MIB}), "
          f"most resident {max(row[1] for row in rows):.1f} (budget {BUDGET_MIB}); "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    return 0 if growth <= GROWTH_MIB and max(row[1] for row in rows) <= BUDGET_MIB else 1


def change(desk: Line, count: int) -> None:
    """Open screens and leave them again; each of both is a change."""
    for number in range(count // 2):
        desk.turn(SCREENS[number % len(SCREENS)])
        desk.turn("\x1b")


def held(process: int) -> list[float]:
    """RSS, PSS and USS of a process in MiB."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    kib = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    own = kib["Private_Clean"] + kib["Private_Dirty"]
    return [kib["Rss"] / 1024, kib["Pss"] / 1024, own / 1024]


if __name__ == "__main__":
    raise SystemExit(main())
