"""The worked examples of the source documents, from an export file to the queue's list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.outside import context_of, outside_draft
from agentdesk.complaints.raising import raise_complaint
from agentdesk.complaints.workflow import recalled, record
from agentdesk.interview import contacts
from agentdesk.queue.build import build, catch_up
from agentdesk.scoreboard.figures import figure
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.tables import Complaint, Customer, Notice, Person, Task
from tests.dealership import GIVEN
from tests.queue.dealer import COMPANY, PRIVATE, Dealer

CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
FLEET_CAR = {"客户编号": "C2", "车牌号": "皖MD1234", "车架号": "LSVHJ133022221761", "车型": "途观", "使用性质": "公车"}


def order(left: str, number: str = "WX1") -> dict[str, str]:
    return {
        "委托书号": number, "客户编号": "C1", "车牌号": "皖M12345", "维修类型": "首保", "服务顾问": "陈涛",
        "竣工时间": f"{left} 15:30", "出厂时间": f"{left} 16:05",
    }  # fmt: skip


def sale(delivered: str, customer: str = "C1", plate: str = "皖M12345") -> dict[str, str]:
    return {"销售单号": f"XS{customer}", "客户编号": customer, "车牌号": plate, "车型": "朗逸", "销售顾问": "何平",
            "交车日期": delivered}  # fmt: skip


@pytest.mark.parametrize(("left", "due"), [("2026-03-31", "2026-04-01"), ("2024-02-28", "2024-02-29")])
def test_w01_after_sales_callback_is_due_the_next_day(dealer: Dealer, left: str, due: str) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order(left))
    dealer.build(left)
    assert dealer.tasks(left, "CB-01") == []
    dealer.build(due)
    (task,) = dealer.tasks(due, "CB-01")
    assert str(task["due_nominal"]) == str(task["due_effective"]) == str(task["latest_on"]) == due
    assert (task["owner_role"], task["customer"], task["state"]) == ("callback_agent", "王**", "open")
    assert task["agent"] in ("李娜", "孙悦")


def test_w02_three_days_without_an_answer(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-03-31"))
    for day in ("2026-04-01", "2026-04-02", "2026-04-03"):
        dealer.build(day)
        (task,) = [row for row in dealer.tasks(day, "CB-01") if row["state"] == "open"]
        ring(task["id"], f"{day}T10:00", contacts.end_unreached, "no_answer")
    for _twice in range(2):
        dealer.build("2026-04-04")
        assert [row["disposition"] for row in dealer.tasks("2026-04-04", "CB-01")] in ([], ["unreachable"])
        (notice,) = Notice.select()
        assert (notice.kind, notice.to_person.name, notice.task_id) == ("unreachable", "陈涛", task["id"])
    assert Task.get_by_id(task["id"]).disposition == "unreachable"


def test_w03_a_private_car_handed_over(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("sales", sale("2026-01-31"))
    dealer.build("2026-01-31")
    (same_day,) = dealer.tasks("2026-01-31")
    assert (same_day["kind"], same_day["owner_role"], same_day["agent"]) == ("CB-02", "sales_advisor", "何平")
    assert str(same_day["due_nominal"]) == "2026-01-31"
    dealer.build("2026-02-01")
    (second,) = dealer.tasks("2026-02-01", "CB-03")
    assert (str(second["due_nominal"]), str(second["latest_on"])) == ("2026-02-01", "2026-02-03")
    assert second["owner_role"] == "callback_agent"
    dealer.build("2026-02-07")
    (seventh,) = dealer.tasks("2026-02-07", "CB-04")
    assert (str(seventh["due_nominal"]), seventh["owner_role"]) == ("2026-02-07", "sales_advisor")
    dealer.build("2026-04-23")
    assert dealer.tasks("2026-04-23", "RM-05") == []
    dealer.build("2026-04-24")
    (first_service,) = dealer.tasks("2026-04-24", "RM-05")
    assert (str(first_service["due_nominal"]), str(first_service["latest_on"])) == ("2026-04-24", "2026-05-01")


def test_w04_an_official_car_handed_over(dealer: Dealer) -> None:
    dealer.take("customers", COMPANY)
    dealer.take("vehicles", FLEET_CAR)
    dealer.take("sales", sale("2026-01-31", "C2", "皖MD1234"))
    dealer.build("2026-02-24")
    (first_service,) = dealer.tasks("2026-02-24", "RM-05")
    assert (str(first_service["due_nominal"]), str(first_service["latest_on"])) == ("2026-02-23", "2026-03-02")
    assert str(first_service["due_effective"]) == "2026-02-24"  # the holiday of Spring Festival 2026 ends on the 23rd
    dealer.build("2026-04-24")
    assert len(dealer.tasks("2026-02-24", "RM-05")) == 1  # one reminder, not a private car's as well


def test_w05_insurance_reminders(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", {**CAR, "保险到期日": "2026-03-10"})
    due = set()
    for day in ("2026-02-22", "2026-02-24", "2026-03-06", "2026-03-07"):
        dealer.build(day)
        due |= {str(task["due_nominal"]) for task in dealer.tasks(day, "RM-04")}
    assert due == {"2026-02-23", "2026-03-07"}


def test_w06_a_predicted_service_with_and_without_an_appointment(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE, {**PRIVATE, "客户编号": "C3", "移动电话": "13800000003"})
    other = {**CAR, "客户编号": "C3", "车牌号": "皖M33333", "车架号": "LSVHJ133022221761"}
    dealer.take("vehicles", *({**car, "下次保养日期": "2026-07-01"} for car in (CAR, other)))
    dealer.take("appointments", {"预约单号": "YY1", "客户编号": "C1", "车牌号": "皖M12345", "服务顾问": "陈涛",
                                 "预约时间": "2026-07-01 10:00"})  # fmt: skip
    due = []
    for day in ("2026-06-23", "2026-06-24", "2026-06-29", "2026-06-30", "2026-07-01"):
        dealer.build(day)
        due += [(row["step"], str(row["due_nominal"]), row["customer_key"]) for row in dealer.tasks(day, "RM-01")
                if str(row["due_nominal"]) == day]  # fmt: skip
    assert sorted(due) == [
        ("day", "2026-06-30", "C1"), ("day", "2026-06-30", "C3"), ("hour", "2026-07-01", "C1"),
        ("week", "2026-06-24", "C1"), ("week", "2026-06-24", "C3"),
    ]  # fmt: skip
    (hour,) = [row for row in dealer.tasks("2026-07-01", "RM-01") if row["step"] == "hour"]
    assert f"{hour['due_at']:%Y-%m-%d %H:%M}" == "2026-07-01 09:00"


def test_w07_a_birthday_over_the_turn_of_the_year(dealer: Dealer) -> None:
    dealer.take("customers", {**PRIVATE, "出生日期": "1980-01-02"})
    dealer.build("2025-12-25")
    assert dealer.tasks("2025-12-25", "CB-06") == []
    dealer.build("2025-12-26")
    (card,) = dealer.tasks("2025-12-26", "CB-06")
    assert (card["channel"], str(card["due_nominal"]), str(card["latest_on"])) == ("card", "2025-12-26", "2025-12-30")
    dealer.build("2026-01-02")
    texts = [task for task in dealer.tasks("2026-01-02", "CB-06") if task["channel"] == "sms"]
    assert [str(task["due_nominal"]) for task in texts] == ["2026-01-02"]


@pytest.mark.parametrize(("day", "kept"), [("2026-02-28", True), ("2026-03-01", False), ("2024-02-28", False)])
def test_w07_a_birthday_of_29_february(dealer: Dealer, day: str, kept: bool) -> None:
    dealer.take("customers", {**PRIVATE, "出生日期": "1988-02-29"})
    dealer.build(day)
    texts = [task for task in dealer.tasks(day, "CB-06") if task["channel"] == "sms"]
    assert [str(task["due_nominal"]) for task in texts] == ([day] if kept else [])


@pytest.mark.parametrize(("due", "year"), [("2026-02-10", 2026), ("2027-01-30", 2027)])
def test_w08_spring_festival(dealer: Dealer, due: str, year: int) -> None:
    dealer.take("customers", PRIVATE, COMPANY)
    before = date.fromisoformat(due) - timedelta(days=1)
    dealer.build(before.isoformat())
    assert dealer.tasks(before.isoformat(), "CB-07") == []
    dealer.build(due)
    found = dealer.tasks(due, "CB-07")
    assert {str(task["due_nominal"]) for task in found} == {due}
    assert len(found) == 2


def test_w09_a_complaint_handled_is_re_called_and_reopened(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-06-26"))
    found = context_of(Customer.get().id, order="WX1")
    with clock.travel(datetime(2026, 6, 30, 9)):
        draft, _proposal = outside_draft(found, words="等了三个小时", origin="store")
        complaint = raise_complaint(actor_of(Person.get(Person.name == "方慧")), draft)
        handler = actor_of(complaint.responsible)
        for step in ("acknowledged", "assessed", "proposed", "handled", "answered"):
            record(handler, complaint.id, step, "已处理", GIVEN.get(step, {}))
    dealer.build("2026-06-30")
    assert dealer.tasks("2026-06-30", "CB-10") == []
    dealer.build("2026-07-01")
    (task,) = dealer.tasks("2026-07-01", "CB-10")
    assert str(task["due_nominal"]) == "2026-07-01"
    with clock.travel(datetime(2026, 7, 1, 10)):
        recalled(actor_of(Person.get(Person.name == "李娜")), complaint.id, satisfied=False, note="还是没人管")
        stored = Complaint.get_by_id(complaint.id)
        assert (stored.state, stored.reopened) == ("reopened", 1)
    with clock.travel(datetime(2026, 8, 3, 9)):
        once = figure("KP-08", date(2026, 7, 1), date(2026, 7, 31))
    assert (once.numerator, once.denominator) == (0, 1)


@pytest.mark.parametrize(("in_time", "value", "verdict"), [(57, "95.00", "met?"), (56, "93.33", "not_met")])
def test_w11_on_time_completion(dealer: Dealer, in_time: int, value: str, verdict: str) -> None:
    ours = [{**PRIVATE, "客户编号": f"K{n}", "移动电话": f"138{n:08}"} for n in range(60)]
    dealer.take("customers", *ours)
    dealer.take("vehicles", *({**CAR, "客户编号": f"K{n}", "车牌号": f"皖M{n:05}", "车架号": ""} for n in range(60)))
    orders = [{**order("2026-04-01", f"WX{n}"), "客户编号": f"K{n}", "车牌号": f"皖M{n:05}"} for n in range(60)]
    dealer.take("repair-orders", *orders)
    dealer.build("2026-04-02")
    tasks = [row["id"] for row in dealer.tasks("2026-04-02", "CB-01")]
    assert len(tasks) == 60
    for task_id in tasks[:in_time]:
        ring(task_id, "2026-04-02T10:00", contacts.refuse, hard=True, note="不要再打")
    dealer.build("2026-04-03")
    for task_id in tasks[in_time:]:
        ring(task_id, "2026-04-03T10:00", contacts.refuse, hard=True, note="不要再打")
    with clock.travel(datetime(2026, 5, 4, 9)):
        found = figure("KP-01", date(2026, 4, 1), date(2026, 4, 30))
    assert (found.value, found.verdict) == (Fraction(in_time, 60), verdict)
    assert f"{in_time / 60:.2%}" == f"{value}%"


def ring(task_id: int, at: str, ending: Callable[..., Any], *given: Any, **more: Any) -> None:
    """A call from whoever has the task in their list; the customer answers unless the ending says otherwise."""
    with clock.travel(datetime.fromisoformat(at)):
        agent = actor_of(Task.get_by_id(task_id).agent)
        contact_id = contacts.open_contact(agent, task_id)
        line = contacts.read(contact_id).preferred
        assert line is not None
        contacts.dial(agent, contact_id, line.phone_id)
        if ending is not contacts.end_unreached:
            contacts.reached(agent, contact_id)
        ending(agent, contact_id, *given, **more)


def test_a_second_build_adds_nothing_and_missed_nights_are_caught_up(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-03-27", "WX1"), order("2026-03-30", "WX2"))
    first = dealer.build("2026-04-01")
    assert {row.kind: row.added for row in first.kinds}["CB-01"] == 2
    again = dealer.build("2026-04-01")
    assert (again.added, again.expired, again.assigned) == (0, 0, 0)
    late, fresh = sorted(dealer.tasks("2026-04-01", "CB-01"), key=lambda task: task["due_nominal"])
    assert (str(late["due_nominal"]), str(fresh["due_nominal"])) == ("2026-03-28", "2026-03-31")


@pytest.mark.parametrize("how", [build, catch_up])
def test_a_day_far_ahead_is_looked_at_and_not_built(dealer: Dealer, how: Callable[..., Any]) -> None:
    """A wrong year would close every call that is open."""
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-03-30"))
    dealer.build("2026-03-31")
    far = date(2062, 4, 1)
    with clock.travel(datetime(2026, 3, 31, 8)):
        with pytest.raises(UserError, match="2026-04-14"):
            how(SYSTEM, far)
        assert [row["state"] for row in dealer.tasks("2026-03-31", "CB-01")] == ["open"]
        if how is build:
            assert build(SYSTEM, far, dry_run=True).expired == 1


def test_a_day_without_anybody_to_call_says_so(dealer: Dealer) -> None:
    assert not any("没有人打电话" in line for line in dealer.build("2026-11-19").warnings)
    Person.update(active=False).where(Person.position == "callback_agent").execute()
    assert any("没有回访专员" in line for line in dealer.build("2026-11-20").warnings)
