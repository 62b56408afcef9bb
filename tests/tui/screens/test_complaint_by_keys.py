"""A complaint in the middle of a call: the mode, the form, and the call that goes on (CM-06, CP-01, CP-05)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentdesk.common import i18n
from agentdesk.complaints.model import Draft
from agentdesk.complaints.preview import preview
from agentdesk.store.tables import Answer, Attempt, Complaint, ComplaintDraft, ComplaintEvent
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.complaint import ComplaintScreen
from agentdesk.tui.stages.form import ComplaintForm
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import SitDown

TO_FIRST_QUESTION = ("enter", "1", "1", "enter")
UPSET = ("1", "1", "1", "1", "1", "1", "1", "1", "4")  # dissatisfied at the last of the nine questions
SC_11 = "我已经记下了您的抱怨"


def told() -> dict[str, Any]:
    """What the first event of the last complaint says."""
    found: dict[str, Any] = json.loads(ComplaintEvent.select().order_by(ComplaintEvent.id.desc()).get().data)
    return found


async def test_a_complaint_is_raised_and_the_call_goes_on(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "4", "c")
        assert isinstance(hands.screen, ComplaintScreen)
        assert "接车：没有人接待" in hands.pane  # the answer that gave rise to it
        assert "被抱怨人 陈涛" in hands.pane
        await hands.type("到店十分钟都没人理我")
        await hands.press("enter", "2", "1")
        await hands.type("道歉")
        await hands.press("enter", "1", "enter")
        assert isinstance(hands.screen, CallScreen)
        assert "抱怨 T-0001 已转出" in hands.pane
        assert "服务顾问都听明白" in hands.pane
        await hands.press("1")
        assert "休息区" in hands.pane
    complaint = Complaint.get()
    assert complaint.words == "到店十分钟都没人理我"
    assert (complaint.subject, complaint.severity, complaint.remedy_sought) == ("service", "ordinary", "道歉")
    assert complaint.wants_callback is True
    assert complaint.question == "reception"
    assert (complaint.about_id, complaint.responsible_id) == (office.people["陈涛"].id, office.people["吴敏"].id)
    assert complaint.interview_id is not None


async def test_enter_asks_what_was_not_asked_before_it_submits(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c", "down", "enter")
        assert "先记下客户的原话" in hands.pane
        await hands.type("太吵")
        assert "▲ 还没问" in hands.pane  # the remedy sought, by ISO 10002
        await hands.press("enter", "enter")
        assert "问客户希望怎样解决" in hands.pane
        assert "▲" not in hands.pane
        await hands.press("enter")
        assert "没有提出要求" in hands.pane
        await hands.press("enter")
        assert "愿意我的同事再给您打电话" in hands.pane
        assert not Complaint.select().exists()
        await hands.press("2", "enter")
        assert isinstance(hands.screen, CallScreen)
    assert Complaint.get().wants_callback is False
    assert told()["remedy_asked"] is True


async def test_what_is_proposed_is_told_and_the_agent_decides(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c")
        await hands.type("刹车失灵")
        await hands.press("enter")
        assert "刹车失灵：建议 重大" in hands.pane
        await hands.press("enter")  # to submit: first the agent is asked about the severity
        assert "按数字选定" in hands.pane
        await hands.press("4", "enter", "2", "enter")
        assert "T-0001" in hands.outline
        await hands.press("c")
        await hands.type("着火了")
        await hands.press("enter", "enter", "enter", "enter", "2", "enter")  # Enter keeps the ordinary one
    assert [row.severity for row in Complaint.select().order_by(Complaint.id)] == ["major", "ordinary"]
    assert (told()["proposed"], told()["reasons"]) == ("major", ["着火"])


def test_a_proposal_that_does_not_fit_beside_the_severities_stands_under_them(office: Desk) -> None:
    i18n.use_language("en")
    draft = Draft(customer_id=office.callback().customer_id, words="刹车失灵，冒烟", severity="ordinary")
    form = ComplaintForm(draft, preview(draft), [])
    rows = ["".join(text for text, _style in line.spans(80)).rstrip() for line in form.draw(80, 14).lines]
    place = next(place for place, row in enumerate(rows) if "4 Major" in row)
    assert rows[place + 1].strip() == "刹车失灵, 冒烟: suggests Major"
    small = form.draw(80, 12).lines  # no row to spare: nothing that is asked gives way to it
    assert any("Responsible" in text for line in small for text, _style in line.spans(80))


async def test_a_denied_word_proposes_nothing(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c")
        await hands.type("没有刹车失灵，就是等得久")
        await hands.press("enter")
        assert "建议" not in hands.pane


async def test_esc_keeps_the_draft(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c")
        await hands.type("说到一半")
        await hands.press("escape")
        assert isinstance(hands.screen, CallScreen)
        assert "说到一半" in hands.outline
        await hands.press("c")
        assert hands.field.text == "说到一半"
        await hands.press("ctrl+x")
        assert isinstance(hands.screen, CallScreen)
    assert not Complaint.select().exists()
    assert ComplaintDraft.get().ended_at is not None


async def test_a_desk_that_is_left_keeps_the_draft(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c")
        await hands.type("半句抱怨")
        await hands.press("ctrl+q")
    assert "半句抱怨" in ComplaintDraft.get().fields


async def test_an_open_form_that_says_nothing_leaves_nothing(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c", "escape")
        assert isinstance(hands.screen, CallScreen)
    assert not ComplaintDraft.select().exists()


async def test_a_dissatisfied_answer_turns_the_pane(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *UPSET[:-1])
        assert "注" in hands.pane
        assert SC_11 not in hands.pane
        await hands.press("4")
        assert SC_11 in hands.pane
        assert "不解释，不找借口" in hands.pane
        assert " 注 " not in hands.pane  # nothing that could be read as a rebuttal
        for fact in ("客户原话", "对象", "愿意回电", "责任人"):
            assert fact in hands.outline
        assert "尚未记录" in hands.outline


async def test_the_customer_is_not_asked_twice_for_the_reason(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *UPSET, "ctrl+k")
        await hands.type("等了三个小时")
        await hands.press("enter", "enter", "enter", "1", "enter")
        assert "抱怨 T-0001" in hands.outline
        assert SC_11 in hands.pane
        await hands.press("enter")
        assert SC_11 not in hands.pane
        assert "为什么不满意" in hands.pane
        assert hands.field.text == "等了三个小时"
        await hands.press("enter")
        assert "再见" in hands.pane


async def test_a_reason_told_to_the_form_while_it_is_asked_for_stands_in_the_field(
    office: Desk, sit_down: SitDown
) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *UPSET, "enter")
        assert "为什么不满意" in hands.pane
        assert hands.field.text == ""
        await hands.press("ctrl+k")
        await hands.type("等了三个小时")
        await hands.press("enter", "enter", "enter", "1", "enter")
        assert isinstance(hands.screen, CallScreen)
        assert hands.field.text == "等了三个小时"
        await hands.press("enter")
        assert "再见" in hands.pane
    assert Answer.get(Answer.node == "dissatisfied_reason").value == "等了三个小时"


async def test_a_reason_being_typed_stays_beside_the_forms_own_words(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *UPSET, "enter")
        await hands.type("刹车响")
        await hands.press("ctrl+k")
        await hands.type("，还抖")
        await hands.press("enter", "enter", "enter", "1", "enter")
        assert Complaint.get().words == "刹车响，还抖"
        assert hands.field.text == "刹车响"


async def test_the_reason_given_to_a_question_begins_the_complaint(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, *UPSET, "enter")
        await hands.type("刹车还是响")
        await hands.press("ctrl+k")
        assert hands.field.text == "刹车还是响"
        assert "原话提示" in hands.pane or "重大" in hands.pane


async def test_sc_11_is_said_to_whoever_complains_out_of_the_blue(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "c")
        assert SC_11 in hands.pane
        assert "不解释，不找借口" in hands.pane
        await hands.type("空调不凉")
        await hands.press("enter", "enter", "enter", "1", "enter")
        assert isinstance(hands.screen, CallScreen)
        assert SC_11 in hands.pane  # until the agent moves on
        assert "服务顾问都听明白" in hands.pane
        await hands.press("1")
        assert SC_11 not in hands.pane
    assert Complaint.get().words == "空调不凉"


async def test_sc_11_goes_with_a_form_that_is_thrown_away(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c", "ctrl+x")
        assert isinstance(hands.screen, CallScreen)
        assert SC_11 not in hands.pane


async def test_sc_11_is_in_reach_while_a_refusal_is_noted(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "r", "c")
        assert SC_11 in hands.pane
        await hands.press("escape")
        assert "抱歉打扰您了" in hands.pane


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_complaint_at_the_opening_line_is_the_customers(
    office: Desk, sit_down: SitDown, size: tuple[int, int]
) -> None:
    task = office.callback()
    async with sit_down(size) as hands:
        await hands.press("enter")
        assert "c 抱怨" in hands.keys
        await hands.press("c")
        assert SC_11 in hands.pane
        assert "陈涛" not in hands.pane  # whom the order names
        await hands.type("你们又打电话")
        await hands.press("enter", "enter", "enter", "2", "enter")
        assert SC_11 in hands.pane
        assert "抱怨 T-0001" in hands.outline
        for private in ("皖M", "朗逸", "首保", "陈涛"):
            assert private not in hands.head + hands.pane + hands.outline
        await hands.press("1")
        assert "抱怨 T-0001" in hands.outline
        assert SC_11 not in hands.pane
    complaint = Complaint.get()
    assert (complaint.customer_id, complaint.question) == (task.customer_id, "")
    assert (complaint.repair_order_id, complaint.about_id) == (None, None)
    assert Attempt.get().phone_id == office.number(task)


async def test_a_form_opened_by_mistake_dials_nothing(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "c", "escape")
        assert SC_11 not in hands.pane
        await hands.press("escape")
    assert not Attempt.select().exists()


async def test_a_second_form_that_is_thrown_away_leaves_the_first_complaint(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c")
        await hands.type("太吵")
        await hands.press("enter", "enter", "enter", "2", "enter", "c", "ctrl+x")
        assert "抱怨 T-0001" in hands.outline


async def test_a_resumed_call_knows_its_complaint(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "c")
        await hands.type("太吵")
        await hands.press("enter", "enter", "enter", "2", "enter", "escape")
    async with sit_down() as hands:
        await hands.press("enter")
        assert "抱怨 T-0001" in hands.outline
