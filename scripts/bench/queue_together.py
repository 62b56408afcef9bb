"""Agents at their desks and the night's job at once, each a process of its own, on one database file.

Each agent takes the best next task, opens the call, dials, hears nobody and goes on, without a pause for breath: a
hundred times a person's pace. Meanwhile facts come in and the queue is built, again and again. Printed are the figures
and every error; nothing may be locked, no task may be claimed by two, and a desk should not wait.

python -m scripts.bench.queue_together [--seconds 60] [--agents 2] [--vehicles 10000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts
from agentdesk.queue.build import build
from agentdesk.queue.claim import Taken
from agentdesk.queue.rows import best_next
from agentdesk.store.audit import SYSTEM, actor_of, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person
from agentdesk.store.tables import Person, RepairOrder
from scripts.bench.dealer import NOW, make

SPREAD = 15  # days over which the orders lie
Found = dict[str, Any]


def agent(path: Path, code: str, until: float) -> Found:
    """Call after call until the moment; what was claimed and how long each step's writing took."""
    open_database(str(path))
    actor = actor_of(Person.get(Person.code == code))
    claimed: list[int] = []
    waits: list[float] = []
    errors: list[str] = []
    taken = 0
    while time.time() < until:
        task_id = best_next(actor)
        if task_id is None:
            time.sleep(0.05)
            continue
        try:
            start = time.perf_counter()
            contact_id = contacts.open_contact(actor, task_id)
            waits.append(time.perf_counter() - start)
            sitting = contacts.read(contact_id)
            claimed += [item.task_id for item in sitting.agenda]
            assert sitting.preferred is not None
            start = time.perf_counter()
            contacts.dial(actor, contact_id, sitting.preferred.phone_id)
            waits.append(time.perf_counter() - start)
            start = time.perf_counter()
            contacts.end_unreached(actor, contact_id, "no_answer")
            waits.append(time.perf_counter() - start)
        except Taken:
            taken += 1
        except UserError as error:
            errors.append(str(error))
    close_database()
    return {"code": code, "claimed": claimed, "waits": waits, "taken": taken, "errors": errors}


def nights(path: Path, until: float) -> Found:
    """Facts come in and the queue is built, until the moment."""
    open_database(str(path))
    built, added, longest, errors = 0, 0, 0.0, []
    while time.time() < until:
        try:
            _orders_come_in(built)
            report = build(SYSTEM, clock.today())
            built, added = built + 1, added + report.added
            longest = max(longest, report.longest_change)
        except UserError as error:
            errors.append(str(error))
    close_database()
    return {"built": built, "added": added, "longest_change": longest, "errors": errors}


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


def together(path: Path, seconds: float, agents: list[str]) -> dict[str, Any]:
    """Run them all; the figures of each, and the tasks that two agents had."""
    until = time.time() + seconds
    started = [_start("--agent", code, "--database", path, "--until", until) for code in agents]
    started.append(_start("--night", "--database", path, "--until", until))
    answers = []
    for process in started:
        out, said = process.communicate(timeout=seconds + 120)
        if process.returncode:
            raise RuntimeError(said)
        answers.append(json.loads(out))
    *desks, job = answers
    holders = Counter(task_id for desk in desks for task_id in set(desk["claimed"]))
    waits = sorted(wait for desk in desks for wait in desk["waits"])
    return {
        "calls": sum(len(desk["waits"]) // 3 for desk in desks),
        "by_agent": {desk["code"]: len(desk["claimed"]) for desk in desks},
        "claimed_twice": [task_id for task_id, number in holders.items() if number > 1],
        "repeated": sum(len(desk["claimed"]) - len(set(desk["claimed"])) for desk in desks),
        "refused_as_taken": sum(desk["taken"] for desk in desks),
        "wait_p50_ms": _at(waits, 0.5), "wait_p99_ms": _at(waits, 0.99), "wait_max_ms": _at(waits, 1),
        "builds": job["built"], "added": job["added"], "longest_change": job["longest_change"],
        "errors": [error for answer in answers for error in answer["errors"]],
    }  # fmt: skip


def _at(waits: list[float], share: float) -> float:
    return round(1000 * waits[min(int(share * len(waits)), len(waits) - 1)], 1) if waits else 0.0


def _start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scripts.bench.queue_together", *map(str, arguments)]
    environment = {**os.environ, "AGENTDESK_NOW": NOW}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment,
        cwd=Path(__file__).resolve().parent.parent.parent,
    )  # fmt: skip


def dealership(path: Path, vehicles: int, agents: int) -> list[str]:
    """A dealer with a queue for these agents; their codes."""
    make(path, vehicles, 3 * vehicles, SPREAD)
    open_database(str(path))
    codes = ["A001"] + [f"A1{number:02}" for number in range(1, agents)]
    for code in codes[1:]:
        add_person(SYSTEM, code, f"专员{code}")
    close_database()
    return codes


def main() -> int:
    """Print the figures; 1 where something was locked, claimed twice or failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--agents", type=int, default=2)
    parser.add_argument("--vehicles", type=int, default=10_000)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--until", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--agent", help=argparse.SUPPRESS)
    parser.add_argument("--night", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.agent:
        print(json.dumps(agent(given.database, given.agent, given.until)))
        return 0
    if given.night:
        print(json.dumps(nights(given.database, given.until)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "dealer.db"
        found = together(path, given.seconds, dealership(path, given.vehicles, given.agents))
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return int(bool(found["errors"] or found["claimed_twice"]))


if __name__ == "__main__":
    raise SystemExit(main())
