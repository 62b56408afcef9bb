"""A second import changes nothing; a changed file changes what differs; a killed import leaves nothing half-done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.intake import import_file, list_batches
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import (
    ALL,
    AuditEvent,
    Customer,
    ImportBatch,
    ImportRow,
    Person,
    Phone,
    RepairOrder,
    Vehicle,
)
from tests.intake.conftest import CUSTOMERS, PEOPLE, VEHICLES, Take

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = ("ImportBatch", "ImportRow", "AuditEvent", "DayMark")
ORDERS = "委托书号,客户编号,车牌号,服务顾问,出厂时间\nR1,C1,皖M·12345,陈涛,2026-11-19\nR2,C9,,,\nR2,C9,,,\n"


def contents() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the import's own."""
    return {table.__name__: list(table.select().tuples()) for table in ALL if table.__name__ not in OWN}


@pytest.mark.parametrize(
    ("kind", "text"), [("people", PEOPLE), ("customers", CUSTOMERS), ("vehicles", VEHICLES), ("repair-orders", ORDERS)]
)
def test_a_second_import_changes_nothing(
    dealer: Take, counted: Callable[[], dict[str, int]], kind: str, text: str
) -> None:
    first = dealer(kind, text)
    before, rows = contents(), counted()
    with clock.travel(datetime(2030, 1, 1, 9)):
        again = dealer(kind, text)
    assert contents() == before
    assert again.counts["created"] == again.counts["updated"] == again.counts["accepted"] == 0
    assert again.counts["unchanged"] == again.total - again.counts["refused"] - again.counts["duplicate"]
    refused = again.counts["refused"] + again.counts["duplicate"]
    expected = {"ImportBatch": rows["ImportBatch"] + 1, "ImportRow": rows["ImportRow"] + refused}
    expected["DayMark"] = rows["DayMark"] + 1  # another day's first change
    assert counted() == rows | expected | {"AuditEvent": rows["AuditEvent"] + 1}
    assert first.total == again.total


def test_only_what_differs_is_changed(dealer: Take) -> None:
    order = "委托书号,客户编号,车牌号,出厂时间\n"
    dealer("repair-orders", order + "R1,C1,皖M12345,\nR2,C1,皖M12345,2026-11-18\n")
    result = dealer("repair-orders", order + "R1,C1,皖M12345,2026-11-19\nR2,C1,皖M12345,2026-11-18\n")
    assert (result.counts["updated"], result.counts["unchanged"]) == (1, 1)
    assert RepairOrder.get(source_key="R1").left_on.isoformat() == "2026-11-19"


def test_a_file_with_fewer_columns_leaves_the_others(dealer: Take) -> None:
    dealer("customers", "客户编号,客户名称\nC1,王建国\n")
    customer = Customer.get(source_key="C1")
    assert (customer.gender, customer.birth_md, customer.phones.count()) == ("m", "02-29", 2)
    dealer("repair-orders", ORDERS)
    dealer("repair-orders", "委托书号,客户编号,出厂时间\nR1,C1,2026-11-20\n")
    assert RepairOrder.get().advisor.name == "陈涛"


def test_numbers_learned_and_retired_here_stay(dealer: Take) -> None:
    customer = Customer.get(source_key="C1")
    Phone.create(customer=customer, kind="mobile", written="13700000001", e164="+8613700000001", rank=0)
    Phone.update(retired_at=clock.now()).where(Phone.e164 == "+8613812345678").execute()
    dealer("customers", CUSTOMERS.replace("13812345678", "138 1234 5678").replace("0550-3012345", "0550-3019999"))
    numbers = {phone.written: (phone.retired_at is not None, phone.rank) for phone in customer.phones}
    assert set(numbers) == {"0550-3012345", "13812345678", "13700000001", "0550-3019999"}
    assert numbers["13812345678"][0]
    assert numbers["0550-3019999"][1] < numbers["0550-3012345"][1]


def test_each_import_leaves_one_audit_event(dealer: Take) -> None:
    events = AuditEvent.select().where(AuditEvent.action == "import.apply")
    assert [event.entity for event in events] == ["import_batch"] * 3
    assert '"created"' not in events[0].after
    assert '"accepted": 3' in events[0].after


def test_a_rehearsal_leaves_nothing(dealer: Take, counted: Callable[[], dict[str, int]]) -> None:
    before = counted(), contents()
    result = dealer("repair-orders", ORDERS, dry_run=True)
    assert (counted(), contents()) == before
    assert (result.batch_id, result.counts["created"], result.counts["refused"]) == (None, 1, 1)


def test_a_file_longer_than_one_transaction(dealer: Take) -> None:
    seen: list[tuple[int, int]] = []
    result = dealer("repair-orders", _long(4_500), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2_000, 4_500), (4_000, 4_500), (4_500, 4_500)]
    assert (result.counts["created"], RepairOrder.select().count(), ImportBatch.select().count()) == (4_500, 4_500, 4)


def _long(count: int) -> str:
    rows = "".join(f"R{number},C1,皖M12345,陈涛,2026-11-19\n" for number in range(count))
    return "委托书号,客户编号,车牌号,服务顾问,出厂时间\n" + rows


def test_a_killed_import_is_taken_up_where_it_stopped(dealer: Take, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_long(5_000) + "RX,C9,,,\n", encoding="utf-8")
    dying = (
        "import os, signal, sys\n"
        "from agentdesk.store.database import open_database\n"
        "from agentdesk.store.audit import SYSTEM\n"
        "from agentdesk.intake import import_file\n"
        "open_database()\n"
        "stop = lambda done, total: done > 2000 and os.kill(os.getpid(), signal.SIGKILL)\n"
        "import_file(SYSTEM, 'repair-orders', sys.argv[1], progress=stop)\n"
    )
    command = [sys.executable, "-c", dying, str(path)]
    killed = subprocess.run(command, cwd=ROOT, env=os.environ, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (RepairOrder.select().count(), list_batches()[0].status) == (4_000, "staged")
    result = import_file(SYSTEM, "repair-orders", path)
    batch = list_batches()[0]
    assert (batch.batch, batch.status, batch.accepted, batch.refused) == (result.batch_id, "applied", 5_000, 1)
    assert RepairOrder.select().count() == result.counts["created"] == 5_000
    assert ImportRow.select().where(ImportRow.batch == batch.batch).count() == 5_001
    assert ImportBatch.select().count() == 4


def test_facts_of_a_later_file_find_those_of_an_earlier(dealer: Take) -> None:
    dealer("repair-orders", ORDERS)
    order = RepairOrder.get()
    assert (order.customer.name, order.vehicle.vin, order.advisor.name) == ("王建国", "LSVAM4187C2184847", "陈涛")
    assert Vehicle.select().count() == 2
    assert Person.select().count() == 3
