"""`agentdesk ops units`: what systemd and cron are told is understood by them, and each job runs as it stands there."""

from __future__ import annotations

import configparser
import json
import os
import pwd
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.settings import config_path, settings
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database
from tests.cli.said import Cli, refused
from tests.dealership import publish_without_forms

JOBS = ["night", "backup", "head", "clock", "retention"]
ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def folder(database: Database, tmp_path: Path, at: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dealer whose database lies in a folder with a name that systemd and a shell would take apart."""
    from datetime import date

    at("2026-11-20T12:45")  # type: ignore[operator]
    publish_without_forms(tmp_path, date(2026, 1, 1))
    seed_workdays(SYSTEM, [2026, 2027])
    close_database()
    folder = tmp_path / "my 100% dealer"
    folder.mkdir()
    shutil.move(database.database, folder / "dealer.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", str(folder / "dealer.db"))
    return folder


def test_systemd_understands_every_file(folder: Path, cli: Cli, tmp_path: Path) -> None:
    into = tmp_path / "units"
    into.mkdir()
    done = cli("ops", "units", "--systemd", "--into", into)
    assert done.exit_code == 0, done.output
    written = sorted(path.name for path in into.iterdir())
    assert written == sorted(f"agentdesk-{job}.{kind}" for job in JOBS for kind in ("service", "timer"))
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze on this machine")
    verified = subprocess.run(
        ["systemd-analyze", "verify", *written], cwd=into, capture_output=True, encoding="utf-8", check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_what_stands_in_a_service(folder: Path, cli: Cli) -> None:
    files = json.loads(cli("ops", "units", "--systemd", "--json").stdout)["files"]
    for job in JOBS:
        unit = parsed(files[f"agentdesk-{job}.service"])
        assert (unit["Service"]["User"], unit["Service"]["UMask"]) == (ME, "0027")
        assert (
            f'Environment="AGENTDESK_DATABASE={folder}/dealer.db"'.replace("%", "%%")
            in files[f"agentdesk-{job}.service"]
        )
        assert f'ReadWritePaths=-"{folder}"'.replace("%", "%%") in files[f"agentdesk-{job}.service"]
    assert parsed(files["agentdesk-night.timer"])["Timer"]["OnCalendar"] == "*-*-* 21:30:00 Asia/Shanghai"
    assert parsed(files["agentdesk-clock.timer"])["Timer"]["OnCalendar"] == "*:0/5"


def test_every_line_for_cron_runs_as_it_stands(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text(f'audit_heads = "{folder.parent}/heads"\n')
    settings.cache_clear()
    text = cli("ops", "units", "--cron").stdout
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    variables = dict(line.split("=", 1) for line in lines if line.split("=")[0].isidentifier())
    jobs = [line.split(maxsplit=6) for line in lines if line[0] in "0123456789*"]
    assert [job[5] for job in jobs] == [ME] * len(JOBS)
    home = {"HOME": os.environ["HOME"], "XDG_CONFIG_HOME": os.environ["XDG_CONFIG_HOME"]}
    now = {"AGENTDESK_NOW": os.environ["AGENTDESK_NOW"]}
    for *_, command in jobs:
        ended = subprocess.run(
            [variables["SHELL"], "-c", command.replace(r"\%", "%")], env=variables | home | now, cwd="/",
            capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), (command, ended)
    (copy,) = (folder / "backups").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert (folder.parent / "heads" / "dealer.audit-heads.jsonl").exists()


def test_times_are_the_machines(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    for zone, wanted in (("UTC", "30 13 * * *"), ("Asia/Shanghai", "30 21 * * *"), ("Asia/Kolkata", "0 19 * * *")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        night = next(line for line in cli("ops", "units", "--cron").stdout.splitlines() if "--ahead" in line)
        assert night.startswith(wanted)
    monkeypatch.delenv("TZ")
    time.tzset()


def test_wrong_usage(folder: Path, cli: Cli, tmp_path: Path) -> None:
    assert "--cron" in refused(cli("ops", "units"), 2)
    assert "--systemd" in refused(cli("ops", "units", "--cron", "--into", tmp_path), 2)
    assert "nobody-here" in refused(cli("ops", "units", "--cron", "--account", "nobody-here"), 1)
    assert "agentdesk-night" in refused(cli("ops", "units", "--systemd", "--into", tmp_path / "nowhere"), 1)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be refused for being root")
def test_root_is_sent_to_the_owner(folder: Path, cli: Cli) -> None:
    """What root opens it leaves files beside that the desks cannot write, and its settings are not the jobs'."""
    os.chown(folder / "dealer.db", 65534, 65534)
    assert f"sudo -H -u {pwd.getpwuid(65534).pw_name} " in refused(cli("ops", "units", "--cron"), 1)
    assert [path.name for path in folder.iterdir()] == ["dealer.db"]


def parsed(text: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(text)
    assert shlex.split(found["Service"]["ExecStart"]) if "Service" in found else found["Timer"]
    return found
