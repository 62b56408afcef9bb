"""How often a customer is rung, enforced where a call is taken and a number dialled (standards.md 4)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts
from agentdesk.playbook.current import calendar, current
from agentdesk.queue.explain_task import why
from agentdesk.queue.hours_now import warning
from agentdesk.queue.rows import best_next, rows, upcoming
from agentdesk.store.tables import Absence, Attempt, AuditEvent, Notice, Task
from tests.interview.call_world import Desk, task_now

At = Callable[[str], None]
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def at(desk: Desk) -> Iterator[At]:
    """Move the desk's clock: `at("2026-11-20T15:00")`."""
    with ExitStack() as moved:
        yield lambda moment: moved.enter_context(clock.travel(datetime.fromisoformat(moment)))


def rings(desk: Desk, task: Task, place: int = 0) -> None:
    """Nobody answers at one number of the customer's."""
    contact_id = desk.dialled(task, place)
    contacts.end_unreached(desk.li, contact_id, "busy")


def test_a_number_is_not_dialled_again_at_once_nor_a_third_time_a_day(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001", "13800000009")
    rings(desk, task)
    contact_id = contacts.open_contact(desk.li, task.id)
    with pytest.raises(UserError, match="刚刚未接通"):
        contacts.dial(desk.li, contact_id, desk.number(task))
    at("2026-11-20T11:10")
    contacts.dial(desk.li, contact_id, desk.number(task))
    contacts.end_unreached(desk.li, contact_id, "busy")
    at("2026-11-20T14:30")
    contact_id = contacts.open_contact(desk.li, task.id)
    with pytest.raises(UserError, match="该号码今日已拨 2 次"):
        contacts.dial(desk.li, contact_id, desk.number(task))
    contacts.dial(desk.li, contact_id, desk.number(task, 1))
    contacts.end_unreached(desk.li, contact_id, "busy")
    at("2026-11-20T16:30")
    with pytest.raises(UserError, match="今日已拨 3 次"):
        contacts.open_contact(desk.li, task.id)
    assert best_next(desk.li) is None


def test_a_customer_with_every_number_spent_waits_for_tomorrow(desk: Desk, at: At) -> None:
    task, other = desk.callback("0550-3000001"), None
    for wall in ("09:45", "10:50"):
        at(f"2026-11-20T{wall}")
        rings(desk, task)
    at("2026-11-20T15:00")
    other = desk.callback(customer=task.customer)
    assert task_now(task).next_at == clock.at(date(2026, 11, 21), 9)
    (row,) = rows(FRIDAY, desk.li.id)
    assert (row.task_id, row.lane, row.next_at) == (other.id, "later", clock.at(date(2026, 11, 21), 9))
    assert row.held == "今日每个号码已拨 2 次"
    assert best_next(desk.li) is None
    with pytest.raises(UserError, match="今日每个号码已拨 2 次"):
        contacts.open_contact(desk.li, other.id)


def test_a_number_that_the_caps_keep_for_another_day_is_not_offered_and_the_task_waits(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001", "13800000009")
    for wall in ("09:45", "10:30"):
        at(f"2026-11-20T{wall}")
        rings(desk, task)
    at("2026-11-20T15:00")
    contact_id = desk.dialled(task, 1)
    ended = contacts.end_unreached(desk.li, contact_id, "not_in_service")
    assert (ended.closed, ended.next_phone_id) == (True, None)
    assert (task_now(task).state, task_now(task).claimed_by_id) == ("open", None)
    assert best_next(desk.li) is None
    at("2026-11-21T09:10")
    assert best_next(desk.li) == task.id
    assert desk.dialled(task)


def test_a_promise_that_is_due_goes_before_the_caps(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001")
    rings(desk, task)
    at("2026-11-20T10:45")
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(FRIDAY, 15))
    at("2026-11-20T15:00")
    assert best_next(desk.li) == task.id
    assert desk.dialled(task)


def test_who_refused_today_is_offered_no_more_for_another_call(desk: Desk, at: At) -> None:
    fleet = desk.callback("0550-3000001")
    contacts.refuse(desk.li, desk.on_the_line(fleet))
    left = desk.callback(customer=fleet.customer)  # more than one call held, or built at noon
    someone = desk.callback("0550-3000002")
    assert upcoming(desk.li).task_id == someone.id
    assert [(row.task_id, row.lane, row.held) for row in rows(FRIDAY, desk.li.id)] == [
        (someone.id, "today", ""), (left.id, "later", "今日已拒访"),
    ]  # fmt: skip
    assert "今日已拒访" in why(left.id, rows(FRIDAY, desk.li.id)[1].held)[-1]
    assert "今日已拒访" in warning(left.id)
    assert warning(someone.id) == ""
    assert contacts.open_contact(desk.li, left.id, despite=warning(left.id))
    at("2026-11-21T09:10")
    assert warning(left.id) == ""
    assert next(row.held for row in rows(date(2026, 11, 21), desk.li.id) if row.task_id == left.id) == ""


def test_a_refusal_that_is_taken_back_holds_nobody(desk: Desk) -> None:
    task = desk.callback("0550-3000001")
    contacts.refuse(desk.li, desk.on_the_line(task))
    left = desk.callback(customer=task.customer)
    assert best_next(desk.li) is None
    assert warning(left.id)
    contacts.undo_last(desk.li)
    assert warning(left.id) == ""
    assert {row.held for row in rows(FRIDAY, desk.li.id)} == {""}


def test_a_new_call_to_a_number_that_just_rang_in_vain_is_not_the_next(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001")
    rings(desk, task)
    built = desk.callback(customer=task.customer)
    someone = desk.callback("0550-3000002", "13800000009")
    rings(desk, someone)
    other_number = desk.callback(customer=someone.customer)
    assert best_next(desk.li) == other_number.id  # the mobile has not been tried
    assert {row.task_id: row.lane for row in rows(FRIDAY, desk.li.id)}[built.id] == "later"
    contact_id = desk.dialled(other_number, 1)
    contacts.reached(desk.li, contact_id)
    contacts.promise(desk.li, contact_id, clock.at(FRIDAY, 16))
    assert best_next(desk.li) is None
    at("2026-11-20T10:45")
    assert best_next(desk.li) in (task.id, built.id)


def test_random_days_never_exceed_the_caps(desk: Desk, at: At) -> None:
    chance, caps = random.Random(7), current().head.retry
    task = desk.callback("0550-3000001", "13800000009")
    Task.update(expires_on=date(2026, 12, 31)).execute()
    moment = datetime(2026, 11, 20, 9, 42)
    refused = 0
    for _step in range(140):
        moment += timedelta(minutes=chance.randrange(5, 240))
        at(moment.isoformat())
        if not calendar().is_calling_time(clock.now()):
            continue
        try:
            contact_id = contacts.open_contact(desk.li, task.id)
            contacts.dial(desk.li, contact_id, desk.number(task, chance.randrange(2)))
        except UserError:
            refused += 1
            open_one = contacts.open_contact_of(desk.li.id)
            if open_one:
                contacts.close(desk.li, open_one)
            continue
        contacts.end_unreached(desk.li, contact_id, chance.choice(["busy", "no_answer", "rejected"]))
    dials = [(clock.local(row.started_at), row.number) for row in Attempt.select().order_by(Attempt.id)]
    days = [wall.date() for wall, _number in dials]
    numbers = [(wall.date(), number) for wall, number in dials]
    assert refused
    assert len(dials) == caps.attempts_in_all
    assert max(map(days.count, days)) <= caps.attempts_a_day
    assert max(map(numbers.count, numbers)) <= caps.attempts_a_number
    assert (task_now(task).state, task_now(task).disposition) == ("closed", "exhausted")


def test_who_was_tried_as_often_as_allowed_on_three_days_is_still_handed_over(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001", "13800000009")
    for day in (20, 21, 22):
        for place, wall in ((0, "09:45"), (1, "10:30"), (0, "15:00")):
            at(f"2026-11-{day}T{wall}")
            rings(desk, task, place)
    assert task_now(task).disposition == "exhausted"
    for day in (23, 24):
        desk.build(date(2026, 11, day))
    (notice,) = Notice.select()
    assert (notice.to_person_id, notice.since_on) == (desk.people["陈涛"].id, date(2026, 11, 22))
    assert (task_now(task).disposition, task_now(task).closed_on) == ("unreachable", date(2026, 11, 22))


def test_an_absent_agents_promise_goes_to_a_colleague(desk: Desk, at: At) -> None:
    anyone, own = desk.callback("0550-3000001"), desk.callback("0550-3000002")
    for task, mine_only in ((anyone, False), (own, True)):
        contacts.promise(desk.li, desk.on_the_line(task), clock.at(FRIDAY, 15), mine_only=mine_only)
    assert rows(FRIDAY, desk.sun.id) == []
    Absence.create(person=desk.li.id, first_on=FRIDAY, last_on=FRIDAY, entered_at=clock.now())
    assert rows(FRIDAY, desk.sun.id) == []  # its time is not near
    at("2026-11-20T14:58")
    assert [row.task_id for row in rows(FRIDAY, desk.sun.id)] == [anyone.id]
    assert best_next(desk.sun) == anyone.id
    with pytest.raises(UserError, match="李娜"):
        contacts.open_contact(desk.sun, own.id)
    at("2026-11-20T15:30")
    assert {row.task_id: row.lane for row in rows(FRIDAY, desk.sun.id)} == {anyone.id: "missed", own.id: "missed"}
    assert contacts.open_contact(desk.sun, own.id)


def test_nobody_is_called_before_the_time_agreed_for_another_reason(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001")
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(FRIDAY, 16))
    other = desk.callback(customer=task.customer)
    assert best_next(desk.li) is None
    at("2026-11-20T15:56")
    assert best_next(desk.li) == task.id
    assert other.id in {entry.task_id for entry in contacts.read(contacts.open_contact(desk.li, task.id)).agenda}


def test_a_call_at_a_closed_hour_keeps_why_it_was_made(desk: Desk, at: At) -> None:
    task = desk.callback("0550-3000001")
    assert warning(task.id) == ""
    at("2026-11-20T12:10")
    assert upcoming(desk.li) == (None, clock.at(FRIDAY, 14))
    said = warning(task.id)
    assert said == "非拨打时段。下次：今天 14:00"
    contacts.open_contact(desk.li, task.id, despite=said)
    assert AuditEvent.select().where((AuditEvent.entity == "contact") & (AuditEvent.reason == said)).count() == 1
