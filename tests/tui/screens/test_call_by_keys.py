"""A call by keys alone, from the queue and back to it; what the database holds afterwards."""

from __future__ import annotations

from agentdesk.common import clock
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    Complaint,
    Confirmation,
    Contact,
    DoNotContact,
    Finding,
    Interview,
    Phone,
    Promise,
    Task,
)
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import NINE_ANSWERS, TO_FIRST_QUESTION, Hands, SitDown, answers


async def test_a_whole_call_costs_sixteen_keys(office: Desk, sit_down: SitDown) -> None:
    """Ten questions, one of them open: beyond what is typed there and its Enter each answer and each prompt is one."""
    task = office.callback("0550-3012345", "138 1234 5678")
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        assert "您到店的时候" in hands.pane
        assert "1/10" in hands.pane
        await hands.press(*NINE_ANSWERS)
        assert "什么地方值得改进" in hands.pane
        await _answered_in_words(hands, "")  # nothing to suggest
        assert "再见" in hands.pane
        await hands.press("enter")
        assert {row.node for row in Confirmation.select()} == {"purpose", "closing_thanks"}
        await hands.press("enter")
        assert "完成" in hands.pane
        await hands.press("enter")
        assert isinstance(hands.screen, QueueScreen)
        assert hands.count == 16

    interview = Interview.get()
    assert interview.result == "complete"
    assert answers()["reception"] == "at_once"
    assert answers()["overall"] == "4"
    assert {row.node for row in Confirmation.select()} == {"purpose", "closing_thanks", "closing_goodbye"}
    assert all(row.confirmed_at == clock.now() for row in Confirmation.select())
    attempt = Attempt.get()
    assert (attempt.outcome, attempt.contacted, attempt.phone_id) == ("completed", True, office.number(task))
    closed = Task.get_by_id(task.id)
    assert (closed.state, closed.disposition, closed.claimed_by_id) == ("closed", "completed", None)
    assert Contact.get().ended_at is not None


async def test_a_call_of_eleven_questions_costs_sixteen_keys_and_its_complaint_six(
    office: Desk, sit_down: SitDown
) -> None:
    """The eleventh is asked of a dissatisfied customer, who is owed a complaint before the call can be a success.

    Claim, identity, recording notice, purpose, nine answers, two closing lines, outcome: sixteen beyond two open texts.
    """
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *NINE_ANSWERS[:-1], "4")
        assert "10/11" in hands.pane
        await _answered_in_words(hands, "周末多开一个工位")
        assert "11/11" in hands.pane
        await _answered_in_words(hands, "等得太久")
        called, hands.count = hands.count, 0
        await hands.press("c", "enter", "enter", "enter", "1", "enter")
        complained, hands.count = hands.count, called
        await hands.press("enter", "enter")
        assert "完成" in hands.pane
        await hands.press("enter")
        assert isinstance(hands.screen, QueueScreen)
        assert (hands.count, complained) == (16, 6)
    assert answers()["dissatisfied_reason"] == "等得太久"
    assert Complaint.get().words == "等得太久"
    assert Interview.get().result == "complete"


async def _answered_in_words(hands: Hands, text: str) -> None:
    """Type an open answer and end it; these are not counted."""
    counted = hands.count
    if text:
        await hands.type(text)
    await hands.press("enter")
    hands.count = counted


async def test_no_answer_is_two_keys_to_the_next_customer(office: Desk, sit_down: SitDown) -> None:
    office.callback("0550-3012345")
    office.callback(customer=office.person("0550-3022222", name="周敏", title="ms"))
    async with sit_down() as hands:
        await hands.press("enter")
        assert "王建国" in hands.head
        before = hands.count
        await hands.press("4")
        assert "接下一位" in hands.pane
        await hands.press("enter")
        assert hands.count - before == 2
        assert hands.calling
        assert "周敏" in hands.head
    assert [row.outcome for row in Attempt.select()] == ["no_answer"]


async def test_the_landline_comes_first_and_no_answer_can_go_on_with_the_mobile(
    office: Desk, sit_down: SitDown
) -> None:
    task = office.callback("138 1234 5678", "0550-3012345")
    async with sit_down() as hands:
        await hands.press("enter")
        assert hands.pane.lstrip().startswith("座机")
        await hands.press("4", "down")
        assert hands.calling
        assert hands.pane.lstrip().startswith("座机  0550-3012345")  # in one row now: the mobile is the big one
        await hands.press("5", "enter")
    found = [(row.phone_id, row.outcome) for row in Attempt.select().order_by(Attempt.id)]
    assert found == [(office.number(task, 1), "no_answer"), (office.number(task, 0), "busy")]


async def test_the_wrong_person_hears_sc_02n(office: Desk, sit_down: SitDown) -> None:
    task = office.callback("0550-3012345")
    async with sit_down() as hands:
        await hands.press("enter", "2")
        assert "抱歉打扰您了，再见！" in hands.pane
        assert "记为客户信息错误" in hands.pane
        assert "DA-" not in hands.pane  # the papers' numbering is not the agent's
        await hands.press("enter")
        assert isinstance(hands.screen, QueueScreen)
    assert Finding.get().kind == "contact_mismatch"
    assert Phone.get_by_id(office.number(task)).retired_at is not None
    assert not Interview.select().exists()


async def test_not_now_agrees_on_a_time_in_one_line(office: Desk, sit_down: SitDown) -> None:
    task = office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "3")
        await hands.type("明天下午")
        assert "明天 15:00" not in hands.pane
        await hands.type("3点")
        assert "明天 15:00" in hands.pane
        await hands.press("tab", "enter")
        assert isinstance(hands.screen, QueueScreen)
    promise = Promise.get()
    assert clock.local(promise.promised_at).isoformat() == "2026-11-21T15:00:00"
    assert promise.mine_only
    assert Task.get_by_id(task.id).promised_at == promise.promised_at


async def test_a_time_nobody_understands_is_said_and_the_text_stays(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "3")
        await hands.type("3点")
        await hands.press("enter")
        assert hands.calling
        assert "上午" in hands.pane
        assert hands.field.text == "3点"
    assert not Promise.select().exists()


async def test_a_refusal_from_a_question_says_sc_06(office: Desk, sit_down: SitDown) -> None:
    task = office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "r")
        assert "抱歉打扰您了，再见" in hands.pane
        await hands.press("enter")
    assert Attempt.get().outcome == "refused"
    assert Interview.get().result == "break_off"
    assert Task.get_by_id(task.id).state == "open"
    assert not DoNotContact.select().exists()


async def test_do_not_call_any_more_needs_the_reason(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "r", "2", "enter")
        assert hands.calling
        assert "原因" in hands.pane
        await hands.type("不要再打了")
        await hands.press("enter")
    assert DoNotContact.get().reason == "不要再打了"


async def test_two_reasons_in_one_call(office: Desk, sit_down: SitDown) -> None:
    customer = office.person("0550-3012345")
    office.callback(customer=customer)
    office.reminder(customer)
    async with sit_down() as hands:
        await hands.press("enter")
        assert "2 保养提醒" in hands.outline
        await hands.press("1", "1", "enter", *NINE_ANSWERS, "enter")
        assert "接着 保养提醒" in hands.pane
        await hands.press("enter")
        assert hands.calling
        assert "议程 2/2" in hands.outline
        assert "开场" not in hands.pane  # the customer is on the line already
    decided = [(row.position, row.outcome) for row in AgendaItem.select().order_by(AgendaItem.position)]
    assert decided == [(1, "completed"), (2, "")]


async def test_an_unfinished_interview_cannot_be_called_complete(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "e")
        assert "还差" in hands.pane
        await hands.press("y", "y", "enter")
        assert hands.calling or Task.get().disposition != "completed"
        await hands.press("escape")
    assert Task.get().disposition != "completed"
