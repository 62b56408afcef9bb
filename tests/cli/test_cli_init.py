"""`agentdesk init`: a whole database or none."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agentdesk.store import schema
from tests.cli.said import ROOT, Cli, like_anybody, refused, rows, run

INTERRUPTED = """
import os, signal, sys
import agentdesk.playbook.workdays as workdays
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job of a shell's background is born without it
def die(*_): os.kill(os.getpid(), int(sys.argv[1]))
workdays.seed_workdays = die
from agentdesk.cli import main
main(["init", "--playbook", "appliance_branch"])
"""


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "a dealer" / "desk.db"
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    return path


def test_an_empty_dealer_can_be_worked_with_at_once(cli: Cli, target: Path, at: Callable[[str], None]) -> None:
    at("2026-11-20T09:00")
    made = cli("init")
    assert (made.exit_code, made.stderr) == (0, "")
    assert str(target) in made.stdout
    assert [path.name for path in target.parent.iterdir()] == ["desk.db"]
    assert json.loads(cli("people", "list", "--json").stdout) == []
    shown = json.loads(cli("playbook", "show", "--json").stdout)
    assert (shown["name"] if "name" in shown else shown["head"]["name"]) == "car_dealership"
    assert json.loads(cli("queue", "build", "--json").stdout)["added"] == 0
    assert cli("db", "check").exit_code == 0
    doctor = json.loads(cli("doctor", "--json").stdout)
    assert doctor["schema"] == schema.known()[-1]
    assert doctor["dealer"]


@pytest.mark.usefixtures("compiled")
def test_nobody_else_can_read_what_is_made(cli: Cli, target: Path) -> None:
    before = os.umask(0o022)
    try:
        assert cli("init").exit_code == 0
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in (target, target.parent)] == [0o600, 0o700]
    assert "chmod" not in cli("doctor").stderr
    target.chmod(0o644)
    assert f"chmod o= {target}*" in cli("doctor").stderr


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("playbook", ["appliance_branch", str(ROOT / "agentdesk" / "playbook" / "appliance_branch")])
def test_another_playbook_by_name_or_folder(cli: Cli, target: Path, playbook: str) -> None:
    assert cli("init", "--playbook", playbook).exit_code == 0
    kinds = json.loads(cli("playbook", "show", "--json").stdout)["kinds"]
    assert "CB-14" in {kind["code"] for kind in kinds}


@pytest.mark.parametrize("playbook", ["no_such_playbook", "./nowhere"])
def test_an_unknown_playbook_leaves_nothing(cli: Cli, target: Path, playbook: str) -> None:
    assert playbook.removeprefix("./") in refused(cli("init", "--playbook", playbook), 2)
    assert list(target.parent.iterdir()) == []


def test_a_faulty_playbook_leaves_nothing(cli: Cli, target: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "playbook.toml").write_text("name = ")
    assert "playbook.toml:1" in refused(cli("init", "--playbook", folder), 1)
    assert list(target.parent.iterdir()) == []


@pytest.mark.usefixtures("compiled")
def test_an_existing_database_is_not_touched(cli: Cli, target: Path) -> None:
    assert cli("init").exit_code == 0
    assert cli("people", "add", "a1", "李娜").exit_code == 0
    before, content = rows(target), target.read_bytes()
    for options in ((), ("--demo",), ("--playbook", "appliance_branch")):
        assert str(target) in refused(cli("init", *options), 1)
    assert (rows(target), target.read_bytes()) == (before, content)
    assert [path.name for path in target.parent.iterdir()] == ["desk.db"]


def test_nor_is_anything_else_that_stands_there(cli: Cli, target: Path) -> None:
    target.parent.mkdir()
    target.write_text("my diary")
    refused(cli("init"), 1)
    assert target.read_text() == "my diary"
    target.unlink()
    target.symlink_to("elsewhere")
    refused(cli("init"), 1)
    assert target.is_symlink()


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_killed_init_leaves_no_database(cli: Cli, target: Path, name: str) -> None:
    number = int(signal.Signals[name])
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(number)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == (1 if name == "SIGINT" else -number)
    assert "Traceback" not in done.stderr
    assert not target.exists()
    refused(cli("queue", "list"), 3)
    assert cli("init").exit_code == 0
    assert [path.name for path in target.parent.iterdir()] == ["desk.db"]  # the killed one's draft is gone too


def two_seconds_of_work() -> None:
    """In a child before it starts: the kernel kills it when it has worked so long, wherever it is then."""
    resource.setrlimit(resource.RLIMIT_CPU, (2, 2))


@pytest.mark.usefixtures("compiled")
def test_a_demo_killed_on_its_way_leaves_no_database(cli: Cli, target: Path) -> None:
    killed = run("init", "--demo", preexec_fn=two_seconds_of_work)
    assert killed.returncode == -signal.SIGKILL
    assert not target.exists()
    assert cli("init").exit_code == 0
    assert [path.name for path in target.parent.iterdir()] == ["desk.db"]


@pytest.mark.usefixtures("compiled")
def test_another_process_is_still_making_one(cli: Cli, target: Path) -> None:
    target.parent.mkdir()
    theirs = target.with_name(f".desk.db.{os.getppid()}.new")
    theirs.write_bytes(b"")
    assert cli("init").exit_code == 0
    assert theirs.exists()


def test_of_two_at_once_one_is_told(target: Path) -> None:
    command = [sys.executable, "-m", "agentdesk", "init", "--playbook", "appliance_branch"]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ended = sorted((process.communicate()[1].count(b"\n"), process.returncode) for process in both)
    assert ended == [(0, 0), (1, 1)]
    assert [path.name for path in target.parent.iterdir()] == ["desk.db"]


def test_a_place_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    (tmp_path / "a file").touch()
    for place in (locked / "desk.db", locked / "deeper" / "desk.db", tmp_path / "a file" / "desk.db"):
        done = run("init", env={"AGENTDESK_DATABASE": str(place)}, preexec_fn=like_anybody)
        refused(done, 3)
    assert list(locked.iterdir()) == []
