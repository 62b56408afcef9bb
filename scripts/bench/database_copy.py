"""How long a dealer's move to a PostgreSQL server takes, beside reading and hashing the same rows once.

    python -m scripts.bench.database_copy --vehicles 20000

The server is the tests' own, but writes to the disk as a real one does.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from agentdesk.store import bulk
from agentdesk.store.audit import Actor
from agentdesk.store.copying import copy
from agentdesk.store.database import connect
from agentdesk.store.digests import Shape, digest_of
from agentdesk.store.tables import ALL
from scripts.bench.dealer import make
from tests.databases import OnServer, durable, running_server


def main() -> None:
    """Make a dealer, read it once, copy it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--vehicles", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        durable(server)
        path = str(make(Path(folder) / "dealer.db", given.vehicles, 3 * given.vehicles, 365))
        opened = connect(path)
        start = time.perf_counter()
        with opened.connection_context(), opened.atomic():
            rows = sum(digest_of(shape, bulk.rows_of(opened, shape)).count for shape in map(Shape, ALL))
        read = time.perf_counter() - start
        start = time.perf_counter()
        done = copy(Actor(None, "bench", "administrator"), path, OnServer(server).blank(), lambda _text: None)
        took = time.perf_counter() - start
        size = Path(path).stat().st_size / 2**20
        print(f"{rows:,} rows, {size:.0f} MiB: read and hashed in {read:.1f} s; "
              f"copied and compared in {took:.1f} s, {done.rows / took:,.0f} rows/s, {took / read:.1f}x")  # fmt: skip


if __name__ == "__main__":
    main()
