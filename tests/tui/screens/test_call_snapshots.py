"""How a call looks: before anybody answers, a question, open text, complaint mode, the complaint form, the outcome."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agentdesk.common import i18n
from agentdesk.tui.app import AgentDesk
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import pressed

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
Snap = Callable[..., bool]

FIRST_QUESTION = ("enter", "1", "1", "enter")
OPEN_TEXT = (*FIRST_QUESTION, *"111111112", "text:等候区的茶水太凉了，希望周末多开一个工位，预约也准一些。")
UPSET = (*FIRST_QUESTION, *"11111111", "4")
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
    assert snap_compare(desk, run_before=pressed(*UPSET, "ctrl+k", "text:等了三个小时", "enter", "enter", "1", "enter"))


def test_call_without_outline(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, "o"))


def test_call_help(desk: AgentDesk, snap_compare: Snap) -> None:
    assert snap_compare(desk, run_before=pressed(*FIRST_QUESTION, "question_mark"))
