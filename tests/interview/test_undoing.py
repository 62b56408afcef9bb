"""Taking back how the last call ended."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts
from agentdesk.store.tables import (
    Attempt,
    Contact,
    DoNotContact,
    Finding,
    Interview,
    Promise,
)
from tests.interview.call_world import NUMBERS, Desk, actions, agenda_of, attempts_of, is_over, retired, task_now


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
