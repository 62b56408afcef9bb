"""What was said is blanked when it is older than the playbook keeps it; that it was said, and every figure, stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.common import clock
from agentdesk.privacy.ageing import age, counts
from agentdesk.scoreboard.figures import all_figures
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AuditEvent, Contact, DeskSession, ImportBatch, ImportRow, StepDraft
from tests.dealership import Dealership

Cli = Callable[..., Result]
CALLED = datetime(2026, 11, 20, 9, 42)
LAST = datetime(2028, 11, 20, 12, 0)  # two years: the boundary day is kept
AFTER = LAST + timedelta(days=1)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    """A call with a note, a raw row, a draft and a session, all of one day."""
    dealership = Dealership(tmp_path)
    with clock.travel(CALLED):
        order = dealership.order(date(2026, 11, 19))
        task = dealership.task("CB-01", "repair_order", order.id, order.customer, date(2026, 11, 19))
        dealership.decide(task, "completed", datetime(2026, 11, 20, 9, 0))
        Contact.update(note="邻居家的狗一直在叫").execute()
        batch = ImportBatch.create(kind="customers", file_name="a.csv", sha256="", started_at=clock.now())
        ImportRow.create(batch=batch, row_number=2, cells='{"姓名": "王建国"}', verdict="accepted")
        agent = dealership.people["李娜"]
        StepDraft.create(
            person=agent, subject="notice", subject_id=1, step="answer", fields="{}", updated_at=clock.now()
        )
        DeskSession.create(person=agent, desk="d", opened_at=clock.now(), beat_at=clock.now(), closed_at=clock.now())
        yield dealership


def test_the_boundary_day_is_kept_and_the_next_one_blanks(house: Dealership) -> None:
    month = date(2026, 11, 1), date(2026, 11, 30)
    with clock.travel(LAST):
        assert counts() == {
            "call_notes": 0, "verbatims": 0, "notices": 0, "import_rows": 0, "drafts": 1, "sessions": 1,
        }  # fmt: skip
    with clock.travel(AFTER):
        before = all_figures(*month)
        assert counts()["call_notes"] >= 1
        done = age(SYSTEM)
        assert done == {
            **dict.fromkeys(("verbatims", "notices"), 0), "call_notes": done["call_notes"], "import_rows": 1,
            "drafts": 1, "sessions": 1,
        }  # fmt: skip
        assert Contact.get().note == "***"
        assert [table.select().count() for table in (ImportRow, StepDraft, DeskSession)] == [0, 0, 0]
        assert all_figures(*month) == before
        assert sum(age(SYSTEM).values()) == 0
    assert AuditEvent.select().where(AuditEvent.action == "db.age").exists()


def test_the_purge_shows_it_first(house: Dealership, cli: Cli) -> None:
    with clock.travel(AFTER):
        shown = json.loads(cli("db", "purge", "--json").stdout)
        assert shown["words"]["import_rows"] == 1
        assert ImportRow.select().count() == 1
        assert "通话备注" in cli("db", "purge").stdout
        done = cli("db", "purge", "--confirm", shown["remove"], "--json")
        assert json.loads(done.stdout)["words"]["import_rows"] == 1
        assert ImportRow.select().count() == 0
