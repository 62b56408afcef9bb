"""What SQLite does for the build, the claim and the queue's lists: no big table is read from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database, Value

from agentdesk.common import clock
from agentdesk.queue import claim, rows
from agentdesk.queue.build import build
from agentdesk.queue.listing import tasks_of
from agentdesk.queue.predicting import predict_changed
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Person, RepairOrder, Task
from scripts.bench.dealer import TODAY, make
from tests.plans import listening, plans, scans, used

VEHICLES, DAYS = 2000, 60


@pytest.fixture(scope="module")
def dealer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thousands of facts and a built queue; ANALYZE has been run."""
    path = make(tmp_path_factory.mktemp("plans") / "dealer.db", VEHICLES, 3 * VEHICLES, DAYS)
    open_database(str(path))
    with clock.travel(datetime.combine(date(2026, 11, 19), datetime.min.time())):
        build(SYSTEM, date(2026, 11, 19))
    _work_for_years()
    close_database()
    return path


def _work_for_years() -> None:
    """As many closed tasks as make the open ones few."""
    new = ("id", "state", "closed_on", "disposition")
    columns = [field for field in Task._meta.sorted_fields if field.name not in new]
    for year in range(2016, 2026):
        changed = {Task.dedupe_key: Task.dedupe_key.concat(f":{year}"), Task.latest_on: Value(f"{year}-06-01")}
        values = [changed.get(field, field) for field in columns]
        values += [Value("closed"), Value(f"{year}-06-01"), Value("completed")]
        rows = Task.select(*values).where(Task.state == "open")
        Task.insert_from(rows, [*columns, Task.state, Task.closed_on, Task.disposition]).execute()


@pytest.fixture(params=["analysed", "never analysed"])
def dealer(dealer_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A copy, with and without statistics."""
    path = tmp_path / "dealer.db"
    path.write_bytes(dealer_file.read_bytes())
    opened = open_database(str(path))
    if request.param == "analysed":
        opened.execute_sql("ANALYZE")
    else:
        opened.execute_sql("DELETE FROM main.sqlite_stat1")
        opened.execute_sql("DELETE FROM main.sqlite_stat4")
        close_database()
        opened = open_database(str(path))
    with clock.travel(datetime.combine(TODAY, datetime.min.time().replace(hour=9))):
        yield opened


def test_no_rule_of_the_build_reads_a_big_table_from_end_to_end(dealer: Database) -> None:
    with listening(dealer) as sent:
        assert build(SYSTEM, TODAY).added
    rules = [one for one in sent if one.startswith(('INSERT INTO "due_task"', 'INSERT INTO "task"'))]
    found = plans(dealer, rules)
    assert len(found) >= 10
    assert {statement[:60]: names for statement in found if (names := scans(statement, found[statement]))} == {}
    for index in (
        "repair_order_left_on", "vehicle_insurance_expires_on", "vehicle_inspection_expires_on",
        "vehicle_next_service_on", "sale_delivered_on", "appointment_starts_on", "complaint_handled_on",
        "customer_birth_md", "task_dedupe_key",
    ):  # fmt: skip
        assert index in used(found), index


def test_what_the_build_does_beside_its_rules_reads_open_tasks_only(dealer: Database) -> None:
    with listening(dealer) as sent:
        build(SYSTEM, TODAY)
    of_tasks = [one for one in sent if '"task"' in one and "due_" not in one.split("FROM")[0] and "vehicle" not in one]
    found = plans(dealer, [one for one in of_tasks if one.startswith(("SELECT", "UPDATE", "DELETE"))])
    assert "task_open_expires" in used(found)
    assert "task_open_agent" in used(found)
    read = {statement: found[statement] for statement in found if "task" in scans(statement, found[statement])}
    assert read == {}


def test_the_predictions_look_up_the_cars_that_were_touched(dealer: Database) -> None:
    RepairOrder.update(mileage_km=30500).where(RepairOrder.vehicle == 7).execute()
    with listening(dealer) as sent:
        assert predict_changed(SYSTEM, TODAY).predicted == 1
    found = plans(dealer, [one for one in sent if "history_change" in one or "prediction" in one])
    assert {statement for statement in found if scans(statement, found[statement])} == set()
    assert "prediction_vehicle_id" in used(found)
    assert "repair_order_vehicle_id" in used(found)


def test_sharing_out_looks_up_who_knows_the_customers_that_wait(dealer: Database) -> None:
    Task.update(agent=None).where((Task.state == "open") & (Task.id % 2 == 0)).execute()
    with listening(dealer) as sent:
        assert build(SYSTEM, TODAY).assigned
    asked = [one for one in sent if '"agent_id"' in one.split("FROM")[0] or one.startswith('SELECT "t1"."customer_id"')]
    found = plans(dealer, [one for one in asked if not one.startswith("INSERT")])
    assert {statement[:90]: names for statement in found if (names := scans(statement, found[statement]))} == {}
    assert "task_customer_id_state" in used(found)
    assert "contact_customer_id" in used(found)


def test_a_claim_looks_up_its_customers_tasks(dealer: Database) -> None:
    build(SYSTEM, TODAY)
    agent = actor_of(Person.get(Person.code == "A001"))
    task = Task.get((Task.kind_code == "CB-01") & (Task.state == "open") & Task.agent.is_null(False))
    with listening(dealer) as sent:
        assert claim.claim(agent, task.id)
    found = plans(dealer, sent)
    assert {statement: names for statement in found if (names := scans(statement, found[statement]))} == {}
    assert "task_customer_id_state" in used(found)


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda agent_id: rows.rows(TODAY, agent_id), "task_open_agent"),
        (lambda _agent_id: rows.rows(TODAY, None), "task_open"),
        (lambda agent_id: rows.done_today(TODAY, agent_id), "task_closed_on_agent_id"),
        (lambda _agent_id: tasks_of(TODAY), "task_open"),
        (lambda agent_id: tasks_of(TODAY, agent_id=agent_id), "task_open_agent"),
        (lambda _agent_id: tasks_of(TODAY), "task_closed_on_agent_id"),
    ],
)
def test_the_queues_lists_read_their_own_rows(dealer: Database, read: Callable[[int], object], index: str) -> None:
    build(SYSTEM, TODAY)
    with listening(dealer) as sent:
        assert read(Person.get(Person.code == "A001").id) is not None
    found = plans(dealer, sent)
    assert {statement[:80]: names for statement in found if (names := scans(statement, found[statement]))} == {}
    assert index in used(found)
