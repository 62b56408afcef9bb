from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from agentdesk.store.database import close_database, open_database
from tests.end_to_end.test_a_call_by_keys import NOW
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, order


@pytest.fixture(scope="session")
def dealer_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dealer with one call due for 李娜, made through import and build; copy it, never open it."""
    folder = tmp_path_factory.mktemp("dealer")
    path = folder / "agentdesk.db"
    shutil.copy(migrated_file, path)
    before = os.environ.get("AGENTDESK_NOW")
    open_database(str(path))
    made = Dealer(folder)
    made.take("customers", {**PRIVATE, "固定电话": "0550-3012345"})
    made.take("vehicles", CAR)
    made.take("repair-orders", order("2026-11-19"))
    made.build(NOW[:10])
    close_database()
    assert os.environ.get("AGENTDESK_NOW") == before
    return path


@pytest.fixture
def dealer(dealer_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The dealer's database, a copy of the test's own."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(dealer_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    return path
