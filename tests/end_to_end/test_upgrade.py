"""A newer program is installed and migrates while a desk of the old one is open: what is typed is kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from agentdesk.interview import records
from agentdesk.store import schema
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import AuditEvent, Interview
from tests.end_to_end.test_a_call_by_keys import NOW, QUESTIONS, answer, begin, dealer, desk
from tests.interview.call_world import Desk
from tests.terminal import ENTER, PATIENCE, Terminal
from tests.tui.screens.at_the_desk import Hands, at_the_desk
from tests.tui.screens.conftest import called_file, office

__all__ = ["called_file", "dealer", "office"]

NEXT = "9000_next"
MIGRATION = '''"""What the next version changes."""

from __future__ import annotations


def up(_migrator, db):
    """A table and a column more."""
    db.execute_sql("CREATE TABLE of_the_next_version (id INTEGER PRIMARY KEY)")
    db.execute_sql("ALTER TABLE person ADD COLUMN of_the_next_version TEXT")
'''


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of the next version, installed beside this one: the folder it is imported from."""
    folder = tmp_path_factory.mktemp("newer")
    shutil.copytree(schema.MIGRATIONS.parent.parent, folder / "agentdesk", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "agentdesk" / "store" / "migrations" / f"{NEXT}.py").write_text(MIGRATION)
    return folder


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command of the program that lies in the folder."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "agentdesk", *arguments],
        env={**os.environ, "PYTHONPATH": str(folder), "AGENTDESK_NOW": NOW}, cwd="/",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_the_database_is_migrated_under_an_open_desk(dealer: Path, newer: Path) -> None:
    with desk(dealer) as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS)
        terminal.wait_for("9/10  总体评价")
        terminal.press("1")
        terminal.wait_for("10/10  建议")
        terminal.press("茶水太凉")
        terminal.wait_for("茶水太凉")
        migrating = start(newer, "db", "migrate", "--json")
        assert terminal.wait_end() == 128 + signal.SIGTERM
        told, wrong = migrating.communicate(timeout=PATIENCE)
        assert migrating.returncode == 0, wrong
        found = json.loads(told)
        assert (found["applied"], found["desks_ended"], found["desks_left"]) == ([NEXT], 1, 0)
        assert "工作台被外部结束，请重新登录继续。输入的内容已保存" in terminal.text.replace("\n", "")
    with desk(dealer) as old:  # whoever starts the old program again is told what is to be done
        assert old.wait_end() == 3
        assert "数据库比本程序新" in old.text.replace("\n", "")
    started = "import sys; sys.path.insert(0, {!r}); from agentdesk.cli import main; main(sys.argv[1:])"
    environment = {"AGENTDESK_DATABASE": str(dealer), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    program = [sys.executable, "-P", "-c", started.format(str(newer))]
    with Terminal(["--as", "李娜", "desk"], environment=environment, program=program) as again:
        again.wait_for("王建国 先生", "继续")
        again.press(ENTER)
        again.wait_for("建议", "茶水太凉")
        again.press("\x11")
        assert again.wait_end() == 0
    open_database(str(dealer), check=False)
    assert records.drafts(Interview.get().id) == {"suggestion": "茶水太凉"}
    assert AuditEvent.select().where(AuditEvent.action == "db.migrate").count() == 1
    close_database()


@pytest.mark.parametrize("how", ["another host migrates", "a newer program lies in this one's place"])
async def test_a_desk_finds_out_by_itself(
    office: Desk, newer: Path, how: str, monkeypatch: pytest.MonkeyPatch, sits: Callable[..., Any]
) -> None:
    """With the minute's tick, as where nobody can send it a signal."""
    task = office.callback()
    office.interview(office.on_the_line(task), task, pages=2)
    async with sits(office) as hands:
        await hands.press("enter", "c")
        await hands.type("等了两个小时")
        if how == "another host migrates":
            from agentdesk.store.database import database

            database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES (?, '2026-11-20')", (NEXT,))
        else:
            monkeypatch.setattr(schema, "MIGRATIONS", newer / "agentdesk" / "store" / "migrations")
        app: Any = hands.pilot.app
        app.give_a_sign()
        await hands.rest()
        assert "已装上新版本" in app.farewell
        assert app.return_code == 1


@pytest.fixture
def sits() -> Callable[[Desk], AbstractAsyncContextManager[Hands]]:
    return lambda office: at_the_desk(office.li)
