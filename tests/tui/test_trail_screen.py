"""The audit trail at the desk: by keys, and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.common import i18n
from agentdesk.store import heads
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person
from agentdesk.store.soundness import watch
from agentdesk.store.tables import Person
from agentdesk.store.trail import PAGE
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.trail import TrailScreen
from agentdesk.tui.widgets.paged import Paged
from agentdesk.tui.widgets.score_list import ScoreList, TrailLine
from agentdesk.tui.widgets.trail_rows import TrailBroken, TrailList
from tests.store.attacker import past_the_guards
from tests.tui.pictures import LANGUAGES, SIZES, Snap

Actors = Callable[[str], Actor]


@pytest.fixture
def told(scoreboard: AgentDesk, person: Actors) -> AgentDesk:
    """The supervisor's scoreboard; her colleague has done something that anybody would ask about."""
    lina, fang = (Person.get(Person.name == name).id for name in ("李娜", "方慧"))
    from_home = replace(person("方慧"), session="9f2c", address="10.0.0.7")
    with change(from_home, "task.move") as audit:
        for number in (7, 8):
            audit("task", number, before={"agent": lina, "until": None}, after={"agent": fang, "until": "2026-11-20"},
                  reason="客户 13812345678 只要方慧打")  # fmt: skip
    with change(person("李娜"), "customer.hours") as audit:
        audit("customer", 3, before={"text": "早上不要打" * 12}, after={"text": "晚上不要打\n车牌 皖M12345" * 6})
    return scoreboard


def settled(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Press the keys, each when the one before has had its effect; the filter is read when the typing rests."""

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
        while isinstance(pilot.app.screen, TrailScreen) and pilot.app.screen.waits:
            await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return press


def rows(pilot: Pilot[Any]) -> list[tuple[str, int | None]]:
    return [(event.action, event.entity_id) for event in pilot.app.screen.query_one(TrailList).items]


FILTERED = ("A", "slash", *"task.move", "space", *"11-20")
CHANGED = ("A", "slash", *"customer.hours", "enter")


@SIZES
@LANGUAGES
def test_list(told: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(told, terminal_size=size, run_before=settled(*FILTERED, "enter"))


@SIZES
@LANGUAGES
def test_one_event(told: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(told, terminal_size=size, run_before=settled(*CHANGED, "enter"))


@LANGUAGES
def test_nothing_found(told: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(told, run_before=settled("A", "slash", *"task:9999"))


async def test_filters_and_what_is_like_the_row(told: AgentDesk) -> None:
    async with told.run_test(size=(80, 24)) as pilot:
        await settled("A")(pilot)
        assert ("task.move", 8) in rows(pilot)
        await settled("slash", *"task.move", "enter")(pilot)
        assert rows(pilot) == [("task.move", 8), ("task.move", 7)]
        await settled("down", "o")(pilot)
        assert rows(pilot) == [("task.move", 7)]
        await settled("o")(pilot)
        assert len(rows(pilot)) == 2
        await settled("escape")(pilot)
        assert len(rows(pilot)) > 2
        await settled("p", "d")(pilot)
        assert len({event.person for event in told.screen.query_one(TrailList).items}) == 1
        await settled("escape", "escape")(pilot)
        assert not isinstance(told.screen, TrailScreen)


async def test_an_event_is_read_over_the_whole_screen_and_masked(told: AgentDesk) -> None:
    async with told.run_test(size=(80, 24)) as pilot:
        await settled(*FILTERED, "enter", "enter")(pilot)
        assert told.screen.has_class("-reading")
        shown = "\n".join(strip.text for strip in map(told.screen.query_one(Paged).render_line, range(12)))
        assert "李娜" in shown
        assert "方慧" in shown
        assert "138****5678" in shown
        assert "13812345678" not in shown
        assert "10.0.0.7" in shown
        await settled("escape")(pilot)
        assert not told.screen.has_class("-reading")


async def test_further_pages_come_with_the_cursor(told: AgentDesk) -> None:
    with change(SYSTEM, "queue.rule") as audit:
        for number in range(PAGE + 20):
            audit("queue_run", number)
    async with told.run_test(size=(80, 24)) as pilot:
        await settled("A", "slash", *"queue.rule", "enter")(pilot)
        assert len(rows(pilot)) == PAGE
        await settled("end")(pilot)
        numbers = [number for action, number in rows(pilot) if action == "queue.rule"]
        assert numbers[: PAGE + 20] == list(range(PAGE + 19, -1, -1))
        await settled("end")(pilot)
        assert len(rows(pilot)) == len(numbers)


async def test_a_supervisor_reads_that_the_trail_is_broken_without_asking(scoreboard: AgentDesk, world: Path) -> None:
    close_database()
    with past_the_guards(world) as opened:
        opened.execute("UPDATE audit_event SET reason = '没有这回事' WHERE id = 3")
    open_database(str(world))
    watch(SYSTEM, heads.read(world.with_name("none")))
    line = "! 审计记录从第 3 条起不完好，2026-11-20 发现"
    async with scoreboard.run_test(size=(80, 24)) as pilot:
        await settled()(pilot)
        assert isinstance(scoreboard.screen.query_one(ScoreList).items[0], TrailLine)
        assert line in shown(scoreboard.screen.query_one(ScoreList))
        await settled("home", "enter")(pilot)
        assert rows(pilot) == [("audit.broken", 3)]
        assert line in shown(scoreboard.screen.query_one(TrailBroken))
        assert "第 3 条审计记录被改动：内容与哈希不符" in shown(scoreboard.screen.query_one(Paged)).replace("\n", "")
        await settled("escape")(pilot)
        assert len(rows(pilot)) > 1  # all of the trail, and the line stays
        assert line in shown(scoreboard.screen.query_one(TrailBroken))


def shown(widget: Any) -> str:
    return "\n".join(strip.text for strip in map(widget.render_line, range(widget.size.height)))


async def test_agents_have_no_key_for_it(desk: AgentDesk) -> None:
    async with desk.run_test() as pilot:
        await settled("A")(pilot)
        assert not isinstance(desk.screen, TrailScreen)


async def test_an_administrators_scoreboard_has_it(world: object) -> None:
    add_person(SYSTEM, code="Z001", name="程宇", role="administrator")
    from agentdesk.store.audit import actor_of

    app = AgentDesk(actor_of(Person.get(Person.code == "Z001"), "desk"), "scoreboard")
    async with app.run_test() as pilot:
        await settled("A")(pilot)
        assert isinstance(app.screen, TrailScreen)
