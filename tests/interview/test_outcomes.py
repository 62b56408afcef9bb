"""A call that reached the customer: which outcomes it may have, and what they bring."""

from __future__ import annotations

from datetime import date

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.contacts import Ended
from agentdesk.store.tables import (
    Appointment,
    Interview,
    Vehicle,
)
from tests.interview.call_world import Desk, attempts_of, is_over, task_now


def test_a_sold_car_ends_the_call_and_is_noted(desk: Desk) -> None:
    task = desk.callback()
    contacts.end_call(desk.li, desk.on_the_line(task), "sold_car")
    assert Vehicle.get_by_id(task.vehicle_id).sold_on == date(2026, 11, 20)
    assert task_now(task).disposition == "sold_car"


def test_a_sold_car_ends_only_what_concerns_it(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)  # of another car
    contact_id = desk.on_the_line(callback)
    ended = contacts.end_call(desk.li, contact_id, "sold_car")
    assert (ended.closed, ended.next_task_id) == (False, reminder.id)
    assert [car.sold_on is None for car in Vehicle.select().order_by(Vehicle.id)] == [False, True]
    assert (task_now(callback).state, task_now(reminder).state) == ("closed", "open")


def test_a_success_is_impossible_before_everything_is_said_and_answered(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.dialled(task)
    with pytest.raises(UserError):  # nobody answered
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    contacts.reached(desk.li, contact_id)
    with pytest.raises(UserError):  # no questionnaire
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    interview_id = desk.interview(contact_id, task, pages=6)
    missing = records.load(interview_id).can_complete()
    assert missing
    with pytest.raises(UserError) as raised:
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert str(raised.value).startswith(f"还差 {len(missing)} 项")
    assert missing[0].text in str(raised.value)
    assert task_now(task).state == "open"


def test_a_served_agenda_closes_each_task_and_then_the_call(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.on_the_line(callback)
    desk.interview(contact_id, callback)
    first = contacts.finish_item(desk.li, contact_id, callback.id, "completed")
    assert first == Ended(contact_id, "completed", closed=False, next_task_id=reminder.id)
    assert task_now(callback).state == "closed"
    sitting = contacts.read(contact_id)
    assert [entry.state for entry in sitting.agenda] == ["decided", "current"]
    assert sitting.agenda[0].outcome_name == "完成"
    with pytest.raises(UserError):
        contacts.finish_item(desk.li, contact_id, callback.id, "completed")
    desk.interview(contact_id, reminder)
    run = records.load(records.start_interview(desk.li, contact_id, reminder.id))
    assert run.can_complete() == []
    assert contacts.finish_item(desk.li, contact_id, reminder.id, "told").closed
    assert task_now(reminder).disposition == "told"
    assert [row.result for row in Interview.select().order_by(Interview.id)] == ["complete", "complete"]
    assert (attempts_of(contact_id)[0].outcome, attempts_of(contact_id)[0].contacted) == ("told", True)
    assert is_over(contact_id)


def test_a_reminder_outcome_needs_no_complaint_and_books_an_appointment(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.on_the_line(reminder)
    interview_id = desk.interview(contact_id, reminder)
    run = records.load(interview_id)
    for key, value in {
        "invitation": "appointment_made",
        "appointment_date": "2026-11-24",
        "appointment_time": "09:30",
    }.items():
        verdict = run.answer(key, value)
        assert verdict.ok, verdict
        records.save_answers(desk.li, interview_id, verdict.changes)
    records.confirm(desk.li, interview_id, "appointment_confirmed")
    contacts.finish_item(desk.li, contact_id, reminder.id, "appointment_made")
    booked = Appointment.get()
    assert (booked.starts_on, clock.local(booked.starts_at).hour) == (date(2026, 11, 24), 9)
    assert booked.vehicle_id == reminder.vehicle_id


def test_a_partial_interview_needs_its_share(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=4)
    assert records.load(interview_id).share_answered() < 0.5
    with pytest.raises(UserError, match="50"):
        contacts.finish_item(desk.li, contact_id, task.id, "partial")
    contacts.end_call(desk.li, contact_id, "broken_off")
    assert (task_now(task).disposition, Interview.get().result) == ("broken_off", "break_off")


def offered(desk: Desk, contact_id: int, interview_id: int | None = None) -> dict[str, contacts.Offered]:
    run = records.load(interview_id) if interview_id else None
    return {row.code: row for row in contacts.offered_outcomes(contacts.read(contact_id), run=run)}


def test_every_greyed_outcome_says_why(desk: Desk) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    rows = offered(desk, contact_id)
    # The desk notes the dial together with its outcome, so what can come of ringing is offered at once.
    assert {row.group for row in rows.values() if row.allowed} == {"not_reached"}
    assert all(row.allowed != bool(row.why_not) for row in rows.values())
    assert "told" not in rows  # a reminder's answer is not offered on a callback
    contacts.dial(desk.li, contact_id, desk.number(task))
    rows = offered(desk, contact_id)
    assert rows["no_answer"].allowed
    assert rows["wrong_person"].allowed
    assert not rows["completed"].allowed
    contacts.reached(desk.li, contact_id)
    rows = offered(desk, contact_id)
    assert not rows["no_answer"].allowed
    assert rows["refused"].allowed
    assert (rows["completed"].allowed, rows["completed"].why_not) == (False, "问卷还没有开始。")
    interview_id = desk.interview(contact_id, task)
    rows = offered(desk, contact_id, interview_id)
    assert rows["completed"].allowed
    assert rows["completed"].key == "y"


def test_who_has_answered_was_reached(desk: Desk) -> None:
    contact_id = desk.on_the_line(desk.callback())
    with pytest.raises(UserError, match="客户已在线"):
        contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert not is_over(contact_id)


def test_what_is_offered_is_what_is_taken(desk: Desk) -> None:
    """An outcome that is greyed is refused by the function behind it, and the other way about."""
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=6)
    rows = offered(desk, contact_id, interview_id)
    assert not rows["completed"].allowed
    with pytest.raises(UserError) as raised:
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert str(raised.value) == rows["completed"].why_not
