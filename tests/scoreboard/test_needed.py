"""What the day needs an hour, the same weekdays by this time, and promises about to slip; each by hand beside it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.queue import presence
from agentdesk.scoreboard.agreed import made_today, open_today, pressing
from agentdesk.scoreboard.needed import Needed, needed
from agentdesk.scoreboard.today import agents_today
from agentdesk.scoreboard.weekdays import Usual, usual
from agentdesk.store.tables import Person, Promise, Task
from tests.dealership import Dealership

FRIDAY = date(2026, 11, 20)


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


def call_due(house: Dealership, left_on: date, agent: str = "李娜", **more: Any) -> Task:
    order = house.order(left_on)
    return house.task("CB-01", "repair_order", order.id, order.customer, left_on, agent=house.people[agent], **more)


def of(house: Dealership, name: str | None) -> Needed:
    return needed(agents_today(FRIDAY), FRIDAY)[house.people[name].id if name else None]


def test_the_need_is_calls_left_by_calling_time_left(house: Dealership) -> None:
    # 09:00-11:30 and 14:00-18:00; at 10:00 an hour has passed and 5.5 are left
    tasks = [call_due(house, FRIDAY - timedelta(days=1)) for _ in range(13)]
    for task in tasks[:2]:
        house.decide(task, "completed", at(9, 30))
    with clock.travel(at(10)):
        found = of(house, "李娜")
        assert (found.left, found.minutes, found.per_hour, found.so_far) == (11, 330, 2.0, 2.0)
        assert not found.is_short
        assert of(house, None).per_hour == 2.0
    with clock.travel(at(15)):
        assert (of(house, "李娜").minutes, of(house, "李娜").is_short) == (180, True)
    with clock.travel(at(18)):
        late = of(house, "李娜")
        assert (late.per_hour, late.is_short) == (None, True)
    with clock.travel(at(8)):
        assert of(house, "李娜").so_far is None


def test_a_shift_and_an_absence_leave_less_time(house: Dealership) -> None:
    for name in ("李娜", "孙悦"):
        for _ in range(2):
            call_due(house, FRIDAY - timedelta(days=1), name)
    chief = house.actor("方慧")
    presence.set_work(chief, house.people["李娜"].id, shift="9点到12点")
    presence.enter_absence(chief, house.people["孙悦"].id, FRIDAY, FRIDAY)
    with clock.travel(at(10, 30)):
        assert (of(house, "李娜").minutes, of(house, "李娜").per_hour) == (60, 2.0)
        assert (of(house, "孙悦").minutes, of(house, "孙悦").per_hour) == (0, None)
        assert of(house, None).left == 4


def test_the_same_weekdays_leave_out_days_without_work_and_what_came_later(house: Dealership) -> None:
    done = {1: (3, 1), 2: (1, 0), 4: (2, 2)}  # weeks ago: by 09:42 and later that day; none three weeks ago
    for week, (early, later) in done.items():
        day = FRIDAY - timedelta(weeks=week)
        for number in range(early + later):
            task = call_due(house, day - timedelta(days=1))
            house.decide(task, "completed", at(9, 10, day) if number < early else at(15, 0, day))
    house.decide(call_due(house, FRIDAY - timedelta(weeks=10)), "completed", at(9, 5, FRIDAY - timedelta(weeks=9)))
    found = usual(FRIDAY)
    assert found[None] == found[house.people["李娜"].id] == Usual(2.0, 3)
    assert house.people["孙悦"].id not in found
    assert usual(FRIDAY, clock.at(FRIDAY, 16))[None] == Usual(3.0, 3)


def test_nothing_to_go_by_is_no_mean(house: Dealership) -> None:
    assert usual(FRIDAY) == {None: Usual(0.0, 0)}


def promise(house: Dealership, minutes: int, **more: Any) -> Promise:
    task = more.pop("task", None) or call_due(house, FRIDAY - timedelta(days=1))
    return Promise.create(
        task=task, person=house.people["李娜"], promised_at=clock.now() + timedelta(minutes=minutes),
        work_date=clock.today(), created_at=clock.now(), **more,
    )  # fmt: skip


def test_promises_near_and_past_each_customer_once(house: Dealership) -> None:
    promise(house, 31)  # beyond the half hour
    promise(house, 10, ended_at=clock.now(), ended_how="kept")
    for minutes in (30, -15, -16):
        promise(house, minutes, mine_only=minutes == 30)
    one = call_due(house, FRIDAY - timedelta(days=1))
    other = house.task("CB-01", "repair_order", 4711, one.customer, FRIDAY - timedelta(days=2))
    for task in (one, other):
        promise(house, 5, task=task)
    found = pressing()
    assert [(each.minutes, each.is_missed, len(each.tasks)) for each in found] == [
        (-16, True, 1), (-15, False, 1), (5, False, 2), (30, False, 1),
    ]  # fmt: skip
    assert [each.mine_only for each in found] == [False, False, False, True]
    assert {each.customer for each in found} == {"王**"}
    promise(house, 600)  # tomorrow or late tonight is no part of what is near
    assert [each.minutes for each in open_today()][:5] == [-16, -15, 5, 30, 31]
    assert made_today() == 1


@given(left=st.integers(0, 400), done=st.integers(0, 400), past=st.integers(0, 600), rest=st.integers(0, 600))
def test_going_on_at_the_needed_rate_just_does_it(left: int, done: int, past: int, rest: int) -> None:
    from agentdesk.scoreboard.needed import _needed

    found = _needed(left, done, past, rest)
    if found.per_hour is not None:
        assert found.per_hour * rest / 60 == pytest.approx(left)
    if found.so_far is not None and found.per_hour is not None and left:
        assert found.is_short == (found.so_far * rest / 60 < left - 1e-9)


def test_who_has_left_has_no_row(house: Dealership) -> None:
    Person.update(active=False).where(Person.name == "孙悦").execute()
    assert set(needed(agents_today(FRIDAY), FRIDAY)) == {house.people["李娜"].id, None}
