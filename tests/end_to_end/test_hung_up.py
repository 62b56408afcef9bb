"""The real desk when the line drops or somebody ends the session, in the middle of a word: all of it is kept."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from agentdesk.complaints.raising import open_draft
from agentdesk.interview import records
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Answer, Complaint, Interview, Person
from tests.end_to_end.test_a_call_by_keys import QUESTIONS, answer, begin, dealer, desk
from tests.terminal import ENTER, ESC, PATIENCE, Terminal

__all__ = ["dealer"]

SIGNALS = [signal.SIGHUP, signal.SIGTERM]
WORDS = "到店十分钟都没人理我"


def hung_up(terminal: Terminal, number: signal.Signals) -> None:
    """The signal comes, and the desk goes."""
    terminal.process.send_signal(number)
    assert terminal.wait_end() == 128 + number


def words_kept(path: Path) -> str:
    """What stands in 李娜's complaint form."""
    open_database(str(path))
    form = open_draft(Person.get(Person.name == "李娜").id)
    close_database()
    return form.words if form is not None else ""


def begin_complaint(terminal: Terminal) -> None:
    """In a call, at its first question: the customer's words are being typed into the complaint form."""
    begin(terminal)
    terminal.wait_for("1/10  接车")
    terminal.press("c")
    terminal.wait_for("客户原话", "吴敏")
    terminal.press(WORDS)
    terminal.wait_for(WORDS)


@pytest.mark.parametrize("number", SIGNALS)
def test_an_answer_being_typed(dealer: Path, number: signal.Signals) -> None:
    with desk(dealer) as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS)
        terminal.wait_for("9/10  总体评价")
        terminal.press("5")
        terminal.wait_for("▸ 10 建议")
        terminal.press(WORDS)
        terminal.wait_for(WORDS)
        hung_up(terminal, number)
    open_database(str(dealer))
    assert records.drafts(Interview.get().id) == {"suggestion": WORDS}
    close_database()
    with desk(dealer, (120, 36)) as terminal:
        terminal.wait_for("王建国 先生", "继续")
        terminal.press(ENTER)
        terminal.wait_for("▸ 10 建议", WORDS)


def test_the_terminal_vanishes_without_a_signal(dealer: Path) -> None:
    with desk(dealer) as terminal:
        begin_complaint(terminal)
        os.close(terminal.master)
        assert terminal.process.wait(timeout=PATIENCE) == 128 + signal.SIGHUP
        terminal.master = os.open(os.devnull, os.O_RDWR)
    assert words_kept(dealer) == WORDS


@pytest.mark.parametrize("number", SIGNALS)
def test_a_complaint_being_written(dealer: Path, number: signal.Signals) -> None:
    with desk(dealer) as terminal:
        begin_complaint(terminal)
        hung_up(terminal, number)
    assert words_kept(dealer) == WORDS


def test_a_complaint_being_written_outlives_a_kill_and_is_submitted_elsewhere(dealer: Path) -> None:
    with desk(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        terminal.press("4")
        terminal.wait_for("我已经记下了您的抱怨")
        terminal.press("c")
        terminal.wait_for("客户原话", "吴敏")
        terminal.press(WORDS)
        terminal.wait_for(WORDS, "草稿，已保存")  # after the pause of a second, with no other key
        terminal.kill()
    assert words_kept(dealer) == WORDS
    with desk(dealer) as terminal:
        terminal.wait_for("王建国 先生", "继续")
        terminal.press(ENTER)
        terminal.wait_gone("稍后")
        terminal.wait_for("2/11  理解需要")
        terminal.press("c")
        terminal.wait_for("客户原话", WORDS)
        terminal.press(ENTER)
        terminal.wait_for("提交")
        terminal.press(f"{ENTER}{ENTER}1")
        terminal.wait_for("1 是 ◀")
        terminal.press(ENTER)
        terminal.wait_for("T-0001")
        terminal.press(ESC)
    open_database(str(dealer))
    complaint = Complaint.get()
    assert (complaint.words, complaint.question) == (WORDS, "reception")
    assert Answer.select().where(Answer.node == "reception").count() == 1


def test_a_complaint_raised_while_it_rang_is_known_after_a_kill(dealer: Path) -> None:
    with desk(dealer, (120, 36)) as terminal:
        terminal.wait_for("王建国 先生", "售后回访")
        terminal.press("n")
        terminal.wait_for("您好，这里是远望", "无人接听")
        terminal.press("c")
        terminal.wait_for("客户原话")
        terminal.press(f"你们又打电话{ENTER}")
        terminal.wait_for("提交")
        terminal.press(f"{ENTER}{ENTER}2")
        terminal.wait_for("2 否 ◀")
        terminal.press(ENTER)
        terminal.wait_for("T-0001")
        terminal.kill()
    with desk(dealer, (120, 36)) as terminal:
        terminal.wait_for("王建国 先生", "继续")
        terminal.press(ENTER)
        terminal.wait_for("您好，这里是远望", "T-0001")  # before its interview has begun
        terminal.press("1")
        terminal.wait_for("本次通话将被录音", "T-0001")
        terminal.kill()
    with desk(dealer, (120, 36)) as terminal:
        terminal.wait_for("王建国 先生", "继续")
        terminal.press(ENTER)
        terminal.wait_for("本次通话将被录音", "T-0001")  # and after
    open_database(str(dealer))
    assert Complaint.get().interview_id == Interview.get().id
