"""How the lists beneath a figure, a call's evidence, all indicators and comparisons look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agentdesk.common import i18n
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Person
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import Snap
from tests.tui.screens.at_the_desk import pressed

WINDOWS = pytest.mark.parametrize(
    ("language", "size"), [("zh", (80, 24)), ("en", (80, 24)), ("zh", (120, 36)), ("en", (120, 36))],
    ids=["zh-80x24", "en-80x24", "zh-120x36", "en-120x36"],
)  # fmt: skip
SCREENS = {
    "indicators": ("i", "left", "end", "up"),
    "rows": ("i", "slash", *"apc", "enter", "enter", "j"),
    "evidence": ("i", "slash", *"t2b", "enter", "enter", "2", "enter", "tab", "tab", "enter"),
    "parts": ("i", "slash", *"rr1", "enter", "equals_sign", "3", "j", "j"),
}


@pytest.fixture
def board(figured: Path) -> AgentDesk:
    """The supervisor's scoreboard over two months of facts."""
    return AgentDesk(actor_of(Person.get(Person.name == "方慧"), "desk"), "scoreboard")


@WINDOWS
@pytest.mark.parametrize("name", SCREENS)
def test_screens(board: AgentDesk, snap_compare: Snap, name: str, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(board, terminal_size=size, run_before=pressed(*SCREENS[name]))


def test_periods(board: AgentDesk, snap_compare: Snap) -> None:
    keys = ("i", "slash", *"rpc", "enter", "equals_sign")
    assert snap_compare(board, run_before=pressed(*keys))


def test_a_call_that_was_owed(board: AgentDesk, snap_compare: Snap) -> None:
    keys = ("i", "slash", *"apc", "enter", "enter", "enter", "tab")
    assert snap_compare(board, run_before=pressed(*keys))


def test_an_order(board: AgentDesk, snap_compare: Snap) -> None:
    keys = ("i", "slash", *"kp-02", "enter", "enter", "enter")
    assert snap_compare(board, run_before=pressed(*keys))


def test_an_agents_day(scoreboard: AgentDesk, person: Callable[[str], Actor], snap_compare: Snap) -> None:
    assert snap_compare(scoreboard, run_before=pressed("j", "enter"))
