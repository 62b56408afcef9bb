"""The three-day rule from calls to the advisor's answer and back (CB-20, W-02)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.interview import contacts
from agentdesk.queue.build import build
from agentdesk.queue.notices import answer_notice
from agentdesk.queue.rows import rows
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Notice, Phone, Task, Vehicle
from tests.interview.call_world import Desk, task_now

LEFT_ON = date(2026, 3, 31)


def no_answer(desk: Desk, task: Task, *days: int) -> None:
    """李娜 dials on these days of April, each after the night's build, and nobody answers."""
    for day in days:
        with clock.travel(datetime(2026, 4, day, 6)):
            build(SYSTEM, date(2026, 4, day))
        with clock.travel(datetime(2026, 4, day, 10)):
            contacts.end_unreached(desk.li, desk.dialled(task), "no_answer")


def queued(desk: Desk, day: int) -> list[int]:
    """The tasks of the queue of that day, after its build."""
    with clock.travel(datetime(2026, 4, day, 6)):
        build(SYSTEM, date(2026, 4, day))
        return [row.task_id for row in rows(date(2026, 4, day), None)]


def built(desk: Desk) -> Task:
    """The callback that the first night's build makes of an order whose car left on 31 March."""
    desk.order(LEFT_ON, customer=desk.person("0550-3012345"))
    queued(desk, 1)
    return Task.get(Task.kind_code == "CB-01")


def three_days(desk: Desk) -> tuple[Task, Notice]:
    task = built(desk)
    no_answer(desk, task, 1, 2, 3)
    assert task.id not in queued(desk, 4)
    return task, Notice.get()


def test_w02_three_days_without_an_answer_make_one_notice_to_the_advisor(desk: Desk) -> None:
    task, notice = three_days(desk)
    queued(desk, 4)  # the batch once more
    assert Notice.select().count() == 1
    assert (notice.to_person_id, notice.task_id) == (desk.people["陈涛"].id, task.id)
    assert (task_now(task).state, task_now(task).disposition) == ("closed", "unreachable")
    assert task.due_nominal == date(2026, 4, 1)


def test_a_gap_is_the_agents_miss(desk: Desk) -> None:
    task = built(desk)
    no_answer(desk, task, 1, 3)
    assert task.id in queued(desk, 7)  # from the 4th to the 6th the house is closed
    assert not Notice.select().exists()


def test_a_new_number_gives_the_task_back(desk: Desk) -> None:
    task, notice = three_days(desk)
    advisor = desk.actor("陈涛")
    with clock.travel(datetime(2026, 4, 4, 9)):
        with pytest.raises(UserError):
            answer_notice(advisor, notice.id, "new_number", number="没有")
        assert answer_notice(advisor, notice.id, "new_number", "换号了", number="139 0000 0001") == "open"
        assert contacts.read(desk.dialled(task)).numbers[-1].e164 == "+8613900000001"
    assert Phone.select().where(Phone.customer == task.customer_id).count() == 2


def test_after_the_answer_three_new_days_are_needed(desk: Desk) -> None:
    task, notice = three_days(desk)
    with clock.travel(datetime(2026, 4, 4, 9)):
        answer_notice(desk.actor("陈涛"), notice.id, "reachable")
    no_answer(desk, task, 7, 8)
    assert task.id in queued(desk, 9)
    no_answer(desk, task, 9)
    assert task.id not in queued(desk, 10)
    assert Notice.select().count() == 2


def test_a_sold_car_ends_it(desk: Desk) -> None:
    task, notice = three_days(desk)
    with clock.travel(datetime(2026, 4, 4, 9)):
        assert answer_notice(desk.chief, notice.id, "sold", "卖给外地了") == "closed"
    assert task_now(task).disposition == "sold_car"
    assert Vehicle.get_by_id(task.vehicle_id).sold_on == date(2026, 4, 4)


def test_who_may_answer_and_how_often(desk: Desk) -> None:
    _task, notice = three_days(desk)
    advisor = desk.actor("陈涛")
    with clock.travel(datetime(2026, 4, 4, 9)):
        with pytest.raises(Forbidden):
            answer_notice(desk.actor("何平"), notice.id, "moved")
        with pytest.raises(UserError):
            answer_notice(advisor, notice.id, "perhaps")
        with pytest.raises(UserError):
            answer_notice(advisor, 999, "moved")
        assert answer_notice(advisor, notice.id, "no_answer") == "closed"
        with pytest.raises(UserError):
            answer_notice(advisor, notice.id, "moved")
