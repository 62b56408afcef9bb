"""How a call looks: before anybody answers, each kind of page, complaint mode, the complaint form, the outcome."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agentdesk.common import i18n
from agentdesk.interview import contacts
from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import store_form
from agentdesk.store.audit import SYSTEM
from agentdesk.store.desks import new_desk
from agentdesk.tui.app import AgentDesk
from tests.interview.call_world import Desk
from tests.tui.pictures import LANGUAGES, SIZES, Snap
from tests.tui.screens.at_the_desk import pressed

FIRST_QUESTION = ("enter", "1", "1", "enter")
OPEN_TEXT = (*FIRST_QUESTION, *"111111112", "text:等候区的茶水太凉了，希望周末多开一个工位，预约也准一些。")
UPSET = (*FIRST_QUESTION, *"11111111", "4")
PRAISE = (*FIRST_QUESTION, *"111111111")
FORM = (*FIRST_QUESTION, "4", "c", "text:到店十分钟都没人理我，最后是我自己找的人，还被说怎么不早来", "enter")


@pytest.fixture
def desk(office: Desk) -> AgentDesk:
    """李娜's desk: a customer with two numbers, two reasons to call, and a wish not to be called in the evening."""
    customer = office.person("0550-3012345", "138 1234 5678", call_note="晚上勿扰", is_key=True)
    office.callback(customer=customer)
    office.reminder(customer)
    return AgentDesk(office.li)


@SIZES
@LANGUAGES
def test_call_ringing(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed("enter", "4"))


@SIZES
@LANGUAGES
def test_call_question(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed(*FIRST_QUESTION))


@SIZES
@LANGUAGES
def test_call_open_text(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed(*OPEN_TEXT))


@SIZES
@LANGUAGES
def test_call_complaint_mode(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed(*UPSET))


@SIZES
@LANGUAGES
def test_complaint_form(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed(*FORM))


def test_call_prompt(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed("enter", "1", "1"))


def test_call_another_time(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed("enter", "3", "text:明天12点半"))


def test_call_refusal(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, "r", "2"))


def test_call_wrong_person(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed("enter", "2"))


def test_call_other_outcome(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, "1", "e"))


def test_call_outcome_then_next_reason(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, *"111111112", "enter"))


def test_call_second_reason(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, *"111111112", "enter", "enter"))


def test_call_complaint_noted(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(
        desk, run_before=pressed(*UPSET, "ctrl+k", "text:等了三个小时", "enter", "enter", "enter", "1", "enter")
    )


def test_call_without_outline(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, "o"))


def test_call_help(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, "question_mark"))


@SIZES
@LANGUAGES
def test_call_phrases(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed(*PRAISE, "text:等得有点久", "f4"))


@SIZES
@LANGUAGES
def test_call_must_say(office: Desk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    """The closing lines, and an Enter that says the first of them was spoken."""
    i18n.use_language(language)
    office.callback("0550-3012345")
    assert snap_compare(AgentDesk(office.li), terminal_size=size, run_before=pressed(*PRAISE, "enter"))


@SIZES
@LANGUAGES
def test_call_why_dissatisfied(desk: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    """Complaint mode at its own question, before the complaint is noted."""
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=size, run_before=pressed(*UPSET, "enter"))


@SIZES
@LANGUAGES
def test_call_offered_again(office: Desk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    """At log-in: the call that was left, at its question."""
    i18n.use_language(language)
    left_behind(office, "")
    assert snap_compare(AgentDesk(office.li), terminal_size=size, run_before=pressed())


@SIZES
@LANGUAGES
def test_call_open_elsewhere(office: Desk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    """At log-in: the call is open at another terminal of the same agent, which loses it."""
    i18n.use_language(language)
    left_behind(office, new_desk())
    assert snap_compare(AgentDesk(office.li), terminal_size=size, run_before=pressed())


def left_behind(office: Desk, terminal: str) -> None:
    """A call left at its third question; where a terminal is named, still open there."""
    task = office.callback("0550-3012345", "138 1234 5678")
    li, office.li = office.li, replace(office.li, desk=terminal)
    contact_id = office.on_the_line(task)
    office.interview(contact_id, task, pages=4)
    if not terminal:
        contacts.leave(office.li, contact_id)
    office.li = li


@pytest.fixture
def workshop(office: Desk, tmp_path: Path) -> AgentDesk:
    """A desk whose after-sales questionnaire has a page of several questions, a soft check, and other kinds."""
    path = tmp_path / "aftersales.md"
    path.write_text(WORKSHOP.replace("COLUMNS", COLUMNS), encoding="utf-8")
    store_form(SYSTEM, prepare(path))
    office.callback("0550-3012345")
    return AgentDesk(office.li)


COLUMNS = "type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) | appearance"
WORKSHOP = """
| survey |
| | COLUMNS | required | constraint | constraint_message::中文 (zh) | constraint_message::English (en) | parameters |
| | hidden | agenda_first | | | | | | | | | | |
| | select_one opening | opening | 您好，请问是本人吗？ | Am I speaking with you? | | | | yes | | | | |
| | begin_group | both | 这次维修 | This repair | | | field-list | | | | | |
| | select_one parts | part | 这次修了什么？ | What was repaired? | 只选主要的一项。 | The main one only. | | yes | | | | |
| | text | noise | 修好以后还有异响吗？在什么时候？ | Is there any noise left? When? | | | | | | | | |
| | end_group | | | | | | | | | | | |
| | integer | km | 现在的里程是多少公里？ | What is the mileage now? | | | dk ref | yes | . < 300000 | warn: 里程超过 30 万公里 | warn: More than 300,000 km | |
| | range | nps | 从 0 到 10 分，您会把我们推荐给朋友吗？ | From 0 to 10, would you recommend us? | | | | yes | | | | start=0 end=10 step=1 |
| | select_multiple parts | also | 还有哪些地方要看一看？ | What else should we look at? | 一项一项问。 | One by one. | | yes | | | | |
| | date | day | 哪天方便过来？ | Which day suits you? | | | | yes | | | | |
| | acknowledge | bye | 谢谢您，再见！ | Thank you, goodbye! | | | must-say | | | | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | opening | yes | 是本人 | Yes, speaking |
| | opening | wrong_person | 不是此人 | Wrong person |
| | opening | not_now | 现在不方便 | Not now |
| | parts | brakes | 刹车 | Brakes |
| | parts | tyres | 轮胎 | Tyres |
| | parts | lights | 灯光 | Lights |
| | parts | dk | 不记得 | Does not remember |
| | parts | ref | 不愿回答 | Refuses to answer |
"""  # noqa: E501 - a table

TO_THE_GROUP = ("enter", "1")
TO_THE_MILEAGE = (*TO_THE_GROUP, "1", "enter")
TO_THE_SCORE = (*TO_THE_MILEAGE, "f8")


@SIZES
@LANGUAGES
def test_call_group(workshop: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(workshop, terminal_size=size, run_before=pressed(*TO_THE_GROUP, "1"))


@SIZES
@LANGUAGES
def test_call_soft_check(workshop: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(workshop, terminal_size=size, run_before=pressed(*TO_THE_MILEAGE, "text:1200000", "enter"))


def test_call_score(workshop: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(workshop, run_before=pressed(*TO_THE_SCORE))


def test_call_several(workshop: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(workshop, run_before=pressed(*TO_THE_SCORE, "9", "1", "3"))


@LANGUAGES
def test_call_day(workshop: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(workshop, run_before=pressed(*TO_THE_SCORE, "9", "1", "enter", "text:2026-11-24"))


@LANGUAGES
def test_call_in_a_small_window(desk: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=(60, 15), run_before=pressed("enter"))


@LANGUAGES
def test_call_help_while_it_rings(desk: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, run_before=pressed("enter", "question_mark"))
