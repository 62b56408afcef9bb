"""Predicted maintenance from an export file to the queue, over several nights (RM-01, RM-20, RM-23)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from agentdesk.intake.undo import undo_batch
from agentdesk.playbook.schema import Schedule
from agentdesk.queue.card import Doubt, card
from agentdesk.queue.predicting import predict_changed
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AuditEvent, Finding, Prediction, Task, Vehicle
from tests.queue.dealer import PRIVATE, Dealer

CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
HISTORY = (("2025-08-15", 5000), ("2025-12-13", 9800), ("2026-04-12", 14600))  # 40 km a day: 125 days to 5,000 km
DUE = "2026-08-15"


def visit(number: int, day: str, km: int | str, service: str = "常规保养") -> dict[str, str]:
    return {
        "委托书号": f"WX{number}", "客户编号": "C1", "车牌号": "皖M12345", "维修类型": service, "服务顾问": "陈涛",
        "进厂时间": f"{day} 09:00", "出厂时间": f"{day} 16:05", "行驶里程": str(km),
    }  # fmt: skip


@pytest.fixture
def serviced(dealer: Dealer) -> Dealer:
    """A car with three services, 40 km a day; its next one is due on 15 August 2026."""
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", *(visit(number, *each) for number, each in enumerate(HISTORY)))
    return dealer


def reminders(dealer: Dealer, day: str) -> list[tuple[Any, ...]]:
    """Step, due and event day of the open maintenance reminders that stand in the list of a day."""
    return [
        (task["step"], str(task["due_nominal"]), str(task["event_on"]))
        for task in dealer.tasks(day, "RM-01")
        if task["state"] == "open"
    ]


def next_service() -> str:
    return str(Vehicle.get().next_service_on)


def test_reminders_come_a_week_and_a_day_before_the_predicted_day(serviced: Dealer) -> None:
    serviced.build("2026-08-07")
    assert next_service() == DUE
    assert reminders(serviced, "2026-08-07") == []
    serviced.build("2026-08-08")
    assert reminders(serviced, "2026-08-08") == [("week", "2026-08-08", DUE)]
    serviced.build("2026-08-14")
    assert reminders(serviced, "2026-08-14") == [("day", "2026-08-14", DUE)]
    found = Prediction.get()
    assert (found.method, found.confidence, found.km_a_day, found.readings) == ("siegel", "medium", 40.0, 3)
    assert (str(found.due_by_km), str(found.due_by_time)) == (DUE, "2026-10-12")


def test_an_hour_before_only_with_an_appointment(serviced: Dealer) -> None:
    """RM-20, W-06: the hour is the appointment's, the other two are the predicted day's."""
    serviced.build(DUE)
    assert [step for step, *_ in reminders(serviced, DUE)] == ["day"]
    booked = {"预约单号": "YY1", "客户编号": "C1", "车牌号": "皖M12345", "预约时间": f"{DUE} 10:00", "服务顾问": "陈涛"}
    serviced.take("appointments", booked)
    serviced.build(DUE)
    tasks = {task["step"]: task for task in serviced.tasks(DUE, "RM-01")}
    assert f"{tasks['hour']['due_at']:%H:%M}" == "09:00"
    assert tasks["hour"]["owner_role"] == "service_advisor"


def test_a_second_night_writes_nothing(serviced: Dealer) -> None:
    first = predict_changed(SYSTEM, date(2026, 5, 1))
    assert (first.predicted, first.dated) == (1, 1)
    events = AuditEvent.select().count()
    again = predict_changed(SYSTEM, date(2026, 5, 2))
    assert vars(again) == {
        "day": date(2026, 5, 2), "predicted": 0, "dated": 0, "findings": 0, "moved": 0, "withdrawn": 0,
        "longest_change": 0.0,
    }  # fmt: skip
    assert AuditEvent.select().count() == events


def test_a_task_not_worked_on_follows_the_service_by_some_days(serviced: Dealer) -> None:
    """A repair shows that the car was driven less: the reminder is the same task, on its new day."""
    serviced.build("2026-08-08")
    (task,) = Task.select().where(Task.kind_code == "RM-01")
    serviced.take("repair-orders", visit(7, "2026-08-08", 18500, "一般维修"))  # 33 km a day since April
    serviced.build("2026-08-09")
    moved = Task.get_by_id(task.id)
    assert "2026-08-20" < next_service() < "2026-09-20"
    assert str(moved.event_on) == next_service()
    assert (moved.state, moved.agent) == ("open", None)
    assert reminders(serviced, "2026-08-09") == []
    due = str(moved.due_nominal)
    serviced.build(due)
    assert reminders(serviced, due) == [("week", due, next_service())]
    assert Task.select().where((Task.kind_code == "RM-01") & (Task.step == "week")).count() == 1


def test_who_was_told_is_not_told_again_of_the_same_service(serviced: Dealer) -> None:
    serviced.build("2026-08-08")
    Task.update(attempts=1, state="closed", disposition="told").where(Task.kind_code == "RM-01").execute()
    serviced.take("repair-orders", visit(7, "2026-08-08", 18500, "一般维修"))
    for day in ("2026-08-09", "2026-08-20", "2026-08-28", "2026-09-05"):
        serviced.build(day)
    assert next_service() > DUE
    steps = [task.step for task in Task.select().where(Task.kind_code == "RM-01")]
    assert sorted(steps) == ["day", "week"]  # the day before is still said, once, before the new day


def test_a_service_done_closes_its_reminder_and_the_next_one_gets_its_own(serviced: Dealer) -> None:
    serviced.build("2026-08-08")
    serviced.take("repair-orders", visit(7, "2026-08-08", 19300))
    serviced.build("2026-08-09")
    (closed,) = Task.select().where(Task.kind_code == "RM-01")
    assert (closed.state, closed.disposition, str(closed.closed_on)) == ("closed", "not_needed", "2026-08-09")
    assert next_service() == "2026-12-11"  # still 40 km a day: 125 days
    serviced.build("2026-12-04")
    assert reminders(serviced, "2026-12-04") == [("week", "2026-12-04", "2026-12-11")]
    assert Task.get_by_id(closed.id).disposition == "not_needed"


def test_a_day_another_system_gave_wins_until_the_service_is_done(serviced: Dealer) -> None:
    serviced.build("2026-05-01")
    serviced.take("vehicles", {**CAR, "预计保养日期": "2026-09-01"})
    assert next_service() == "2026-09-01"  # at once
    serviced.build("2026-05-02")
    assert next_service() == "2026-09-01"
    assert str(Prediction.get().due_on) == DUE
    vehicle = Vehicle.get()
    assert (str(vehicle.given_service_on), vehicle.service_from) == ("2026-09-01", date(2026, 4, 12))
    Vehicle.update(given_on=date(2026, 5, 2)).execute()  # the import's own day is that of the test run
    serviced.take("repair-orders", visit(7, "2026-08-25", 20000))
    serviced.build("2026-08-26")
    assert next_service() == str(Prediction.get().due_on) > "2026-11"


def test_a_given_day_taken_back_leaves_the_predicted_one(serviced: Dealer) -> None:
    serviced.take("vehicles", {**CAR, "预计保养日期": "2026-09-01"})
    serviced.build("2026-05-02")
    serviced.take("vehicles", {**CAR, "预计保养日期": ""})
    serviced.build("2026-05-03")
    assert next_service() == DUE


def test_an_export_that_names_no_day_leaves_the_predicted_one(serviced: Dealer) -> None:
    serviced.build("2026-05-02")
    result = serviced.take("vehicles", {**CAR, "预计保养日期": ""})
    assert result.counts["unchanged"] == 1
    assert next_service() == DUE


def test_a_doubtful_odometer_is_a_finding_once(serviced: Dealer) -> None:
    serviced.take("repair-orders", visit(7, "2026-05-20", "146000", "一般维修"))
    serviced.build("2026-05-21")
    serviced.build("2026-05-22")
    (found,) = Finding.select()
    assert (found.kind, found.code, found.note) == ("other", "odometer", "jump 146000 km 2026-05-20")
    assert (found.against.name, found.vehicle_id) == ("陈涛", Vehicle.get().id)
    assert next_service() == DUE


def test_a_car_that_was_never_serviced_has_no_day(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", visit(1, "2026-04-12", 14600, "事故维修"))
    dealer.build("2026-05-01")
    assert Vehicle.get().next_service_on is None
    assert Prediction.get().method == ""


def test_a_doubtful_odometer_stands_on_the_card_until_it_was_told(serviced: Dealer) -> None:
    serviced.take("repair-orders", visit(7, "2026-05-20", "146000", "一般维修"))
    serviced.build("2026-08-08")
    (task,) = Task.select().where(Task.kind_code == "RM-01")
    assert card(task.id).doubt == Doubt(146000, date(2026, 5, 20))
    Prediction.update(asked=True).execute()
    assert card(task.id).doubt is None


def test_the_other_dealer_s_lead_is_a_matter_of_the_playbook() -> None:
    """RM-08, RM-22: 10 to 15 days before, as kinds.toml describes it."""
    schedule = Schedule(
        step="fortnight", trigger="vehicle.next_service", offset_from=-15, offset_to=-10, expires_after=8
    )
    assert schedule.dates(date(2026, 8, 15)) == (date(2026, 7, 31), date(2026, 8, 5), date(2026, 8, 13))


def test_a_car_reminded_of_a_service_it_never_came_for_is_reminded_of_a_later_one(serviced: Dealer) -> None:
    """Nobody is called twice for a day that moves a little; half a year later is another service."""
    serviced.build("2026-08-08")
    Task.update(attempts=1, state="closed", disposition="told").where(Task.kind_code == "RM-01").execute()
    serviced.take("vehicles", {**CAR, "预计保养日期": "2026-08-20"})
    for day in ("2026-08-09", "2026-08-13"):
        serviced.build(day)
    assert Task.select().where((Task.kind_code == "RM-01") & (Task.step == "week")).count() == 1
    serviced.take("vehicles", {**CAR, "预计保养日期": "2027-02-20"})
    serviced.build("2027-02-13")
    assert reminders(serviced, "2027-02-13") == [("week", "2027-02-13", "2027-02-20")]


def test_a_call_under_way_and_one_agreed_on_are_left_alone(serviced: Dealer) -> None:
    serviced.build("2026-08-08")
    Task.update(promised_at=datetime(2026, 8, 10, 2)).where(Task.kind_code == "RM-01").execute()
    serviced.take("repair-orders", visit(7, "2026-08-08", 19300))
    assert predict_changed(SYSTEM, date(2026, 8, 9)).withdrawn == 0
    assert Task.get(Task.kind_code == "RM-01").state == "open"


def test_the_dealer_that_takes_a_vehicle_file_back_loses_its_prediction_too(serviced: Dealer) -> None:
    other = {**CAR, "车牌号": "皖M54321", "车架号": "LSVHJ133022221761", "预计保养日期": "2026-09-01"}
    result = serviced.take("vehicles", other)
    serviced.build("2026-05-01")
    assert Prediction.select().count() == 2
    undo_batch(SYSTEM, result.batch_id)
    assert [row.vehicle.plate for row in Prediction.select()] == ["皖M12345"]
