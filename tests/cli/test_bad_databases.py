"""Databases that are missing, damaged, somebody else's or of another version: one clear line, and left as they were."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.store import schema
from tests.cli.bad_world import READING, WRITING, words
from tests.cli.said import Cli, like_anybody, refused, rows, run

KEEPING = [("db", "check"), ("db", "backup"), ("db", "migrate")]

EVERY = [*READING, *WRITING, *KEEPING]


@pytest.mark.parametrize("command", EVERY, ids=words)
def test_a_missing_database(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    for path in (tmp_path / "nowhere" / "desk.db", tmp_path / "desk.db"):
        monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
        line = refused(cli(*command), 3)
        assert str(path) in line
        assert "agentdesk init" in line
        assert not path.exists()


def _no_database(path: Path) -> None:
    path.write_bytes(b"not a database, just a text that is long enough " * 40)


def _somebody_elses(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
        other.commit()


def _empty_database(path: Path) -> None:
    path.touch()


def _a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [_no_database, _somebody_elses, _empty_database, _a_folder])
@pytest.mark.parametrize("command", EVERY, ids=words)
def test_what_is_not_our_database_stays_as_it_was(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    path = tmp_path / "in" / "other.db"
    path.parent.mkdir()
    make(path)
    before = path.read_bytes() if path.is_file() else None
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    refused(cli(*command), 3)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [child.name for child in path.parent.iterdir()] == ["other.db"]


def test_a_damaged_database(cli: Cli, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    file.write_bytes(content)
    refused(cli("queue", "list"), 3)
    refused(cli("queue", "build"), 3)


@pytest.mark.parametrize("command", [*READING, *WRITING, *KEEPING[:2]], ids=words)
def test_an_older_database(
    cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    later = shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations")
    (later / "0002_later.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE later (id INTEGER)')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    before = rows(file)
    assert "agentdesk db migrate" in refused(cli(*command), 3)
    assert rows(file) == before


@pytest.mark.parametrize("command", EVERY, ids=words)
def test_a_newer_database(cli: Cli, file: Path, command: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("INSERT INTO schema_migration (name, applied) VALUES ('0009_of_next_year', '2027-01-01')")
        opened.commit()
    before = rows(file)
    assert "0009_of_next_year" in refused(cli(*command), 3)
    assert rows(file) == before


@pytest.mark.parametrize("command", [("queue", "list"), ("people", "add", "a1", "李娜"), ("db", "migrate")], ids=words)
def test_a_read_only_database(file: Path, command: tuple[str, ...]) -> None:
    before = rows(file)
    file.chmod(0o400)
    assert str(file) in refused(run(*command, preexec_fn=like_anybody), 3)
    file.chmod(0o600)
    file.parent.chmod(0o500)  # the write-ahead log lies beside the file
    try:
        refused(run(*command, preexec_fn=like_anybody), 3)
    finally:
        file.parent.chmod(0o700)
    assert rows(file) == before


def test_a_database_that_may_not_be_reached(file: Path) -> None:
    file.parent.chmod(0)
    try:
        refused(run("queue", "list", preexec_fn=like_anybody), 3)
    finally:
        file.parent.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_elses_database_needs_an_account_it_knows(cli: Cli, file: Path) -> None:
    os.chown(file, 65534, 65534)
    for command in (("queue", "build"), ("--as", "李娜", "queue", "list")):
        refused(cli(*command), 1)
