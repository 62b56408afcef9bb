"""A whole call in a real terminal, by keys alone: from the queue to the answers in the database; and after a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.database import close_database, open_database
from agentdesk.store.reading import pairs
from agentdesk.store.tables import AgendaItem, Answer, Attempt, AuditEvent, Complaint, Confirmation, Interview, Task
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, order
from tests.terminal import ENTER, ESC, Terminal

NOW = "2026-11-20T09:42"
QUESTIONS = ("接车", "理解需要", "休息区", "交车时间", "项目解释", "费用解释", "车辆清洁", "一次修好")


@pytest.fixture
def dealer(database: Database, tmp_path: Path) -> Path:
    """A dealer with one call due for 李娜, made through import and build; the path of its database."""
    dealer = Dealer(tmp_path)
    dealer.take("customers", {**PRIVATE, "固定电话": "0550-3012345"})
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-11-19"))
    dealer.build("2026-11-20")
    close_database()
    return Path(database.database)


def desk(path: Path, size: tuple[int, int] = (80, 24)) -> Terminal:
    """The desk of 李娜 on a terminal."""
    environment = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    return Terminal(["--as", "李娜", "desk"], size, environment)


def begin(terminal: Terminal) -> None:
    """From the queue to the first question."""
    terminal.wait_for("王建国 先生", "售后回访")
    terminal.press("n")
    terminal.wait_for("您好，这里是远望", "无人接听")
    assert "皖M12345" not in terminal.text  # nothing of the customer's before the right person answered
    terminal.press("1")
    terminal.wait_for("本次通话将被录音", "皖M12345")
    terminal.press("1")
    terminal.wait_for("我们从最近的用户记录中获知您在2026年11月19日")
    terminal.press(ENTER)


def answer(terminal: Terminal, questions: tuple[str, ...], key: str = "1") -> None:
    """One key an answer; the next question is there at once."""
    for place, name in enumerate(questions):
        number = QUESTIONS.index(name) + 1
        terminal.wait_for(f"{number}/10  {name}" if place == 0 else f"  {name}")
        terminal.press(key)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
def test_a_whole_call_by_keys_alone(dealer: Path, size: tuple[int, int]) -> None:
    with desk(dealer, size) as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS)
        terminal.wait_for("9/10  总体评价")
        terminal.press("1")
        terminal.wait_for("10/10  建议")
        terminal.press("周末多安排几个师傅", ENTER)
        terminal.wait_for("感谢您选择远望的产品", "致谢")
        terminal.press(ENTER)
        terminal.wait_for("非常感谢您给我们提供的帮助", "再见")
        terminal.press(ENTER)
        terminal.wait_for("完成，接下一位")
        terminal.press(ENTER)
        terminal.wait_for("今天的回访已完成")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
    open_database(str(dealer))
    task = Task.get(Task.kind_code == "CB-01")
    assert (task.state, task.disposition, str(task.closed_on), task.attempts) == (
        "closed",
        "completed",
        "2026-11-20",
        1,
    )
    stored = pairs(Answer.select(Answer.node, Answer.value).where(~Answer.draft).order_by(Answer.id))
    assert stored["opening"] == "yes"
    assert stored["overall"] == "5"
    assert stored["suggestion"] == "周末多安排几个师傅"
    assert {"reception", "needs", "lounge", "handover", "explanation", "bill", "cleanliness", "fixed"} <= set(stored)
    assert {row.node for row in Confirmation.select()} == {"purpose", "closing_thanks", "closing_goodbye"}
    attempt = Attempt.get()
    assert (attempt.number, attempt.contacted) == ("+865503012345", True)  # the landline, CM-02
    assert Interview.get().result == "complete"
    assert AgendaItem.get().outcome == "completed"
    assert AuditEvent.select().where(AuditEvent.person_name == "李娜").count() > len(stored)


def test_a_killed_desk_offers_the_call_again_at_its_question(dealer: Path) -> None:
    with desk(dealer) as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS[:3])
        terminal.wait_for("4/10  交车时间")
        terminal.kill()
    open_database(str(dealer))
    before = pairs(Answer.select(Answer.node, Answer.value))
    assert {"opening", "recording", "reception", "needs", "lounge"} <= set(before)
    close_database()
    with desk(dealer) as terminal:
        terminal.wait_for("王建国 先生", "继续")
        terminal.press(ENTER)
        terminal.wait_gone("稍后")
        terminal.wait_for("4/10  交车时间", "✓ 3 休息区")
        terminal.press("1")
        terminal.wait_for("5/10  项目解释")
    open_database(str(dealer))
    after = pairs(Answer.select(Answer.node, Answer.value))
    assert {name: after[name] for name in before} == before
    assert "handover" in after
    assert Interview.select().count() == 1


def test_a_complaint_is_noted_in_the_call_and_the_call_goes_on(dealer: Path) -> None:
    with desk(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        terminal.press("4")
        terminal.wait_for("我已经记下了您的抱怨")
        terminal.press("c")
        terminal.wait_for("客户原话", "吴敏")
        terminal.press("到店十分钟都没人理我")
        terminal.wait_for("到店十分钟都没人理我")
        terminal.press(ENTER)
        terminal.wait_for("提交")
        terminal.press(ENTER)
        terminal.wait_for("问客户希望怎样解决")
        terminal.press(ENTER)
        terminal.wait_for("没有提出要求")
        terminal.press(ENTER)
        terminal.wait_for("愿意我的同事再给您打电话吗")
        terminal.press("1")
        terminal.wait_for("1 是 ◀")
        terminal.press(ENTER)
        terminal.wait_for("T-0001")
        terminal.wait_for("2/11  理解需要")
        terminal.press("1")
        terminal.wait_for("3/11  休息区")
        terminal.press(ESC)
    open_database(str(dealer))
    complaint = Complaint.get()
    assert (complaint.no, complaint.words, complaint.wants_callback) == ("T-0001", "到店十分钟都没人理我", True)
    assert (complaint.about.name, complaint.responsible.name, complaint.question) == ("陈涛", "吴敏", "reception")


@pytest.mark.parametrize("words", ["到店十分钟都没人理我", "pro car crept, 1 2 8?"])
def test_what_is_typed_with_the_c_of_a_complaint_is_the_customers_word(dealer: Path, words: str) -> None:
    with desk(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        terminal.press(f"c{words}")  # one write: the form is not there yet when its text comes
        terminal.wait_for("客户原话", words, "我已经记下了您的抱怨")
        terminal.press(f"{ENTER}{ENTER}{ENTER}", f"1{ENTER}")
        terminal.wait_for("T-0001", "1/10  接车")
    open_database(str(dealer))
    assert Complaint.get().words == words
    assert "reception" not in {row.node for row in Answer.select()}
    assert AgendaItem.get().outcome == ""


def test_no_answer_is_two_keys_to_the_next_customer(dealer: Path) -> None:
    with desk(dealer) as terminal:
        terminal.wait_for("王建国 先生")
        terminal.press("n")
        terminal.wait_for("无人接听")
        terminal.press("4", ENTER)
        terminal.wait_for("无人接听", "14:00")
    open_database(str(dealer))
    task = Task.get(Task.kind_code == "CB-01")
    assert (task.state, task.attempts, task.last_outcome) == ("open", 1, "no_answer")
