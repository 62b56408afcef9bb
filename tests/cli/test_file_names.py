"""Files by name: what is there is never overwritten, what is no file is not read, and a name is nothing but text."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.playbook.publish import publish
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import AuditEvent, Customer
from tests.cli.said import Cli, refused
from tests.hostile import faults
from tests.prepared import prepared

# What makes a file, with the name at its end.
WRITING: dict[str, tuple[str, ...]] = {
    "report": ("report", "aftersales-monthly", "--month", "2026-10", "-o"),
    "form": ("form", "show", "aftersales", "--xlsx"),
    "results": ("form", "export", "aftersales", "-o"),
    "results as a workbook": ("form", "export", "aftersales", "--format", "xlsx", "-o"),
    "results as json": ("form", "export", "aftersales", "--format", "json", "-o"),
    "customer": ("customer", "export", "K1", "--reason", "本人申请", "-o"),
    "backup": ("db", "backup", "-o"),
}
# What reads one.
READING: dict[str, tuple[str, ...]] = {
    "import": ("import", "customers"),
    "form check": ("form", "check"),
    "form publish": ("form", "publish"),
    "calendar": ("calendar", "import"),
    "kpi": ("kpi", "take"),
    "incentive": ("incentive", "take"),
    "report text": ("report", "text", "aftersales-monthly", "--section", "proposals", "--file"),
    "key": ("people", "key", "add", "x"),
    "heads": ("audit", "verify", "--head"),
    "restore": ("db", "restore", "--check"),
}
PERSONAL = {"report", "results", "results as a workbook", "results as json", "customer", "backup"}
NO_NAMES = ("/", ".", "..")
UNSEEN = ("甲\n乙", "\x1b[2J", "\u202e明", "甲\u200b乙", "甲\r乙", "\t")


@pytest.fixture(scope="module")
def furnished(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("furnished") / "agentdesk.db"
    shutil.copy(migrated_file, path)
    open_database(str(path))
    with clock.travel(datetime(2026, 1, 1)):
        publish(SYSTEM, "car_dealership", prepared, effective_from=date(2026, 1, 1))
    now = clock.now()
    Customer.create(source_key="K1", name="王建国", created_at=now, updated_at=now)
    close_database()
    return path


@pytest.fixture
def folder(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> Path:
    """An empty folder to be in, and a dealer's database elsewhere."""
    shutil.copy(furnished, tmp_path / "agentdesk.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", str(tmp_path / "agentdesk.db"))
    at("2026-11-20T09:42")
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def in_the_way(folder: Path) -> list[Path]:
    """One of everything that a name may already be."""
    file, inner, link, dangling, pipe = (folder / name for name in ("file", "inner", "link", "dangling", "pipe"))
    file.write_text("mine", encoding="utf-8")
    inner.mkdir()
    link.symlink_to(file)
    dangling.symlink_to(folder / "nowhere")
    os.mkfifo(pipe)
    return [file, inner, link, dangling, pipe, Path("/dev/full")]


def exports() -> int:
    open_database()
    count = AuditEvent.select().where(AuditEvent.action.contains("export") | (AuditEvent.action == "db.backup")).count()
    close_database()
    return count


@pytest.mark.parametrize("door", WRITING)
def test_what_is_there_stays_as_it_is(folder: Path, cli: Cli, door: str) -> None:
    things = in_the_way(folder)
    before, audited = sorted(os.listdir(folder)), exports()
    for thing in things:
        assert "已存在" in refused(cli(*WRITING[door], thing), 1), thing
    assert sorted(os.listdir(folder)) == before, "nothing is left behind, and no link was followed"
    assert (folder / "file").read_text(encoding="utf-8") == "mine"
    assert exports() == audited, "what was not written was not handed out"


@pytest.mark.parametrize("door", WRITING)
def test_a_name_that_is_none_or_that_nobody_can_see(folder: Path, cli: Cli, door: str) -> None:
    audited = exports()
    for name in (*NO_NAMES, *UNSEEN, "y" * 300, "no/such/folder"):
        line = refused(cli(*WRITING[door], name), 1)
        assert faults(line.rstrip("\n"), lines=False) == [], name
    assert os.listdir(folder) == []
    assert exports() == audited


@pytest.mark.parametrize("door", WRITING)
def test_any_other_name_is_a_name(folder: Path, cli: Cli, door: str) -> None:
    """With a dash in front, with blanks, climbing: where whoever asks may write, the file is made, and only that."""
    (folder / "in").mkdir()
    for name in ("-x", "甲 乙'\"; $(id)", "in/../up.tar.gz"):
        result = cli(*WRITING[door], name)
        assert (result.exit_code, result.stderr) == (0, ""), name
        made = folder / os.path.normpath(name)
        assert made.stat().st_size > 0
        if door in PERSONAL:
            assert stat.S_IMODE(made.stat().st_mode) == 0o600
    beside = {"results"} & {door}
    assert len(os.listdir(folder)) == (7 if beside else 4)


def test_a_name_that_is_no_text_is_refused(folder: Path, cli: Cli) -> None:
    name = os.fsdecode(b"\xff\xfe")
    for command in (*WRITING.values(), *READING.values()):
        assert "UTF-8" in refused(cli(*command, name), 1)
    assert os.listdir(folder) == []


@pytest.mark.parametrize("door", READING)
def test_what_is_no_file_is_not_read(folder: Path, cli: Cli, door: str) -> None:
    """A pipe that nobody writes to would hold the command for ever, /dev/zero has no end."""
    os.mkfifo(folder / "pipe.csv")
    (folder / "link.csv").symlink_to(folder / "pipe.csv")
    for name in ("pipe.csv", "link.csv", "/dev/zero", "/dev/full"):
        refused(cli(*READING[door], name), 1)


@pytest.mark.parametrize("door", READING)
def test_a_name_to_read_is_shown_as_text(folder: Path, cli: Cli, door: str) -> None:
    for name in UNSEEN:
        path = folder / f"{name}.csv"
        path.write_text("x\n", encoding="utf-8")
        result = cli(*READING[door], path.name)
        assert result.exit_code in (0, 1, 2), name  # a report takes any text
        assert faults(result.output) == [], name


def test_the_file_of_a_database_is_a_name_too(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way(folder)
    for name in ("file", "inner", "pipe", "/dev/full", "/dev/null", "/"):
        monkeypatch.setenv("AGENTDESK_DATABASE", name)
        result = cli("queue", "list")
        assert result.exit_code == 3, name
        assert len(result.stderr.splitlines()) == 1
    assert (folder / "file").read_text(encoding="utf-8") == "mine"
