"""The desk is stopped and goes on, its window changes size again and again: the screen is right afterwards."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from textual.geometry import Size

from agentdesk.tui.driver import LeanDriver
from tests.end_to_end.test_a_call_by_keys import begin
from tests.faults.house import sit_down


def test_stopped_and_continued_on_a_terminal_that_somebody_else_used(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车", "马上接待", "? 帮助")
        before = terminal.text
        terminal.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED | os.WNOWAIT)
        terminal.show("\x1b[2J\x1b[Hsomebody@shop:~$ ls\r\n")
        assert "接车" not in terminal.text
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for("1/10  接车", "马上接待")
        terminal.wait_gone("somebody@shop")
        terminal.wait_for("? 帮助")
        assert terminal.text == before
        terminal.press("1")
        terminal.wait_for("2/10  理解需要")


def test_an_older_size_that_is_told_last_is_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeanDriver, "_get_terminal_size", lambda _driver: (80, 24))
    driver = LeanDriver.__new__(LeanDriver)
    driver._in_band_window_resize = False
    assert driver.size_instead_of(Size(53, 37)) == Size(80, 24)
    assert driver.size_instead_of(Size(80, 24)) is None
    driver._in_band_window_resize = True  # the terminal itself tells, before the line knows of it
    assert driver.size_instead_of(Size(53, 37)) is None


def test_a_storm_of_sizes_ends_in_the_right_screen(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车", "马上接待", "? 帮助")
        before = terminal.text
        for number in range(60):
            terminal.resize(40 + number * 7 % 100, 12 + number * 5 % 30)
        terminal.resize(80, 24)
        terminal.wait_for("1/10  接车", "马上接待", "? 帮助")
        terminal.press("1")
        terminal.wait_for("2/10  理解需要")
        terminal.press("\x7f")
        terminal.wait_for("1/10  接车", "✓ 1")
        assert len(terminal.text.splitlines()) == len(before.splitlines())
