"""The audit trail at size: how long verifying takes and in how much memory, and what a page of each filter costs.

The trail is made in a fresh database as changes would write it, by six people over a year.

python -m scripts.bench.audit_trail [--events 1000000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from agentdesk.store import heads, schema, trail
from agentdesk.store.audit import SYSTEM
from agentdesk.store.chain import COLUMNS, FORM, GENESIS, chain_hash
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import AuditEvent, database
from agentdesk.store.verify import verify

FIRST = datetime(2026, 1, 1)
PEOPLE = ("李娜", "孙悦", "胡婷", "周晓雯", "方慧", "system")
OFTEN = ("answer.give", "prompt.confirm", "contact.open", "task.claim", "attempt.dial")
_AT_ONCE = 10_000


def make(path: Path, count: int) -> None:
    """A database whose trail has so many events."""
    opened = open_database(str(path), create=True, check=False)
    schema.migrate(opened)
    close_database()
    open_database(str(path))
    last = AuditEvent.select().order_by(AuditEvent.id.desc()).first()
    previous = last.hash if last else GENESIS
    marks = ", ".join("?" * len(COLUMNS))
    insert = f"INSERT INTO audit_event ({', '.join(COLUMNS)}) VALUES ({marks})"
    step = timedelta(days=330) / count
    for start in range(0, count, _AT_ONCE):
        rows = []
        for number in range(start, min(start + _AT_ONCE, count)):
            row = _event(number, FIRST + step * number, previous)
            row["hash"] = previous = chain_hash(row)
            rows.append([str(row["at"]) if name == "at" else row[name] for name in COLUMNS])
        with database.atomic():
            database.connection().executemany(insert, rows)
    close_database()


def _event(number: int, at: datetime, previous: str) -> dict[str, object]:
    rare = number % 5000 == 0
    action = "task.move" if rare else OFTEN[number % len(OFTEN)]
    return {
        "at": at, "person_id": number % 6 + 1, "person_name": PEOPLE[number % 5 if number % 50 else 5], "role": "agent",
        "origin": "desk", "action": action, "entity": "task" if rare else "interview", "entity_id": number // 20,
        "before": None, "after": f'{{"suggestions": "等了很久，希望下次快一点 {number}"}}', "reason": "",
        "session": "host:4711:9f", "address": "10.0.0.7", "form": FORM, "previous_hash": previous,
    }  # fmt: skip


def timed(name: str, work: Callable[[], object]) -> None:
    """Say how long something took."""
    start, spent = time.perf_counter(), time.process_time()
    work()
    taken, used = time.perf_counter() - start, time.process_time() - spent
    print(f"{name:34} {taken * 1000:10.1f} ms  (processor {used * 1000:.1f} ms)")


def main() -> int:
    """Make the trail and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "trail.db"
        make(path, given.events)
        open_database(str(path))
        heads.keep(heads.path_for(str(path)), heads.current())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        timed(f"verify {given.events:,} events", lambda: verify(heads.read(heads.path_for(str(path)))))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"memory: {after / 1024:.0f} MiB at most, {(after - before) / 1024:.1f} MiB of it for verifying")
        wanted = {
            "all": trail.Wanted(),
            "a day": trail.Wanted(first=date(2026, 3, 3), last=date(2026, 3, 3)),
            "a person": trail.Wanted(person="李娜"),
            "a seldom action": trail.Wanted(actions=("task.move",)),
            "all actions of a noun": trail.Wanted(actions=trail.named_actions("task")),
            "a person's seldom action": trail.Wanted(person="system", actions=("task.move",)),
            "a person in a quarter": trail.Wanted(person="孙悦", first=date(2026, 1, 1), last=date(2026, 3, 31)),
            "a table": trail.Wanted(entity="interview"),
            "a seldom table": trail.Wanted(entity="task"),
            "a row": trail.Wanted(entity="interview", entity_id=4000),
            "nobody": trail.Wanted(person="没有这个人"),
        }
        for name, each in wanted.items():
            timed(f"page: {name}", lambda each=each: trail.events(SYSTEM, each))  # type: ignore[misc]
        close_database()
    return 0


if __name__ == "__main__":
    sys.exit(main())
