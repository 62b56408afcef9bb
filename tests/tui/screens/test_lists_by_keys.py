"""The supervisor's keys on the scoreboard: days ahead, evening out, re-assigning, freeing; shown first, then done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.interview import contacts
from agentdesk.queue.presence import enter_absence
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.tables import AuditEvent, Customer, Person, Promise, Task
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.breaking import BreakingScreen, HeldSaid
from agentdesk.tui.screens.moving import ListsShown, MovesSaid, MovingScreen
from agentdesk.tui.screens.rows import PlainList, RowsScreen
from agentdesk.tui.screens.scoreboard import ScoreboardScreen
from agentdesk.tui.widgets.score_list import AgentLine, OverloadLine, ScoreList

Use = Callable[[Pilot[Any]], Awaitable[None]]
TODAY = date(2026, 11, 20)


@pytest.fixture
def board(person: Callable[[str], Actor]) -> Callable[[Use], None]:
    """Run steps on the supervisor's scoreboard, a colleague of 李娜's being there."""

    def use(steps: Use, name: str = "方慧") -> None:
        async def run() -> None:
            desk = AgentDesk(person(name), "scoreboard")
            async with desk.run_test(size=(100, 30), notifications=True) as pilot:
                await settle(pilot)
                await steps(pilot)

        asyncio.run(run())

    return use


async def settle(pilot: Pilot[Any]) -> None:
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def to_row_of(pilot: Pilot[Any], name: str) -> None:
    listed = pilot.app.screen.query_one(ScoreList)
    listed.go_to(next(i for i, row in enumerate(listed.items) if isinstance(row, AgentLine) and row.day.person == name))
    await pilot.pause()


def waiting(name: str) -> int:
    agent = Person.get(Person.name == name)
    return Task.select().where((Task.agent == agent) & (Task.state == "open") & (Task.channel == "phone")).count()


def said(pilot: Pilot[Any], sheet: type[Any]) -> str:
    lines = pilot.app.screen.query_one(sheet).lines(100, 4)
    return "\n".join("".join(text for text, _style in line.spans(100)) for line in lines)


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.select().where(AuditEvent.action == action).order_by(AuditEvent.id))


def test_evening_out_is_looked_at_left_and_done(board: Callable[[Use], None]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        whole = waiting("李娜")
        await press(pilot, "b")
        assert isinstance(pilot.app.screen, MovingScreen)
        rows = {row.desk.name: (row.calls, row.after) for row in pilot.app.screen.query_one(ListsShown).items}
        assert rows["孙悦"][0] == 0 < rows["孙悦"][1]
        await press(pilot, "escape")
        assert (waiting("李娜"), waiting("孙悦")) == (whole, 0)
        await press(pilot, "b", "enter")
        assert isinstance(pilot.app.screen, ScoreboardScreen)
        assert waiting("孙悦") == rows["孙悦"][1]
        moved = events("queue.rebalance")
        assert moved
        assert {event.person_name for event in moved} == {"方慧"}

    board(steps)


def test_one_agents_calls_go_to_the_colleague_under_the_cursor(board: Callable[[Use], None]) -> None:
    Promise.update(mine_only=True).execute()
    own = Promise.get(Promise.ended_at.is_null())

    async def steps(pilot: Pilot[Any]) -> None:
        whole = waiting("李娜")
        await to_row_of(pilot, "李娜")
        await press(pilot, "a")
        assert "只约了 李娜 本人" in said(pilot, MovesSaid)
        await press(pilot, "left", "left")
        ((taker,),) = [pilot.app.screen.query_one(ListsShown).items]
        assert taker.desk.name == "孙悦"
        given = taker.after
        await press(pilot, "enter")
        assert (waiting("孙悦"), waiting("李娜")) == (given, whole - given)
        assert Task.get_by_id(own.task_id).agent.name == "李娜"

    board(steps)


def test_nobody_gives_calls_to_who_is_away(board: Callable[[Use], None]) -> None:
    enter_absence(SYSTEM, Person.get(Person.name == "孙悦").id, TODAY, TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        await to_row_of(pilot, "李娜")
        await press(pilot, "a", "enter")
        assert isinstance(pilot.app.screen, MovingScreen)
        assert waiting("孙悦") == 0

    board(steps)


def test_what_a_dead_desk_holds_is_freed_with_a_reason(
    board: Callable[[Use], None], person: Callable[[str], Actor]
) -> None:
    task = Task.select().join(Customer).where((Customer.name == "周敏") & (Task.channel == "phone")).get()
    contacts.open_contact(person("李娜"), task.id)

    async def steps(pilot: Pilot[Any]) -> None:
        await to_row_of(pilot, "李娜")
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, BreakingScreen)
        assert "周*" in said(pilot, HeldSaid)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, BreakingScreen), "not without a reason"
        await pilot.press(*"broken", "enter")
        await settle(pilot)
        assert Task.get_by_id(task.id).claimed_by is None
        (event,) = events("task.break_claim")
        assert (event.person_name, event.reason) == ("方慧", "broken")

    board(steps)


def test_the_keys_fit_a_small_window_with_their_words(scoreboard: AgentDesk, snap_compare: Any) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await to_row_of(pilot, "李娜")
        await press(pilot, "a", "left")

    assert snap_compare(scoreboard, run_before=steps)


def test_an_agent_has_none_of_these_keys(board: Callable[..., None]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await to_row_of(pilot, "李娜")
        await press(pilot, "a", "b", "x")
        assert isinstance(pilot.app.screen, ScoreboardScreen)
        shown = {found.binding.action for found in pilot.app.screen.active_bindings.values()}
        assert not shown & {"give", "rebalance", "break_claim"}

    board(steps, "李娜")


def test_the_overloaded_days_are_a_line_and_open_to_the_days(board: Callable[[Use], None]) -> None:
    for agent in Person.select().where(Person.position == "callback_agent"):
        enter_absence(SYSTEM, agent.id, TODAY, date(2026, 12, 20))

    async def steps(pilot: Pilot[Any]) -> None:
        listed = pilot.app.screen.query_one(ScoreList)
        place, days = next((i, row.days) for i, row in enumerate(listed.items) if isinstance(row, OverloadLine))
        assert days
        assert all(found.over > 0 for found in days)
        listed.go_to(place)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, RowsScreen)
        rows = pilot.app.screen.query_one(PlainList).items
        assert len(rows) == 14
        assert [row.cells[7][0] for row in rows if row.cells[7][0]] == [f"+{found.over:.0f}" for found in days]

    board(steps)
