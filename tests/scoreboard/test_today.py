from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from agentdesk.common import clock
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.scoreboard.today import AgentDay, agents_today, day_share, total
from agentdesk.store.tables import Person, Promise, Task
from tests.dealership import Dealership

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)


def call_due(house: Dealership, left_on: date = YESTERDAY, agent: str | None = "李娜", **more: Any) -> Task:
    order = house.order(left_on)
    person = house.people[agent] if agent else None
    return house.task("CB-01", "repair_order", order.id, order.customer, left_on, agent=person, **more)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


def day_of(name: str, day: date = TODAY) -> AgentDay:
    return next(row for row in agents_today(day) if row.person == name)


def test_an_agents_day_counts_what_was_due_and_what_came_of_it(house: Dealership) -> None:
    house.decide(call_due(house), "completed", at(9, 5))
    house.decide(call_due(house), "refused_do_not_contact", at(9, 10))
    house.decide(call_due(house, date(2026, 11, 17)), "completed", at(9, 15))  # two days late
    house.decide(call_due(house), "no_answer", at(9, 20), contacted=False)  # again this afternoon
    call_due(house)
    call_due(house, date(2026, 11, 16))  # left over, still due
    call_due(house, TODAY)  # tomorrow's
    house.decide(call_due(house, agent="孙悦"), "completed", at(9, 30), agent="孙悦")
    assert replace(day_of("李娜"), pace=None) == AgentDay(
        house.people["李娜"].id, "李娜", due=6, done=3, on_time=2, reached=3, completed=2
    )
    assert (day_of("孙悦").due, day_of("孙悦").done) == (1, 1)
    assert [row.person for row in agents_today(TODAY)] == ["孙悦", "李娜"]


def test_agents_without_calls_stand_there_and_leavers_do_not(house: Dealership) -> None:
    Person.update(active=False).where(Person.name == "孙悦").execute()
    assert agents_today(TODAY) == [AgentDay(house.people["李娜"].id, "李娜")]


def test_calls_in_nobodys_list_are_not_lost_from_the_sum(house: Dealership) -> None:
    call_due(house)
    call_due(house, agent=None)
    rows = agents_today(TODAY)
    assert [(row.person, row.due) for row in rows] == [("孙悦", 0), ("李娜", 1), ("", 1)]
    assert total(rows).due == 2


def test_a_retry_of_another_day_is_not_due_today(house: Dealership) -> None:
    task = call_due(house)
    house.decide(task, "out_of_service", at(9, 20), contacted=False)  # a day's delay
    assert Task.get_by_id(task.id).next_at >= clock.day_span(TODAY)[1]
    assert day_of("李娜").due == 0


def test_promises_and_complaints_of_the_day(house: Dealership) -> None:
    agent = house.people["李娜"]
    for day, how in ((TODAY, ""), (TODAY, "kept"), (TODAY, "withdrawn"), (YESTERDAY, "")):
        task = call_due(house)
        ended = clock.now() if how else None
        Promise.create(task=task, person=agent, promised_at=clock.at(day, 15), work_date=day, created_at=clock.now(),
                       ended_how=how, ended_at=ended)  # fmt: skip
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="慢")
    raise_complaint(house.actor("李娜"), draft)
    raise_complaint(house.actor("吴敏"), draft)  # the workshop's own, in no agent's row
    assert (day_of("李娜").promises, day_of("李娜").complaints) == (2, 1)
    assert "吴敏" not in [row.person for row in agents_today(TODAY)]


@pytest.mark.parametrize(
    ("now", "done", "pace"),
    [((9, 0), 0, 0), ((9, 0), 1, 1), ((11, 30), 2, -1), ((12, 30), 3, 0), ((18, 0), 5, -3), ((23, 0), 8, 0)],
)
def test_pace_is_against_an_even_day_of_calling_hours(
    house: Dealership, now: tuple[int, int], done: int, pace: int
) -> None:
    # 09:00 to 11:30 and 14:00 to 18:00 are 6.5 hours; by 11:30 eight calls would be at 8 x 2.5 / 6.5 = 3.08
    tasks = [call_due(house) for _ in range(8)]
    for task in tasks[:done]:
        house.decide(task, "completed", at(8, 30))
    with clock.travel(at(*now)):
        assert day_of("李娜").pace == pace


def test_a_day_without_calling_hours_has_no_pace(house: Dealership) -> None:
    holiday = date(2026, 10, 1)
    call_due(house, date(2026, 9, 30))
    assert day_share(holiday) is None
    with clock.travel(at(10, day=holiday)):
        assert day_of("李娜", holiday).pace is None


def test_a_past_day_is_seen_as_it_was(house: Dealership) -> None:
    day = date(2026, 11, 18)
    house.decide(call_due(house, date(2026, 11, 17)), "completed", at(10, day=day))
    house.decide(call_due(house, date(2026, 11, 17)), "completed", at(10, day=YESTERDAY))
    call_due(house, date(2026, 11, 17))
    assert (day_of("李娜", day).due, day_of("李娜", day).done, day_of("李娜", day).pace) == (3, 1, -2)


def test_the_day_takes_few_queries_whatever_its_size(house: Dealership) -> None:
    def queries() -> int:
        agents_today(TODAY)  # reads the playbook and the calendar, on a server anew after five seconds
        with count_queries() as counter:
            agents_today(TODAY)
        return int(counter.count)

    empty = queries()
    for number in range(6):
        Person.create(code=f"B{number}", name=f"专员{number}", position="callback_agent", role="agent")
    for name in ("李娜", "孙悦"):
        for _ in range(10):
            house.decide(call_due(house, agent=name), "completed", at(9), agent=name)
    assert queries() == empty <= 10
