"""A supervisor's line to an agent: one line, answered by being seen, and nobody else's business."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints import notices
from agentdesk.complaints.waiting import waiting
from agentdesk.queue import nudging
from agentdesk.store.tables import Notice, Person
from tests.dealership import Dealership


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealership:
    return Dealership(tmp_path)


def test_a_line_is_unread_until_it_is_seen(house: Dealership) -> None:
    chief, agent = house.actor("方慧"), house.actor("李娜")
    first = nudging.nudge(chief, agent.id, "  先打约定的\n客户 [/]  ")
    second = nudging.nudge(chief, agent.id, "还有一位")
    assert [(each.id, each.by, each.text) for each in nudging.unread(agent.id)] == [
        (first, "方慧", "先打约定的 客户 [/]"), (second, "方慧", "还有一位"),
    ]  # fmt: skip
    assert nudging.unread(house.people["孙悦"].id) == []
    with pytest.raises(Forbidden):
        notices.seen(house.actor("孙悦"), first)
    notices.seen(agent, first)
    assert [each.id for each in nudging.unread(agent.id)] == [second]
    assert nudging.latest_today()[agent.id].seen_at is None
    notices.seen(agent, second)
    assert nudging.latest_today()[agent.id].seen_at is not None


@pytest.mark.parametrize(
    ("by", "to", "text"),
    [("方慧", "李娜", "  "), ("方慧", "李娜", "长" * 25), ("方慧", "陈涛", "好"), ("方慧", "方慧", "好")],
    ids=["nothing said", "longer than a line", "no desk for it", "to oneself"],
)
def test_what_is_no_line(house: Dealership, by: str, to: str, text: str) -> None:
    with pytest.raises(UserError):
        nudging.nudge(house.actor(by), house.people[to].id, text)
    assert Notice.select().count() == 0


def test_only_a_supervisor_sends_one_and_nobody_who_left_gets_one(house: Dealership) -> None:
    with pytest.raises(Forbidden):
        nudging.nudge(house.actor("孙悦"), house.people["李娜"].id, "好")
    Person.update(active=False).where(Person.name == "李娜").execute()
    with pytest.raises(UserError):
        nudging.nudge(house.actor("方慧"), house.people["李娜"].id, "好")


def test_a_line_stays_in_the_house_and_off_the_lists_of_duties(house: Dealership) -> None:
    made = nudging.nudge(house.actor("方慧"), house.people["高远"].id, "十点开会")
    assert notices.letter(made) is None
    assert notices.settle() == 0
    assert waiting(house.actor("高远")) == []
    (line,) = notices.waiting(house.people["高远"].id)
    assert line.text == "方慧：十点开会"
