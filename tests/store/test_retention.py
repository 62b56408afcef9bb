"""How long files are kept: the boundary days, what is held back, a purge that is killed, and what stays explainable."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import Database, SqliteDatabase

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints.listing import show
from agentdesk.complaints.patterns import patterns
from agentdesk.complaints.raising import Draft, raise_complaint
from agentdesk.intake.importing import import_file
from agentdesk.scoreboard.aapor import of_period
from agentdesk.scoreboard.figures import figure
from agentdesk.store import retention
from agentdesk.store.audit import SYSTEM
from agentdesk.store.checks import examine
from agentdesk.store.pace import Pace
from agentdesk.store.purge import purge
from agentdesk.store.retention import ClassPlan, Years, first_kept, plan
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    AuditEvent,
    Complaint,
    ComplaintEvent,
    Contact,
    Customer,
    ImportBatch,
    ImportRow,
    RepairOrder,
    Sale,
    Task,
    Vehicle,
)
from tests.databases import Engine
from tests.dealership import Dealership

YEARS = Years(sales=2, repair_orders=2, complaints=10)
ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = datetime(2026, 11, 20, 9, 42)
Cli = Callable[..., Result]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    dealership = Dealership(tmp_path, opened_on=date(2010, 1, 1))
    with clock.travel(TODAY):
        yield dealership


def complaint_of(house: Dealership, order: RepairOrder, raised: datetime, *, closed: bool = True) -> Complaint:
    """A complaint about an order, raised on a day, closed as a finished handling leaves it."""
    with clock.travel(raised):
        made = raise_complaint(
            house.actor("李娜"),
            Draft(
                customer_id=order.customer_id, vehicle_id=order.vehicle_id, repair_order_id=order.id,
                severity="ordinary", words="刹车异响没修好", responsible_id=house.people["吴敏"].id,
            ),
        )  # fmt: skip
    if closed:
        Complaint.update(state="closed", closed_at=made.raised_at).where(Complaint.id == made.id).execute()
    return made


def planned() -> dict[str, ClassPlan]:
    return {row.name: row for row in plan(YEARS)}


def purged() -> dict[str, int]:
    return purge(SYSTEM, YEARS, sum(row.remove for row in plan(YEARS)))


def test_w_25(house: Dealership) -> None:
    """A repair order of 2024-03-15 and a complaint file of 2024-02-29."""
    complaint_of(house, house.order(date(2024, 2, 28)), datetime(2024, 2, 29, 10))
    house.order(date(2024, 3, 15))
    for today, orders in ((date(2026, 3, 15), 0), (date(2026, 3, 16), 1)):
        with clock.travel(datetime.combine(today, TODAY.time())):
            assert (planned()["repair_order"].remove, planned()["complaint"].remove) == (orders, 0)
    for today, files in ((date(2034, 2, 28), 0), (date(2034, 3, 1), 1)):
        with clock.travel(datetime.combine(today, TODAY.time())):
            found = planned()
            assert found["complaint"].remove == files
            assert found["repair_order"].kept_back["complaint"] == 1 - files
            assert found["repair_order"].remove == 1 + files  # what it held back goes with it
    with clock.travel(datetime(2034, 3, 1, 9)):
        assert purged() == {"complaint": 1, "sale": 0, "import.sale": 0, "repair_order": 2, "import.repair_order": 0}
    assert (Complaint.select().count(), ComplaintEvent.select().count(), RepairOrder.select().count()) == (0, 0, 0)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 5000), st.integers(1, 12))
@settings(max_examples=100)
def test_a_file_goes_exactly_when_its_day_plus_its_years_is_over(day: date, age: int, years: int) -> None:
    today = day + timedelta(days=age)
    assert (day < first_kept(today, years)) == (add_months(day, 12 * years) < today)


def test_years_beyond_the_calendar_keep_everything() -> None:
    assert first_kept(date(2026, 11, 20), 5000) == retention.EARLIEST


def test_what_is_held_back_and_why(house: Dealership) -> None:
    old = date(2024, 1, 10)
    held, asked, free = (house.order(old) for _number in range(3))
    RepairOrder.create(source_key="undated", customer=free.customer_id)
    sold = house.sale(old)
    complaint_of(house, held, datetime(2024, 1, 12, 10))
    complaint_of(house, house.order(date(2012, 1, 1)), datetime(2012, 1, 12, 10), closed=False)
    house.task("CB-01", "repair_order", asked.id, asked.customer_id, old)
    found = planned()
    assert found["repair_order"].kept_back == {"complaint": 2, "open_task": 1, "no_date": 1}
    assert (found["repair_order"].remove, found["repair_order"].complaints) == (1, ("T-0001", "T-0002"))
    assert (found["repair_order"].oldest, found["repair_order"].newest) == (old, old)
    assert (found["complaint"].remove, found["complaint"].kept_back) == (0, {"not_closed": 1, "open_task": 0})
    purged()
    assert {row.id for row in RepairOrder.select()} >= {held.id, asked.id}
    assert RepairOrder.get_or_none(RepairOrder.id == free.id) is None
    assert Sale.get_or_none(Sale.id == sold.id) is None
    assert Customer.select().count() == 5
    assert Vehicle.select().count() == 5
    assert planned()["repair_order"].remove == 0
    assert examine() == []


def test_the_page_of_a_complaint_and_the_figures_of_calls_survive(house: Dealership) -> None:
    day = date(2024, 1, 10)
    complained, quiet = house.order(day), house.order(day)
    no = complaint_of(house, complained, datetime(2024, 1, 12, 10)).no
    task = house.task("CB-01", "repair_order", quiet.id, quiet.customer_id, day)
    house.decide(task, "completed", datetime(2024, 1, 11, 10))
    month = (date(2024, 1, 1), date(2024, 1, 31))
    page, calls, covered = show(no).as_json(), of_period(*month), figure("KP-02", *month)
    assert (covered.numerator, covered.denominator) == (1, 2)
    assert purged()["repair_order"] == 1
    assert show(no).as_json() == page
    assert page["event"] == "首保 2024-01-10"
    assert of_period(*month) == calls
    assert calls.as_json()["counts"]["I"] == 1
    assert figure("KP-02", *month).denominator == 0  # not 0 of the one that a complaint holds
    with pytest.raises(UserError):
        patterns(SYSTEM, "advisor", *month)
    kept = Task.get_by_id(task.id)
    assert (kept.subject_id, kept.disposition, kept.state) == (-quiet.id, "completed", "closed")
    assert [table.select().count() for table in (Contact, AgendaItem, Attempt)] == [1, 1, 1]


def test_a_new_file_never_takes_the_place_of_a_removed_one(house: Dealership, engine: Engine) -> None:
    order = house.order(date(2024, 1, 10))
    task = house.task("CB-01", "repair_order", order.id, order.customer_id, date(2024, 1, 10))
    house.decide(task, "completed", datetime(2024, 1, 11, 10))
    purged()
    again = house.order(date(2026, 11, 19))
    assert (again.id == order.id) == (engine.name == "sqlite")  # which gives the highest number out again
    assert not Task.select().where((Task.subject == "repair_order") & (Task.subject_id == again.id)).exists()


def test_raw_import_rows_go_with_what_they_brought(house: Dealership) -> None:
    def batch(kind: str, started: datetime, **rows: str) -> None:
        made = ImportBatch.create(kind=kind, file_name="a.csv", sha256="0", status="applied", started_at=started)
        for place, (key, verdict) in enumerate(rows.items(), start=2):
            ImportRow.create(batch=made, row_number=place, source_key=key, cells=f'["{key}"]', verdict=verdict)

    gone, kept = house.order(date(2024, 1, 10)), house.order(date(2026, 1, 10))
    batch("repair-orders", TODAY, **{gone.source_key: "accepted", kept.source_key: "accepted", "R99": "refused"})
    batch("repair-orders", datetime(2023, 5, 1), R98="refused")
    batch("customers", datetime(2023, 5, 1), C98="accepted")
    assert purged()["import.repair_order"] == 2
    assert {row.source_key for row in ImportRow.select()} == {kept.source_key, "R99", "C98"}


class Killed(BaseException):
    """Stands for the power cut."""


def test_killed_between_two_turns_it_goes_on_where_it_was(house: Dealership, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        house.order(date(2024, 1, 1) + timedelta(days=number))
    monkeypatch.setattr(Pace, "spans", lambda self, total: iter([(n, min(n + 2, total)) for n in range(0, total, 2)]))

    def die(name: str, done: int, of: int) -> None:
        if (name, done) == ("repair_order", 4):
            raise Killed

    with pytest.raises(Killed):
        purge(SYSTEM, YEARS, 9, die)
    assert RepairOrder.select().count() == 5
    assert examine() == []
    with pytest.raises(UserError):  # nobody has seen this number
        purge(SYSTEM, YEARS, 9)
    assert purge(SYSTEM, YEARS, 5)["repair_order"] == 5
    notes = [json.loads(row.after) for row in AuditEvent.select().where(AuditEvent.entity == "repair_order")]
    assert [note["removed"] for note in notes] == [2, 2, 2, 2, 1]
    assert notes[0] == {"removed": 2, "kept_from": "2024-11-20", "months": {"2024-01": 2}}


KILLED_INSIDE = """
import os, sys
from agentdesk.store import purge
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import open_database
from agentdesk.store.retention import Years
open_database(sys.argv[1])
real, turns = purge._remove, []
def remove(files, ids):
    real(files, ids)
    os.kill(os.getpid(), 9)
purge._remove = remove
purge.purge(SYSTEM, Years(2, 2, 10), 3)
"""


def test_killed_inside_a_turn_the_turn_was_not_done(house: Dealership, url: str, at: Callable[[str], None]) -> None:
    for day in (1, 2, 3):
        house.order(date(2024, 1, day))
    at(TODAY.isoformat())
    command = [sys.executable, "-c", KILLED_INSIDE, url]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    assert RepairOrder.select().count() == 3
    assert not AuditEvent.select().where(AuditEvent.action == "db.purge").exists()
    assert purged()["repair_order"] == 3


def test_nothing_of_a_removed_complaint_is_left_in_the_file(
    house: Dealership, database: SqliteDatabase, database_file: Path
) -> None:
    with clock.travel(datetime(2015, 1, 12, 10)):
        order = house.order(date(2015, 1, 10))
    words = "只有这一份档案里才有的话"
    made = complaint_of(house, order, datetime(2016, 1, 12, 10))
    Complaint.update(words=words).where(Complaint.id == made.id).execute()
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert words.encode() in database_file.read_bytes()
    assert purged()["complaint"] == 1
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert words.encode() not in database_file.read_bytes()


def test_every_table_that_points_to_a_file_is_thought_of() -> None:
    """A new table with such a link must be removed, or its link cut, in store/purge.py."""
    pointing = {table: {link._meta.table_name for link in table._meta.backrefs.values()}
                for table in (Complaint, Sale, RepairOrder)}  # fmt: skip
    assert pointing == {
        Complaint: {"complaint_event", "escalation", "notice", "improvement_action", "action_complaint", "complaint"},
        Sale: {"complaint"},
        RepairOrder: {"complaint"},
    }


def test_only_an_administrator_may(house: Dealership) -> None:
    with pytest.raises(Forbidden):
        purge(house.actor("方慧"), YEARS, 0)


def test_by_command_first_shown_then_confirmed(house: Dealership, cli: Cli) -> None:
    complaint_of(house, house.order(date(2024, 1, 10)), datetime(2024, 1, 12, 10))
    house.order(date(2024, 1, 11))
    shown: dict[str, Any] = json.loads(cli("db", "purge", "--json").stdout)
    assert shown["remove"] == 1
    assert shown["classes"][2] == {
        "class": "repair_order", "years": 2, "kept_from": "2024-11-20", "remove": 1, "oldest": "2024-01-11",
        "newest": "2024-01-11", "kept_back": {"complaint": 1, "open_task": 0, "no_date": 0}, "complaints": ["T-0001"],
    }  # fmt: skip
    text = cli("db", "purge", "--dry-run").stdout
    assert "维修档案到期仍保留：1（保存中的抱怨档案引用） T-0001" in text
    assert "agentdesk db purge --confirm 1" in text
    assert cli("db", "purge", "--confirm", 2).exit_code == 1
    assert cli("db", "purge", "--dry-run", "--confirm", 1).exit_code == 2
    assert cli("--as", "方慧", "db", "purge").exit_code == 1
    assert json.loads(cli("db", "purge", "--confirm", 1, "--json").stdout)["removed"]["repair_order"] == 1
    assert "没有超过保存期限的档案" in cli("db", "purge").stdout


def test_an_old_export_does_not_bring_back_what_was_removed(house: Dealership, cli: Cli, tmp_path: Path) -> None:
    house.order(date(2024, 1, 10))
    held = house.order(date(2024, 1, 12))
    complaint_of(house, held, datetime(2024, 1, 20, 9))
    purged()
    rows = [("R-OLD", "2024-01-10"), ("R-NEW", "2026-11-19"), (held.source_key, "2024-01-13")]
    lines = [f"{key},{held.customer.source_key},{day}" for key, day in rows]
    old = "\n".join(["工单号,客户编号,出厂时间", *lines])
    (tmp_path / "工单.csv").write_text(old, encoding="utf-8")
    for _twice in range(2):
        result = import_file(SYSTEM, "repair-orders", tmp_path / "工单.csv")
        assert (result.total, result.counts["outdated"]) == (3, 1)
    assert {row.source_key for row in RepairOrder.select()} == {"R-NEW", held.source_key}
    assert RepairOrder.get_by_id(held.id).left_on == date(2024, 1, 13)  # what is still kept is kept up to date
    assert not ImportRow.select().where(ImportRow.source_key == "R-OLD").exists()
    assert "1 行" in cli("import", "repair-orders", tmp_path / "工单.csv").stdout.splitlines()[2]
