"""A complaint's whole way in real terminals, by keys: raised, accepted, solved, approved, answered, re-called, closed.

CP-03: the agent notes it in a call, the handler works on it, the supervisor approves the special handling, the agent
asks the customer on the next working day (CB-10), and only then, with its cause, it is closed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.database import close_database, open_database
from agentdesk.store.reading import column
from agentdesk.store.tables import Complaint, ComplaintEvent
from tests.end_to_end.test_a_call_by_keys import QUESTIONS, begin
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, order
from tests.terminal import ENTER, Terminal

QUIT = "\x11"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealer:
    """A dealer with one call due for 李娜 on Friday."""
    dealer = Dealer(tmp_path)
    dealer.take("customers", {**PRIVATE, "固定电话": "0550-3012345"})
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-11-19"))
    dealer.build("2026-11-20")
    close_database()
    return dealer


def desk(path: Path, name: str, now: str) -> Terminal:
    """Somebody's desk at a time."""
    environment = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": now, "AGENTDESK_LANG": "zh"}
    return Terminal(["--as", name, "desk"], (80, 24), environment)


def leave(terminal: Terminal) -> None:
    """Store everything and go."""
    terminal.press(QUIT)
    assert terminal.wait_end() == 0


def step(terminal: Terminal, name: str, *keys: str, state: str) -> None:
    """Take the step of a name by its digit, fill in its form, and wait for the state that follows."""
    rows = (row.split() for row in terminal.wait_for(name).splitlines())
    digit = next(row[0] for row in rows if len(row) > 1 and row[1] == name and row[0].isdigit())
    terminal.press(digit)
    terminal.wait_for("收起")
    terminal.press(*keys)
    terminal.wait_gone("收起")
    terminal.wait_for(f"T-0001  {state}")


def raise_in_a_call(path: Path) -> None:
    """李娜 notes the complaint in the middle of the questionnaire, and the call goes on to its end."""
    with desk(path, "李娜", "2026-11-20T09:42") as terminal:
        begin(terminal)
        terminal.wait_for("接车")
        terminal.press("4", "c")
        terminal.wait_for("客户原话", "吴敏")
        terminal.press("到店十分钟都没人理我", ENTER, ENTER, ENTER, ENTER)
        terminal.wait_for("愿意我的同事再给您打电话吗")
        terminal.press("1", ENTER)
        terminal.wait_for("T-0001", "理解需要")
        for name in (*QUESTIONS[1:], "总体评价"):
            terminal.wait_for(f"  {name}")  # its heading; in the outline one blank stands before it
            terminal.press("1")
        terminal.wait_for("  建议")
        terminal.press(ENTER)
        terminal.wait_for("为什么不满意", "到店十分钟都没人理我")  # the reason is what the complaint says
        ring_off(terminal)
        leave(terminal)


def ring_off(terminal: Terminal) -> None:
    """Thanks, goodbye, and back to a queue that is done."""
    terminal.press(ENTER)
    for said in ("感谢您选择远望的产品", "非常感谢您给我们提供的帮助", "完成，接下一位"):
        terminal.wait_for(said)
        terminal.press(ENTER)
    terminal.wait_for("今天的回访已完成")


def handle(path: Path) -> None:
    """吴敏 accepts it, assesses it, proposes a solution, and asks for what that costs."""
    with desk(path, "吴敏", "2026-11-20T10:05") as terminal:
        terminal.wait_for("我的待办", "王建国 先生", "到店十分钟都没人理我", "无人处理时")
        terminal.press(ENTER)
        terminal.wait_for("T-0001  待受理", "0550-30***45")
        terminal.press("p")
        terminal.wait_for("0550-3012345")
        step(terminal, "受理", "1", ENTER, state="已受理")
        step(terminal, "评估", "1", "\x13", state="已评估")
        step(terminal, "提出方案", "免费保养一次，下次预约优先", ENTER, state="处理中")
        step(terminal, "申请特事特办", "客户两年内第三次抱怨", ENTER, "300", "\x13", state="特事特办")
        leave(terminal)


def approve(path: Path) -> None:
    """方慧 opens it from her board and approves."""
    with desk(path, "方慧", "2026-11-20T10:30") as terminal:
        terminal.wait_for("记分板")
        terminal.press("c")
        terminal.wait_for("T-0001", "王建国 先生", "到店十分钟都没人理我")
        terminal.press(ENTER)
        step(terminal, "批准特事特办", ENTER, state="处理中")
        leave(terminal)


def answer(path: Path) -> None:
    """吴敏 finishes the handling and answers the customer, who accepts."""
    with desk(path, "吴敏", "2026-11-20T15:30") as terminal:
        terminal.wait_for("处理中", "王建国 先生")
        terminal.press(ENTER)
        step(terminal, "处理完毕", "已道歉，保养券已送达", "\x13", state="已处理")
        step(terminal, "答复客户", "已电话答复，客户接受", ENTER, "1", ENTER, state="待复访")
        terminal.press("\x1b")
        terminal.wait_for("没有待办", "4 最近办结 1")
        leave(terminal)


def recall(path: Path) -> None:
    """李娜 finds the re-call in her queue the next morning; the customer is satisfied."""
    with desk(path, "李娜", "2026-11-21T09:05") as terminal:
        terminal.wait_for("王建国 先生", "抱怨复访")
        terminal.press("n")
        terminal.wait_for("您好，这里是远望")
        terminal.press("1")
        terminal.wait_for("本次通话将被录音")
        terminal.press("1")
        terminal.wait_for("您之前向我们反映的“到店十分钟都没人理我”")
        terminal.press(ENTER)
        for name in ("主动联系", "及时", "态度", "承诺兑现", "是否解决", "处理满意度", "是否再来"):
            terminal.wait_for(f"  {name}")
            terminal.press("1")
        terminal.wait_for("  建议")
        ring_off(terminal)
        leave(terminal)


def close(path: Path) -> None:
    """吴敏 gives the cause, one of the five gaps, and closes it (CP-02)."""
    with desk(path, "吴敏", "2026-11-21T09:30") as terminal:
        terminal.wait_for("T-0001", "待填原因")
        terminal.press(ENTER)
        step(terminal, "关闭", "3", ENTER, state="已关闭")
        leave(terminal)


def test_the_whole_way_of_a_complaint_by_keys(house: Dealer, database: Database) -> None:
    path = Path(database.database)
    raise_in_a_call(path)
    handle(path)
    approve(path)
    answer(path)
    open_database(str(path))
    house.build("2026-11-21")
    close_database()
    recall(path)
    close(path)
    open_database(str(path))
    assert column(ComplaintEvent.select(ComplaintEvent.kind).order_by(ComplaintEvent.id)) == [
        "raised", "acknowledged", "assessed", "proposed", "special_requested", "special_approved", "handled",
        "answered", "recalled", "closed",
    ]  # fmt: skip
    complaint = Complaint.get()
    assert (complaint.state, complaint.cause_gap, complaint.goodwill_cents) == ("closed", "behaviour", 30_000)
    assert complaint.reopened == 0
