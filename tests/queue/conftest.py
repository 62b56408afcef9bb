from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from tests.queue.dealer import Dealer


@pytest.fixture
def dealer(database: Database, tmp_path: Path) -> Dealer:
    """A small dealer with its people and a published playbook."""
    return Dealer(tmp_path)
