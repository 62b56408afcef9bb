"""Databases that are missing, damaged, somebody else's or of another version: one clear line, and left as they were."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.store import schema
from tests.cli.bad_world import READING, WRITING, words
from tests.cli.said import ROOT, Cli, like_anybody, refused, rows, run

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


@pytest.mark.sqlite_only("a server's tests have its driver")
@pytest.mark.parametrize("command", [("queue", "list"), ("db", "check")], ids=words)
def test_without_the_driver_a_servers_url_says_what_to_install(command: tuple[str, ...]) -> None:
    done = _without_driver("postgresql://x@127.0.0.1:1/y", *command)
    with (ROOT / "pyproject.toml").open("rb") as file:
        (driver,) = tomllib.load(file)["project"]["optional-dependencies"]["postgres"]
    line = refused(done, 3)
    assert f"{sys.executable} -m pip install '{driver}'" in line


@pytest.mark.sqlite_only("a server's tests have its driver")
def test_the_doctor_names_a_missing_driver() -> None:
    done = _without_driver("postgresql://x@127.0.0.1:1/y", "doctor", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["faults"] == ["no_driver"]


def _without_driver(url: str, *command: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.modules['psycopg'] = None; from agentdesk.cli import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", code, *command], env={**os.environ, "AGENTDESK_DATABASE": url}, cwd=ROOT,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", [("queue", "list"), ("doctor",), ("init",), ("db", "migrate")], ids=words)
def test_a_url_of_another_kind_is_no_path(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("mysql://user:geheim@x/y", "sqlite:///desk.db"):
        monkeypatch.setenv("AGENTDESK_DATABASE", url)
        line = refused(cli(*command), 2)
        assert "postgresql://" in line
        assert url.partition("/")[0] in line
        assert "geheim" not in line
    assert not list(tmp_path.glob("*:"))


def test_a_copy_goes_to_no_url_of_another_kind(file: Path, cli: Cli) -> None:
    before = rows(file)
    assert "mysql://" in refused(cli("db", "copy", "--to", "mysql://x/y"), 2)
    assert rows(file) == before
