"""Colleagues' own calls: expected, copied from the yellow card, missed, and the sales department's list beside them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.queue.build import build, catch_up
from agentdesk.queue.register import contents, register
from agentdesk.queue.registering import record_call, take_back
from agentdesk.queue.rows import rows
from agentdesk.scoreboard.watch import watch
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.tables import AuditEvent, CallRecord, Finding, Person, Task
from tests.queue.dealer import PRIVATE, Dealer

DELIVERED = date(2026, 6, 10)  # a Wednesday
CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车型": "朗逸", "使用性质": "私车"}
SOLD = {"销售单号": "XS1", "客户编号": "C1", "车牌号": "皖M12345", "车型": "朗逸", "销售顾问": "何平",
        "交车日期": DELIVERED.isoformat()}  # fmt: skip
ANSWERS = {"arrived": "yes", "good_condition": "yes", "helped": "unasked"}


@pytest.fixture
def sold(dealer: Dealer) -> Dealer:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("sales", SOLD)
    dealer.build("2026-06-10")
    return dealer


def agent() -> Actor:
    return actor_of(Person.get(Person.code == "A001"))


def same_day_call() -> Task:
    return Task.get(Task.kind_code == "CB-02")


def at(day: int, hour: int) -> datetime:
    return clock.to_utc(datetime(2026, 6, day, hour))


def test_an_advisors_call_is_never_one_of_the_agents_queue(sold: Dealer) -> None:
    sold.build("2026-06-11")
    with clock.travel(datetime(2026, 6, 11, 9)):
        shown = {row.kind_code for row in rows(date(2026, 6, 11), None)}
    assert shown == {"CB-03"}


def test_the_next_morning_the_card_is_copied(sold: Dealer) -> None:
    sold.build("2026-06-11")
    with clock.travel(datetime(2026, 6, 11, 8, 5)):
        (entry,) = register()
        assert (entry.source, entry.state, entry.kind_code, entry.customer) == ("advisor", "missing", "CB-02", "王建国")
        assert (entry.advisor, entry.model, entry.due_on) == ("何平", "朗逸", DELIVERED)
        assert "12345" not in entry.plate
        assert [row.code for row in contents("CB-02")] == ["arrived", "good_condition", "helped"]
        record_call(agent(), entry.task_id, at(10, 18), answers=ANSWERS, remark="客户很满意")
        (entry,) = register()
        assert (entry.state, entry.by, dict(entry.answers), entry.remark) == (
            "registered", "何平", ANSWERS, "客户很满意",
        )  # fmt: skip
    task = same_day_call()
    assert (task.state, task.disposition, task.closed_on) == ("closed", "registered", date(2026, 6, 11))
    event = AuditEvent.get(AuditEvent.action == "call_record.add")
    assert json.loads(event.after or "")["answers"] == json.dumps(ANSWERS)
    sold.build("2026-06-12")
    assert Finding.select().count() == 0
    with clock.travel(datetime(2026, 6, 12, 8)):
        assert register() == []


def test_a_missing_record_is_one_finding_and_a_late_one_withdraws_it(sold: Dealer) -> None:
    sold.build("2026-06-11")
    assert Finding.select().count() == 0  # the agent copies the cards at eight
    for _again in range(2):
        report = sold.build("2026-06-12")
    assert report.not_recorded == 0
    finding = Finding.get()
    assert (finding.kind, finding.work_date, finding.against.name) == ("missing_record", date(2026, 6, 11), "何平")
    assert (finding.task_id, finding.withdrawn_at) == (same_day_call().id, None)
    assert (same_day_call().state, same_day_call().disposition) == ("closed", "not_recorded")
    with clock.travel(datetime(2026, 6, 12, 9)):
        assert watch(date(2026, 6, 11)).findings == 1
        (entry,) = register()
        assert entry.state == "not_recorded"
        record_call(agent(), entry.task_id, at(10, 19))
        assert watch(date(2026, 6, 11)).findings == 0
    assert same_day_call().disposition == "registered"
    sold.build("2026-06-13")
    assert Finding.select().where(Finding.withdrawn_at.is_null()).count() == 0
    with clock.travel(datetime(2026, 6, 13, 9)):
        take_back(agent(), same_day_call().id)  # it was another customer's card
        assert watch(date(2026, 6, 11)).findings == 1
    assert same_day_call().disposition == "not_recorded"


def test_the_morning_after_is_the_next_open_day(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("sales", {**SOLD, "交车日期": "2026-06-18"})  # the Dragon Boat Festival is off from 19 to 21 June
    for day in range(18, 23):
        dealer.build(f"2026-06-{day}")
    assert Finding.select().count() == 0
    dealer.build("2026-06-23")
    assert Finding.get().work_date == date(2026, 6, 22)


def test_missed_nights_find_the_same(sold: Dealer) -> None:
    with clock.travel(datetime(2026, 6, 20, 7)):
        catch_up(SYSTEM, date(2026, 6, 20))
    found = [(row.task.kind_code, row.work_date) for row in Finding.select().order_by(Finding.id)]
    # the seventh day is the 17th; the festival ends on the 21st, so its card may still come on the morning of the 18th
    assert found == [("CB-02", date(2026, 6, 11)), ("CB-04", date(2026, 6, 18))]
    assert Task.select().where((Task.kind_code == "CB-02") & (Task.disposition == "expired")).count() == 0


def test_taking_a_record_back_opens_the_task_again(sold: Dealer) -> None:
    with clock.travel(datetime(2026, 6, 11, 8)):
        task = same_day_call()
        record_call(agent(), task.id, at(10, 18))
        take_back(agent(), task.id)
        assert same_day_call().state == "open"
        assert [entry.state for entry in register()] == ["missing"]
        with pytest.raises(UserError):
            take_back(agent(), task.id)
    assert CallRecord.select().count() == 1  # withdrawn, never deleted


@pytest.mark.parametrize(
    ("called", "answers"),
    [
        (datetime(2026, 6, 9, 18), {}),  # before the car was handed over
        (datetime(2026, 6, 11, 18), {}),  # in the future
        (datetime(2026, 6, 10, 18), {"arrived": "perhaps"}),
        (datetime(2026, 6, 10, 18), {"no_such": "yes"}),
    ],
)
def test_what_cannot_be_is_refused(sold: Dealer, called: datetime, answers: dict[str, str]) -> None:
    with clock.travel(datetime(2026, 6, 11, 8)):
        with pytest.raises(UserError):
            record_call(agent(), same_day_call().id, clock.to_utc(called), answers=answers)
        assert CallRecord.select().count() == 0


def test_only_colleagues_calls_are_registered_by_agents_and_only_once(sold: Dealer) -> None:
    sold.build("2026-06-11")
    with clock.travel(datetime(2026, 6, 11, 8)):
        own = Task.get(Task.kind_code == "CB-03")
        with pytest.raises(UserError):
            record_call(agent(), own.id, at(10, 18))
        with pytest.raises(Forbidden):
            record_call(actor_of(Person.get(Person.code == "X001")), same_day_call().id, at(10, 18))
        record_call(agent(), same_day_call().id, at(10, 18))
        with pytest.raises(UserError):
            record_call(agent(), same_day_call().id, at(10, 19))


# ------------------------------------------------------------------------------------------- lists of other systems

LIST = {"序号": "1", "客户编号": "C1", "客户姓名": "王建国", "车牌号": "皖M12345", "销售顾问": "何平",
        "回访类型": "当天需回访", "回访日期": "2026-06-12", "回访内容": "问上牌是否办好"}  # fmt: skip


def test_the_sales_departments_list_becomes_calls_and_stands_in_the_register(sold: Dealer) -> None:
    sold.take("callback-list", LIST)
    sold.build("2026-06-11")
    assert sold.tasks("2026-06-11", "CB-21") == []
    sold.build("2026-06-12")
    (task,) = sold.tasks("2026-06-12", "CB-21")
    assert (str(task["due_nominal"]), task["customer"]) == ("2026-06-12", "王**")
    assert task["owner_role"] == "callback_agent"
    assert task["agent"] in ("李娜", "孙悦")
    with clock.travel(datetime(2026, 6, 12, 8)):
        (entry,) = [row for row in register() if row.source == "list"]
    assert (entry.state, entry.note, entry.advisor) == ("to_call", "问上牌是否办好", "何平")
    assert sold.take("callback-list", LIST).counts["unchanged"] == 1
    sold.build("2026-06-12")
    assert len(sold.tasks("2026-06-12", "CB-21")) == 1


def test_what_the_manufacturers_system_asks_for_is_the_advisors_own(sold: Dealer) -> None:
    asked: dict[str, Any] = {**LIST, "回访类型": "系统回访"}
    sold.take("callback-list", {**asked, "回访单号": "SH1"}, {**asked, "回访单号": "SH2"})
    sold.build("2026-06-12")
    found = sold.tasks("2026-06-12", "CB-09")
    assert [(row["owner_role"], row["agent"]) for row in found] == [("sales_advisor", "何平")] * 2
    with clock.travel(datetime(2026, 6, 13, 8)):
        expected = [row for row in register() if row.kind_code == "CB-09"]
    assert [row.state for row in expected] == ["missing", "missing"]
    sold.build("2026-06-14")
    assert Finding.select().join(Task).where(Task.kind_code == "CB-09").count() == 2


def test_a_customer_who_stands_twice_in_one_list_is_asked_for_each_kind_and_day(sold: Dealer) -> None:
    rows = [
        LIST,
        {**LIST, "回访类型": "系统回访"},
        {**LIST, "回访日期": "2026-06-15"},
        {**LIST, "回访类型": "销售回访", "回访内容": "同一件事"},  # what the empty kind means
    ]
    counts = sold.take("callback-list", *rows).counts
    assert (counts["created"], counts["duplicate"]) == (3, 1)
    sold.build("2026-06-15")
    asked = Task.select(Task.kind_code, Task.event_on).where(Task.request.is_null(False))
    days = sorted((row.kind_code, row.event_on) for row in asked)
    assert days == [("CB-09", date(2026, 6, 12)), ("CB-21", date(2026, 6, 12)), ("CB-21", date(2026, 6, 15))]


def test_a_list_that_is_doubtful_says_so(sold: Dealer) -> None:
    from agentdesk.intake.importing import import_file

    path = sold.folder / "list.csv"
    lines = ("回访日期,客户编号,客户姓名,回访类型", "2026-06-12,C1,王建军,其他回访", "2026-06-12,C9,无此人,")
    path.write_text("\n".join(lines), encoding="utf-8")
    counts = import_file(SYSTEM, "callback-list", path).counts
    assert (counts["corrected"], counts["refused"], counts["created"]) == (1, 1, 1)


def test_the_register_is_kept_through_a_build_of_the_same_day(sold: Dealer) -> None:
    with clock.travel(datetime(2026, 6, 11, 8)):
        record_call(agent(), same_day_call().id, at(10, 18))
        build(SYSTEM, date(2026, 6, 11))
        assert [entry.state for entry in register()] == ["registered"]
    assert register(date(2026, 6, 11) + timedelta(days=30)) == []
