"""A customer's own hours, from the export's note to who is next and when a retry comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.queue.hours import set_hours
from agentdesk.queue.rows import QueueRow, best_next, rows
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.tables import AuditEvent, Customer, Person, Task
from tests.queue.dealer import PRIVATE, Dealer

At = Callable[[str], None]
MONDAY = date(2026, 11, 23)
ORDER = {
    "委托书号": "WX1",
    "客户编号": "C1",
    "服务顾问": "陈涛",
    "竣工时间": "2026-11-22 15:30",
    "出厂时间": "2026-11-22 16:05",
}


def at_noon(wall: str) -> datetime:
    return clock.to_utc(datetime.fromisoformat(f"2026-11-23T{wall}"))


def one(dealer: Dealer, note: str) -> None:
    dealer.take("customers", {**PRIVATE, "联系时间要求": note})
    dealer.take("repair-orders", ORDER)
    dealer.build("2026-11-23")


def shown() -> QueueRow:
    (row,) = rows(MONDAY, None)
    return row


def test_a_note_that_is_understood_keeps_the_row_back_until_its_hours(dealer: Dealer, at: At) -> None:
    one(dealer, "请晚上打")
    assert Customer.get().own_hours == "0123456|18:00-20:30|"
    at("2026-11-23T10:00")
    assert (shown().lane, shown().next_at) == ("later", at_noon("18:00"))
    agent = actor_of(Person.get_by_id(Task.get().agent_id), "test")
    assert best_next(agent) is None
    at("2026-11-23T18:05")
    assert (shown().lane, shown().next_at) == ("today", None)
    assert best_next(agent) == shown().task_id
    at("2026-11-23T20:45")
    assert shown().next_at == at_noon("18:00") + timedelta(days=1)


def test_a_note_that_only_a_person_can_read_changes_no_hours(dealer: Dealer, at: At) -> None:
    one(dealer, "老人耳背，请大声")
    assert (Customer.get().own_hours, Customer.get().call_note) == ("", "老人耳背，请大声")
    at("2026-11-23T10:00")
    assert shown().lane == "today"


def test_hours_an_agent_entered_stay_while_the_export_repeats_its_note(dealer: Dealer, at: At) -> None:
    one(dealer, "请晚上打")
    set_hours(SYSTEM, Customer.get().id, "不要周一")
    at("2026-11-23T10:00")
    assert shown().next_at == at_noon("09:00") + timedelta(days=1)
    dealer.take("customers", {**PRIVATE, "联系时间要求": "不要周一"})
    assert Customer.get().own_hours == "123456||"
    dealer.take("customers", {**PRIVATE, "联系时间要求": ""})
    assert Customer.get().own_hours == ""


def test_a_wish_that_is_not_understood_changes_nothing(dealer: Dealer) -> None:
    one(dealer, "晚上")
    events = AuditEvent.select().count()
    with pytest.raises(UserError):
        set_hours(SYSTEM, Customer.get().id, "有空的时候")
    assert Customer.get().own_hours == "0123456|18:00-20:30|"
    assert AuditEvent.select().count() == events
