"""Somebody else changes the database and does not end: the wait is shown, can be left, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from agentdesk.store.database import open_database
from agentdesk.store.tables import Answer, Attempt, Contact
from tests.end_to_end.test_a_call_by_keys import begin
from tests.faults.house import held, sit_down
from tests.terminal import ESC


def test_a_claim_that_waits_is_seen_left_and_tried_again(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        terminal.wait_for("王建国 先生", "售后回访")
        with held(dealer):
            terminal.press("n")
            terminal.wait_for("数据库正被占用，已等", "Esc 不再等")
            terminal.press(ESC)
            terminal.wait_for("已不再等待，什么也没有保存")
            terminal.wait_gone("数据库正被占用")
        terminal.press("n")
        terminal.wait_for("您好，这里是远望")
    open_database(str(dealer))
    assert Contact.select().count() == 1


def test_an_answer_that_waits_is_stored_once_when_there_is_a_turn(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        with held(dealer):
            terminal.press("1")
            terminal.wait_for("数据库正被占用，已等 1 秒")
        terminal.wait_for("2/10  理解需要")
        terminal.wait_gone("数据库正被占用")
        with held(dealer):
            terminal.press("1")
            terminal.wait_for("数据库正被占用")
            terminal.press(ESC)
            terminal.wait_for("已不再等待，什么也没有保存")
        terminal.wait_for("屏幕上的内容现已全部保存")
    open_database(str(dealer))
    given = [node for (node,) in Answer.select(Answer.node).order_by(Answer.id).tuples()]
    assert (given.count("reception"), given.count("needs"), Attempt.select().count()) == (1, 1, 1)
