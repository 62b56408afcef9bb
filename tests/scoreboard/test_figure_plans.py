"""What SQLite does for the day and for a month's figures: no big table is read from end to end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.scoreboard import figures, trend
from agentdesk.scoreboard.now import look
from agentdesk.scoreboard.rolling import roll_up
from agentdesk.scoreboard.today import agents_today
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import RolledDay
from scripts.bench.dealer import NOW, TODAY
from scripts.bench.history import history
from tests.plans import Plan, listening, plans, scans, used

MONTH = (TODAY.replace(day=1), TODAY)


@pytest.fixture(scope="module")
def history_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen months of a small department; ANALYZE has been run, and yesterday's closed days are stored."""
    path = history(tmp_path_factory.mktemp("plans") / "history.db", 8000)
    open_database(str(path))
    with clock.travel(datetime.fromisoformat(NOW)), pytest.MonkeyPatch.context() as patch:
        patch.setattr("agentdesk.scoreboard.rolling.MONTHS", 1)
        roll_up(SYSTEM)
    close_database()
    return path


@pytest.fixture(params=["analysed", "never analysed"])
def department(history_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A copy, with and without statistics."""
    path = tmp_path / "history.db"
    shutil.copy(history_file, path)
    opened = open_database(str(path))
    if request.param == "never analysed":
        opened.execute_sql("DELETE FROM main.sqlite_stat1")
        opened.execute_sql("DELETE FROM main.sqlite_stat4")
        close_database()
        opened = open_database(str(path))
    with clock.travel(datetime.fromisoformat(NOW)):
        yield opened


def read_by(opened: Database, work: Callable[[], object]) -> Plan:
    """What is done for a piece of work, which reads the playbook before it."""
    work()
    with listening(opened) as sent:
        work()
    return plans(opened, sent)


def scanned(found: Plan) -> dict[str, set[str]]:
    """The statements that read a big table from end to end."""
    return {statement: names for statement, plan in found.items() if (names := scans(statement, plan))}


def test_the_day_reads_what_belongs_to_it(department: Database) -> None:
    found = read_by(department, lambda: agents_today(TODAY))
    assert scanned(found) == {}
    for index in (
        "task_open_agent", "task_closed_on", "COVERING INDEX attempt_work_date", "promise_work_date",
        "promise_open_person", "complaint_raised_on", "skip_work_date",
    ):  # fmt: skip
        assert index in used(found), index
    found = read_by(department, lambda: look(SYSTEM, TODAY))
    assert scanned(found) == {}
    for index in ("finding_work_date", "escalation_taken_at"):
        assert index in used(found), index


def test_no_figure_of_a_month_reads_a_big_table_from_end_to_end(department: Database) -> None:
    RolledDay.delete().execute()
    found = read_by(department, lambda: figures.all_figures(*MONTH))
    assert scanned(found) == {}
    for index in ("task_latest_on", "repair_order_left_on", "repair_order_visited_on", "sale_delivered_on",
                  "appointment_starts_on", "complaint_raised_on", "complaint_event_at"):  # fmt: skip
        assert index in used(found), index


def test_with_closed_days_a_month_is_read_from_them_and_today(department: Database) -> None:
    figures.all_figures(*MONTH)  # reads the playbook
    with listening(department) as sent:
        figures.all_figures(*MONTH)
    facts = [one for one in sent if "BETWEEN" in one and f"'{MONTH[0]}'" in one]
    live = ("customer", "vehicle_id", "reported_figure", "contact")  # KP-19, KP-12, what is entered, AHT and OCC
    assert [one for one in facts if not any(name in one for name in live)] == []
    with listening(department) as sent:
        trend.months("RPC", TODAY - timedelta(days=20), 1)
    assert [one for one in sent if '"attempt"' in one] == []
    assert "rolled_day_ground_day" in used(plans(department, sent))


@pytest.mark.parametrize(
    ("kpi", "first", "queries"), [("KP-02", date(2026, 10, 5), 3), ("KP-19", date(2026, 10, 1), 2)]
)
def test_a_closed_period_takes_few_queries(department: Database, kpi: str, first: date, queries: int) -> None:
    figures.figure(kpi, first, date(2026, 10, 31))
    with listening(department) as sent:
        figures.figure(kpi, first, date(2026, 10, 31))
    assert len([one for one in sent if one.startswith("SELECT")]) <= queries, sent
