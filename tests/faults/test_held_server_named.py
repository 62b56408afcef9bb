"""`agentdesk doctor` on a PostgreSQL server: the session that keeps everybody from changing anything is named."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from peewee import Database

from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database
from agentdesk.store.differing import APPENDING, CHANGING, OF_PERSON
from agentdesk.store.people import add_person
from tests.cli.said import Cli
from tests.faults.test_named_by_doctor import named

pytestmark = pytest.mark.on_a_server


@pytest.fixture
def dealer(database: Database, url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A dealer's database on the server that nobody has open; nobody has patience."""
    add_person(SYSTEM, "A001", "李娜")
    close_database()
    monkeypatch.setattr("agentdesk.store.diagnosis.HELD_SECONDS", 0.3)
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.5")
    return url


@contextmanager
def session(url: str, statement: str) -> Iterator[int]:
    """A session that is left in the middle of a transaction; its process on the server."""
    with psycopg.connect(url, application_name="left open") as other:
        other.execute(statement)  # type: ignore[arg-type]
        yield other.info.backend_pid
        other.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT pg_advisory_xact_lock({CHANGING})",
        f"SELECT pg_advisory_xact_lock_shared({CHANGING}), pg_advisory_xact_lock({OF_PERSON}, 1)",
        f"SELECT pg_advisory_xact_lock({APPENDING})",
        "UPDATE person SET code = code",
        "SELECT 1 FROM person FOR UPDATE",
        "LOCK TABLE task IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE setting IN ACCESS EXCLUSIVE MODE",  # without it the database is not even opened
    ],
)
def test_who_does_not_end_a_change_is_named(dealer: str, cli: Cli, statement: str) -> None:
    with session(dealer, statement) as process:
        code, names, said = named(cli)
    assert (code, names) == (3, ["busy"])
    assert f"会话 {process}（left open，" in said
    assert f"pg_terminate_backend({process})" in said
    assert named(cli) == (0, [], "")


def test_whoever_waits_for_it_is_not_blamed(dealer: str, cli: Cli) -> None:
    waits = f"SELECT pg_advisory_xact_lock_shared({CHANGING})"
    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(dealer) as waiting,
        psycopg.connect(dealer, autocommit=True) as looking,
        session(dealer, f"SELECT pg_advisory_xact_lock({OF_PERSON}, 1)") as process,
    ):
        pid = waiting.info.backend_pid
        waiting.execute(waits)  # it has everybody's turn, and now cannot go on either
        done = pool.submit(waiting.execute, f"SELECT pg_advisory_xact_lock({OF_PERSON}, 1)")
        while looking.execute("SELECT pg_blocking_pids(%s)", (pid,)).fetchone() != ([process],):
            assert not done.done()
        code, names, said = named(cli)
    assert (code, names) == (3, ["busy"])
    assert f"会话 {process}（" in said


def test_who_only_reads_keeps_nobody(dealer: str, cli: Cli) -> None:
    with session(dealer, "SELECT COUNT(*) FROM task"):
        assert named(cli) == (0, [], "")
