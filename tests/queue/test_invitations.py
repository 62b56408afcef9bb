"""Messages that come before something: the day before an appointment, a week before an event, and after a delivery."""

from __future__ import annotations

from datetime import date

from agentdesk.queue.register import register
from agentdesk.store.tables import Appointment, Task
from tests.queue.dealer import COMPANY, PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, sale

DAY = "2026-07-01"


def booked(number: str, customer: str, **more: str) -> dict[str, str]:
    return {"预约单号": number, "客户编号": customer, "预约时间": f"{DAY} 10:00", "服务顾问": "陈涛", **more}


def test_rm09_who_is_booked_gets_a_message_the_day_before(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE, COMPANY)
    dealer.take("vehicles", CAR)
    dealer.take("appointments", booked("YY1", "C1", 车牌号="皖M12345"), booked("YY2", "C2"))
    Appointment.update(status="cancelled").where(Appointment.source_key == "YY2").execute()
    dealer.build("2026-06-29")
    assert dealer.tasks("2026-06-29", "RM-09") == []
    dealer.build("2026-06-30")
    (task,) = dealer.tasks("2026-06-30", "RM-09")
    assert (task["channel"], task["customer"], str(task["latest_on"])) == ("sms", "王**", "2026-06-30")
    dealer.build(DAY)
    assert Task.get(Task.kind_code == "RM-09").disposition == "expired"


def test_rm06_and_rm07_the_marketing_departments_lists_are_messages_a_week_before(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE, COMPANY)
    dealer.take(
        "callback-list",
        {"活动日期": DAY, "客户编号": "C1", "回访类型": "市场活动", "备注": "夏季自驾游"},
        {"活动日期": DAY, "客户编号": "C2", "回访类型": "爱车课堂", "备注": "雨季用车"},
    )
    dealer.take("callback-list", {"回访日期": DAY, "客户编号": "C1", "回访类型": "当天需回访", "备注": "问用车"})
    dealer.build("2026-06-24")
    found = {task["kind"]: task for task in dealer.tasks("2026-06-24") if task["kind"].startswith("RM-0")}
    assert {kind: (task["customer"], task["channel"]) for kind, task in found.items()} == {
        "RM-06": ("王**", "sms"),
        "RM-07": ("滁*********", "sms"),
    }
    dealer.build(DAY)
    assert [entry.kind_code for entry in register(date.fromisoformat(DAY))] == ["CB-21"], (
        "messages stand in no list of calls"
    )


def test_cb03_the_message_comes_when_the_time_for_the_call_is_over(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("sales", sale("2026-01-31"))
    dealer.build("2026-02-01")
    assert [task["channel"] for task in dealer.tasks("2026-02-01", "CB-03")] == ["phone"]
    dealer.build("2026-02-03")
    assert sorted(task["channel"] for task in dealer.tasks("2026-02-03", "CB-03")) == ["phone", "sms"]
