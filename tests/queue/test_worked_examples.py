"""The worked examples of the source documents, from an export file to the queue's list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

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
    assert (task["owner_role"], task["customer"], task["state"]) == ("callback_agent", "王建国", "open")
    assert task["agent"] in ("李娜", "孙悦")


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
