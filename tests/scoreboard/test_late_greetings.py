"""Greetings that were late or missed cost what the outbox tells (W-23, CA-05), else what is entered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.scoreboard.greetings import Greetings, greetings
from agentdesk.scoreboard.incentives import Proposal, proposals
from agentdesk.scoreboard.scores import enter
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Message
from tests.dealership import Dealership

CHIEF = Actor(None, "方慧", "supervisor", "test")
OCTOBER = date(2026, 10, 1)


def greet(house: Dealership, due: date, sent: date | None, agent: str | None = "李娜", kind: str = "CB-06") -> None:
    """A birthday message that was due on a day, and sent on another or not at all."""
    customer = house.customer()
    task = house.task(kind, "customer", customer.id, customer, due, channel="sms", latest_on=due,
                      agent=house.people[agent] if agent else None, dedupe_key=f"{kind}:{customer.id}")  # fmt: skip
    sent_at = clock.to_utc(datetime.combine(sent, time(23, 30))) if sent else None
    Message.create(task=task, customer=customer, channel="sms", due_on=due, created_at=clock.now(), sent_at=sent_at)


@pytest.fixture
def sent(house: Dealership) -> Dealership:
    """October of 李娜: two sent in time, two late, one missed; of 孙悦 one in time; a call and a later month beside."""
    day = date(2026, 10, 12)
    for late in (0, 0, 1, 9, None):
        greet(house, day, None if late is None else day + timedelta(days=late))
    greet(house, day, day, "孙悦")
    greet(house, day, None, kind="CB-01")
    greet(house, date(2026, 11, 2), None)
    greet(house, date(2026, 11, 25), None)  # may still be sent in time
    return house


def lines(month: date = OCTOBER) -> dict[str, Proposal]:
    return {row.whose_name: row for row in proposals(CHIEF, month, "IN-06A")}


def test_w23_late_greetings_are_counted_from_the_outbox(sent: Dealership) -> None:
    found = lines()
    assert {name: (row.measured.value, row.yuan) for name, row in found.items()} == {"李娜": (3, -60), "孙悦": (0, 0)}
    assert found["李娜"].measured.source == "发件箱：应发 5 条，迟发 2 条，漏发 1 条"
    assert found["李娜"].notes == ("3 × 20 元",)
    november = lines(date(2026, 11, 1))
    assert {name: row.yuan for name, row in november.items()} == {"李娜": -20}


def test_an_entry_that_says_otherwise_is_named_but_facts_count(sent: Dealership, cli: Callable[..., Result]) -> None:
    enter(CHIEF, "IN-06A", sent.people["李娜"], "2026-10", "5", source="月末检查")
    enter(CHIEF, "IN-06A", sent.people["孙悦"], "2026-09", "2")
    assert lines()["李娜"].notes == ("3 × 20 元", "录入的是 5")
    assert lines(date(2026, 9, 1))["孙悦"].yuan == -40  # of September the outbox tells nothing
    told = json.loads(cli("incentive", "list", "--month", "2026-10", "--json").stdout)
    (line,) = [row for row in told if row["id"] == "IN-06A" and row["whose"] == "A001"]
    assert (line["value"], line["yuan"], line["effect"]) == (3, -60, "penalty")


def test_what_stands_in_nobodys_list_is_counted_for_nobody(house: Dealership) -> None:
    greet(house, date(2026, 10, 12), None, agent=None)
    assert greetings(OCTOBER, date(2026, 10, 31)) == {None: Greetings(1, 0, 1)}
    assert lines() == {}
