"""How many changes a second many desks make on one PostgreSQL server, and what the audit trail's one end costs.

    python -m scripts.bench.changes_on_a_server --desks 16 --seconds 5

Three kinds of work, each by so many processes at once, as fast as they can (a person makes one in some seconds):
  bare    a transaction with one row inserted, no trail: what the server can do, many commits in one write to the disk
  beside  changes of a desk's own (answers, claims): they wait for each other only at the trail's end
  alone   changes that look before they write: one at a time, in turn
The server is the tests' own, but writes to the disk before it says that something is stored.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from statistics import quantiles

from agentdesk.store import schema
from agentdesk.store.audit import Actor, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import database
from agentdesk.store.verify import verify
from tests.databases import OnServer, durable, running_server

KINDS = {"bare": "", "beside": "task.renew", "alone": "task.skip"}


def desk(url: str, kind: str, number: int, seconds: float) -> None:
    """One desk's work until the time is over; prints how long each change took, in milliseconds."""
    open_database(url)
    actor = Actor(number, f"D{number}", "agent", "desk", f"host:{number}:x")
    sys.stdin.readline()
    took, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        if kind == "bare":
            with database.atomic():
                database.execute_sql("INSERT INTO plain (at) VALUES (now())")
        else:
            with change(actor, KINDS[kind]) as audit:
                database.execute_sql("INSERT INTO plain (at) VALUES (now())")
                audit("task", number, after={"note": "等"})
        took.append(1000 * (time.perf_counter() - start))
    print(" ".join(f"{each:.2f}" for each in took))


def together(url: str, kind: str, desks: int, seconds: float) -> tuple[float, float, float]:
    """Changes a second of all desks, and the median and 99th percentile of one, in milliseconds."""
    command = [sys.executable, "-m", "scripts.bench.changes_on_a_server", "--url", url, "--kind", kind]
    started = [
        subprocess.Popen(
            [*command, "--number", str(number), "--seconds", str(seconds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(1, desks + 1)
    ]  # fmt: skip
    time.sleep(1 + 0.3 * desks)  # until all have imported what they need and opened their connection
    for each in started:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    took = [float(part) for each in started for part in each.communicate()[0].split()]
    cuts = quantiles(took, n=100)
    return len(took) / seconds, cuts[49], cuts[98]


def main() -> None:
    """Run one desk, or all of them on a server of their own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--desks", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--url")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--number", type=int, default=0)
    given = parser.parse_args()
    if given.url:
        desk(given.url, given.kind, given.number, given.seconds)
        return
    with running_server() as server:
        durable(server)
        url = OnServer(server).blank()
        schema.migrate(open_database(url, check=False))
        database.execute_sql("CREATE TABLE plain (id SERIAL PRIMARY KEY, at TIMESTAMP)")
        close_database()
        print(f"{'':8}{'desks':>6}{'changes/s':>11}{'p50 ms':>9}{'p99 ms':>9}")
        for kind in KINDS:
            for desks in (1, given.desks):
                rate, middle, worst = together(url, kind, desks, given.seconds)
                print(f"{kind:8}{desks:6}{rate:11.0f}{middle:9.1f}{worst:9.1f}", flush=True)
        open_database(url)
        faults = verify().faults
        close_database()
        print("the trail holds" if not faults else faults[0].said)


if __name__ == "__main__":
    main()
