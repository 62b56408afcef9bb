"""What each desk does, from facts alone: on the line, at the queue, pausing, killed, gone, absent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.interview import contacts
from agentdesk.queue import pausing, presence
from agentdesk.scoreboard.live import DeskState, desk_states
from agentdesk.store import desks, sessions
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Task
from tests.dealership import Dealership

NINE = datetime(2026, 11, 20, 9, 0)


@pytest.fixture
def agent(house: Dealership) -> Actor:
    return replace(house.actor("李娜"), desk=desks.new_desk())


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def state(house: Dealership, agent: Actor) -> Callable[[float], DeskState]:
    """李娜's state so many minutes after nine, seen by the supervisor; her desk says every minute that it lives."""

    def seen(minutes: float) -> DeskState:
        with clock.travel(after(minutes)):
            sessions.beat(agent)
            return desk_states(house.actor("方慧"), [agent.id])[agent.id]

    return seen


def call_due(house: Dealership) -> Task:
    order = house.order(NINE.date() - timedelta(days=1))
    return house.task("CB-01", "repair_order", order.id, order.customer, order.left_on)


def test_a_morning(house: Dealership, agent: Actor, state: Callable[[float], DeskState]) -> None:
    assert state(0).state == "away"
    with clock.travel(after(1)):
        sessions.open_session(agent)
    assert (state(2).state, state(2).since) == ("queue", clock.to_utc(after(1)))
    with clock.travel(after(3)):
        call = contacts.open_contact(agent, call_due(house).id)
    assert (state(4).state, state(4).since, state(4).call) == ("dialling", clock.to_utc(after(3)), call)
    with clock.travel(after(5)):
        sitting = contacts.read(call)
        assert sitting.preferred is not None
        contacts.dial(agent, call, sitting.preferred.phone_id)
        contacts.reached(agent, call)
    assert (state(6).state, state(6).since) == ("call", clock.to_utc(after(5)))
    with clock.travel(after(7)):
        contacts.leave(agent, call)
    assert (state(8).state, state(8).since, state(8).is_held) == ("queue", clock.to_utc(after(7)), True)
    with clock.travel(after(9)):
        contacts.resume(agent, call)
        contacts.end_call(agent, call, "broken_off")
    assert (state(10).state, state(10).since, state(10).call) == ("queue", clock.to_utc(after(9)), None)
    with clock.travel(after(11)):
        pausing.pause(agent, "rest")
    assert (state(26).state, state(26).reason, state(26).is_over) == ("paused", "休息", False)
    assert state(27).is_over
    with clock.travel(after(28)):
        pausing.come_back(agent)
    assert (state(29).state, state(29).since) == ("queue", clock.to_utc(after(28)))
    with clock.travel(after(30)):
        sessions.close_session(agent)
    assert (state(31).state, state(31).since) == ("away", clock.to_utc(after(30)))
    with clock.travel(after(60)):
        presence.enter_absence(house.actor("方慧"), agent.id, clock.today(), clock.today())
    assert state(61).state == "absent"


def test_a_killed_desk_is_lost_with_its_call_and_found_again_with_another_one(house: Dealership, agent: Actor) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    host, _pid, rest, *_started = agent.desk.split(":")
    killed, chief = replace(agent, desk=f"{host}:{int(ended.stdout)}:{rest}"), house.actor("方慧")
    with clock.travel(after(1)):
        sessions.open_session(killed)
        call = contacts.open_contact(killed, call_due(house).id)
    with clock.travel(after(2)):
        found = desk_states(chief, [agent.id])[agent.id]
        assert (found.state, found.since, found.call, found.is_held) == ("lost", clock.to_utc(after(1)), call, True)
        sessions.open_session(agent)
        found = desk_states(chief, [agent.id])[agent.id]
        assert (found.state, found.call, found.is_held) == ("queue", call, True)


def test_a_desk_killed_yesterday_is_not_there_today(house: Dealership, agent: Actor) -> None:
    silent = replace(agent, desk="another-host:1:x")
    with clock.travel(NINE - timedelta(days=1)):
        sessions.open_session(silent)
    with clock.travel(NINE):
        found = desk_states(house.actor("方慧"), [agent.id])[agent.id]
    assert (found.state, found.since) == ("away", clock.to_utc(NINE - timedelta(days=1)))


def test_why_somebody_pauses_is_between_them_and_who_supervises(house: Dealership, agent: Actor) -> None:
    with clock.travel(NINE):
        sessions.open_session(agent)
        pausing.pause(agent, "rest")
    with clock.travel(after(30)):
        sessions.beat(agent)
        seen = {name: desk_states(house.actor(name), [agent.id])[agent.id] for name in ("方慧", "李娜", "孙悦", "陈涛")}
        wall = desk_states(replace(house.actor("高远"), role="board"), [agent.id])[agent.id]
        with pytest.raises(Forbidden):
            desk_states(replace(agent, role="nobody"), [agent.id])
    assert {name for name, found in seen.items() if found.reason and found.is_over} == {"方慧", "李娜"}
    assert {found.state for found in (*seen.values(), wall)} == {"paused"}
    assert wall.reason == ""
