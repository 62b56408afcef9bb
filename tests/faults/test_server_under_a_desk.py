"""A PostgreSQL server that is held, or drops every connection, under an open desk: it says so, and goes on."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest
from peewee import Database

from agentdesk.cli.session import account_name
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Contact, Person
from tests.end_to_end.test_a_call_by_keys import NOW
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, order
from tests.terminal import ESC, PATIENCE, Terminal

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
    Person.update(code=account_name()).where(Person.name == "李娜").execute()
    close_database()
    return url


def test_held_and_dropped_under_an_open_desk(server_url: str) -> None:
    environment = {"AGENTDESK_DATABASE": server_url, "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    with Terminal(["desk"], (80, 24), environment) as terminal:
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
