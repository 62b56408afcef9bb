from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.store.database import close_database, open_database
from tests.interview.call_world import Desk, found_dealer

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.fixture(scope="session")
def dealer_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of a dealer with a published playbook and its people; copy it, never open it."""
    path = tmp_path_factory.mktemp("dealer") / "agentdesk.db"
    shutil.copyfile(migrated_file, path)
    open_database(str(path))
    found_dealer()
    close_database()
    return path


@pytest.fixture
def desk(dealer_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """李娜's desk on Friday 20 November 2026, 09:42, on a database file of its own."""
    path = tmp_path / "agentdesk.db"
    shutil.copyfile(dealer_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    open_database(str(path))
    with clock.travel(FRIDAY):
        yield Desk(tmp_path)
