"""A call, stored: taking a customer, dialling, and every way it can end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, promises, records
from agentdesk.interview.comeback import after_refusal
from agentdesk.interview.contacts import Ended
from agentdesk.store.tables import (
    Appointment,
    Attempt,
    AuditEvent,
    Contact,
    DoNotContact,
    Finding,
    Interview,
    Person,
    Phone,
    Promise,
    Setting,
    Task,
    Vehicle,
)
from tests.interview.call_world import Desk, actions, agenda_of, attempts_of, is_over, task_now

NUMBERS = ("13800000001", "0550-3012345")


def retired(task: Task) -> list[str]:
    return [row.retired_reason for row in Phone.select().where(Phone.customer == task.customer_id).order_by(Phone.rank)]


# ------------------------------------------------------------------------------------------------- taking a customer


def test_opening_puts_all_due_calls_of_the_customer_on_one_agenda(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = contacts.open_contact(desk.li, reminder.id)
    assert agenda_of(contact_id) == [(reminder.id, ""), (callback.id, "")]
    assert {task_now(task).claimed_by_id for task in (callback, reminder)} == {desk.li.id}
    assert actions()[-2:] == ["task.claim", "contact.open"]


def test_an_open_call_is_resumed_instead_of_a_second_one(desk: Desk) -> None:
    first, second = desk.callback(), desk.callback("0550-3000002")
    contact_id = contacts.open_contact(desk.li, first.id)
    assert contacts.open_contact_of(desk.li.id) == contact_id
    assert contacts.open_contact(desk.li, second.id) == contact_id
    assert task_now(second).claimed_by_id is None


def test_a_customer_on_a_colleagues_line_cannot_be_taken(desk: Desk) -> None:
    task = desk.callback()
    contacts.open_contact(desk.sun, task.id)
    with pytest.raises(UserError, match="孙悦"):
        contacts.open_contact(desk.li, task.id)


def test_a_parked_call_that_a_colleague_took_over_is_closed(desk: Desk) -> None:
    task, other = desk.callback(), desk.callback("0550-3000002")
    parked = contacts.open_contact(desk.li, task.id)
    contacts.leave(desk.li, parked)
    with clock.travel(datetime(2026, 11, 20, 10, 0)):  # the lease of ten minutes is over
        contacts.open_contact(desk.sun, task.id)
        fresh = contacts.open_contact(desk.li, other.id)
    assert fresh != parked
    assert is_over(parked)
    assert agenda_of(parked) == [(task.id, "")]


def test_leaving_keeps_the_call_open_and_claimed(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    contacts.leave(desk.li, contact_id)
    assert contacts.open_contact_of(desk.li.id) == contact_id
    assert task_now(task).claimed_by_id == desk.li.id
    assert contacts.read(contact_id).reached


def test_closing_without_a_dial_gives_the_task_back_as_it_was(desk: Desk) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    contacts.close(desk.li, contact_id)
    contacts.close(desk.li, contact_id)  # once more does no harm
    now = task_now(task)
    assert (now.state, now.attempts, now.last_outcome, now.claimed_by_id) == ("open", 0, "", None)
    assert is_over(contact_id)


def test_a_call_cannot_be_closed_while_a_number_is_dialled(desk: Desk) -> None:
    contact_id = desk.dialled(desk.callback())
    with pytest.raises(UserError):
        contacts.close(desk.li, contact_id)


# ------------------------------------------------------------------------------------------------- dialling


def test_the_landline_comes_first(desk: Desk) -> None:
    sitting = contacts.read(contacts.open_contact(desk.li, desk.callback(*NUMBERS).id))
    assert [line.kind for line in sitting.numbers] == ["landline", "mobile"]
    assert sitting.preferred == sitting.numbers[0]
    assert sitting.preferred is not None
    assert (sitting.preferred.shown, sitting.preferred.masked) == ("0550-3012345", "0550-30***45")


def test_dialling_the_same_number_twice_is_one_attempt(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.dial(desk.li, contact_id, desk.number(task))
    with pytest.raises(UserError):
        contacts.dial(desk.li, contact_id, desk.number(task, 1))
    assert [row.number for row in attempts_of(contact_id)] == ["+8613800000001"]


@pytest.mark.parametrize("spoil", ["retired", "unreadable", "foreign"])
def test_numbers_that_cannot_be_dialled(desk: Desk, spoil: str) -> None:
    task = desk.callback("13800000001", "见备注")
    contact_id = contacts.open_contact(desk.li, task.id)
    phone_id = desk.number(task, 1 if spoil == "unreadable" else 0)
    if spoil == "retired":
        Phone.update(retired_at=clock.now(), retired_reason="not_in_service").execute()
        assert contacts.read(contact_id).numbers[0].why_not == "已停用：空号"
    if spoil == "foreign":
        phone_id = desk.number(desk.callback("0550-3000002"))
    with pytest.raises(UserError):
        contacts.dial(desk.li, contact_id, phone_id)


def test_who_does_not_want_to_be_called_is_not_dialled(desk: Desk) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    DoNotContact.create(customer=task.customer_id, kind_code="CB-01", reason="只要短信", since=clock.now())
    assert contacts.read(contact_id).opt_out == "只要短信"
    with pytest.raises(UserError, match="只要短信"):
        contacts.dial(desk.li, contact_id, desk.number(task))
    DoNotContact.update(kind_code="RM-01").execute()
    contacts.dial(desk.li, contact_id, desk.number(task))


def test_nobody_acts_in_a_colleagues_call(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.dialled(task)
    for act in (
        lambda: contacts.reached(desk.sun, contact_id),
        lambda: contacts.end_unreached(desk.sun, contact_id, "no_answer"),
        lambda: contacts.finish_item(desk.sun, contact_id, task.id, "completed"),
    ):
        with pytest.raises(UserError):
            act()


# ------------------------------------------------------------------------------------------------- not reached


def test_no_answer_is_one_call_to_the_next_customer(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.dialled(callback)
    ended = contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert ended.closed
    assert is_over(contact_id)
    assert agenda_of(contact_id) == [(callback.id, "no_answer"), (reminder.id, "no_answer")]
    for task in (callback, reminder):
        now = task_now(task)
        assert (now.state, now.attempts, now.last_outcome, now.claimed_by_id) == ("open", 1, "no_answer", None)
    # 180 minutes after 09:42 lie in the lunch break: the next calling time is the afternoon's first.
    assert ended.retry_at == task_now(callback).next_at
    assert clock.local(ended.retry_at) >= datetime(2026, 11, 20, 12, 42)


def test_ending_needs_a_number_dialled(desk: Desk) -> None:
    contact_id = contacts.open_contact(desk.li, desk.callback().id)
    with pytest.raises(UserError):
        contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert agenda_of(contact_id)[0][1] == ""


@pytest.mark.parametrize("code", ["completed", "wrong_person", "unreachable", "no_such_outcome"])
def test_only_outcomes_of_a_call_that_reached_nobody_end_it_so(desk: Desk, code: str) -> None:
    contact_id = desk.dialled(desk.callback())
    with pytest.raises(UserError):
        contacts.end_unreached(desk.li, contact_id, code)
    assert attempts_of(contact_id)[0].outcome == ""


def test_an_outcome_that_needs_a_note_says_so(desk: Desk) -> None:
    contact_id = desk.dialled(desk.callback())
    with pytest.raises(UserError):
        contacts.end_unreached(desk.li, contact_id, "away", "  ")
    assert contacts.end_unreached(desk.li, contact_id, "away", "在海南，一周后回来").closed
    assert attempts_of(contact_id)[0].note == "在海南，一周后回来"


def test_a_dead_number_retires_and_the_next_one_is_offered(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    ended = contacts.end_unreached(desk.li, contact_id, "not_in_service")
    assert ended == Ended(contact_id, "not_in_service", closed=False, next_phone_id=desk.number(task, 1))
    assert retired(task) == ["not_in_service", ""]
    finding = Finding.get()
    assert (finding.kind, finding.phone_id, finding.task_id) == ("wrong_number", desk.number(task), task.id)
    assert finding.against_id is None
    assert task_now(task).claimed_by_id == desk.li.id
    contacts.dial(desk.li, contact_id, desk.number(task, 1))
    assert contacts.end_unreached(desk.li, contact_id, "no_answer").closed
    assert (task_now(task).state, task_now(task).attempts) == ("open", 2)


def test_the_last_dead_number_closes_the_task(desk: Desk) -> None:
    task = desk.callback("13800000001")
    ended = contacts.end_unreached(desk.li, desk.dialled(task), "not_in_service")
    assert ended.closed
    assert (task_now(task).state, task_now(task).disposition) == ("closed", "not_in_service")
    assert task_now(task).closed_on == date(2026, 11, 20)


def test_a_dead_number_is_not_final_while_another_rang_unanswered(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    assert contacts.end_unreached(desk.li, contact_id, "no_answer", stay=True).next_phone_id == desk.number(task, 1)
    contacts.dial(desk.li, contact_id, desk.number(task, 1))
    assert contacts.end_unreached(desk.li, contact_id, "not_in_service").closed
    assert agenda_of(contact_id) == [(task.id, "no_answer")]
    assert task_now(task).state == "open"
    assert [row.outcome for row in attempts_of(contact_id)] == ["no_answer", "not_in_service"]


def test_closing_after_a_number_rang_unanswered_keeps_that_outcome(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "busy", stay=True)
    contacts.close(desk.li, contact_id)
    assert agenda_of(contact_id) == [(task.id, "busy")]
    assert task_now(task).last_outcome == "busy"


def test_closing_before_the_next_number_is_tried_leaves_the_task_open(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "not_in_service")
    contacts.close(desk.li, contact_id)
    assert agenda_of(contact_id) == [(task.id, "")]
    assert (task_now(task).state, task_now(task).attempts) == ("open", 1)


def test_a_dial_against_a_warning_is_audited(desk: Desk) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    with clock.travel(datetime(2026, 11, 20, 12, 30)):
        warning, _next = promises.outside_hours(clock.now())
        contacts.dial(desk.li, contact_id, desk.number(task), despite=warning)
    event = AuditEvent.get(AuditEvent.action == "attempt.dial")
    assert event.reason == warning != ""


def test_the_wrong_person_is_a_finding_against_the_data_clerk(desk: Desk) -> None:
    Setting.create(name="data_clerk", value="S001")
    task = desk.callback("13800000001")
    contact_id = desk.on_the_line(task)
    assert contacts.wrong_person(desk.li, contact_id, "是一位女士接的").closed
    finding = Finding.get()
    assert (finding.kind, finding.against_id) == ("contact_mismatch", Person.get(Person.code == "S001").id)
    assert retired(task) == ["wrong_person"]
    assert not attempts_of(contact_id)[0].contacted
    assert task_now(task).disposition == "wrong_person"


# ------------------------------------------------------------------------------------------------- promises


def test_a_promise_waits_for_every_undecided_task_and_keeps_answers(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.on_the_line(callback)
    interview_id = desk.interview(contact_id, callback, pages=4)
    given = records.answers(interview_id)
    when = clock.at(date(2026, 11, 20), 15)
    assert contacts.promise(desk.li, contact_id, when, mine_only=True, note="开会").closed
    rows = list(Promise.select().order_by(Promise.id))
    assert [(row.task_id, row.promised_at, row.mine_only, row.ended_how) for row in rows] == [
        (callback.id, when, True, ""), (reminder.id, when, True, ""),
    ]  # fmt: skip
    assert task_now(callback).promised_at == when
    assert records.answers(interview_id) == given
    assert Interview.get().result == "break_off"


def test_a_promise_lies_in_the_future_and_on_a_number_that_works(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    stranger = desk.number(desk.callback("0550-3000002"))
    with pytest.raises(UserError):
        contacts.promise(desk.li, contact_id, clock.now())
    with pytest.raises(UserError):
        contacts.promise(desk.li, contact_id, clock.now() + timedelta(hours=1), phone_id=stranger)
    assert not Promise.select().exists()
    assert not is_over(contact_id)


@pytest.mark.parametrize(
    ("dialled_at", "how"), [((15, 10), "kept"), ((14, 56), "kept"), ((15, 16), "missed"), ((13, 0), "")]
)
def test_a_dial_within_the_tolerance_keeps_the_promise(desk: Desk, dialled_at: tuple[int, int], how: str) -> None:
    task = desk.callback()
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(date(2026, 11, 20), 15))
    with clock.travel(datetime(2026, 11, 20, *dialled_at)):
        contact_id = desk.dialled(task)
        assert Promise.get().ended_how == how
        assert (task_now(task).promised_at is None) == bool(how)
        contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert Promise.get().ended_how == how


def test_a_new_promise_moves_the_old_one(desk: Desk) -> None:
    task = desk.callback()
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(date(2026, 11, 20), 15))
    with clock.travel(datetime(2026, 11, 20, 11, 0)):
        contacts.promise(desk.li, desk.on_the_line(task), clock.at(date(2026, 11, 23), 10))
    assert [row.ended_how for row in Promise.select().order_by(Promise.id)] == ["moved", ""]
    assert task_now(task).promised_at == clock.at(date(2026, 11, 23), 10)


def test_serving_a_customer_early_keeps_the_promise(desk: Desk) -> None:
    task = desk.callback()
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(date(2026, 11, 20), 15))
    with clock.travel(datetime(2026, 11, 20, 11, 0)):
        contact_id = desk.on_the_line(task)
        desk.interview(contact_id, task)
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert Promise.get().ended_how == "kept"
    assert task_now(task).state == "closed"


# ------------------------------------------------------------------------------------------------- refusals


def test_a_soft_refusal_comes_back_and_keeps_the_answers(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=5)
    ended = contacts.refuse(desk.li, contact_id)
    assert ended.closed
    assert (task_now(task).state, task_now(task).last_outcome) == ("open", "refused")
    assert ended.retry_at is not None
    assert ended.retry_at >= clock.now() + timedelta(days=7)
    assert records.answers(interview_id)
    assert Interview.get().result in ("break_off", "partial")
    assert not DoNotContact.select().exists()


def test_a_soft_refusal_that_outlasts_the_reason_to_call_is_told_and_final(desk: Desk) -> None:
    task = desk.callback(left_on=date(2026, 11, 11))
    assert task.expires_on == date(2026, 11, 26)
    contact_id = desk.on_the_line(task)
    told = after_refusal(contact_id)
    assert (told.at, told.lapse_on) == (None, (task.expires_on,))
    assert told.told == "不再联系：事由11-26到期，早于下次联系时间，按拒访结束"
    ended = contacts.refuse(desk.li, contact_id)
    assert (ended.closed, ended.retry_at, ended.lapsed) == (True, None, (task.id,))
    found = task_now(task)
    assert (found.state, found.disposition, found.closed_on) == ("closed", "refused", date(2026, 11, 20))
    desk.build(date(2026, 11, 28))
    assert task_now(task).disposition == "refused"  # not one that nobody worked
    assert not DoNotContact.select().exists()


def test_a_refusal_that_lapses_is_taken_back_whole(desk: Desk) -> None:
    task = desk.callback(left_on=date(2026, 11, 11))
    contacts.refuse(desk.li, desk.on_the_line(task))
    contacts.undo_last(desk.li)
    assert (task_now(task).state, task_now(task).disposition) == ("open", "")


def test_what_comes_back_after_a_refusal_needs_no_telling(desk: Desk) -> None:
    told = after_refusal(desk.on_the_line(desk.callback()))
    assert (told.told, told.lapse_on) == ("", ())
    assert told.at is not None
    assert told.at >= clock.now() + timedelta(days=7)


def test_of_two_reasons_one_may_lapse(desk: Desk) -> None:
    old = desk.callback(left_on=date(2026, 11, 11))
    fresh = desk.callback(customer=old.customer)
    contact_id = desk.on_the_line(old)
    assert after_refusal(contact_id).told.startswith("其中 1 项不再联系")
    ended = contacts.refuse(desk.li, contact_id)
    assert ended.lapsed == (old.id,)
    assert ended.retry_at is not None
    assert (task_now(old).state, task_now(fresh).state) == ("closed", "open")


def test_a_hard_refusal_is_final_and_stops_contact(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.on_the_line(callback)
    with pytest.raises(UserError):
        contacts.refuse(desk.li, contact_id, hard=True)  # it says why
    contacts.refuse(desk.li, contact_id, hard=True, note="不要再打来")
    assert {task_now(task).disposition for task in (callback, reminder)} == {"refused_do_not_contact"}
    wish = DoNotContact.get()
    assert (wish.customer_id, wish.kind_code, wish.channel, wish.reason) == (callback.customer_id, "", "", "不要再打来")


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


# ------------------------------------------------------------------------------------------------- the agenda


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


# ------------------------------------------------------------------------------------------------- offered outcomes


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


# ------------------------------------------------------------------------------------------------- taking it back


def test_undo_takes_back_a_no_answer(desk: Desk) -> None:
    task = desk.callback()
    before = {field: getattr(task_now(task), field) for field in ("state", "attempts", "last_outcome", "next_at")}
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert contacts.undo_last(desk.li).contact_id == contact_id
    assert {field: getattr(task_now(task), field) for field in before} == before
    assert task_now(task).claimed_by_id == desk.li.id
    sitting = contacts.read(contact_id)
    assert sitting.attempt is not None
    assert sitting.current is not None
    contacts.reached(desk.li, contact_id)  # the call goes on
    assert contacts.end_call(desk.li, contact_id, "broken_off").closed
    assert task_now(task).attempts == 1
    assert actions().count("attempt.undo") == 1


def test_undo_takes_back_what_an_ending_brought_with_it(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "not_in_service")
    assert contacts.undo_last(desk.li).contact_id == contact_id
    assert retired(task) == ["", ""]
    assert Finding.get().withdrawn_at is not None
    assert [row.ended_at for row in attempts_of(contact_id)] == [None]


def test_undo_takes_back_a_hard_refusal(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=3)
    contacts.refuse(desk.li, contact_id, hard=True, note="不要再打来")
    contacts.undo_last(desk.li)
    assert task_now(task).state == "open"
    assert DoNotContact.get().lifted_at is not None
    assert contacts.read(contact_id).opt_out == ""
    assert contacts.read(contact_id).reached
    assert Interview.get_by_id(interview_id).ended_at is None


def test_undo_takes_back_a_promise_and_the_one_it_moved_is_open_again(desk: Desk) -> None:
    task = desk.callback()
    first, second = clock.at(date(2026, 11, 20), 15), clock.at(date(2026, 11, 23), 10)
    contacts.promise(desk.li, desk.on_the_line(task), first)
    with clock.travel(datetime(2026, 11, 20, 11, 0)):
        contacts.promise(desk.li, desk.on_the_line(task), second)
    with clock.travel(datetime(2026, 11, 20, 11, 3)):
        contacts.undo_last(desk.li)
    assert [(row.promised_at, row.ended_how) for row in Promise.select().order_by(Promise.id)] == [
        (first, ""), (second, "withdrawn"),
    ]  # fmt: skip
    assert task_now(task).promised_at == first


def test_undo_after_closing_with_a_number_that_rang(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "busy", stay=True)
    with clock.travel(datetime(2026, 11, 20, 9, 44)):
        contacts.close(desk.li, contact_id)
        contacts.undo_last(desk.li)
    assert agenda_of(contact_id) == [(task.id, "")]
    assert (task_now(task).last_outcome, task_now(task).attempts) == ("", 0)


def test_undo_beside_a_parked_call_says_that_it_is_parked(desk: Desk) -> None:
    first, other = desk.callback(*NUMBERS), desk.callback("0550-3000002")
    contacts.end_unreached(desk.li, desk.dialled(first), "no_answer")
    on_the_line = desk.on_the_line(other)
    Contact.update(desk="here").where(Contact.id == on_the_line).execute()
    with pytest.raises(UserError, match="正在拨打"):
        contacts.undo_last(desk.li)
    contacts.leave(desk.li, on_the_line)
    with pytest.raises(UserError, match="搁置"):
        contacts.undo_last(desk.li)


def test_undo_has_its_limits(desk: Desk) -> None:
    with pytest.raises(UserError):
        contacts.undo_last(desk.li)
    task, other = desk.callback(), desk.callback("0550-3000002")
    contacts.end_unreached(desk.li, desk.dialled(task), "no_answer")
    with pytest.raises(UserError):
        contacts.undo_last(desk.sun)  # it is 李娜's
    with clock.travel(datetime(2026, 11, 20, 9, 48)), pytest.raises(UserError):
        contacts.undo_last(desk.li)  # six minutes later
    busy = desk.dialled(other)
    with pytest.raises(UserError):
        contacts.undo_last(desk.li)  # another number is being dialled
    contacts.end_call(desk.li, busy, "broken_off")
    assert contacts.undo_last(desk.li).contact_id == busy


def test_undo_leaves_a_served_customer_alone(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    desk.interview(contact_id, task)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    with pytest.raises(UserError):
        contacts.undo_last(desk.li)
    assert task_now(task).state == "closed"


def test_undo_closes_the_next_call_where_nothing_happened_in_it(desk: Desk) -> None:
    task, other = desk.callback(), desk.callback("0550-3000002")
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "no_answer")
    opened = contacts.open_contact(desk.li, other.id)
    assert contacts.undo_last(desk.li).contact_id == contact_id
    assert is_over(opened)
    assert task_now(other).claimed_by_id is None


def test_undo_fails_whole_where_a_colleague_has_the_customer(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "no_answer")
    contacts.open_contact(desk.sun, task.id)
    with pytest.raises(UserError, match="孙悦"):
        contacts.undo_last(desk.li)
    assert is_over(contact_id)
    assert attempts_of(contact_id)[0].outcome == "no_answer"


def test_a_failing_change_leaves_nothing_behind(desk: Desk) -> None:
    """An appointment without a time is refused, and with it the whole ending."""
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.on_the_line(reminder)
    desk.interview(contact_id, reminder)
    with pytest.raises(UserError):
        contacts.finish_item(desk.li, contact_id, reminder.id, "appointment_made")
    assert task_now(reminder).state == "open"
    assert Attempt.get().outcome == ""
