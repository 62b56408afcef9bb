"""Help of a call: every key of the page that is in front, by the names printed on keyboards, and each can be done."""

from __future__ import annotations

import pytest

from agentdesk.common import i18n
from agentdesk.tui.screens.help import HelpLine, HelpList, HelpScreen
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown

TO_FIRST_QUESTION = ("enter", "1", "1", "enter")


def listed(hands: Hands) -> dict[str, HelpLine]:
    """What help lists, by its keys."""
    assert isinstance(hands.screen, HelpScreen)
    return {item.keys: item for item in hands.screen.query_one(HelpList).items if item.keys}


def on_page(hands: Hands) -> dict[str, str]:
    """The keys of the page and what they are called."""
    found: dict[str, str] = {}
    items = hands.screen.query_one(HelpList).items
    start = next(place for place, item in enumerate(items) if item.heading and item.name == "本页") + 1
    for item in items[start:]:
        if item.heading:
            break
        if item.keys:
            found[item.keys] = item.name
    return found


async def test_while_it_rings_help_has_the_answers_and_the_outcomes(office: Desk, sit_down: SitDown) -> None:
    office.callback("0550-3012345", "138 1234 5678")
    async with sit_down() as hands:
        await hands.press("enter", "question_mark")
        found = on_page(hands)
        assert (found["1"], found["2"], found["3"]) == ("是本人", "不是此人", "现在不方便")
        assert (found["4"], found["5"], found["0"]) == ("无人接听", "占线", "停机")
        assert found["↑ ↓"] == "换号码"


async def test_a_chosen_outcome_adds_its_keys(office: Desk, sit_down: SitDown) -> None:
    office.callback("0550-3012345", "138 1234 5678")
    async with sit_down() as hands:
        await hands.press("enter", "4")
        assert "Esc 返回" in hands.keys
        await hands.press("question_mark")
        found = on_page(hands)
        assert (found["⏎ Enter"], found["↓"], found["Esc"]) == ("确认", "下一个号码", "返回")
        await hands.press("escape", "escape")
        assert hands.calling
        assert "✓ 4" not in hands.pane
        assert "Esc 离开" in hands.keys


async def test_help_of_a_refusal_and_of_another_time(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "r")
        assert "Esc 返回" in hands.keys
        await hands.press("question_mark")
        found = on_page(hands)
        assert (found["1"], found["2"], found["⏎ Enter"]) == ("这次不愿意", "以后不要再打", "结束通话")
        assert found["⌫ Backspace Esc"] == "返回"
        await hands.press("escape", "escape", "p", "f1")
        found = on_page(hands)
        assert (found["⏎ Enter"], found["Tab"], found["↑ ↓"], found["Esc"]) == ("约定", "由谁打", "电话", "返回")


async def test_help_of_the_outcome_lists_every_outcome(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "e")
        offered = [row[3:].split("  ")[0] for row in hands.pane.splitlines() if row[3:4].isalnum()]
        await hands.press("question_mark")
        assert offered
        assert set(offered) <= set(on_page(hands))
        await hands.press("escape", "escape")
        assert hands.calling
        assert "2/1" in hands.pane  # back at the question, not parked


async def test_a_key_chosen_in_help_is_done(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "question_mark", "down", "down", "down", "enter")
        assert hands.calling
        assert "✓ 4  无人接听" in hands.pane
        await hands.press("question_mark")
        place = list(on_page(hands)).index("⏎ Enter")
        await hands.press(*("down",) * place, "enter")
        assert isinstance(hands.screen, QueueScreen)


async def test_keys_have_the_names_that_are_printed_on_them(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *"1111111112", "f1")
        found = listed(hands)
        assert {"Home Ctrl+A", "End Ctrl+E", "⌫ Backspace", "Delete Ctrl+D", "Ctrl+K", "F4"} <= set(found)
        await hands.press("escape", "ctrl+k", "f1")
        assert {"Tab ↓", "Shift+Tab ↑"} <= set(listed(hands))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80])
async def test_every_sentence_is_whole(office: Desk, sit_down: SitDown, language: str, width: int) -> None:
    office.callback()
    i18n.use_language(language)
    async with sit_down((width, 24)) as hands:
        await hands.press(*TO_FIRST_QUESTION, "question_mark")
        shown = hands.screen.query_one(HelpList)
        rows = ["".join(text for text, _style in shown.spans(item, width - 2)) for item in shown.items]
        assert rows
        assert not [row for row in rows if "…" in row]


async def test_the_footer_has_the_outline_and_cuts_no_key(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        assert "o 提纲" in hands.keys
        i18n.use_language("en")
        for width in (80, 72, 60, 48, 40):
            await hands.pilot.resize_terminal(width, 24)
            await hands.rest()
            shown = hands.keys.removesuffix("? Help").strip()
            assert shown != hands.keys.strip()
            named = ("Previous", "Complaint", "Refusal", "Call later", "Leave", "Outline", "…")
            assert all(item.strip().endswith(named) for item in shown.split("  "))
