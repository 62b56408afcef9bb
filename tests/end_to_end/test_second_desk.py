"""A second log-in while the first desk lives: left alone, or taken over in the middle of a sentence."""

from __future__ import annotations

from pathlib import Path

from agentdesk.store.database import open_database
from agentdesk.store.tables import DeskSession
from tests.end_to_end.test_a_call_by_keys import begin, dealer, desk
from tests.terminal import ENTER

__all__ = ["dealer"]

WORDS = "到店十分钟都没人"


def test_the_second_desk_leaves_or_takes_over(dealer: Path) -> None:
    with desk(dealer) as first:
        begin(first)
        first.wait_for("1/10  接车")
        first.press("c")
        first.wait_for("客户原话")
        first.press(WORDS)
        first.wait_for(WORDS)
        with desk(dealer) as second:
            second.wait_for("李娜的工作台已经打开", "本机", "1 或 2")
            second.press("2", ENTER)
            assert second.wait_end() == 1
        assert first.process.poll() is None
        with desk(dealer) as third:
            third.wait_for("1 或 2")
            third.press("1", ENTER)
            first.wait_for("另一次登录")
            assert first.wait_end() == 1
            third.wait_for("王建国 先生", "继续")
            third.press(ENTER)
            third.wait_for("1/10  接车")
            third.press("c")
            third.wait_for("客户原话", WORDS)
    open_database(str(dealer))
    assert [row.taken_at is not None for row in DeskSession.select().order_by(DeskSession.id)] == [True, False]
