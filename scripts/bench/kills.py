"""SIGKILL at random moments of many writers on one file: nothing that was acknowledged is missing, nothing is half.

The writers call, ask and decide without a pause, each a process of its own. What the store has acknowledged a writer
notes in a ledger, on the disk before it goes on. Whoever was killed is followed by another one who goes on with the
open call. At the end the database is asked for each line, looked through page by page, and its audit trail recounted.

python -m scripts.bench.kills [--writers 20] [--kills 1000] [--vehicles 5000]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import signal
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from agentdesk.store.checks import examine
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Contact, database
from scripts.bench.caller import Caller, Ledger, claimed_twice, lines, missing
from scripts.bench.dealer import NOW
from scripts.bench.desks_together import dealership

LIVES = (0.02, 2.5)  # seconds from the start of a writer to its end
DRAWN_OUT = 600.0  # seconds without an end of anybody's


class Writers:
    """One process an agent; each is killed at a moment of its own and followed by another."""

    def __init__(self, path: Path, folder: Path, codes: list[str], seed: int = 20261120) -> None:
        self._path, self._folder, self._codes = path, folder, codes
        self._chance = random.Random(seed)
        self._lives: Counter[str] = Counter()
        self._running: dict[int, tuple[str, float]] = {}  # process -> whose it is, and when it dies
        self.ended: list[int] = []  # of those who ended by themselves: an error

    @property
    def ledgers(self) -> list[Path]:
        """One file to each life."""
        return sorted(self._folder.glob("*.ledger"))

    def kill(self, times: int) -> int:
        """So many kills; then those who still live are killed too. How many there were."""
        gc.freeze()
        for code in self._codes:
            self._begin(code)
        kills = 0
        while kills < times and not self.ended:
            pid = min(self._running, key=lambda each: self._running[each][1])
            code, moment = self._running.pop(pid)
            time.sleep(max(0.0, moment - time.monotonic()))
            kills += self._end(pid)
            if kills < times:
                self._begin(code)
        return kills + sum(self._end(pid) for pid in self._running)

    def _begin(self, code: str) -> None:
        self._lives[code] += 1
        name = f"{code}-{self._lives[code]}"
        pid = os.fork()
        if pid == 0:
            os._exit(self._live(code, name))
        self._running[pid] = (code, time.monotonic() + self._chance.uniform(*LIVES))

    def _live(self, code: str, name: str) -> int:
        try:
            open_database(str(self._path))
            Caller(code, name, Ledger(self._folder / f"{name}.ledger", sure=True)).work()
        except BaseException:
            traceback.print_exc()
            return 1
        time.sleep(DRAWN_OUT)  # nobody is left to call
        return 0

    def _end(self, pid: int) -> bool:
        os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status != -signal.SIGKILL:
            self.ended.append(status)
        return status == -signal.SIGKILL


def killed(path: Path, folder: Path, codes: list[str], times: int) -> dict[str, Any]:
    """Kill so often, and what the database says afterwards."""
    writers, start = Writers(path, folder, codes), time.monotonic()
    kills = writers.kill(times)
    seconds = time.monotonic() - start
    open_database(str(path))
    told = lines(writers.ledgers)
    verdicts = [verdict for (verdict,) in database.execute_sql("PRAGMA integrity_check(5)").fetchall()]
    open_calls = Counter(row for (row,) in Contact.select(Contact.person).where(Contact.ended_at.is_null()).tuples())
    found = {
        "writers": len(codes), "kills": kills, "seconds": round(seconds, 1), "ended_by_themselves": writers.ended,
        "acknowledged": len(told), "by_kind": dict(Counter(line[0] for line in told)), "missing": missing(told),
        "integrity": verdicts, "unsound": examine(), "claimed_twice": claimed_twice(),
        "with_two_open_calls": [person for person, number in open_calls.items() if number > 1],
    }  # fmt: skip
    close_database()
    return found


def is_well(found: dict[str, Any]) -> bool:
    """Whether nothing is missing, half or unsound."""
    bad = ("ended_by_themselves", "missing", "unsound", "claimed_twice", "with_two_open_calls")
    return found["integrity"] == ["ok"] and not any(found[name] for name in bad)


def main() -> int:
    """Print the figures; 1 where something acknowledged is missing or the file is not sound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--vehicles", type=int, default=5_000)
    given = parser.parse_args()
    os.environ["AGENTDESK_NOW"] = NOW
    with tempfile.TemporaryDirectory(prefix="agentdesk-bench-") as name:
        path = Path(name) / "dealer.db"
        codes = dealership(path, given.vehicles, given.writers, days=15)
        found = killed(path, Path(name), codes, given.kills)
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return int(not is_well(found))


if __name__ == "__main__":
    raise SystemExit(main())
