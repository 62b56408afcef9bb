"""The wall screen on a real terminal: the database is taken away, is of another version, is busy, and comes back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Person, Task
from tests.dealership import Dealership
from tests.terminal import F2, Terminal

NOW = "2026-11-20T09:42"
LATER = "9999_later"


@pytest.fixture
def dealer(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dealership:
    """A dealer with two calls due and a wall screen's account, its database closed."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(migrated_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    monkeypatch.setenv("AGENTDESK_NOW", NOW)
    open_database(str(path))
    Person.create(code="B001", name="展厅大屏", position="other", role="board")
    made = Dealership(tmp_path)
    for _number in range(2):
        order = made.order(clock.today() - timedelta(days=1))
        made.task("CB-01", "repair_order", order.id, order.customer, order.left_on)
    close_database()
    return made


@pytest.fixture
def house(dealer: Dealership) -> Path:
    """Its database file."""
    return dealer.folder / "agentdesk.db"


def sql(path: Path, statement: str) -> None:
    """Another program writes into the file."""
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(statement)


def test_a_lost_link_is_said_and_comes_back_by_itself(house: Path) -> None:
    environment = {"AGENTDESK_BUSY_SECONDS": "0.2"}
    with Terminal(["--as", "展厅大屏", "desk"], environment=environment) as wall:
        wall.wait_for("今日回访", "还有 2 个", "本月指标", "抱怨 0")
        assert "李娜" not in wall.text

        away = house.with_name("away.db")
        house.rename(away)
        shown = wall.wait_for("09:42 起没有连接", "agentdesk.db 没有数据库")
        assert "还有 2 个" in shown  # the last figures stay
        assert not house.exists()  # a look makes no file where there is none
        wall.press(F2)
        wall.wait_for("no connection since 09:42")
        wall.press(F2)
        away.rename(house)
        wall.wait_gone("没有连接")

        sql(house, f"INSERT INTO schema_migration (name, applied) VALUES ('{LATER}', '2027-01-01')")
        wall.wait_for("没有连接", LATER)
        sql(house, f"DELETE FROM schema_migration WHERE name = '{LATER}'")
        wall.wait_gone("没有连接")

        with closing(sqlite3.connect(house, isolation_level=None)) as opened:
            opened.execute("PRAGMA locking_mode = EXCLUSIVE")
            opened.execute("BEGIN IMMEDIATE")
            opened.execute("UPDATE task SET closed_on = closed_on")
            opened.execute("COMMIT")  # keeps the file to itself until it closes
            wall.wait_for("没有连接", "正忙")
        wall.wait_gone("没有连接")

        sql(house, "UPDATE person SET active = 0 WHERE code = 'B001'")
        wall.wait_for("这个账号已停用")
        assert "还有 2 个" not in wall.text
        wall.press("\x11")
        assert wall.wait_end() == 0


def test_a_change_is_seen_by_itself(dealer: Dealership, house: Path) -> None:
    with Terminal(["scoreboard", "--board"], (120, 36)) as wall:
        wall.wait_for("还有 2 个")
        open_database(str(house))
        dealer.decide(Task.get(), "completed", datetime(2026, 11, 20, 9, 40))
        close_database()
        wall.wait_for("还有 1 个")
        wall.press("\x11")
        assert wall.wait_end() == 0
