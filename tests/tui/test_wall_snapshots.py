"""How the wall screen looks, whole and with its link down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.common import clock, i18n
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Person
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.widgets.wall_face import Broken, WallFace
from tests.tui.test_scoreboard_snapshots import LANGUAGES, SIZES, Snap, settled


@pytest.fixture
def wall(world: object) -> AgentDesk:
    """A wall screen of the small dealer's."""
    made = Person.create(code="B001", name="展厅大屏", position="other", role="board")
    return AgentDesk(actor_of(made, "desk"), "wall")


@SIZES
@LANGUAGES
def test_wall(wall: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(wall, terminal_size=size, run_before=settled())


def test_wall_without_a_link(wall: AgentDesk, snap_compare: Snap) -> None:
    async def lose(pilot: Pilot[Any]) -> None:
        await settled()(pilot)
        face = pilot.app.query_one(WallFace)
        face.broken = Broken(clock.to_utc(datetime(2026, 11, 20, 9, 40)), "数据库正忙，请稍后再试。")
        face.redraw()
        await pilot.pause()

    assert snap_compare(wall, run_before=lose)


def test_there_are_no_keys_but_three(wall: AgentDesk, person: Callable[[str], Actor]) -> None:
    import asyncio

    async def session() -> None:
        async with wall.run_test(size=(80, 24)) as pilot:
            await pilot.app.workers.wait_for_complete()
            active = {each.binding.id for each in pilot.app.screen.active_bindings.values() if each.binding.id}
            assert active == {"app.help", "app.language", "app.quit"}
            await pilot.press("ctrl+p", "ctrl+l", "enter", "d", "a", "slash")
            assert pilot.app.screen_stack == [pilot.app.screen]
            await pilot.press("f2")
            await pilot.app.workers.wait_for_complete()
            await pilot.press("ctrl+q")
        assert wall.return_code == 0

    asyncio.run(session())
