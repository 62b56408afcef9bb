"""By keys from end to end: an agent calls, the supervisor signs the day and judges the call, the agent takes note.

The clock stands still, so the whole questionnaire is answered in no time: the call has a number to look at.
"""

from __future__ import annotations

from pathlib import Path

from peewee import Database

from agentdesk.quality.judged import read
from agentdesk.store.database import close_database, open_database
from agentdesk.store.reading import column
from agentdesk.store.tables import AuditEvent, CheckEntry, DailyCheck, Judgement
from tests.end_to_end.test_a_call_by_keys import QUESTIONS, answer, begin
from tests.end_to_end.test_a_complaint_by_keys import desk, house, leave
from tests.queue.dealer import Dealer
from tests.terminal import ENTER, ESC

__all__ = ["house"]
STORE = "\x13"


def call(path: Path) -> None:
    """李娜 completes the questionnaire."""
    with desk(path, "李娜", "2026-11-20T09:42") as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS)
        terminal.wait_for("9/10  总体评价")
        terminal.press("1")
        terminal.wait_for("10/10  建议")
        terminal.press(ENTER)
        for said in ("感谢您选择远望的产品", "非常感谢您给我们提供的帮助", "完成，接下一位"):
            terminal.wait_for(said)
            terminal.press(ENTER)
        terminal.wait_for("今天的回访已完成")
        leave(terminal)


def sign_and_judge(path: Path) -> None:
    """方慧 writes a finding down, signs the day, and judges the call that has a number to look at."""
    with desk(path, "方慧", "2026-11-20T17:40") as terminal:
        terminal.wait_for("记分板", "日检")
        terminal.press("d")
        terminal.wait_for("未签核", "1/1", "11 题用时 0 秒")
        terminal.press("a")
        terminal.wait_for("发现了什么")
        terminal.press("答题过快，抽听一通", ENTER)
        terminal.wait_for("李娜 回访专员")
        terminal.press("2", STORE)
        terminal.wait_gone("发现了什么")
        terminal.press("s")
        terminal.wait_for("备注")
        terminal.press("完成", ENTER)
        terminal.wait_for("方慧 签核于 今天 17:40")
        terminal.press(ESC)
        terminal.wait_for("已签核至 今天")
        terminal.press("q")
        terminal.wait_for("没有待评的通话")
        terminal.press("3")
        terminal.wait_for("答题用时短：11 题用时 0 秒", "这只是看这通话的理由")
        terminal.press(ENTER)
        terminal.wait_for("通话评分", "还有 13 条未评", "0550-30***45")
        terminal.press(*"2212112", *"1")
        terminal.wait_for("还有 5 条未评")
        terminal.press("1", "x", "x", "1", "1")
        terminal.wait_for("已评完")
        terminal.press("s")
        terminal.wait_for("提交评分")
        terminal.press(ENTER)
        terminal.wait_for("未阅")
        leave(terminal)


def take_note(path: Path) -> None:
    """李娜 finds a quiet word in her queue's head, reads what was said and takes note of it."""
    with desk(path, "李娜", "2026-11-20T17:45") as terminal:
        terminal.wait_for("通话评分反馈 1")
        terminal.press("f")
        terminal.wait_for("语速不快，不显匆忙", "答题用时短：11 题用时 0 秒")
        terminal.press("y")
        terminal.wait_for("已阅  方慧")
        terminal.press(ESC)
        terminal.wait_gone("通话评分反馈")
        leave(terminal)


def test_a_day_is_signed_and_a_call_judged_by_keys(house: Dealer, database: Database) -> None:
    path = Path(database.database)
    call(path)
    sign_and_judge(path)
    take_note(path)
    open_database(str(path))
    signed = DailyCheck.get()
    assert (str(signed.work_date), signed.findings, '"quick_answers"' in signed.figures) == ("2026-11-20", "完成", True)
    assert [(row.text, row.about.name) for row in CheckEntry.select()] == [("答题过快，抽听一通", "李娜")]
    (found,) = read(Judgement.id > 0)
    assert [line.given for line in found.lines] == [2, 2, 1, 2, 1, 1, 2, 1, 1, None, None, 1, 1]
    assert ([row.kind for row in found.history], found.is_random) == (["submitted", "acknowledged"], False)
    actions = set(column(AuditEvent.select(AuditEvent.action)))
    assert {"daily_check.entry", "daily_check.sign", "judgement.submit", "judgement.acknowledged"} <= actions
    close_database()
