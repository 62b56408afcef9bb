"""What a monitor asks: figures with stable names, and checks that say what mends each; ages by the clock."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from peewee import Database

from agentdesk.common import clock, log
from agentdesk.common.settings import config_path, settings
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.queue.build import build
from agentdesk.scoreboard import health
from agentdesk.store import nightly
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put
from agentdesk.store.tables import Complaint, Customer
from tests.cli.said import Cli
from tests.dealership import publish_without_forms

EVENING = datetime(2026, 11, 19, 21, 30)
NAMES = [
    "night_day", "night_state", "night_age_hours", "today_built", "backup_age_hours", "head_age_hours", "desks_open",
    "database_bytes", "wal_bytes", "disk_free_bytes", "complaints_open", "complaints_overdue", "notices_undelivered",
    "clock_skew_seconds", "log_file",
]  # fmt: skip


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Path]:
    """A dealer whose night has run for Friday, with a backup and a kept head; Friday, 09:30."""
    configure(f'backups = "{tmp_path}/backups"\naudit_heads = "{tmp_path}/heads"\n')
    with clock.travel(datetime(2026, 1, 1, 8)):
        publish_without_forms(tmp_path, date(2026, 1, 1))
        seed_workdays(SYSTEM, [2026, 2027])
    with clock.travel(EVENING):
        build(SYSTEM, date(2026, 11, 20))
        assert nightly.leave(SYSTEM).problems == []
    with clock.travel(EVENING + timedelta(hours=12)):
        yield tmp_path


def configure(text: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text)
    config_path().chmod(0o600)
    settings.cache_clear()


def states() -> dict[str, str]:
    return {check.name: check.state for check in health.checks(health.figures())}


def said(name: str) -> str:
    (line,) = [check.line for check in health.checks(health.figures()) if check.name == name]
    return line


def test_a_house_in_order(house: Path) -> None:
    found = health.figures()
    assert list(found) == list(health.TITLES) == NAMES
    assert (found["night_day"], found["night_state"], found["today_built"]) == (date(2026, 11, 20), "finished", True)
    assert [found[f"{name}_age_hours"] for name in ("night", "backup", "head")] == [12.0] * 3
    assert (found["desks_open"], found["complaints_overdue"], found["clock_skew_seconds"]) == (0, 0, 0)
    assert found["database_bytes"] > 1_000_000
    assert found["disk_free_bytes"] > 0
    assert set(states().values()) == {"ok"}
    assert set(states()) == {"night", "backup", "disk", "wal", "file", "settings", "log"}


def test_a_night_that_did_not_run(house: Path) -> None:
    with clock.travel(EVENING + timedelta(hours=30)):
        assert (states()["night"], states()["backup"]) == ("fault", "ok")
        assert "agentdesk ops units" in said("night")
        put(SYSTEM, "demo", "李娜")
        assert "night" not in states()


def test_backups_that_are_old_missing_or_not_asked_for(house: Path) -> None:
    with clock.travel(EVENING + timedelta(hours=40)):
        assert states()["backup"] == "fault"
        assert f"agentdesk db backup --to {house}/backups" in said("backup")
    for copy in (house / "backups").iterdir():
        copy.unlink()
    assert health.figures()["backup_age_hours"] is None
    assert states()["backup"] == "fault"
    configure("")
    assert states()["backup"] == "warning"


def test_a_dealer_without_nights_is_told_of_backups_after_two_days(
    database_file: Path, tmp_path: Path, cli: Cli
) -> None:
    begun = datetime(2026, 11, 18, 9)
    with clock.travel(begun):
        put(SYSTEM, "dealer_name", "滁州远望")
    with clock.travel(begun + timedelta(hours=47)):
        assert "backup" not in states()
    with clock.travel(begun + timedelta(hours=49)):
        assert states()["backup"] == "warning"
        assert 'backups = "' in said("backup")
        configure(f'backups = "{tmp_path}/backups"\n')
        assert states()["backup"] == "warning"
        command = said("backup").partition("agentdesk ")[2].split()
        assert command == ["db", "backup", "--to", f"{tmp_path}/backups"]
        close_database()
        made = cli(*command)  # what the line says mends it
        assert made.exit_code == 0, made.stderr
        open_database(str(database_file))
        assert "backup" not in states()
        for copy in (tmp_path / "backups").iterdir():
            copy.unlink()
        assert states()["backup"] == "warning"
        put(SYSTEM, "demo", "李娜")
        assert "backup" not in states()


def test_a_disk_without_room_for_a_copy(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((50_000_000, "fault"), (150_000_000, "warning"), (500_000_000, "ok")):
        monkeypatch.setattr(health.shutil, "disk_usage", lambda _path, free=free: SimpleNamespace(free=free))
        assert states()["disk"] == state
    monkeypatch.setattr(health, "LONG_LOG", 1)
    assert states()["wal"] == "warning"


def test_files_that_are_open_or_closed(house: Path) -> None:
    (house / "file").write_text("")
    configure(f'log = "{house}/file/x"\n[[notify]]\nname = "mail"\nurl = "json://localhost"\nto = ["A001"]\n')
    assert (states()["settings"], states()["log"]) == ("ok", "warning")
    config_path().chmod(0o644)
    assert (states()["settings"], f"chmod 600 {config_path()}" in said("settings")) == ("warning", True)


def test_complaints_past_a_limit_and_a_clock_that_was_set_back(house: Path) -> None:
    customer = Customer.create(source_key="C1", name="王建国", created_at=clock.now(), updated_at=clock.now())
    for number, breach in enumerate((timedelta(hours=-1), timedelta(hours=1))):
        Complaint.create(
            no=f"T-{number}", customer=customer, severity="ordinary", words="x", raised_at=clock.now(),
            raised_on=clock.today(), next_breach=clock.now() + breach, origin="callback", subject="service",
        )  # fmt: skip
    found = health.figures()
    assert (found["complaints_open"], found["complaints_overdue"]) == (2, 1)
    with clock.travel(EVENING - timedelta(minutes=1)):
        assert health.figures()["clock_skew_seconds"] == 60


def test_doctor_tells_it_to_people_and_to_a_monitor(house: Path, cli: Cli, at: Callable[[str], None]) -> None:
    close_database()
    told: Any = json.loads(cli("doctor", "--json").stdout)
    assert list(told["health"]) == NAMES
    assert {check["state"] for check in told["checks"]} == {"ok"}
    with clock.travel(EVENING + timedelta(hours=40)):
        ended = cli("doctor", "--json")
        told = json.loads(ended.stdout)
        assert (ended.exit_code, len(told["findings"])) == (1, 2)
        shown = cli("doctor")
        assert shown.exit_code == 1
        assert all(line in shown.stderr for line in told["findings"])
        assert str(log.path()) in shown.stdout
    assert os.environ.get("AGENTDESK_DATABASE") == told["database"]
