from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from peewee import Database

from tests.dealership import Dealership
from tests.queue.dealer import Dealer
from tests.queue.nights import DAY


@pytest.fixture
def dealer(database: Database, tmp_path: Path) -> Dealer:
    """A small dealer with its people and a published playbook."""
    return Dealer(tmp_path)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealership:
    """A dealer with a few weeks of facts before and around the day."""
    made = Dealership(tmp_path)
    for back in range(-1, 25):
        customer = made.customer(f"顾客{back}", birth_md=f"{DAY - timedelta(days=back - 10):%m-%d}")
        made.order(DAY - timedelta(days=back), customer=customer)
        made.sale(DAY - timedelta(days=back), customer=customer)
    return made
