"""How repeat complaints and improvement actions look: both languages, both sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agentdesk.common import i18n
from agentdesk.store.audit import Actor
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import Snap
from tests.tui.screens.actions_world import build_actions, build_patterns
from tests.tui.screens.at_the_desk import pressed

WINDOWS = pytest.mark.parametrize(
    ("language", "size"), [("zh", (80, 24)), ("en", (80, 24)), ("zh", (120, 36)), ("en", (120, 36))],
    ids=["zh-80x24", "en-80x24", "zh-120x36", "en-120x36"],
)  # fmt: skip


@WINDOWS
def test_patterns(scoreboard: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    build_patterns()
    build_actions()
    i18n.use_language(language)
    assert snap_compare(scoreboard, terminal_size=size, run_before=pressed("c", "p"))


@WINDOWS
def test_actions(person: Callable[[str], Actor], snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    build_actions()
    i18n.use_language(language)
    assert snap_compare(AgentDesk(person("吴敏"), "handler"), terminal_size=size, run_before=pressed("i"))


def test_complaints_behind_a_figure(scoreboard: AgentDesk, snap_compare: Snap) -> None:
    build_patterns()
    assert snap_compare(scoreboard, run_before=pressed("c", "p", "enter"))


def test_a_new_action_being_written(scoreboard: AgentDesk, snap_compare: Snap) -> None:
    build_patterns()
    assert snap_compare(scoreboard, run_before=pressed("c", "p", "i"))


def test_an_effect_being_checked(scoreboard: AgentDesk, snap_compare: Snap) -> None:
    build_actions()
    assert snap_compare(scoreboard, run_before=pressed("c", "i", "3", "enter"))
