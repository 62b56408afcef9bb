"""A busy database, a full disk, a closed pipe: one clear line, nothing half-written."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database
from agentdesk.store.settings import put
from agentdesk.store.tables import Person
from tests.cli.bad_world import READING, WRITING, words
from tests.cli.said import ROOT, Cli, held, refused, rows, run

CHANGING = [*WRITING[:3], ("import", "customers", "{folder}/客户.csv")]


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("command", CHANGING, ids=words)
def test_a_busy_database(
    cli: Cli, file: Path, customers: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    arguments = [part.format(folder=customers.parent) for part in command]
    before = rows(file)
    with held(file):
        refused(cli(*arguments), 3)
        assert rows(file) == before
    assert cli(*arguments).exit_code == 0


def test_reading_goes_on_while_somebody_writes(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    with held(file):
        for command in [*READING[:-1], ("db", "check"), ("db", "backup"), ("db", "migrate")]:
            assert cli(*command).exit_code == 0, command


def many(folder: Path, count: int = 1500) -> Path:
    path = folder / "多客户.csv"
    lines = "".join(f"C{number},王{number},{'很长的备注' * 20}\n" for number in range(count))
    path.write_text(f"客户编号,客户名称,备注\n{lines}", encoding="utf-8")
    return path


def no_more_than_64_kib() -> None:
    """In a child before it starts: a file of it may not grow beyond this, as under a quota."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


def test_a_full_quota(file: Path, tmp_path: Path) -> None:
    source = many(tmp_path)
    before = rows(file)
    refused(run("import", "customers", source, preexec_fn=no_more_than_64_kib), 3)
    assert rows(file) == before
    refused(run("playbook", "publish", "appliance_branch", preexec_fn=no_more_than_64_kib), 3)
    assert rows(file) == before
    refused(run("db", "backup", "-o", tmp_path / "copy.db", preexec_fn=no_more_than_64_kib), 1)
    fresh = {"AGENTDESK_DATABASE": str(tmp_path / "fresh" / "new.db")}
    refused(run("init", env=fresh, preexec_fn=no_more_than_64_kib), 3)
    assert list((tmp_path / "fresh").iterdir()) == []
    assert not any(path.name.startswith((".", "copy")) for path in [*tmp_path.iterdir(), *file.parent.iterdir()])
    assert run("import", "customers", source).returncode == 0


@pytest.fixture
def small_disk(file: Path, tmp_path: Path) -> Iterator[Path]:
    """A disk with room for the database and half a megabyte more, where the machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    size = f"size={file.stat().st_size // 1024 + 512}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts nothing for us")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk(file: Path, small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "agentdesk.db"
    shutil.copy(file, path)
    before = rows(path)
    there = {"AGENTDESK_DATABASE": str(path)}
    refused(run("import", "customers", many(tmp_path, 1900), env=there), 3)
    assert rows(path) == before
    for left in small_disk.glob("*-wal"):
        left.unlink()
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - path.stat().st_size // 2))
    refused(run("db", "backup", env=there), 1)
    assert {left.name for left in small_disk.iterdir()} - {"agentdesk.db-wal", "agentdesk.db-shm"} == {
        "agentdesk.db", "filler",
    }  # fmt: skip


def test_output_that_is_closed_early_ends_quietly(database: Database) -> None:
    with database.atomic():
        for number in range(3000):
            Person.create(code=f"N{number}", name="王" * 20, position="other", role="agent")
    close_database()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}  # it hides lost output
    for arguments in (("people", "list"), ("people", "list", "--json")):
        command = [sys.executable, "-m", "agentdesk", *arguments]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline()
            process.stdout.close()
            assert (process.wait(60), process.stderr.read()) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
@pytest.mark.parametrize("command", [("queue", "list"), ("--help",), ("people", "list", "--json")], ids=words)
def test_output_that_cannot_be_written(file: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*command, stdout=full)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "gbk"])
def test_a_terminal_of_another_encoding_gets_marks_instead_of_a_traceback(database: Database, encoding: str) -> None:
    put(SYSTEM, "dealer_name", "宏达𠮷")
    Person.create(code="A1", name="王𠮷", position="other", role="agent")
    close_database()
    command = [sys.executable, "-m", "agentdesk", "people", "list"]
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\U00020bb7" in done.stdout


def test_ctrl_c_is_one_line(file: Path) -> None:
    code = (
        "import agentdesk.store.checks as checks\n"
        "def stop(): raise KeyboardInterrupt\n"
        "checks.examine = stop\n"
        "from agentdesk.cli import main\nmain(['db', 'check'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1  # after the end of the line where the terminal shows ^C
