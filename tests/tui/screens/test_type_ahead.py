"""A hand that is ahead of the desk: keys of one write, all of them there before the first has had its effect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events
from textual.widgets import Input

from agentdesk.complaints.raising import draft_for, save_draft
from agentdesk.store.tables import Complaint, ComplaintDraft, DoNotContact, Promise
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.complaint import ComplaintScreen
from agentdesk.tui.screens.help import HelpList, HelpScreen
from agentdesk.tui.screens.palette import Palette
from agentdesk.tui.screens.phrases import phrases
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown

TO_FIRST_QUESTION = ("enter", "1", "1", "enter")
NAMED = {
    "\r": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x1b": "escape",
    "\x0b": "ctrl+k",
    "\x0e": "f4",
    "\x10": "ctrl+p",
    "?": "question_mark",
}
COMMANDS = "crpeo? 1 2 8"  # each of them does something on a page of the questionnaire


async def at_once(hands: Hands, text: str) -> None:
    """Type a text in one write."""
    for letter in text:
        named = NAMED.get(letter)
        hands.pilot.app.post_message(events.Key(named or letter, letter if letter.isprintable() else None))
    await hands.rest()


@pytest.mark.parametrize("words", ["到店十分钟都没人理我", f"car {COMMANDS} 到店"])
async def test_words_behind_c_are_the_complaints(office: Desk, sit_down: SitDown, words: str) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, f"c{words}")
        assert isinstance(hands.screen, ComplaintScreen)
        assert hands.field.text == words
        await hands.press("escape")
        assert "您到店的时候" in hands.pane  # nothing was answered, refused or promised
    assert words in ComplaintDraft.get().fields


async def test_a_whole_complaint_in_one_write(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "4c没人接待x\x7f\r3" + "1" + "道歉\r" + "1\r")
        assert isinstance(hands.screen, CallScreen)
        assert "抱怨 T-0001 已转出" in hands.pane
    complaint = Complaint.get()
    assert (complaint.words, complaint.subject, complaint.remedy_sought) == ("没人接待", "staff", "道歉")
    assert (complaint.question, complaint.wants_callback) == ("reception", True)


async def test_words_behind_ctrl_k_leave_the_answer_alone(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *"111111112")
        await at_once(hands, "没有\x0b茶水太凉")
        assert isinstance(hands.screen, ComplaintScreen)
        assert hands.field.text.endswith("茶水太凉")
        await hands.press("ctrl+x")
        assert hands.field.text == "没有"


async def test_a_time_behind_p(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "p明天下午3点\r")
        assert isinstance(hands.screen, QueueScreen)
    assert Promise.get().promised_at.isoformat() == "2026-11-21T07:00:00"


async def test_a_reason_behind_r(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "r2不要再打 rpc\r")
        assert isinstance(hands.screen, QueueScreen)
    assert DoNotContact.get().reason == "不要再打 rpc"


async def test_an_answer_behind_the_key_that_opens_its_field(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, f"111111112{COMMANDS}")
        assert hands.field.text == COMMANDS
        await at_once(hands, "\x7f周\r")  # Enter comes while the field still has the focus
        assert "再见" in hands.pane


async def test_words_behind_a_c_that_fails_do_nothing(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    other = office.person("0550-3022222", name="周敏", title="ms")
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        save_draft(office.li, replace(draft_for(office.li, customer_id=other.id), words="半句"))
        await at_once(hands, "crpeo 1 2 8")
        assert isinstance(hands.screen, CallScreen)
        assert "周敏" in hands.pane
        assert "您到店的时候" in hands.pane


async def test_a_digit_behind_f4_is_the_phrase_and_text_behind_it_the_answer(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        while not hands.field.display:
            await hands.press("1")
        await at_once(hands, "慢\x0e2，周末再来 1")
        assert isinstance(hands.screen, CallScreen)
        phrase = phrases()[1]
        assert hands.field.text == f"慢，{phrase}，周末再来 1"


async def test_keys_behind_f4_in_a_complaint(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "c慢\x0e1\x0e\x1b。\r3")
        assert isinstance(hands.screen, ComplaintScreen)
        assert hands.screen.form.draft.words == f"慢，{phrases()[0]}。"
        assert hands.screen.form.draft.subject == "staff"


async def test_keys_behind_the_question_mark_are_helps(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "?jj")
        assert isinstance(hands.screen, HelpScreen)
        current = hands.screen.query_one(HelpList).current
        assert current is not None
        assert current.keys == "3"
        await at_once(hands, "\x1b")
        await at_once(hands, "?j\r")  # does what the second line says: the answer 2
        assert isinstance(hands.screen, CallScreen)
        assert "服务顾问" in hands.pane
        await hands.press("backspace")
        assert "✓ 2" in hands.pane


async def test_an_answer_behind_help_that_is_closed_again(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "?\x1b1")
        await hands.press("backspace")
        assert "✓ 1" in hands.pane


async def test_words_behind_the_list_of_commands_are_looked_for(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        await at_once(hands, "\x10抱")
        assert isinstance(hands.screen, Palette)
        assert hands.screen.query_one(Input).value == "抱"


async def test_full_width_keys_of_an_input_method_answer_too(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        for letter in "２ｃ":
            hands.pilot.app.post_message(events.Key(f"fullwidth_{letter}", letter))
            await hands.rest()
        assert isinstance(hands.screen, ComplaintScreen)
        await hands.press("escape", "backspace")
        assert "✓ 2" in hands.pane


async def test_a_key_on_its_way_to_a_field_that_is_taken_away_chooses(office: Desk, sit_down: SitDown) -> None:
    """It was sent to the field while that had the focus, and comes when a question with choices stands there."""
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        assert not hands.field.wish_name
        hands.field.post_message(events.Key("1", "1"))
        await hands.rest()
        assert "2/10" in hands.pane
        assert hands.field.text == ""
