"""The triggers that no worked example of the source documents has, from an export file to the queue's list."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock, names
from agentdesk.intake.importing import import_file
from agentdesk.playbook.publish import publish
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.queue.build import build
from agentdesk.queue.explain import explain_customer
from agentdesk.queue.explain_text import page
from agentdesk.queue.listing import tasks_of
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Complaint, Customer
from tests.prepared import prepared
from tests.queue.dealer import COMPANY, PRIVATE, Dealer

CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车型": "朗逸", "使用性质": "私车"}


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"出生日期": "1965-03-02", "农历生日": "八月十五"}, ["2026-09-25"]),
        ({"出生日期": "农历1965年八月十五"}, ["2026-09-25"]),
        ({"出生日期": "1965-08-15(农历)"}, ["2026-09-25"]),
        ({"出生日期": "1965-08-15", "生日类型": "农历"}, ["2026-09-25"]),
        ({"出生日期": "1965-08-15", "生日类型": "公历"}, ["2026-08-15"]),
        ({"出生日期": "", "农历生日": "腊月三十"}, ["2026-02-16"]),  # the twelfth month has 29 days
        ({"出生日期": "农历1984年闰十月初九"}, ["2026-11-17"]),  # 2026 has no leap tenth month
    ],
)
def test_a_birthday_by_the_lunar_calendar(dealer: Dealer, cells: dict[str, str], days: list[str]) -> None:
    dealer.take("customers", {**PRIVATE, **cells})
    found = []
    for day in ("2026-02-16", "2026-08-15", "2026-09-25", "2026-11-17"):
        dealer.build(day)
        found += [day for row in dealer.tasks(day, "CB-06") if row["channel"] == "sms"]
    assert found == days


def test_the_card_for_a_lunar_birthday_goes_out_before_the_day_it_is_kept_on(dealer: Dealer) -> None:
    dealer.take("customers", {**PRIVATE, "农历生日": "八月十五"})
    dealer.build("2026-09-18")
    (card,) = dealer.tasks("2026-09-18", "CB-06")
    assert (card["channel"], str(card["due_nominal"]), str(card["latest_on"])) == ("card", "2026-09-18", "2026-09-22")
    with clock.travel(datetime(2026, 9, 18, 9)):
        assert "八月十五" in page(explain_customer(Customer.get().id, date(2026, 9, 18)))


def test_an_unreadable_lunar_birthday_is_a_doubt_and_the_customer_is_taken(dealer: Dealer) -> None:
    result = dealer.take("customers", {**PRIVATE, "农历生日": "不详"})
    assert (result.counts["corrected"], Customer.get().birth_md) == (1, "")


def test_a_quarter_and_a_half_year(dealer: Dealer) -> None:
    agreed = {"同意营销": "是"}
    dealer.take("customers", {**PRIVATE, **agreed, "流失客户": "是"}, {**COMPANY, **agreed, "重点客户": "是"})
    dealer.build("2026-07-01")
    found = {(row["kind"], row["customer"]) for row in dealer.tasks("2026-07-01")}
    lost, key = names.mask(PRIVATE["客户名称"]), names.mask(COMPANY["客户名称"])
    assert found == {("CB-08", lost), ("CB-08", key), ("CB-11", lost), ("CB-12", key)}
    dealer.build("2026-10-01")
    listed = dealer.tasks("2026-10-01")
    fresh = {(row["kind"], row["customer"]) for row in listed if str(row["event_on"]) == "2026-10-01"}
    assert fresh == {("CB-08", lost), ("CB-08", key), ("CB-12", key)}


def test_an_inspection_is_announced_a_month_and_a_week_before(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", {**CAR, "年检到期日": "2026-08-20"})
    due = set()
    for day in ("2026-07-20", "2026-07-21", "2026-08-12", "2026-08-13"):
        dealer.build(day)
        due |= {(row["step"], str(row["due_nominal"])) for row in dealer.tasks(day, "RM-03")}
    assert due == {("month", "2026-07-21"), ("week", "2026-08-13")}


def test_a_handled_complaint_is_asked_about_the_next_day_and_again_after_it_was_reopened(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    with clock.travel(datetime(2026, 6, 29, 9)):
        made = Complaint.create(
            no="T1", customer=Customer.get(), origin="callback", subject="service", severity="minor", words="等太久",
            raised_at=clock.now(), raised_on=date(2026, 6, 29), state="recall_due", handled_on=date(2026, 6, 30),
        )  # fmt: skip
    dealer.build("2026-07-01")
    (task,) = dealer.tasks("2026-07-01", "CB-10")
    assert str(task["due_nominal"]) == "2026-07-01"
    Complaint.update(handled_on=date(2026, 7, 3), reopened=1).where(Complaint.id == made.id).execute()
    dealer.build("2026-07-04")
    assert {str(row["event_on"]) for row in dealer.tasks("2026-07-04", "CB-10")} == {"2026-06-30", "2026-07-03"}


# --------------------------------------------------------------------------------------- a branch of an appliance chain


@pytest.fixture
def branch(database: Database, tmp_path: Path) -> Dealer:
    """A branch under its own playbook."""
    made = Dealer.__new__(Dealer)
    made.folder = tmp_path
    with clock.travel(datetime(2026, 1, 5, 8)):
        publish(SYSTEM, "appliance_branch", prepared, effective_from=date(2026, 1, 5))
        seed_workdays(SYSTEM, range(2026, 2028))
    made.take("people", {"工号": "A001", "姓名": "李娜", "岗位": "回访专员"})
    made.take("customers", PRIVATE)
    return made


def test_store_delivery_and_service_are_asked_about_the_next_day(branch: Dealer) -> None:
    branch.take("sales", {"销售单号": "D1", "客户编号": "C1", "车型": "冰箱", "交车日期": "2026-06-10"})
    branch.take("repair-orders", {"工单号": "W1", "客户编号": "C1", "维修类型": "安装", "出厂时间": "2026-06-10 15:00"})
    branch.build("2026-06-10")
    assert branch.tasks("2026-06-10") == []
    branch.build("2026-06-11")
    found = {(row["kind"], str(row["due_nominal"]), row["agent"]) for row in branch.tasks("2026-06-11")}
    assert found == {(kind, "2026-06-11", "李娜") for kind in ("CB-13S", "CB-13L", "CB-13A")}


def test_who_came_and_did_not_buy_is_called_the_next_day(branch: Dealer) -> None:
    visit = {"客户编号": "C1", "来店日期": "2026-06-10", "接待人员": "李娜", "信息来源": "广告"}
    branch.take(
        "store-visits",
        {**visit, "来店单号": "L1", "是否购买": "否"},
        {**visit, "来店单号": "L2", "是否购买": "成交"},
        {**visit, "来店单号": "L3", "是否购买": ""},
        {**visit, "来店单号": "L4", "是否购买": "否", "来访方式": "来电"},  # who only rang did not come
        {**visit, "来店单号": "L5", "是否购买": "否", "客户编号": ""},  # a stranger has no file to call from
    )
    branch.build("2026-06-11")
    found = branch.tasks("2026-06-11", "CB-14")
    assert [str(row["due_nominal"]) for row in found] == ["2026-06-11"] * 2
    branch.take("store-visits", {**visit, "来店单号": "L1", "是否购买": "成交"})
    assert len(tasks_of(date(2026, 6, 11))) == 2  # what is queued stays; who bought is asked how it went


def test_a_list_of_a_kind_the_playbook_does_not_have_is_refused_row_by_row(branch: Dealer) -> None:
    path = branch.folder / "list.csv"
    path.write_text("回访日期,客户编号,回访类型\n2026-06-12,C1,系统回访\n", encoding="utf-8")
    result = import_file(SYSTEM, "callback-list", path)
    assert (result.counts["refused"], result.counts["created"]) == (1, 0)
    with clock.travel(datetime(2026, 6, 12, 7)):
        assert build(SYSTEM, date(2026, 6, 12)).added == 0
