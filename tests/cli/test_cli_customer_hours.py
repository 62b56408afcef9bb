"""`agentdesk customer hours`: a customer's own hours, as they were said and as they are understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.database import close_database
from tests.cli.said import Cli
from tests.queue.dealer import PRIVATE, Dealer


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Path:
    """A dealer with one customer."""
    Dealer(tmp_path).take("customers", PRIVATE)
    close_database()
    return tmp_path


def test_hours_are_noted_echoed_and_taken_back(shop: Path, cli: Cli) -> None:
    assert "没有时间要求" in cli("customer", "hours", "王建国").stdout
    noted = cli("customer", "hours", "王建国", "不要周一，晚上").stdout.strip()
    assert noted.endswith("周二 周三 周四 周五 周六 周日 18:00-20:30")
    said = json.loads(cli("customer", "hours", "C1", "--json").stdout)
    assert (said["words"], said["hours"]) == ("不要周一，晚上", "123456|18:00-20:30|")
    assert cli("customer", "hours", "王建国", "有空的时候").exit_code == 1
    assert "没有时间要求" in cli("customer", "hours", "王建国", "").stdout
