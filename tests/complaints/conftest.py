from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from tests.dealership import Dealership

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    """A small dealer on Friday 20 November 2026, 09:42."""
    dealership = Dealership(tmp_path)
    with clock.travel(FRIDAY):
        yield dealership
