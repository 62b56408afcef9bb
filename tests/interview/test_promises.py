"""Promises: what the calendar says of a time, and which of them are due or missed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, promises
from agentdesk.queue.notices import answer_notice
from agentdesk.queue.rebalance import reassign
from agentdesk.queue.rows import best_next
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AuditEvent, Notice, Promise, Task, WorkDay
from tests.interview.call_world import Desk, task_now

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def test_a_time_within_the_calling_hours_is_taken_as_it_is(desk: Desk) -> None:
    agreed = promises.parse("下午4点")
    assert (agreed.at, agreed.warning, agreed.next_allowed) == (clock.at(FRIDAY, 16), "", None)
    assert agreed.shown.endswith("16:00")


@pytest.mark.parametrize(
    ("said", "reason", "allowed"),
    [
        ("中午12:30", "该时段不拨打", datetime(2026, 11, 20, 14, 0)),
        ("今晚8点", "该时段不拨打", None),
        ("明早8点", "", None),
    ],
)
def test_a_time_outside_them_names_the_next_one(desk: Desk, said: str, reason: str, allowed: datetime | None) -> None:
    agreed = promises.parse(said)
    assert agreed.warning.startswith(reason)
    assert agreed.next_allowed is not None
    assert agreed.next_allowed > agreed.at
    assert promises.outside_hours(agreed.next_allowed) == ("", None)
    if allowed:
        assert clock.local(agreed.next_allowed) == allowed


def test_a_closed_day_is_said(desk: Desk) -> None:
    WorkDay.create(day=MONDAY, kind="closed", name="盘点")
    agreed = promises.parse("周一上午10点")
    assert agreed.warning.startswith("当天店里休息。")
    assert agreed.next_allowed is not None
    assert clock.local(agreed.next_allowed).date() == date(2026, 11, 24)


def test_how_full_the_time_is_already(desk: Desk) -> None:
    for number, minute in (("0550-3000001", 50), ("0550-3000002", 5), ("0550-3000003", 40)):
        when = clock.at(FRIDAY, 16, minute) if minute != 50 else clock.at(FRIDAY, 15, 50)
        contacts.promise(desk.li, desk.on_the_line(desk.callback(number)), when)
    assert promises.parse("下午4点", desk.li.id).already == 2
    assert promises.parse("下午4点", desk.sun.id).already == 0


def test_what_is_not_understood_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError):
        promises.parse("过两天吧")


def test_due_are_the_days_promises_and_those_left_over(desk: Desk) -> None:
    tasks = [desk.callback(f"0550-300000{place}") for place in range(4)]
    times = (clock.at(FRIDAY, 15), clock.at(FRIDAY, 11), clock.at(MONDAY, 10))
    for task, when in zip(tasks, times, strict=False):
        contacts.promise(desk.li, desk.on_the_line(task), when, mine_only=task is tasks[0])
    assert [row.task_id for row in promises.due_promises(desk.li.id, FRIDAY)] == [tasks[1].id, tasks[0].id]
    assert [row.task_id for row in promises.due_promises(None, MONDAY)] == [tasks[1].id, tasks[0].id, tasks[2].id]
    assert promises.due_promises(desk.sun.id, MONDAY) == []


def test_what_is_promised_by_one_alone_comes_into_that_ones_list(desk: Desk) -> None:
    """A call of a colleague's list that somebody else made: the promise is seen by who has to keep it."""
    anyone, own = desk.callback("0550-3000001"), desk.callback("0550-3000002")
    for task, mine_only in ((anyone, False), (own, True)):
        contact_id = desk.on_the_line(task)
        Task.update(agent=desk.people["孙悦"]).where(Task.id == task.id).execute()
        contacts.promise(desk.li, contact_id, clock.at(FRIDAY, 15), mine_only=mine_only)
    assert (task_now(anyone).agent.name, task_now(own).agent.name) == ("孙悦", "李娜")


def test_a_promise_for_anyone_is_due_for_whose_list_the_task_is_in(desk: Desk) -> None:
    task, own = desk.callback("0550-3000001"), desk.callback("0550-3000002")
    for each, mine_only in ((task, False), (own, True)):
        contacts.promise(desk.li, desk.on_the_line(each), clock.at(FRIDAY, 15), mine_only=mine_only)
        each.agent = desk.people["孙悦"]
        each.save(only=["agent"])
    assert [row.task_id for row in promises.due_promises(desk.sun.id, FRIDAY)] == [task.id]


def test_a_reassigned_call_takes_the_promise_of_one_alone_with_it(desk: Desk) -> None:
    task = desk.callback("0550-3000001")
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(FRIDAY, 15), mine_only=True, note="只找李娜")
    assert reassign(SYSTEM, [task.id], desk.sun.id or 0, "李娜请假") == 1
    assert promises.due_promises(desk.li.id, FRIDAY) == []
    (row,) = promises.due_promises(desk.sun.id, FRIDAY)
    assert (row.promised_at, row.mine_only, row.note) == (clock.at(FRIDAY, 15), True, "只找李娜")
    assert [each.ended_how for each in Promise.select().order_by(Promise.id)] == ["moved", ""]
    assert task_now(task).promised_at == clock.at(FRIDAY, 15)
    with clock.travel(datetime(2026, 11, 20, 15, 0)):
        assert best_next(desk.sun) == task.id
        contact_id = contacts.open_contact(desk.sun, task.id)
        contacts.dial(desk.sun, contact_id, desk.number(task))
    assert Promise.get(Promise.person == desk.sun.id).ended_how == "kept"


def test_a_promise_ends_missed_with_the_task_whose_time_is_over(desk: Desk) -> None:
    task = desk.callback()
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(date(2026, 12, 9), 15))  # it expires on 4 December
    assert task_now(task).expires_on == date(2026, 12, 4)
    for day in (date(2026, 12, 5), date(2026, 12, 9), date(2026, 12, 10)):  # its day, and one to make good for it
        desk.build(day)
        assert (task_now(task).state, Promise.get().ended_how) == ("open", "")
    desk.build(date(2026, 12, 11))
    assert (task_now(task).state, task_now(task).disposition) == ("closed", "expired")
    made = Promise.get()
    assert (made.ended_how, made.ended_at is None) == ("missed", False)
    with clock.travel(datetime(2026, 12, 20)):
        missed = promises.missed_promises(desk.li.id, date(2026, 12, 9), date(2026, 12, 9))
        assert [row.task_id for row in missed] == [task.id]
        assert promises.due_promises(None, date(2026, 12, 20)) == []
    desk.build(date(2026, 12, 11))
    assert AuditEvent.select().where(AuditEvent.entity == "promise").count() == 1
    assert Promise.get().ended_at == made.ended_at


@pytest.mark.parametrize(("promised_at", "how"), [(date(2026, 11, 25), "missed"), (date(2026, 12, 15), "withdrawn")])
def test_a_promise_ends_with_a_task_that_an_answer_ended(desk: Desk, promised_at: date, how: str) -> None:
    task = desk.callback()
    contacts.promise(desk.li, desk.on_the_line(task), clock.at(promised_at, 15))
    notice = Notice.create(kind="unreachable", dedupe_key="n", task=task, created_at=clock.now(),
                           to_person=desk.people["陈涛"])  # fmt: skip
    with clock.travel(datetime(2026, 12, 1, 10)):
        answer_notice(desk.actor("陈涛"), notice.id, "sold", "")
    assert (task_now(task).disposition, Promise.get().ended_how) == ("sold_car", how)


def test_missed_are_those_nobody_dialled_in_time(desk: Desk) -> None:
    late, never, kept = (desk.callback(f"0550-300000{place}") for place in range(3))
    for task in (late, never, kept):
        contacts.promise(desk.li, desk.on_the_line(task), clock.at(FRIDAY, 15))
    with clock.travel(datetime(2026, 11, 20, 15, 5)):
        contacts.end_unreached(desk.li, desk.dialled(kept), "no_answer")
        assert promises.missed_promises(desk.li.id, FRIDAY, FRIDAY) == []
    with clock.travel(datetime(2026, 11, 20, 15, 40)):
        contacts.end_unreached(desk.li, desk.dialled(late), "no_answer")
        missed = promises.missed_promises(desk.li.id, FRIDAY, FRIDAY)
        assert {row.task_id for row in missed} == {late.id, never.id}
        assert promises.missed_promises(desk.li.id, MONDAY, MONDAY) == []
