"""How the scoreboard looks, and the rows beneath its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from agentdesk.common import i18n
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import LANGUAGES, SIZES, Snap


def settled(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def press(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.press(*keys)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return press


@SIZES
@LANGUAGES
def test_scoreboard(scoreboard: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(scoreboard, terminal_size=size, run_before=settled())


def test_figure_opened(scoreboard: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(scoreboard, run_before=settled("end", "up", "home", "down", "down", "down", "enter"))
