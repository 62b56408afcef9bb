"""Whatever stands on the terminal by mistake is gone after Ctrl+L, a resize, and a suspension of the desk."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agentdesk.store.database import close_database
from tests.terminal import PATIENCE, Terminal
from tests.tui.strict_terminal import picture

REST = 0.4  # seconds of silence after which a desk has drawn everything
SCRIBBLE = "\x1b[2J\x1b[5;1H\x1b[7m系统将于十分钟后重启 The system is going down\x1b[0m\x1b[20;40H王王王"


@pytest.fixture
def desk(world: Path) -> Iterator[Terminal]:
    close_database()
    with Terminal(["--as", "李娜", "desk"]) as terminal:
        terminal.wait_for("王建国 先生", "回访工作台")
        settle(terminal)
        yield terminal


def settle(terminal: Terminal) -> list[Any]:
    """What every cell shows, once nothing more is written."""
    end, quiet_since = time.monotonic() + PATIENCE, time.monotonic()
    while time.monotonic() < quiet_since + REST:
        assert time.monotonic() < end
        if terminal.read(0.05):
            quiet_since = time.monotonic()
    return picture(terminal.screen)


def scribble(terminal: Terminal) -> None:
    terminal.show(SCRIBBLE)
    assert "王建国 先生" not in terminal.text


def until(terminal: Terminal, wanted: list[Any]) -> None:
    """Read until the picture is this one, and no longer another."""
    terminal.wait_gone("The system is going down")
    assert settle(terminal) == wanted


def resize(terminal: Terminal, columns: int, lines: int) -> None:
    fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    terminal.screen.resize(lines, columns)
    terminal.process.send_signal(signal.SIGWINCH)


def test_ctrl_l(desk: Terminal) -> None:
    for keys in ("", "s", "\x1b?"):  # the queue, a window over it, the help over all of it
        desk.press(*keys)
        before = settle(desk)
        scribble(desk)
        desk.press("\x0c")
        until(desk, before)


def test_a_resize_and_one_that_is_none(desk: Terminal) -> None:
    """A terminal that is detached and attached again at the same size, as tmux does it, is resized to what it was."""
    before = settle(desk)
    resize(desk, 120, 36)
    desk.wait_for("王建国 先生")
    settle(desk)
    scribble(desk)
    resize(desk, 80, 24)
    until(desk, before)
    scribble(desk)
    resize(desk, 80, 24)
    until(desk, before)


def test_continued_after_a_suspension(desk: Terminal) -> None:
    before, modes = settle(desk), termios.tcgetattr(desk.master)
    for stop in (signal.SIGSTOP, signal.SIGTSTP):
        desk.process.send_signal(stop)
        wait_until(lambda: state(desk) == "T")
        desk.read(0.1)
        scribble(desk)
        desk.process.send_signal(signal.SIGCONT)
        until(desk, before)
        assert termios.tcgetattr(desk.master) == modes
    desk.press("?")  # each key is read once
    desk.wait_for("本屏按键")
    desk.press("\x1b")
    desk.wait_gone("本屏按键")
    desk.press("\x11")
    assert desk.wait_end() == 0
    assert termios.tcgetattr(desk.master)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)


def state(terminal: Terminal) -> str:
    return Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()[0]


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        os.sched_yield()
        time.sleep(0.02)
