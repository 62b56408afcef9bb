"""The desk on a real pseudo-terminal: painted, left, hung up on; and refused where there is no terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from agentdesk.interview import contacts
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Customer, Task

ROOT = Path(__file__).resolve().parents[2]
# Questions to the terminal that pyte would print.
_UNKNOWN = re.compile(rb"\x1b\[\?[\d;]*\$p|\x1b\[[<>=][\d;]*u")


class Terminal:
    """A process on a pseudo-terminal of 80x24, with what it shows."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        command = [sys.executable, "-m", "agentdesk", *arguments]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=os.environ | environment,
            start_new_session=True,
        )
        os.close(slave)

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def shows(self, text: str, seconds: float = 20) -> bool:
        """Wait until the text stands on the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.05)
            if text in "\n".join(self.screen.display):
                return True
        return False

    def ends(self, seconds: float = 10) -> int:
        """Wait for the end; gives the exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.05)
        self._read(0.05)
        return self.process.wait(timeout=1)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> None:
        while select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the other end is closed
                return
            if not data:
                return
            self._stream.feed(_UNKNOWN.sub(b"", data))


@pytest.fixture
def terminal(world: Path) -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def start(*arguments: str, **environment: str) -> Terminal:
        settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | environment
        made.append(Terminal(*arguments, **settings))
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_the_queue_is_painted_and_left_with_a_key(terminal: Callable[..., Terminal]) -> None:
    desk = terminal("--as", "李娜", "desk")
    assert desk.shows("回访工作台")
    assert desk.shows("王建国 先生")
    assert desk.screen.display[1].startswith(" 今日 2/17 · 约定 1 · 逾期 2")
    desk.type("\x1bOQ")
    assert desk.shows("Callback desk")
    assert "回访工作台" not in "\n".join(desk.screen.display)
    desk.type("\x11")
    assert desk.ends() == 0


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_dropped_line_ends_the_desk_and_keeps_the_call(
    terminal: Callable[..., Terminal], person: Callable[[str], Actor], number: signal.Signals
) -> None:
    desk = terminal("--as", "李娜", "desk")
    assert desk.shows("王建国 先生")
    actor = person("李娜")
    task = Task.select().join(Customer).where(Customer.name == "周敏").get()
    contact_id = contacts.open_contact(actor, task.id)
    desk.process.send_signal(number)
    assert desk.ends() == 128 + number
    again = terminal("--as", "李娜", "desk")
    assert again.shows("继续 周敏 女士")
    assert contacts.open_contact_of(actor.id) == contact_id


def test_a_terminal_that_cannot_be_drawn_on_is_refused(terminal: Callable[..., Terminal]) -> None:
    desk = terminal("--as", "李娜", "desk", TERM="dumb")
    assert desk.ends() == 1
    shown = [line.strip() for line in desk.screen.display if line.strip()]
    assert shown == ["这个终端不能画屏（TERM=dumb）。请换一个终端，或用：agentdesk queue list"]


def test_without_a_terminal_there_is_one_line(
    world: Path, run_cli: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    ended = run_cli("--as", "李娜", "desk")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.splitlines() == ["工作台需要终端。通过 SSH 登录请用：ssh -t"]


def test_a_terminal_without_utf_8_shows_chinese(terminal: Callable[..., Terminal]) -> None:
    desk = terminal("--as", "A001", "desk", LANG="", LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert desk.shows("回访工作台")


def test_a_handler_sees_what_waits_for_him(terminal: Callable[..., Terminal]) -> None:
    desk = terminal("--as", "陈涛", "desk")
    assert desk.shows("我的待办   陈涛")
    desk.type("\x11")
    assert desk.ends() == 0
