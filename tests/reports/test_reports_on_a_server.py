"""On PostgreSQL a report is made in one snapshot, and again as it was known, as on SQLite."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.complaints.workflow import record
from agentdesk.intake.undo import undo_batch
from agentdesk.queue.build import build
from agentdesk.reports import texts
from agentdesk.reports.making import make
from agentdesk.reports.periods import parse
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Complaint, RepairOrder
from tests.dealership import Dealership
from tests.reports.quarter import complain
from tests.reports.test_as_of import buyer, lines, order, take

pytestmark = pytest.mark.on_a_server
NAME, NOVEMBER = "aftersales-monthly", parse("month", "2026-11")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealership:
    """A dealer on a server."""
    return Dealership(tmp_path)


def test_a_report_is_the_same_again(house: Dealership, tmp_path: Path) -> None:
    care, manager = house.actor("方慧"), house.actor("吴敏")
    with clock.travel(datetime(2026, 11, 20, 9)):
        take(tmp_path, "customers", buyer("K1", "卢梅", "1"))
        take(tmp_path, "repair-orders", order("W1", "2026-11-17", "K1"))
        build(SYSTEM, date(2026, 11, 20))
        wrong = take(tmp_path, "repair-orders", order("W2", "2026-11-18", "K1"))
        complain(house, datetime(2026, 11, 20, 10), "没人理我", customer_id=1)
        texts.write(care, NAME, NOVEMBER, "proposals", "周末加派引导员。")
    with clock.travel(datetime(2026, 11, 20, 18)):
        first = make(care, NAME, NOVEMBER).document
    with clock.travel(datetime(2026, 11, 23, 9)):
        undo_batch(SYSTEM, wrong)
        take(tmp_path, "repair-orders", order("W1", "2026-10-17", "K1"), order("W3", "2026-11-16", "K1"))
        record(manager, Complaint.get().id, "acknowledged")
        record(manager, Complaint.get().id, "assessed", "", {"severity": "escalated"})
        texts.write(care, NAME, NOVEMBER, "proposals", "改写了。")
        build(SYSTEM, date(2026, 11, 23))
        assert make(care, NAME, NOVEMBER).document.sections != first.sections
        again = make(care, NAME, NOVEMBER, as_of=date(2026, 11, 20))
        assert again.doubts == ()
        assert lines(again.document) == lines(first)
        assert {row.source_key for row in RepairOrder.select()} == {"W1", "W3"}
