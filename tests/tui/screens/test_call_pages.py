"""Prompts, pages and repeats on the call screen, and answers that the store keeps waiting."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agentdesk.store import database as store
from agentdesk.store.tables import Confirmation
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import SitDown, answers
from tests.tui.screens.question_world import BYE


@contextmanager
def writing_elsewhere(path: Path) -> Iterator[None]:
    """Another process holds the database's write lock; locks of one process would not see each other."""
    program = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "other.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.communicate()


async def test_a_prompt_that_must_not_be_said_is_marked_and_confirmed(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | acknowledge | hush | 不要提价格 | | must-not | | | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "不说" in hands.pane
        assert "注 不要提价格" in hands.pane
        assert not Confirmation.select().exists()
        await hands.press("space")
        assert "再见" in hands.pane
    assert Confirmation.get().appearance == "must-not"


async def test_questions_shown_together_are_answered_one_after_the_other(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(
        "|  | begin_group | both | 两个问题 | | field-list | | | | | |\n"
        "|  | select_one parts | first | 先修什么? | | | | yes | | | |\n"
        "|  | text | why | 为什么? | | | | | | | |\n"
        "|  | end_group | | | | | | | | | |\n"
        "|  | note | bye | 再见 | | | | | | | |"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "先修什么" in hands.pane
        assert "为什么" in hands.pane
        await hands.press("1")
        await hands.type("响")
        await hands.press("escape")
        assert "✓ 1  刹车" in hands.pane
        await hands.press("2")
        await hands.press("enter")
        assert "再见" in hands.pane
    assert answers() == {"opening": "yes", "first": "tyres", "why": "响"}


async def test_a_question_longer_than_the_pane_is_paged(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_one parts | part | {'这是一个很长的问题,' * 45} | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "↓" in hands.pane
        assert "1  刹车" not in hands.pane
        await hands.press("pagedown", "pagedown")
        assert "↑" in hands.pane
        assert "1  刹车" in hands.pane
        await hands.press("1")
    assert answers()["part"] == "brakes"


async def test_what_cannot_be_stored_stays_on_the_screen_and_is_stored_later(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    store.open_database()
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        with writing_elsewhere(office.folder / "agentdesk.db"):
            await hands.press("2")
            assert "您到店的时候" in hands.pane
            assert "? 2" in hands.pane
            assert "还没有保存" in hands.pane
            assert "reception" not in answers()
        await hands.press("2")
        assert "服务顾问都听明白" in hands.pane
    assert answers()["reception"] == "within_5"


async def test_keys_pressed_while_an_answer_is_stored_wait_for_their_turn(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        await hands.pilot.press(*"1111111122")  # the last one is typed into the open question
        await hands.rest()
        assert hands.field.text == "2"
    assert answers()["overall"] == "4"


async def test_a_repeat_asks_for_each_of_its_count(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(
        "|  | integer | cars | 几辆车? | | | | yes | | | | |\n"
        "|  | begin_repeat | car | 车 | | | | | | | | 2 |\n"
        "|  | text | plate | 车牌? | | | | yes | | | | |\n"
        "|  | select_one parts | part | 修了什么? | | | | yes | | | | |\n"
        "|  | end_repeat | | | | | | | | | | |\n"
        f"{BYE}"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("2")
        await hands.press("enter")
        for plate in ("皖A", "皖B"):
            assert "车牌?" in hands.pane
            await hands.type(plate)
            await hands.press("enter", "1")
        assert "再见" in hands.pane
        await hands.press("backspace")
        assert "✓ 1  刹车" in hands.pane
        await hands.press("backspace")
        assert hands.field.text == "皖B"
        await hands.press("escape", "backspace")
        assert hands.field.text == "皖A"
    assert [value for key, value in answers().items() if key.startswith("plate")] == ["皖A", "皖B"]


async def test_a_page_longer_than_the_pane_names_its_keys(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_one parts | part | {'这是一个很长的问题,' * 45} | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "↓ PgDn" in hands.pane
        await hands.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "↑ PgUp" in hands.pane
        await hands.press("pageup")
        assert "↓ PgDn" in hands.pane  # what was turned beyond the end is not turned back first
    assert not answers().get("part")
