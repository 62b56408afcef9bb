"""A batch is taken back where nothing depends on it; otherwise it says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.intake import list_batches, undo_batch
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.tables import (
    Attempt,
    AuditEvent,
    Contact,
    Customer,
    DoNotContact,
    Person,
    Phone,
    RepairOrder,
    Vehicle,
)
from tests.intake.conftest import CUSTOMERS, VEHICLES, Take

pytestmark = pytest.mark.both_databases

ORDERS = "委托书号,客户编号,车牌号,出厂时间\nR1,C1,皖M12345,2026-11-19\n"


def test_what_was_added_goes(dealer: Take, counted: Callable[[], dict[str, int]]) -> None:
    before = counted()
    result = dealer("repair-orders", ORDERS)
    undone = undo_batch(SYSTEM, result.batch_id or 0)
    assert (undone.deleted, undone.restored, undone.kept) == (1, 0, ())
    assert RepairOrder.select().count() == 0
    assert list_batches()[0].status == "undone"
    assert AuditEvent.select().order_by(AuditEvent.id.desc()).get().action == "import.undo"
    assert counted()["Vehicle"] == before["Vehicle"]
    dealer("repair-orders", ORDERS)
    assert RepairOrder.select().count() == 1


def test_what_was_changed_is_put_back(dealer: Take) -> None:
    changed = VEHICLES.replace("2026-12-05", "2027-12-05").replace("朗逸", "途观").replace("C1,", "C2,")
    result = dealer("vehicles", changed)
    assert undo_batch(SYSTEM, result.batch_id or 0).restored == 1
    car = Vehicle.get(plate="皖M12345")
    assert (car.insurance_expires_on, car.model, car.customer.source_key) == (date(2026, 12, 5), "朗逸", "C1")


def test_customers_go_with_their_numbers_and_wishes(take: Take) -> None:
    result = take("customers", CUSTOMERS.replace("备注", "谢绝来电").replace("78,\n", "78,是\n"))
    assert DoNotContact.select().count() == 2
    assert undo_batch(SYSTEM, result.batch_id or 0).deleted == 3
    assert Customer.select().count() == Phone.select().count() == DoNotContact.select().count() == 0


def test_colleagues_go_with_their_superiors(dealer: Take) -> None:
    assert undo_batch(SYSTEM, 1).deleted == 3
    assert Person.select().count() == 0


def test_what_is_in_use_stays(dealer: Take) -> None:
    undone = undo_batch(SYSTEM, 2)
    assert (undone.deleted, [key for key, _reason in undone.kept]) == (1, ["C1", "C3"])
    assert {row.source_key for row in Customer.select()} == {"C1", "C3"}
    with pytest.raises(UserError, match="2"):
        undo_batch(SYSTEM, 2)


def test_a_customer_who_was_rung_stays(take: Take) -> None:
    result = take("customers", CUSTOMERS)
    agent = Person.create(code="A1", name="李娜", position="callback_agent", role="agent")
    phone = Phone.get(e164="+8613912345678")
    now = clock.now()
    husband = Customer.get(source_key="C1")
    contact = Contact.create(customer=husband, person=agent, work_date=clock.today(), started_at=now)
    Attempt.create(contact=contact, person=agent, phone=phone, work_date=clock.today(), started_at=now)
    undone = undo_batch(SYSTEM, result.batch_id or 0)
    assert [key for key, _reason in undone.kept] == ["C1", "C2"]  # the one was rung, on the other's number


def test_what_a_later_import_changed_stays(dealer: Take) -> None:
    first = dealer("vehicles", VEHICLES.replace("2026-12-05", "2027-12-05"))
    dealer("vehicles", VEHICLES.replace("2026-12-05", "2028-12-05"))
    with pytest.raises(UserError):
        undo_batch(SYSTEM, first.batch_id or 0)
    assert Vehicle.get(plate="皖M12345").insurance_expires_on == date(2028, 12, 5)


def test_no_such_batch_undone_already_and_not_allowed(dealer: Take) -> None:
    result = dealer("repair-orders", ORDERS)
    with pytest.raises(UserError, match="99"):
        undo_batch(SYSTEM, 99)
    with pytest.raises(Forbidden):
        undo_batch(Actor(1, "李娜", "agent"), result.batch_id or 0)
    undo_batch(SYSTEM, result.batch_id or 0)
    with pytest.raises(UserError):
        undo_batch(SYSTEM, result.batch_id or 0)
