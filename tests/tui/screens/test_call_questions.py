"""Every kind of question on the call screen: its keys, its field, and what is stored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path

import pytest

from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import store_form
from agentdesk.store import database as store
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Answer, Confirmation
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

SitDown = Callable[..., AbstractAsyncContextManager[Hands]]

HEAD = """
| survey |
|  | type | name | label | hint | appearance | relevant | required | constraint | constraint_message | parameters |
|  | hidden | agenda_first | | | | | | | | |
|  | select_one opening | opening | 您好,是本人吗? | | | | yes | | | |
"""
CHOICES = """
| choices |
|  | list_name | name | label |
|  | opening | yes | 是 |
|  | opening | wrong_person | 不是 |
|  | opening | not_now | 不便 |
|  | marks | brakes | 刹车 |
|  | marks | tyres | 轮胎 |
|  | marks | lights | 灯光 |
|  | parts | brakes | 刹车 |
|  | parts | tyres | 轮胎 |
|  | parts | lights | 灯光 |
|  | parts | dk | 不记得 |
|  | parts | ref | 不愿回答 |
"""


@pytest.fixture
def ask(office: Desk, tmp_path: Path) -> Callable[[str], None]:
    """Publish these rows as the after-sales questionnaire, behind its opening, and make a customer to be called."""

    def publish(rows: str) -> None:
        path = tmp_path / "aftersales.md"
        path.write_text(f"{HEAD.strip()}\n{rows.strip()}\n{CHOICES}", encoding="utf-8")
        store_form(SYSTEM, prepare(path))
        office.callback()

    return publish


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


def given() -> dict[str, str | None]:
    return {row.node: row.value for row in Answer.select().order_by(Answer.id) if not row.draft}


async def test_several_choices_are_toggled_and_enter_goes_on(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_multiple parts | parts | 修了哪些? | | | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "2", "1", "1", "3")
        assert "✓ 2  轮胎" in hands.pane
        assert "✓ 3  灯光" in hands.pane
        assert "✓ 1" not in hands.pane
        await hands.press("enter")
        assert "再见" in hands.pane
    assert given()["parts"] == "tyres lights"


async def test_dont_know_stands_alone(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_multiple parts | parts | 修了哪些? | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "2", "8")
        assert "✓ 8  不记得" in hands.pane
        assert "✓ 1" not in hands.pane
        await hands.press("2")
        assert "✓ 8" not in hands.pane
    assert given()["parts"] == "tyres"


async def test_the_arrows_choose_too(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_one parts | part | 修了什么? | | | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "down", "down", "enter")
        assert "再见" in hands.pane
    assert given()["part"] == "tyres"


async def test_a_number_is_checked_and_full_width_digits_are_digits(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | integer | km | 里程? | | | | yes | . < 1000 | 里程太大 | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("五千")
        await hands.press("enter")
        assert "请填整数" in hands.pane
        await hands.press("ctrl+u")
        await hands.type("5000")
        await hands.press("enter")
        assert "里程太大" in hands.pane
        assert hands.field.text == "5000"
        await hands.press("ctrl+u")
        await hands.type("５００")
        await hands.press("enter")
    assert given()["km"] == "500"


async def test_a_soft_check_asks_and_the_same_answer_again_confirms(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | integer | km | 里程? | | | | yes | . < 1000 | warn: 里程很大 | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("5000")
        await hands.press("enter")
        assert "里程很大" in hands.pane
        assert "km" not in given()
        await hands.press("enter")
    assert given()["km"] == "5000"


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("date", "2026年11月25日", "2026-11-25"),
        ("date", "明天", "2026-11-21"),
        ("time", "15:30", "15:30"),
        ("time", "下午3点半", "15:30"),
        ("dateTime", "明天下午3点", "2026-11-21T15:00"),
    ],
)
async def test_dates_may_be_written_as_they_are_said(
    ask: Callable[[str], None], sit_down: SitDown, kind: str, typed: str, stored: str
) -> None:
    ask(f"|  | {kind} | at | 什么时候? | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type(typed)
        await hands.press("enter")
    assert given()["at"] == stored


async def test_a_score_from_nought_to_ten_is_one_key(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(
        "|  | range | score | 打几分? | | | | yes | | | start=1 end=10 step=1 |\n|  | note | bye | 再见 | | | | | | | |"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1", "0")
        assert "再见" in hands.pane
    assert given()["score"] == "10"


async def test_a_ranking_keeps_the_customers_order(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | rank marks | order | 排个序? | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "3")
        assert "灯光  1." in hands.pane
        assert "order" not in given()
        await hands.press("1", "2")
    assert given()["order"] == "lights brakes tyres"


async def test_dont_know_of_a_typed_answer_is_a_function_key(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | integer | km | 里程? | | dk ref | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "F8" in hands.pane
        await hands.press("f8")
        assert "再见" in hands.pane
    assert given()["km"] == "dk"


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
    assert given() == {"opening": "yes", "first": "tyres", "why": "响"}


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
    assert given()["part"] == "brakes"


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
            assert "✓ 2" in hands.pane
            assert "busy" in hands.pane or "忙" in hands.pane
            assert "reception" not in given()
        await hands.press("2")
        assert "服务顾问都听明白" in hands.pane
    assert given()["reception"] == "within_5"


async def test_keys_pressed_while_an_answer_is_stored_wait_for_their_turn(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        await hands.pilot.press(*"1111111122")  # the last one is typed into the open question
        await hands.rest()
        assert hands.field.text == "2"
    assert given()["overall"] == "4"
