"""What was given or typed in a call is kept: going back, leaving, parking."""

from __future__ import annotations

from agentdesk.interview import contacts
from agentdesk.store.tables import (
    Answer,
    Attempt,
    Task,
)
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import NINE_ANSWERS, TO_FIRST_QUESTION, SitDown, answers, drafts


async def test_back_changes_an_answer_and_keeps_the_history(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "backspace")
        assert "您到店的时候" in hands.pane
        assert "✓ 1  马上接待" in hands.pane
        await hands.press("3")
        assert "服务顾问都听明白" in hands.pane
    given = [row.value for row in Answer.select().where(Answer.node == "reception").order_by(Answer.id)]
    assert given == ["at_once", "long"]


async def test_open_text_is_kept_when_the_field_is_left(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *NINE_ANSWERS)
        await hands.type("周末多开一个工位")
        await hands.press("escape")
        assert "总的来说" in hands.pane
        assert drafts()["suggestion"] == "周末多开一个工位"
        await hands.press("enter")
        assert hands.field.text == "周末多开一个工位"
        await hands.press("enter")
    assert answers()["suggestion"] == "周末多开一个工位"


async def test_open_text_is_stored_after_a_pause(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *NINE_ANSWERS)
        await hands.type("等候区的茶水太凉")
        assert "suggestion" not in drafts()
        await hands.pilot.pause(1.1)
        await hands.rest()
        assert drafts()["suggestion"] == "等候区的茶水太凉"


async def test_a_desk_that_is_left_keeps_what_is_being_typed(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *NINE_ANSWERS)
        await hands.type("半句话")
        await hands.press("ctrl+q")
    assert drafts()["suggestion"] == "半句话"


async def test_a_parked_call_is_resumed_at_the_same_question(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "2", "escape")
        assert isinstance(hands.screen, QueueScreen)
    contact_id = contacts.open_contact_of(office.li.id)
    assert contact_id is not None
    async with sit_down() as hands:
        await hands.press("enter")  # the offer to resume
        assert hands.calling
        assert "休息区" in hands.pane
        assert "一部分" in hands.outline


async def test_a_call_that_was_not_dialled_leaves_nothing_behind(office: Desk, sit_down: SitDown) -> None:
    task = office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "escape")
        assert isinstance(hands.screen, QueueScreen)
    assert not Attempt.select().exists()
    assert Task.get_by_id(task.id).claimed_by_id is None
