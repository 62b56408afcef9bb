"""Somebody else changes the database and does not end: the wait is shown, can be left, and nothing is lost."""

from __future__ import annotations

import signal
from pathlib import Path

from agentdesk.complaints.raising import open_draft
from agentdesk.store.database import open_database
from agentdesk.store.tables import Answer, Attempt, Contact, Person
from tests.end_to_end.test_a_call_by_keys import begin
from tests.faults.house import held, sit_down, write
from tests.terminal import ENTER, ESC


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
            terminal.wait_for("还没有保存，留在屏幕上，会自动再试", "? 1", "? 都听明白了")
            assert "✓ 1  " not in terminal.text  # nothing looks stored that is not
            terminal.wait_gone("数据库正被占用")
            terminal.press("2")  # another answer, which waits as well
            terminal.wait_for("数据库正被占用", "? 2")
            terminal.wait_gone("还没有保存")
            terminal.press(ESC)
            terminal.wait_for("还没有保存，留在屏幕上，会自动再试")
        terminal.wait_for("屏幕上的内容现已全部保存，⏎ 继续", "2/10  理解需要", "✓ 2")
        terminal.press(ENTER)
        terminal.wait_for("3/10")
    open_database(str(dealer))
    given = [node for (node,) in Answer.select(Answer.node).order_by(Answer.id).tuples()]
    assert (given.count("reception"), given.count("needs"), Attempt.select().count()) == (1, 2, 1)


def test_keys_pressed_meanwhile_answer_nothing_that_nobody_saw(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        with held(dealer):
            terminal.press("1", "1")  # the second one before anything is shown
            terminal.wait_for("数据库正被占用，已等")
            terminal.press("1", "1", "\r", "c")
            terminal.wait_for("已等 1 秒")
        terminal.wait_for("2/10  理解需要", "等待时按的键没有起作用")
        terminal.press("1")
        terminal.wait_for("3/10")
    open_database(str(dealer))
    assert [node for (node,) in Answer.select(Answer.node).order_by(Answer.id).tuples()][-2:] == ["reception", "needs"]


def kept(path: Path) -> str:
    """What stands in 李娜's complaint form."""
    open_database(str(path))
    form = open_draft(Person.get(Person.name == "李娜").id)
    return form.words if form is not None else ""


def test_a_line_that_drops_meanwhile_loses_nothing(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        write(terminal, "到店十分钟都没人理我")
        with held(dealer):
            terminal.press("，还要等")
            terminal.wait_for("，还要等")
            terminal.process.send_signal(signal.SIGHUP)
            terminal.read(1.0)
            assert terminal.process.poll() is None  # it waits for its turn
        assert terminal.wait_end() == 128 + signal.SIGHUP
    assert kept(dealer) == "到店十分钟都没人理我，还要等"


def test_who_leaves_meanwhile_is_told_what_is_not_stored(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        write(terminal, "没人理我")
        with held(dealer):
            terminal.press("，还要等")
            terminal.wait_for("，还要等")
            terminal.press("\x11")
            terminal.wait_for("正忙", "^Q")
            terminal.press("\x11")
            assert terminal.wait_end() == 0
    assert "没人理我，还要等".startswith(kept(dealer))
