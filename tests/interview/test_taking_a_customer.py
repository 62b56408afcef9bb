"""A call begins: whom an agent may take, and which numbers are dialled."""

from __future__ import annotations

from datetime import datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts
from agentdesk.store.tables import (
    DoNotContact,
    Phone,
)
from tests.interview.call_world import NUMBERS, Desk, actions, agenda_of, attempts_of, is_over, task_now

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
