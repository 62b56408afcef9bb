"""How the reports look at the desk: the list, a report being read, its text being written, and how it is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.common import i18n
from agentdesk.reports import shelf
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import LANGUAGES, SIZES, Snap

DAILY = ("r", "down", "down", "down", "right", "enter")  # of the day that runs


def settled(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Press the keys, each when the one before has had its effect."""

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
        await pilot.pause()

    return press


@SIZES
@LANGUAGES
def test_list(scoreboard: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(scoreboard, terminal_size=size, run_before=settled("r"))


@SIZES
@LANGUAGES
def test_reader(scoreboard: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(scoreboard, terminal_size=size, run_before=settled(*DAILY, "tab"))


@LANGUAGES
def test_text(scoreboard: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    typed = ("r", "down", "e", *"1.", "space", *"A", "enter", *"2.")
    assert snap_compare(scoreboard, run_before=settled(*typed))


@LANGUAGES
def test_saving(scoreboard: AgentDesk, snap_compare: Snap, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = Path("/srv/agentdesk/reports")  # a test's own folder has another name each time
    monkeypatch.setattr(shelf, "folder", lambda: fixed)
    i18n.use_language(language)
    assert snap_compare(scoreboard, run_before=settled(*DAILY, "s", "2"))
