"""Quick phrases: one key for the list, one digit for the phrase; in a question's text and in a complaint's words."""

from __future__ import annotations

import pytest

from agentdesk.common import i18n
from agentdesk.store.tables import Answer
from agentdesk.tui.screens.help import HelpScreen
from agentdesk.tui.screens.phrases import PhraseList, PhraseScreen
from agentdesk.tui.widgets.pane import AnswerField
from agentdesk.tui.widgets.rule import Rule
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import SitDown

TO_THE_TEXT = ("enter", "1", "1", "enter", *"111111111")


async def test_a_digit_puts_a_phrase_into_the_text(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_THE_TEXT, "f4")
        assert isinstance(hands.screen, PhraseScreen)
        assert "1  等待时间太长" in hands.text(PhraseList)
        await hands.press("1")
        assert hands.field.text == "等待时间太长"
        assert hands.field.has_focus
        await hands.press("f4", "3")
        await hands.type("。请改进")
        await hands.press("enter")
    given = Answer.select().where(~Answer.draft & (Answer.node == "suggestion")).get()
    assert given.value == "等待时间太长，问题没有一次修好。请改进"


async def test_a_digit_without_a_phrase_and_esc_change_nothing(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_THE_TEXT)
        await hands.type("慢")
        await hands.press("f4", "9")
        assert isinstance(hands.screen, PhraseScreen)
        await hands.press("escape")
        assert hands.calling
        assert hands.field.text == "慢"


async def test_where_nothing_is_typed_there_are_no_phrases(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", "f4")
        assert hands.calling
        assert "您到店的时候" in hands.pane


async def test_a_complaint_takes_phrases_for_its_words(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", "c", "f4", "5")
        assert hands.field.text == "服务顾问态度不好"


async def test_help_is_f1_in_a_text_and_leads_back_to_it(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_THE_TEXT)
        await hands.type("慢?")
        await hands.press("f1")
        assert isinstance(hands.screen, HelpScreen)
        await hands.press("f1")
        assert hands.field.text == "慢?"
        assert hands.field.has_focus


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_all_phrases_fit_the_smallest_screen(office: Desk, sit_down: SitDown, language: str) -> None:
    office.callback()
    i18n.use_language(language)
    async with sit_down() as hands:
        await hands.press(*TO_THE_TEXT, "f4")
        shown = hands.text(PhraseList).splitlines()
        assert all(f" {digit}  " in "\n".join(shown) for digit in range(1, 9))
        assert hands.pilot.app.screen_stack[-2].query_one(AnswerField).region.y < hands.screen.query_one(Rule).region.y
        assert not any("…" in row for row in shown)
