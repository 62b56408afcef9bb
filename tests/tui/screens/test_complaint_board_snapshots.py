"""How the supervisor's board looks, and a decision over several complaints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agentdesk.common import i18n
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import LANGUAGES, SIZES, Snap
from tests.tui.screens.board_world import build_board
from tests.tui.test_scoreboard_snapshots import settled


@SIZES
@LANGUAGES
def test_board(scoreboard: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    build_board()
    i18n.use_language(language)
    assert snap_compare(scoreboard, terminal_size=size, run_before=settled("c", "j", "space", "j"))


@LANGUAGES
def test_preview(scoreboard: AgentDesk, snap_compare: Snap, language: str) -> None:
    build_board()
    i18n.use_language(language)
    assert snap_compare(scoreboard, run_before=_slowly("c", "asterisk", "g", "1", "enter"))


def test_people_to_choose_from(scoreboard: AgentDesk, snap_compare: Snap) -> None:
    build_board()
    assert snap_compare(scoreboard, run_before=_slowly("c", "a"))


def _slowly(*keys: str) -> Callable[[Any], Any]:
    async def press(pilot: Any) -> None:
        await settled()(pilot)
        for key in keys:
            await settled(key)(pilot)

    return press
