"""`agentdesk calendar`, and what the turn of the year looks like from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.database import close_database
from tests.cli.said import Cli, refused
from tests.queue.dealer import Dealer

At = Callable[[str], None]


@pytest.fixture
def shop(database: Database, tmp_path: Path, at: At) -> None:
    Dealer(tmp_path)
    close_database()
    at("2026-11-23T07:30")


@pytest.mark.usefixtures("shop")
def test_a_day_says_whether_and_when_customers_are_called(cli: Cli) -> None:
    said = cli("calendar", "day", "2026-11-23", "--json")
    facts = json.loads(said.stdout)
    assert (facts["open"], facts["calling"]) == (True, ["09:00-11:30", "14:00-18:00"])
    assert facts["preset"] == "cn-courteous"
    assert "cn-courteous 09:00-11:30  14:00-18:00" in cli("playbook", "show").stdout
    presets = {row["preset"]: row["hours"] for row in json.loads(cli("calendar", "presets", "--json").stdout)}
    assert presets["cn-default"] == ["09:00-12:00", "14:00-20:00"]
    said = cli("calendar", "day", "2026-10-01")
    assert "2026-10-08" in said.stdout
    assert cli("calendar", "set", "2026-11-23", "closed", "--name", "盘点").exit_code == 0
    assert not json.loads(cli("calendar", "day", "2026-11-23", "--json").stdout)["open"]
    assert "盘点" in cli("calendar", "show").stdout
    assert cli("calendar", "forget", "2026-11-23").exit_code == 0
    assert cli("calendar", "forget", "2026-11-23").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_the_turn_of_the_year_is_built_with_a_warning_until_the_notice_is_there(
    cli: Cli, at: At, tmp_path: Path
) -> None:
    weekdays = {"2026-12-31": (3, True), "2027-01-01": (4, False), "2027-01-02": (5, True), "2027-01-03": (6, True)}
    for text, (weekday, is_open) in weekdays.items():
        at(f"{text}T07:00")
        assert date.fromisoformat(text).weekday() == weekday
        built = json.loads(cli("queue", "build", "--date", text, "--json").stdout)
        assert len(built["warnings"]) == 1
        assert "2027" in built["warnings"][0]
        assert json.loads(cli("calendar", "day", text, "--json").stdout)["open"] is is_open
    notice = tmp_path / "2027.csv"
    days = [f"2027-01-{day:02d},off,元旦" for day in (1, 2, 3)]
    days += [f"2027-02-{day:02d},off,春节" for day in range(5, 12)]
    notice.write_text("\n".join(days), encoding="utf-8")
    assert cli("calendar", "import", str(notice)).exit_code == 0
    at("2027-01-04T07:00")
    assert json.loads(cli("queue", "build", "--date", "2027-01-04", "--json").stdout)["warnings"] == []
    assert not json.loads(cli("calendar", "day", "2027-01-02", "--json").stdout)["open"]


@pytest.mark.usefixtures("shop")
def test_a_warning_of_next_year_begins_in_november(cli: Cli, at: At) -> None:
    at("2026-10-31T07:00")
    assert not [said for said in json.loads(cli("doctor", "--json").stdout)["warnings"] if "2027" in said]
    assert json.loads(cli("queue", "build", "--json").stdout)["warnings"] == []
    at("2026-11-01T07:00")
    assert "2027" in json.loads(cli("doctor", "--json").stdout)["warnings"][0]
    assert "2027" in json.loads(cli("queue", "build", "--json").stdout)["warnings"][0]


@pytest.mark.usefixtures("shop")
def test_a_notice_that_is_none_is_refused_and_nothing_changes(cli: Cli, tmp_path: Path) -> None:
    before = cli("calendar", "show", "--year", "2026", "--json").stdout
    broken = tmp_path / "notice.csv"
    broken.write_text("2026-01-01,off,元旦\nsoon,off,x\n", encoding="utf-8")
    assert "2" in refused(cli("calendar", "import", str(broken)), 1)
    assert cli("calendar", "show", "--year", "2026", "--json").stdout == before
