"""How the queue looks: both languages, both sizes, its panes and its empty states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.common import i18n
from agentdesk.interview import contacts
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Customer, Task
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import LANGUAGES, SIZES, Snap


def settled(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Press the keys and wait until the card has followed the cursor."""

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.25)

    return press


@SIZES
@LANGUAGES
def test_queue(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=settled("down", "down"))


@pytest.mark.parametrize("key", ["d", "w", "h"])
def test_queue_pane(desk: AgentDesk, snap_compare: Snap, key: str) -> None:
    assert snap_compare(desk, run_before=settled(key))


def test_queue_filtered(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("slash", "w", "j", "g"))


def test_queue_nothing_found(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("slash", "q", "q", "enter"))


def test_queue_tomorrow(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("v"))


@LANGUAGES
def test_help(desk: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, run_before=settled("question_mark"))


def test_palette(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("ctrl+p"))


def test_toast(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("9"))


@SIZES
def test_resume(person: Callable[[str], Actor], snap_compare: Snap, size: tuple[int, int]) -> None:
    task = Task.select().join(Customer).where(Customer.name == "欧阳明月").get()
    contacts.open_contact(person("李娜"), task.id)
    assert snap_compare(AgentDesk(person("李娜")), terminal_size=size, run_before=settled())


def test_queue_skip(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("down", "s"))


def test_queue_skip_with_a_note(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("down", "s", "4", "等", "配", "件"))


def test_queue_hours(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=settled("down", "t", *"不要周一"))


@SIZES
def test_queue_missed(desk: AgentDesk, at: Callable[[str], None], snap_compare: Snap, size: tuple[int, int]) -> None:
    at("2026-11-20T10:20")
    assert snap_compare(desk, terminal_size=size, run_before=settled())


def test_queue_closed_hours(desk: AgentDesk, at: Callable[[str], None], snap_compare: Snap) -> None:
    at("2026-11-20T12:20")
    assert snap_compare(desk, run_before=settled("down", "enter"))
