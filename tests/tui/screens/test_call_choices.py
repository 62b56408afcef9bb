"""Questions with choices on the call screen: their keys, and what is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.screens.at_the_desk import SitDown, answers
from tests.tui.screens.question_world import BYE, NPS


async def test_several_choices_are_toggled_and_enter_goes_on(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_multiple parts | parts | 修了哪些? | | | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "2", "1", "1", "3")
        assert "✓ 2  轮胎" in hands.pane
        assert "✓ 3  灯光" in hands.pane
        assert "✓ 1" not in hands.pane
        await hands.press("enter")
        assert "再见" in hands.pane
    assert answers()["parts"] == "tyres lights"


async def test_dont_know_stands_alone(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_multiple parts | parts | 修了哪些? | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "2", "8")
        assert "✓ 8  不记得" in hands.pane
        assert "✓ 1" not in hands.pane
        await hands.press("2")
        assert "✓ 8" not in hands.pane
    assert answers()["parts"] == "tyres"


async def test_the_arrows_choose_too(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_one parts | part | 修了什么? | | | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "down", "down", "enter")
        assert "再见" in hands.pane
    assert answers()["part"] == "tyres"


async def test_a_score_from_nought_to_ten_is_one_key(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(
        "|  | range | score | 打几分? | | | | yes | | | start=1 end=10 step=1 |\n|  | note | bye | 再见 | | | | | | | |"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1", "0")
        assert "再见" in hands.pane
    assert answers()["score"] == "10"


async def test_a_ranking_keeps_the_customers_order(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | rank marks | order | 排个序? | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "3")
        assert "灯光  1." in hands.pane
        assert "order" not in answers()
        await hands.press("1", "2")
    assert answers()["order"] == "lights brakes tyres"


@pytest.mark.parametrize(("key", "score"), [("0", "0"), ("1", "1"), ("9", "9"), ("minus", "10")])
async def test_a_score_from_nought_has_each_number_on_its_own_key(
    ask: Callable[[str], None], sit_down: SitDown, key: str, score: str
) -> None:
    ask(f"{NPS}\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert " -  10" in hands.pane
        await hands.press(key)
        assert "再见" in hands.pane
    assert answers()["nps"] == score


async def test_so_many_of_several_can_be_reached_one_by_one(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_multiple parts | two | 哪两项? | | | | yes | count-selected(.) = 2 | 请选两项 | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "1")
        assert "✓ 1  刹车" in hands.pane
        assert "请选两项" not in hands.pane
        await hands.press("enter")
        assert "请选两项" in hands.pane
        assert "two" not in answers()
        await hands.press("3", "enter")
        assert "再见" in hands.pane
    assert answers()["two"] == "brakes lights"


async def test_half_a_ranking_is_not_left_behind(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | rank marks | order | 排个序? | | | | | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "3", "enter")
        assert "请给全部选项排序" in hands.pane
        assert "灯光  1." in hands.pane
        await hands.press("3", "enter")  # taken back: the question may stay open
        assert "再见" in hands.pane
        assert "order" not in answers()
        await hands.press("backspace", "2", "1", "3")
        assert "再见" in hands.pane
        await hands.press("backspace", "2", "1", "3")
        assert "✓" not in hands.pane  # all of it is taken back, and nothing of it comes back by itself
        await hands.press("enter")
        assert "再见" in hands.pane
    assert not answers()["order"]


async def test_a_soft_check_of_a_choice_is_confirmed_by_enter(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_one parts | part | 修了什么? | | | | yes | . != 'tyres' | warn: 轮胎很少 | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "2")
        assert "轮胎很少" in hands.pane
        assert "⏎" in hands.pane
        assert "part" not in answers()
        await hands.press("enter")
        assert "再见" in hands.pane
    assert answers()["part"] == "tyres"


async def test_other_asks_which_at_once_and_backspace_takes_it_back(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(f"|  | select_one marks or_other | what | 修了什么? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "4")
        assert hands.field.has_focus
        await hands.type("座椅")
        await hands.press("escape", "1")
        assert "再见" in hands.pane
        await hands.press("backspace", "4")
        assert hands.field.text == "座椅"
    assert answers()["what"] == "other"


@pytest.mark.parametrize(("key", "name"), [("8", "h"), ("9", "ref"), ("0", "dk")])
async def test_refused_keeps_its_nine_beside_eight_answers(
    ask: Callable[[str], None], sit_down: SitDown, key: str, name: str
) -> None:
    ask(f"|  | select_one eight | which | 哪一种? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", key)
        assert "再见" in hands.pane
    assert answers()["which"] == name
