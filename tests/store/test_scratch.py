"""A private copy: the same code, nothing kept, nobody kept waiting, nothing left behind."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.errors import UserError
from agentdesk.playbook.current import current_version
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.scratch import PREFIX, scratch
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import AuditEvent, Setting

NEVER = 2**22 + 1  # no process has this number


def test_what_is_written_in_the_copy_is_gone_with_it(database: Database) -> None:
    put(SYSTEM, "brand", "旧")
    with scratch():
        put(SYSTEM, "brand", "新")
        assert setting("brand") == "新"
        assert AuditEvent.select().count() == 2
    assert setting("brand") == "旧"
    assert AuditEvent.select().count() == 1


def test_a_change_that_fails_in_the_copy_is_taken_back_in_it(database: Database) -> None:
    with scratch():
        with pytest.raises(RuntimeError, match="noted no audit event"), change(SYSTEM, "setting.put"):
            Setting.create(name="x", value="1")
        assert not Setting.select().where(Setting.name == "x").exists()


def test_the_tables_are_the_stored_ones_again_after_an_error(database: Database) -> None:
    with pytest.raises(UserError), scratch():
        current_version()
    put(SYSTEM, "brand", "新")
    assert setting("brand") == "新"


def test_others_write_meanwhile_and_the_copy_stays_as_it_was(database_file: Path) -> None:
    with scratch():
        with closing(sqlite3.connect(database_file, isolation_level=None, timeout=0)) as writer:
            writer.execute("INSERT INTO setting (name, value) VALUES ('brand', '新')")
        assert setting("brand") == ""
    assert setting("brand") == "新"


def test_the_copy_has_no_name_and_what_a_dead_process_left_is_cleared(database_file: Path) -> None:
    home = database_file.parent
    left, living = home / f"{PREFIX}{NEVER}-abc", home / f"{PREFIX}{os.getpid()}-abc"
    for folder in (left, living):
        folder.mkdir()
        (folder / "copy.db").write_text("x")
    before = {path.name for path in home.iterdir()} - {left.name}
    with scratch():
        Setting.create(name="x", value="1")
        (folder,) = set(home.glob(f"{PREFIX}*")) - {living}
        assert list(folder.iterdir()) == []
    assert {path.name for path in home.iterdir()} == before
