"""A database moved away while its log stays: no command makes or takes another one, which would mix with that log."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put, setting
from tests.cli.said import Cli, refused, run

STORED_LAST = "只在日志里"
AS_SSHD = ["ssh", "authorized-keys", "--user", getpass.getuser(), "--type", "ssh-ed25519", "--key", "AAAA"]


@pytest.fixture
def file(database: Database, tmp_path: Path) -> Path:
    """A database that this process has open; its last change lies in the log only, and a backup is beside it."""
    path = Path(database.database)
    close_database()
    made = run("db", "backup", "--to", tmp_path / "kept")
    assert made.returncode == 0, made.stderr
    open_database(str(path))
    put(SYSTEM, "dealer_name", STORED_LAST)
    assert STORED_LAST.encode() not in path.read_bytes()
    return path


def move(file: Path, *, leave_empty: bool) -> Path:
    """The file alone, under another name; perhaps something made an empty one in its place."""
    away = file.with_name("moved.db")
    file.rename(away)
    if leave_empty:
        file.touch()
    return away


def content(folder: Path) -> dict[str, bytes]:
    """All files of the database's folder but the log's index, which every reader writes its locks to."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file() and "-shm" not in each.name}


@pytest.mark.parametrize("leave_empty", [False, True], ids=["missing", "empty"])
def test_every_command_refuses_and_the_file_put_back_has_all(file: Path, tmp_path: Path, leave_empty: bool) -> None:
    (backup,) = (tmp_path / "kept").glob("*.db")
    away = move(file, leave_empty=leave_empty)
    before = content(file.parent)
    commands: list[list[str]] = [["queue", "list"], ["init"], ["db", "migrate"]]
    commands += [["db", "restore", str(backup), "--anyway", "--reason", "x"], *([AS_SSHD] if leave_empty else [])]
    for command in commands:
        said = refused(run(*command), 3)
        assert str(file) in said
        assert all(f"{file.name}{end}" in said for end in ("-wal", "-shm"))
        assert "被移走" in said
        assert "放回原处" in said
        assert "agentdesk init" not in said
    assert content(file.parent) == before
    doctor = run("doctor", "--json")
    found = json.loads(doctor.stdout)
    assert (doctor.returncode, found["faults"]) == (3, ["moved"])
    assert "放回原处" in found["findings"][0]
    away.replace(file)
    close_database()
    assert json.loads(run("doctor", "--json").stdout)["faults"] == []
    open_database(str(file))
    assert setting("dealer_name") == STORED_LAST


def test_a_copy_does_not_go_where_a_log_waits_for_its_file(file: Path, tmp_path: Path) -> None:
    (backup,) = (tmp_path / "kept").glob("*.db")
    move(file, leave_empty=False)
    before = content(file.parent)
    said = refused(run("db", "copy", "--to", file, env={"AGENTDESK_DATABASE": str(backup)}), 3)
    assert str(file) in said
    assert content(file.parent) == before


def test_a_desk_that_has_only_read_holds_the_place_too(database: Database) -> None:
    file = Path(database.database)
    assert not setting("dealer_name")
    away = move(file, leave_empty=False)
    assert not file.with_name(f"{file.name}-wal").stat().st_size
    refused(run("init"), 3)
    assert not file.exists()
    away.rename(file)


def test_lost_for_good_a_backup_takes_its_place_once_the_log_is_away(file: Path, cli: Cli, tmp_path: Path) -> None:
    (backup,) = (tmp_path / "kept").glob("*.db")
    move(file, leave_empty=False).unlink()
    close_database()
    for end in ("-wal", "-shm"):
        log = file.with_name(file.name + end)
        if log.exists():
            log.rename(tmp_path / f"lost{end}")
    restored = cli("db", "restore", backup, "--reason", "丢失")
    assert restored.exit_code == 0, restored.output
    open_database(str(file))
    assert setting("dealer_name") != STORED_LAST
