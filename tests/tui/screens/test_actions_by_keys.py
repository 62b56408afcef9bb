"""Repeat complaints and improvement actions by keys: from the figure to the action, its steps and its check (RP-04)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest

from agentdesk.common import i18n
from agentdesk.complaints import actions
from agentdesk.complaints.action_list import ActionRow, counts, list_actions, show_action
from agentdesk.store.audit import Actor
from agentdesk.store.tables import ImprovementAction, StepDraft
from agentdesk.tui.app import FIRST_SCREENS, AgentDesk
from agentdesk.tui.screens.actions import ActionsScreen
from agentdesk.tui.screens.complaint_board import ComplaintBoard
from agentdesk.tui.screens.complaint_file import ComplaintFileScreen
from agentdesk.tui.screens.complaint_numbers import ComplaintNumbersScreen, NumberList
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.screens.handler import HandlerScreen
from agentdesk.tui.screens.help import HelpScreen
from agentdesk.tui.screens.patterns import PatternsScreen
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.widgets.action_rows import ActionPane, ImprovementList
from agentdesk.tui.widgets.desk_head import DeskHead, DigitViews
from agentdesk.tui.widgets.handler_list import HandlerHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.pattern_rows import PatternList, PatternPane
from agentdesk.tui.widgets.queue_head import QueueHead
from tests.tui.screens.actions_world import build_actions, build_patterns
from tests.tui.screens.at_the_desk import Hands

People = Callable[[str], Actor]


@asynccontextmanager
async def at(actor: Actor, first: FIRST_SCREENS) -> AsyncIterator[Hands]:
    """A desk, started."""
    async with AgentDesk(actor, first).run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        yield hands


async def command(hands: Hands, wanted: str) -> str:
    """Do a command of the palette by the beginning of its title; the whole title."""
    app: Any = hands.pilot.app
    (found,) = (each for each in app.get_system_commands(hands.screen) if each.title.startswith(wanted))
    found.callback()
    await hands.rest()
    return str(found.title)


def titles(hands: Hands) -> list[str]:
    return [row.title for row in hands.screen.query_one(ImprovementList).items]


def only() -> ActionRow:
    (row,) = list_actions(everything=True)
    return row


async def test_from_a_figure_to_an_action(person: People) -> None:
    build_patterns()
    async with at(person("方慧"), "scoreboard") as hands:
        await hands.press("c", "p")
        assert isinstance(hands.screen, PatternsScreen)
        assert "▲ 多于偶然" in hands.text(PatternPane)
        verdicts = [row.verdict for row in hands.screen.query_one(PatternList).items]
        assert verdicts == ["more", "fewer", "small"]
        for digit, name in (("2", "朗逸"), ("3", ""), ("5", ""), ("6", "服务"), ("1", "陈涛")):
            await hands.press(digit)
            found = hands.screen.query_one(PatternList).items
            assert [row.name for row in found[:1]] == ([name] if name else []), digit
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintNumbersScreen)
        assert len(hands.screen.query_one(NumberList).items) == 16
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintFileScreen)
        await hands.press("escape", "escape", "i")
        await hands.type("[/]交车前核对结算单")
        await hands.press("enter", "1")
        await hands.type("上周")
        await hands.press("ctrl+s")
        assert isinstance(hands.screen, EntryScreen)  # not understood, and not lost
        await hands.press("ctrl+u")
        await hands.type("12-15")
        await hands.press("enter")
        assert isinstance(hands.screen, PatternsScreen)
        assert "[/]交车前核对结算单" in hands.text(PatternPane)
        await hands.press("escape")
        assert isinstance(hands.screen, ComplaintBoard)
    row = only()
    assert (row.title, row.owner, row.due_on) == ("[/]交车前核对结算单", "吴敏", date(2026, 12, 15))
    assert (row.pattern, len(row.complaints)) == ("advisor:S001", 16)
    assert not StepDraft.select().exists()


async def test_what_is_typed_for_an_action_is_never_lost(person: People) -> None:
    build_patterns()
    for presses in (["c", "p", "i"], ["c", "i", "n"]):
        async with at(person("方慧"), "scoreboard") as hands:
            await hands.press(*presses)
            await hands.type("先记下" + presses[-1])
            await hands.press("ctrl+q")
        async with at(person("方慧"), "scoreboard") as hands:
            await hands.press(*presses)
            assert hands.field.text == "先记下" + presses[-1]
    assert StepDraft.select().count() == 2
    assert not ImprovementAction.select().exists()


async def test_an_owner_reports_on_their_own(person: People) -> None:
    made = build_actions()
    async with at(person("吴敏"), "handler") as hands:
        assert "整改项目 2 ▲1  i" in hands.text(HandlerHead)
        await hands.press("i")
        assert [row.owner for row in hands.screen.query_one(ImprovementList).items] == ["吴敏", "吴敏", "孙立"]
        assert "问过吴敏，等打印机" in hands.text(ActionPane)
        await hands.press("j", "enter", "enter")
        await hands.type("班次已排")
        await hands.press("enter")
        assert "负责人报告  班次已排" in hands.text(ActionPane)
        await hands.press("enter", "2")
        await hands.type("已实行")
        await hands.press("escape", "enter", "down")
        assert hands.field.text == "已实行"
        await hands.press("ctrl+s", "3")
        assert len(titles(hands)) == 2
        await hands.press("enter")
        assert isinstance(hands.screen, ActionsScreen)  # their own: somebody else checks it
        await hands.press("1", "end", "enter")
        assert isinstance(hands.screen, ActionsScreen)  # not theirs
        await hands.press("escape")
        assert isinstance(hands.screen, HandlerScreen)
        assert "整改项目 1 ▲1" in hands.text(HandlerHead)
    assert [step.kind for step in show_action(made["early"]).history] == ["created", "reported", "done"]
    assert not StepDraft.select().exists()


async def test_the_agent_follows_up_and_checks(person: People) -> None:
    made = build_actions()
    async with at(person("李娜"), "queue") as hands:
        assert "整改项目 逾期 1，待验证 1  ^P" in hands.text(QueueHead)
        assert await command(hands, "整改项目") == "整改项目  逾期 1，待验证 1"
        assert isinstance(hands.screen, ActionsScreen)
        assert "新建" not in hands.text(KeyBar)
        await hands.press("n")
        assert isinstance(hands.screen, ActionsScreen)
        await hands.press("2", "enter")
        await hands.type("答应周五前完成")
        await hands.press("enter", "3", "enter", "2")
        await hands.type("又有两起")
        await hands.press("enter")
        assert "这里没有整改项目。按 1 看未完成的。" in hands.text(ActionPane)
        await hands.press("1", "c")
        assert isinstance(hands.screen, ComplaintNumbersScreen)
        await hands.press("escape", "escape")
        assert isinstance(hands.screen, QueueScreen)
        assert (await command(hands, "重复抱怨"), type(hands.screen)) == ("重复抱怨", PatternsScreen)
        assert "新建" not in hands.text(KeyBar)
    assert show_action(made["late"]).last_note == "答应周五前完成"
    assert show_action(made["done"]).status == "doing"
    assert counts() == (4, 2, 0)  # what had no effect is to be done again, and its day is past


async def test_a_supervisor_gives_an_action_another_day(person: People) -> None:
    made = build_actions()
    async with at(person("方慧"), "scoreboard") as hands:
        await hands.press("c", "i", "enter", "2")
        await hands.type("12-20")
        await hands.press("enter")
        await hands.type("等厂家批复")
        actions.drop(person("高远"), made["late"], "打印机已停产")
        await hands.press("enter")
        assert "已取消" in hands.pane  # refused: it was given up meanwhile; the words stay
        assert hands.field.text == "等厂家批复"
        await hands.press("ctrl+x", "enter", "2")
        await hands.type("12-20")
        await hands.press("enter")
        await hands.type("等印刷")
        await hands.press("enter", "4")
        assert titles(hands)[0] == show_action(made["late"]).title
    assert show_action(made["foreign"]).due_on == date(2026, 12, 20)


async def test_empty_screens_say_what_to_do_in_both_languages(person: People) -> None:
    async with at(person("方慧"), "scoreboard") as hands:
        await hands.press("c", "i")
        assert "没有未完成的整改。按 n 新建" in hands.text(ActionPane)
        await hands.press("f2")
        assert "Improvement actions" in hands.text(DeskHead)
        assert "To be done 0" in hands.text(DigitViews)
        assert "n makes an improvement action" in hands.text(ActionPane)
        await hands.press("enter", "c", "question_mark")
        assert isinstance(hands.screen, HelpScreen)
        await hands.press("escape", "escape", "p", "5")
        assert "No cause is known yet" in hands.text(PatternPane)
        await hands.press("enter", "i", "f2")
        assert "还没有已知原因" in hands.text(PatternPane)
    assert i18n.language() == "zh"


@pytest.mark.parametrize("role", ["board", "handler"])
async def test_who_has_the_commands(person: People, role: str) -> None:
    actor = person("吴敏") if role == "handler" else Actor(None, "董事", "board")
    async with at(actor, "scoreboard" if role == "board" else "handler") as hands:
        app: Any = hands.pilot.app
        found = [each.title for each in app.get_system_commands(hands.screen)]
    named = [title for title in found if title.startswith(("整改项目", "重复抱怨"))]
    assert named == ([] if role == "board" else ["整改项目  i", "重复抱怨"])
