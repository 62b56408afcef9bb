"""`agentdesk doctor` names each fault for a monitor, and says its mend in one line; the exit code is the contract's."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import DatabaseProblem
from agentdesk.store import heads
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put
from tests.cli.said import Cli, like_anybody, run
from tests.faults.house import held
from tests.faults.spoilt import spoil_page

SCHEMA = "schema_migration"


@pytest.fixture
def file(database: Database) -> Path:
    """A dealer's database that nobody has open, on the machine's own clock."""
    put(SYSTEM, "dealer_name", "滁州远望")
    close_database()
    return Path(database.database)


def named(cli: Cli) -> tuple[int, list[str], str]:
    """Exit code, names and lines of what the doctor found; as text it says the same with the same code."""
    result = cli("doctor", "--json")
    found = json.loads(result.stdout)
    told = cli("doctor")
    assert told.exit_code == result.exit_code
    assert all(line in told.stderr for line in found["findings"])
    assert len(found["faults"]) == len(found["findings"])
    return result.exit_code, found["faults"], "\n".join(found["findings"])


def sql(path: Path, *statements: str) -> None:
    """Change the file past the program."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        for statement in statements:
            opened.execute(statement)


@contextmanager
def no_file_grows() -> Iterator[None]:
    """The system refuses to write behind the first 64 KiB of a file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_sound_one(file: Path, cli: Cli) -> None:
    assert named(cli) == (0, [], "")


def test_somebody_who_does_not_end_a_change(file: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agentdesk.store.diagnosis.HELD_SECONDS", 0.2)
    with held(file) as process:
        code, names, said = named(cli)
    assert (code, names) == (3, ["busy"])
    assert f"进程 {process.pid}" in said


def test_a_clock_that_was_set_back(file: Path, cli: Cli) -> None:
    with clock.travel(clock.local_now() + timedelta(hours=2)):
        open_database(str(file))
        put(SYSTEM, "dealer_name", "明天的")
        close_database()
    code, names, said = named(cli)
    assert (code, names) == (1, ["clock"])
    result = cli("people", "list")
    assert (result.exit_code, said in result.stderr) == (0, True)  # warned of, and done
    open_database(str(file))
    put(SYSTEM, "demo", "1")
    close_database()
    assert cli("people", "list").stderr == ""  # a demo is played on days to come


def test_a_full_disk(file: Path, cli: Cli) -> None:
    with no_file_grows():
        code, names, said = named(cli)
    assert (code, names) == (3, ["full"])
    assert str(file.parent) in said


def test_a_corrupted_page(file: Path, cli: Cli) -> None:
    spoil_page(file, "phone")
    code, names, said = named(cli)
    assert code in (1, 3)
    assert set(names) & {"unsound", "damaged"}
    assert "备份" in said


def test_a_file_that_is_none_of_ours(file: Path, cli: Cli) -> None:
    file.write_bytes(b"not a database at all" * 1000)
    assert named(cli)[:2] == (3, ["damaged"])


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (f"INSERT INTO {SCHEMA} (name, applied) SELECT '9999_later', applied FROM {SCHEMA} LIMIT 1", "newer"),
        (f"DELETE FROM {SCHEMA} WHERE name = (SELECT MAX(name) FROM {SCHEMA})", "older"),
        (f"DELETE FROM {SCHEMA}", "foreign"),
    ],
)
def test_another_version(file: Path, cli: Cli, statement: str, name: str) -> None:
    sql(file, statement)
    assert named(cli)[:2] == (3, [name])


def test_no_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", str(tmp_path / "none.db"))
    assert named(cli)[:2] == (3, ["missing"])


def test_a_server_that_is_away(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", "postgresql://desk:secret@127.0.0.1:1/dealer")
    code, names, said = named(cli)
    assert (code, names) == (3, ["unreachable"])
    assert "127.0.0.1:1" in said
    assert "secret" not in said


@pytest.mark.parametrize("whole_folder", [False, True], ids=["file", "folder"])
def test_what_can_only_be_read(file: Path, whole_folder: bool) -> None:
    (file.parent if whole_folder else file).chmod(0o500)
    try:
        result = run("doctor", "--json", preexec_fn=like_anybody)
    finally:
        file.parent.chmod(0o700)
    found = json.loads(result.stdout)
    assert (result.returncode, set(found["faults"])) == (3, {"read_only"})
    assert str(file.parent) in found["findings"][-1]


def test_an_empty_file_in_its_place(file: Path, cli: Cli, tmp_path: Path) -> None:
    assert cli("db", "backup", "--to", str(tmp_path / "kept")).exit_code == 0
    (backup,) = (tmp_path / "kept").glob("*.db")
    for each in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        each.unlink(missing_ok=True)
    file.touch()
    code, names, said = named(cli)
    assert (code, names) == (3, ["empty"])
    assert "空文件" in said
    assert "init" not in said
    assert "空文件" in cli("people", "list").stderr
    restored = cli("db", "restore", str(backup), "--reason", "被移走")
    assert restored.exit_code == 0, restored.output
    assert named(cli)[:2] == (0, [])


def test_a_log_that_was_removed_took_what_only_it_held(
    file: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(str(file))
    with change(SYSTEM, "setting.put") as audit:
        audit("setting", None, after={"dealer_name": "只在日志里"})
    head = heads.current()
    whole, torn = tmp_path / "whole" / file.name, tmp_path / "torn" / file.name
    for copy in (whole, torn):
        copy.parent.mkdir()
        shutil.copy(file, copy)
        heads.keep(heads.path_for(str(copy)), head)
    shutil.copy(f"{file}-wal", f"{whole}-wal")
    close_database()
    monkeypatch.setenv("AGENTDESK_DATABASE", str(whole))
    assert named(cli) == (0, [], "")  # the index alone is made anew from the log
    monkeypatch.setenv("AGENTDESK_DATABASE", str(torn))
    code, names, said = named(cli)
    assert (code, names) == (1, ["unsound"])
    assert str(head.last_id) in said


def test_a_log_removed_under_somebody_who_writes(file: Path) -> None:
    open_database(str(file))
    put(SYSTEM, "dealer_name", "还开着")
    Path(f"{file}-wal").unlink()
    with pytest.raises(DatabaseProblem, match="被移走或替换"):
        put(SYSTEM, "dealer_name", "写到哪里去")
    result = run("doctor", "--json")
    found = json.loads(result.stdout)
    assert (result.returncode, "moved" in found["faults"]) == (3, True)
    assert f"进程 {os.getpid()}" in "".join(found["findings"])
