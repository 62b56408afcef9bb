"""A PostgreSQL server that is held, or drops every connection, under an open desk: it says so, and goes on."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from peewee import Database

from agentdesk.complaints.raising import open_draft
from agentdesk.store.database import close_database, open_database
from agentdesk.store.differing import CHANGING
from agentdesk.store.tables import Contact, Person
from tests.end_to_end.test_a_call_by_keys import NOW
from tests.faults.house import sit_down, write
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, order
from tests.terminal import ESC, PATIENCE

pytestmark = pytest.mark.on_a_server
DROP_ALL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.fixture
def server_url(database: Database, url: str, tmp_path: Path) -> str:
    """A dealer's database on the server, with one call due for whoever runs the tests."""
    dealer = Dealer(tmp_path)
    dealer.take("customers", {**PRIVATE, "固定电话": "0550-3012345"})
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-11-19"))
    dealer.build(NOW[:10])
    close_database()
    return url


def test_held_and_dropped_under_an_open_desk(server_url: str) -> None:
    with sit_down(server_url) as terminal:
        terminal.wait_for("王建国 先生", "售后回访")
        with psycopg.connect(server_url) as other:
            other.execute("LOCK TABLE task IN ACCESS EXCLUSIVE MODE")
            terminal.press("n")
            terminal.wait_for("Esc 不再等")
            terminal.press(ESC)
            terminal.wait_for("已不再等待")
            begun = time.monotonic()
            terminal.press("v")  # here the screen itself reads, and stands still for a second at most
            terminal.wait_for("正忙")
            assert time.monotonic() - begun < PATIENCE / 3
        terminal.press("v")
        terminal.wait_for("回到今天")
        with psycopg.connect(server_url, autocommit=True) as other:
            other.execute(DROP_ALL)  # as a restart does
        terminal.press(ESC)
        terminal.wait_gone("回到今天")
        terminal.press("n")
        terminal.wait_for("您好，这里是远望")
    open_database(server_url)
    assert Contact.select().count() == 1


def words_kept(url: str) -> str:
    """What stands in 李娜's complaint form."""
    open_database(url)
    form = open_draft(Person.get(Person.name == "李娜").id)
    return form.words if form is not None else ""


def test_a_line_that_drops_while_the_server_is_held_loses_nothing(server_url: str) -> None:
    """The desk waits for its turn as long as the settings say, though its screen was not to stand still."""
    with sit_down(server_url) as terminal:
        write(terminal, "到店十分钟都没人理我")
        with psycopg.connect(server_url) as other:
            other.execute(f"SELECT pg_advisory_xact_lock({CHANGING})")
            terminal.press("，还要等")
            terminal.wait_for("，还要等")
            terminal.process.send_signal(signal.SIGHUP)
            terminal.read(2.5)
            assert terminal.process.poll() is None
        assert terminal.wait_end() == 128 + signal.SIGHUP
    assert words_kept(server_url) == "到店十分钟都没人理我，还要等"


def test_a_line_that_drops_while_the_server_starts_anew_loses_nothing(server_url: str) -> None:
    """It lets nobody in for a moment, and every connection has broken."""
    place = urlsplit(server_url)
    name = place.path.lstrip("/")
    elsewhere = place._replace(path="/postgres").geturl()
    with sit_down(server_url) as terminal:
        write(terminal, "到店十分钟都没人理我")
        with psycopg.connect(elsewhere, autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')  # type: ignore[arg-type]
            try:
                server.execute(DROP_ALL.replace("current_database()", f"'{name}'"))  # type: ignore[arg-type]
                terminal.press("，还要等")
                terminal.wait_for("，还要等")
                terminal.process.send_signal(signal.SIGHUP)
                terminal.read(1.5)
                assert terminal.process.poll() is None
            finally:
                server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')  # type: ignore[arg-type]
        assert terminal.wait_end() == 128 + signal.SIGHUP
    assert words_kept(server_url) == "到店十分钟都没人理我，还要等"
