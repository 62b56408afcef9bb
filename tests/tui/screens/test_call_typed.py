"""Questions that are typed on the call screen: their field, and what is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agentdesk.store.tables import Answer
from tests.tui.screens.at_the_desk import SitDown, answers
from tests.tui.screens.question_world import BYE, NPS


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
    assert answers()["km"] == "500"


async def test_a_soft_check_asks_and_the_same_answer_again_confirms(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | integer | km | 里程? | | | | yes | . < 1000 | warn: 里程很大 | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("5000")
        await hands.press("enter")
        assert "里程很大" in hands.pane
        assert "km" not in answers()
        await hands.press("enter")
    assert answers()["km"] == "5000"


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
    assert answers()["at"] == stored


async def test_dont_know_of_a_typed_answer_is_a_function_key(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | integer | km | 里程? | | dk ref | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "F8" in hands.pane
        await hands.press("f8")
        assert "再见" in hands.pane
    assert answers()["km"] == "dk"


async def test_dont_know_stays_when_the_question_is_passed_again(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | integer | km | 里程? | | dk | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "f9")
        assert "这里没有答案 F9" in hands.pane
        await hands.press("f8", "backspace")
        assert "✓ F8" in hands.pane
        assert hands.field.text == ""
        await hands.press("enter")
        assert "再见" in hands.pane
    assert answers()["km"] == "dk"


async def test_an_answer_erased_from_a_required_field_is_asked_for(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(f"|  | text | why | 为什么? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("响")
        await hands.press("enter", "backspace", "backspace", "enter")
        assert "为什么?" in hands.pane
        assert "再见" not in hands.pane
    assert not answers()["why"]


@pytest.mark.parametrize(
    ("kind", "typed", "echo"),
    [
        ("date", "2026年11月24日", "11月24日 周二"),
        ("date", "明天", "11月21日 周六"),
        ("date", "2027-01-04", "2027 1月4日 周一"),
        ("time", "下午3点半", "15:30"),
        ("dateTime", "明天下午3点", "11月21日 周六 15:00"),
    ],
)
async def test_a_date_is_echoed_with_its_weekday_while_it_is_typed(
    ask: Callable[[str], None], sit_down: SitDown, kind: str, typed: str, echo: str
) -> None:
    ask(f"|  | {kind} | at | 什么时候? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "→" not in hands.pane
        await hands.type(typed)
        assert f"→ {echo}" in hands.pane
        await hands.press("enter", "backspace")
        assert f"→ {echo}" in hands.pane
        if kind != "time" and not echo.startswith("2027"):
            assert "周" in hands.outline


async def test_the_arrows_move_within_a_text_before_they_leave_it(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(f"{NPS}\n|  | text | why | 为什么? | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "5")
        await hands.type("字" * 40)
        await hands.press("up")
        assert "为什么?" in hands.pane
        await hands.type("上")
        await hands.press("down")
        await hands.type("下")
        assert hands.field.text.index("上") < 20 < hands.field.text.index("下")
        await hands.press("up", "up")
        assert "会推荐吗?" in hands.pane
    assert [row.value for row in Answer.select().where(Answer.draft)][-1].count("字") == 40
