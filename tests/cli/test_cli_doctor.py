"""`agentdesk doctor`: versions, places, findings, and an exit code a monitor can use."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.settings import config_path, settings
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, shown
from agentdesk.store.settings import put
from tests.cli.said import Cli, run

ALWAYS = [
    "python", "sqlite", "sqlite_driver", "textual", "peewee", "settings", "settings_found", "database", "busy_seconds",
    "language", "now", "encoding",
]  # fmt: skip
OF_DATABASE = ["schema", "dealer", "time_zone", "people", "customers", "open_tasks", "last_build"]


@pytest.fixture
def file(database: Database, url: str, at: object) -> str:
    """A dealer on a day whose official days off are known."""
    at("2026-03-02T09:00")  # type: ignore[operator]
    seed_workdays(SYSTEM, [2026])
    put(SYSTEM, "dealer_name", "滁州远望")
    close_database()
    return url


def test_a_sound_installation(file: str, cli: Cli) -> None:
    result = cli("doctor", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0, found
    told = [*ALWAYS, *OF_DATABASE, "findings", "faults", "warnings", "health", "checks"]
    assert [name for name in found if name != "server"] == told
    assert (found["findings"], found["warnings"], found["dealer"]) == ([], [], "滁州远望")
    assert (found["database"], found["settings"], found["settings_found"]) == (shown(file), str(config_path()), False)
    assert found["now"] == "2026-03-02T09:00:00"
    assert tuple(map(int, found["sqlite"].split("."))) >= (3, 35)  # RETURNING
    told = cli("doctor")
    assert (told.exit_code, told.stderr) == (0, "")
    for part in (found["sqlite"], shown(file), str(config_path()), "滁州远望"):
        assert part in told.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_both_languages(file: str, cli: Cli, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    shown = cli("doctor").stdout
    assert ("经销商" in shown, "Dealer" in shown) == (language == "zh", language == "en")


def test_what_is_known_to_be_missing_soon_is_a_warning_only(file: str, cli: Cli, at: object) -> None:
    at("2026-11-20T09:00")  # type: ignore[operator]
    result = cli("doctor", "--json")
    assert result.exit_code == 0
    calendar, backup = json.loads(result.stdout)["warnings"]
    assert ("2027" in calendar, "backups = " in backup) == (True, True)  # no night, no backup since March
    told = cli("doctor")
    assert (told.exit_code, told.stderr.count("\n")) == (0, 2)


def test_something_wrong_in_the_database(database_file: Path, file: str, cli: Cli) -> None:
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DROP TRIGGER audit_event_not_changed")
        opened.execute("UPDATE audit_event SET action = 'something.else' WHERE id = 1")
        opened.commit()
    result = cli("doctor", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, len(found["findings"])) == (1, 2)  # the row, and the trigger that is gone
    told = cli("doctor")
    assert told.exit_code == 1
    assert found["findings"][0] in told.stderr


def test_without_a_database_it_says_where_one_was_looked_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", str(tmp_path / "nowhere.db"))
    result = cli("doctor", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, list(found)) == (3, [*ALWAYS, "findings", "faults", "warnings"])
    assert str(tmp_path / "nowhere.db") in found["findings"][0]
    told = cli("doctor")
    assert told.exit_code == 3
    assert found["sqlite"] in told.stdout
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "nowhere.db").exists()


def test_a_password_is_never_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", "postgresql://desk:geheim@127.0.0.1:1/dealer?password=geheim")
    for command in (("doctor",), ("doctor", "--json"), ("queue", "list"), ("init",), ("db", "migrate")):
        result = cli(*command)
        assert result.exit_code == 3
        assert "desk@127.0.0.1:1/dealer" in result.output
        assert "geheim" not in result.output


def test_settings_are_read_and_the_environment_goes_before_them(file: str, cli: Cli, monkeypatch: object) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("busy_seconds = 4.5\n")
    settings.cache_clear()
    found = json.loads(cli("doctor", "--json").stdout)
    assert (found["settings_found"], found["busy_seconds"]) == (True, 4.5)
    done = run("doctor", "--json", env={"AGENTDESK_BUSY_SECONDS": "2", "AGENTDESK_LANG": "en"})
    found = json.loads(done.stdout)
    assert (found["busy_seconds"], found["language"]) == (2, "en")
