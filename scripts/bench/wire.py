"""What a key costs: bytes at the terminal and over a real sshd, with and without compression, and the time to its echo.

python -m scripts.bench.wire [--keys 200] [--rounds 12]

At 120x36; the first column in true colour on a local terminal, the others as an SSH log-in has it (256 colours). Times
are from a key to the first byte that comes back, at rest and while another process commits all the time; beside them
those of a program that only echoes, in the same run, which tell what the machine itself made keys wait. The budgets are
design.md's (section 10), the time's beyond that echo's; exit code 1 where one does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tabulate import tabulate

from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.keys import add_key
from agentdesk.store.pins import set_pin
from agentdesk.store.tables import Person
from scripts.bench.dealer import AGENT, NOW
from scripts.bench.desk_start import queue_of
from scripts.bench.lines import Counted, Line
from tests.end_to_end.sshd import Sshd, running

TYPING, CURSOR, QUESTION, SCREEN, FIRST_BYTE_MS = 300, 700, 4_000, 12_000, 33.0
IDLE_SECONDS = 5
DOWN, ESC, ENTER = "j", "\x1b", "\r"
BUDGETS = {"cursor": CURSOR, "typing": TYPING, "next question": QUESTION, "other screen": SCREEN, "idle a second": 0}
# Commits without a pause, each a transaction of some milliseconds, as many desks and an import would together.
WRITES = """
import sys, time, pysqlite3
db = pysqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
n = 0
while True:
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('bench', ?)", (n,))
    time.sleep(0.01)
    db.execute("COMMIT")
    n += 1
    time.sleep(0.002)
"""
CONTROL = "only an echo"
ECHO = """
import os, tty
tty.setraw(0)
os.write(1, "顾客1".encode())
while True:
    os.write(1, os.read(0, 64))
"""
Cost = tuple[float, float]  # bytes at the terminal, bytes on the wire


def main() -> int:
    """Measure the three lines and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=12)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = queue_of(Path(folder), 500)
        server = stack.enter_context(served(Path(folder), path))
        shutil.copyfile(path, path.with_suffix(".morning"))
        kinds: dict[str, Callable[[], Line]] = {
            "terminal": local, "ssh": lambda: remote(server), "ssh -C": lambda: remote(server, "-C"),
        }  # fmt: skip
        costs: dict[str, dict[str, Cost]] = {}
        times: dict[str, list[float]] = {}
        for name, start in kinds.items():
            with anew(path), start() as line:
                costs[name] = bytes_of(line, given.rounds)
        with Line([sys.executable, "-c", ECHO], {}) as line:
            times[CONTROL] = latency(line, given.keys)
        for name in ("terminal", "ssh"):
            with anew(path), kinds[name]() as line:
                times[name] = latency(line, given.keys)
            with anew(path), kinds[name]() as line, writing(path):
                times[f"{name}, others write"] = latency(line, given.keys)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if told(costs, times) else 1


@contextmanager
def anew(path: Path) -> Iterator[None]:
    """The database as it was in the morning: no call is open, nobody has a desk."""
    for companion in ("-wal", "-shm"):
        Path(f"{path}{companion}").unlink(missing_ok=True)
    shutil.copyfile(path.with_suffix(".morning"), path)
    yield


@contextmanager
def served(folder: Path, path: Path) -> Iterator[Sshd]:
    """A real sshd for the dealer's desk, and the agent's key."""
    os.environ |= {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    with running(folder / "sshd", NOW) as server:
        public = server.key("agent").with_suffix(".pub").read_text(encoding="utf-8")
        open_database(str(path))
        person = Person.get(Person.name == AGENT)
        add_key(SYSTEM, person, public)
        set_pin(actor_of(person, "ssh"), "4071")
        close_database()
        yield server


def local() -> Line:
    """The desk on this machine's own terminal."""
    return Line([sys.executable, "-m", "agentdesk", "--as", AGENT, "desk"], {"COLORTERM": "truecolor"})


def remote(server: Sshd, *options: str) -> Line:
    """The desk over SSH, through a port that counts."""
    wire = Counted(server.port)
    command = [*server.client("agent", "-tt", *options), server.host]
    command[command.index("-p") + 1] = str(wire.port)
    return Line(command, {}, wire)


def bytes_of(line: Line, rounds: int) -> dict[str, Cost]:
    """The median bytes of each deed, at the terminal and on the wire."""
    found: dict[str, Cost] = {"start": line.opened("顾客1")}
    found["cursor"] = _median([line.press(DOWN) for _ in range(rounds)])
    for key in ("/", "q", "q", "q"):
        line.press(key)
    found["typing"] = _median([line.press(key) for key in "xyzabcxyzabc"[:rounds]])
    found["idle a second"] = _each(line.idle(IDLE_SECONDS), IDLE_SECONDS)
    for key in (ESC, ESC):
        line.press(key)
    opened = []
    for _ in range(4):
        opened.append(line.press("?"))
        line.press(ESC)
    found["other screen"] = _median(opened)
    for key in (ENTER, "1", "1", ENTER):
        line.press(key)
    found["next question"] = _median([line.press("1") for _ in range(5)])
    return found


def latency(line: Line, keys: int) -> list[float]:
    """Milliseconds from a key to its first byte, at a person's pace: half of them cursor moves, half typing."""
    line.opened("顾客1")
    chance = random.Random(7)
    found = []
    for part in ([DOWN] * (keys // 2), ["/", *"q" * (keys // 2)]):
        for key in part:
            time.sleep(chance.uniform(0.03, 0.08))
            line.rest(0.03)
            found.append(line.first_byte(key) * 1000)
    return found


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Another process that commits all the time."""
    with subprocess.Popen([sys.executable, "-c", WRITES, str(path)]) as writer:
        try:
            yield
        finally:
            writer.kill()


def told(costs: dict[str, dict[str, Cost]], times: dict[str, list[float]]) -> bool:
    """Print both tables; whether every budget holds."""
    rows, good = [], True
    for what in ("start", "cursor", "typing", "next question", "other screen", "idle a second"):
        at_terminal, plain, packed = costs["terminal"][what][0], costs["ssh"][what], costs["ssh -C"][what]
        budget = BUDGETS.get(what)
        held = budget is None or at_terminal <= budget
        good &= held
        rows.append([what, budget, *map(round, (at_terminal, plain[0], plain[1], packed[1])), "" if held else "OVER"])
    print(tabulate(rows, ["bytes", "budget", "terminal", "terminal, ssh", "wire", "wire -C", ""], intfmt=","))
    rows = []
    for what, found in times.items():
        p50, p99 = statistics.median(found), _p99(found)
        held = p99 <= FIRST_BYTE_MS + _p99(times[CONTROL])
        good &= held
        rows.append([what, FIRST_BYTE_MS, p50, p99, max(found), len(found), "" if held else "OVER"])
    print(tabulate(rows, ["ms to the first byte", "budget p99", "p50", "p99", "max", "keys", ""], floatfmt=".1f"))
    return good


def _p99(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.99)]


def _median(found: list[tuple[int, int]]) -> Cost:
    at_terminal, on_wire = zip(*found, strict=True)
    return statistics.median(at_terminal), statistics.median(on_wire)


def _each(found: tuple[int, int], parts: int) -> Cost:
    return found[0] / parts, found[1] / parts


if __name__ == "__main__":
    raise SystemExit(main())
