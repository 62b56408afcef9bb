"""An agent's desk and a supervisor's, side by side in real terminals: seen, told, looked on at, pausing, killed."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from agentdesk.store.database import close_database, open_database
from agentdesk.store.reading import column
from agentdesk.store.tables import AuditEvent, DeskSession, Notice, Onlook, Pause, Person
from tests.end_to_end.test_a_call_by_keys import begin
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, order
from tests.terminal import ESC, Terminal

NOW = "2026-11-20T09:42:56"  # the clock stands still: the next minute is always four seconds away
F3 = "\x1bOR"


@pytest.fixture
def dealer(database: Database, tmp_path: Path) -> Path:
    """A dealer with one call due for 李娜, who has a supervisor; the path of its database."""
    dealer = Dealer(tmp_path)
    if not Person.select().where(Person.role == "supervisor").exists():
        Person.create(code="M001", name="方慧", position="care_manager", role="supervisor")
    dealer.take("customers", {**PRIVATE, "固定电话": "0550-3012345"})
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order("2026-11-19"))
    dealer.build("2026-11-20")
    close_database()
    return Path(database.database)


def sit_down(path: Path, name: str) -> Terminal:
    environment = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    return Terminal(["--as", name, "desk"], (80, 24), environment)


def test_side_by_side(dealer: Path) -> None:
    with sit_down(dealer, "李娜") as agent, sit_down(dealer, "方慧") as chief:
        agent.wait_for("王建国 先生")
        chief.wait_for("记分板", "李娜   队列 09:42")
        agent.press("p")
        agent.wait_for("暂停，原因是", "2  休息")
        agent.press("2")
        agent.wait_for("按任意键回到队列")
        chief.wait_for("李娜   暂停 休息 09:42")
        agent.press(" ")
        agent.wait_for("王建国 先生")
        chief.wait_for("李娜   队列 09:42")
        begin(agent)
        agent.wait_for("1/10  接车")
        chief.wait_for("李娜   通话 1/10")
        chief.press("j")
        chief.wait_for("▌李娜")
        chief.press("v")
        chief.wait_for("旁观 李娜", "王** 先生", "1/10  接车")
        assert "王建国" not in chief.text
        agent.press("1")
        agent.wait_for("2/10  理解需要", "方慧 旁观")
        chief.wait_for("2/10  理解需要", "✓ 1 接车")
        chief.press("1", ESC)
        chief.wait_for("记分板", "通话 2/10")
        chief.press("m")
        chief.wait_for("提醒 李娜")
        chief.press("慢一点\r")
        chief.wait_for("慢一点  未看")
        agent.wait_for("方慧 09:42 慢一点", "2/10  理解需要")  # with the tick of the minute
        agent.press(F3)
        agent.wait_gone("慢一点")
        chief.wait_for("慢一点  已看")
        agent.kill()
        chief.wait_for("李娜   掉线 09:42")
        chief.press("\x11")
        assert chief.wait_end() == 0
    open_database(str(dealer))
    assert Pause.get().ended_at is not None
    assert Onlook.get().ended_at is not None
    assert Notice.get().answer == "seen"
    assert {row.person.name: row.closed_at is None for row in DeskSession.select()} == {"李娜": True, "方慧": False}
    actions = column(AuditEvent.select(AuditEvent.action).order_by(AuditEvent.id))
    for action in (
        "desk.open",
        "pause.begin",
        "pause.end",
        "call.look",
        "call.look_away",
        "notice.nudge",
        "desk.close",
    ):
        assert action in actions
