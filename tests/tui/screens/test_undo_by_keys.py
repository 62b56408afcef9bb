"""`u` in the queue: the last call is open again where it was, and what was taken back is said."""

from __future__ import annotations

from agentdesk.store.tables import AgendaItem, Attempt, Interview, Promise
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown

SERVED = ("enter", "1", "1", "enter", *"111111112", "enter", "enter")  # the whole first questionnaire


def outcomes() -> list[str]:
    return [row.outcome for row in AgendaItem.select().order_by(AgendaItem.position)]


def without_told(hands: Hands) -> str:
    """The page without the line at its foot."""
    return hands.pane.partition("已撤回")[0].strip()


async def test_a_refusal_is_taken_back_and_what_was_served_before_it_stays(office: Desk, sit_down: SitDown) -> None:
    customer = office.person("0550-3012345")
    office.callback(customer=customer)
    office.reminder(customer)
    async with sit_down() as hands:
        await hands.press(*SERVED)
        question = hands.pane
        await hands.press("r", "enter")
        assert isinstance(hands.screen, QueueScreen)
        assert outcomes() == ["completed", "refused"]
        await hands.press("u")
        assert "已撤回“拒访”，与王建国 先生的通话继续。" in hands.pane
        assert without_told(hands) == question.strip()
    assert outcomes() == ["completed", ""]
    assert [row.result for row in Interview.select().order_by(Interview.id)] == ["complete", ""]


async def test_a_time_agreed_on_while_it_rang_is_taken_back_to_where_it_rang(office: Desk, sit_down: SitDown) -> None:
    office.callback("0550-3012345")
    async with sit_down() as hands:
        await hands.press("enter")
        assert "7  空号" in hands.pane
        await hands.press("3")
        await hands.type("明天 15:00")
        await hands.press("enter")
        assert isinstance(hands.screen, QueueScreen)
        await hands.press("u")
        assert "已撤回“约定再打”" in hands.pane
        assert "7  空号" in hands.pane
        assert "中途挂断" not in hands.pane
        assert [(row.ended_how, row.ended_at is None) for row in Promise.select()] == [("withdrawn", False)]
        await hands.press("1")
        assert "录音" in hands.pane  # the call goes on as one that was never ended
    assert [(row.outcome, row.contacted) for row in Attempt.select()] == [("", True)]


async def test_a_time_agreed_on_in_the_questions_is_taken_back_to_the_question(office: Desk, sit_down: SitDown) -> None:
    office.callback("0550-3012345")
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", "1")
        question = hands.pane
        await hands.press("p")
        await hands.type("明天 15:00")
        await hands.press("enter", "u")
        assert "已撤回“约定再打”" in hands.pane
        assert without_told(hands) == question.strip()
