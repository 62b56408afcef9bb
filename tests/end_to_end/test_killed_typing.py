"""The real desk, killed while open text is typed: at most the last second of it is gone."""

from __future__ import annotations

import random
import time
from pathlib import Path

from agentdesk.interview import records
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Interview
from tests.end_to_end.test_a_call_by_keys import QUESTIONS, answer, begin, dealer, desk
from tests.terminal import ENTER, Terminal

__all__ = ["dealer"]

KILLS = 3  # through the screen; test_killed_desks.py kills many more, below it
A_SECOND = 1.0
GRACE = 0.7  # seconds for the way from the key to the disk on a slow machine
FIRST = 0x7000  # each letter typed is another one, and none that stands on the screen anyway


def type_for(terminal: Terminal, text: str, seconds: float) -> list[tuple[float, str]]:
    """Type on without a pause; when each beginning of the text stood on the screen."""
    seen: list[tuple[float, str]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        key = chr(FIRST + len(text))
        text += key
        terminal.press(key)
        terminal.wait_for(key)
        seen.append((time.monotonic(), text))
    return seen


def kept(path: Path) -> str:
    """The text that is stored."""
    open_database(str(path))
    text = records.drafts(Interview.get().id).get("suggestion", "")
    close_database()
    return text


def test_a_kill_takes_at_most_the_last_second_of_what_is_typed(dealer: Path) -> None:
    chance, text = random.Random(4), ""
    with desk(dealer) as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS)
        terminal.wait_for("9/10  总体评价")
        terminal.press("5")
        terminal.wait_for("▸ 10 建议")
    for _kill in range(KILLS):
        with desk(dealer, (120, 36)) as terminal:
            terminal.wait_for("王建国 先生", "继续")
            terminal.press(ENTER)
            terminal.wait_gone("稍后")
            terminal.wait_for("▸ 10 建议", text[-1:])
            seen = type_for(terminal, text, chance.uniform(1.5, 3.0))
            terminal.kill()
            killed = time.monotonic()
        typed, text = seen[-1][1], kept(dealer)
        assert typed.startswith(text)
        sure = [part for at, part in seen if at < killed - A_SECOND - GRACE]
        assert len(text) >= len(sure[-1] if sure else ""), f"stored {text!r} of {typed!r}"
    assert len(text) > KILLS * 5
