"""The customer names another time, or wants no call: what comes of it, stored."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.comeback import after_refusal
from agentdesk.store.tables import (
    DoNotContact,
    Interview,
    Promise,
)
from tests.interview.call_world import Desk, is_over, task_now

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
