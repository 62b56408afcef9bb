"""An error that nobody foresaw ends a desk: with a number that stands in the log, what was typed saved, no data."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agentdesk.common import log
from agentdesk.interview import records
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Interview
from tests.end_to_end.test_a_call_by_keys import NOW, QUESTIONS, answer, begin, dealer, desk
from tests.terminal import ENTER, Terminal

__all__ = ["dealer"]

# The help breaks, and says whom it broke for.
BROKEN = """
import sys
from agentdesk.tui.screens import help
def broken(self, *_):
    customer = "王建国 13812345678"
    raise ValueError(customer)
help.HelpScreen.compose = broken
from agentdesk.cli import main
main(sys.argv[1:])
"""


def test_the_desk_ends_with_a_number(dealer: Path) -> None:
    environment = {"AGENTDESK_DATABASE": str(dealer), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    with Terminal(["--as", "李娜", "desk"], environment=environment, program=[sys.executable, "-c", BROKEN]) as broken:
        begin(broken)
        answer(broken, QUESTIONS)
        broken.wait_for("9/10  总体评价")
        broken.press("1")
        broken.wait_for("10/10  建议")
        broken.press("茶水太凉")
        broken.wait_for("茶水太凉")
        broken.press("\x1bOP")  # F1
        broken.wait_for("工作台因意外错误退出")
        assert broken.wait_end() == 1
        text = broken.text.replace("\n", "")  # a long line goes on in the next one
    assert "13812345678" not in text
    assert "Traceback" not in text
    file = log.path()
    assert file is not None
    (said,) = [each for each in map(json.loads, file.read_text().splitlines()) if each["event"] == "error"]
    assert said["reference"] in text
    assert said["error"] == "ValueError"
    assert "138" not in file.read_text()
    open_database(str(dealer))
    assert records.drafts(Interview.get().id) == {"suggestion": "茶水太凉"}
    close_database()
    with desk(dealer) as again:
        again.wait_for("王建国 先生", "继续")
        again.press(ENTER)
        again.wait_for("建议", "茶水太凉")
