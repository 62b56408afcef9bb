"""A program in a real pseudo-terminal, seen through a terminal emulator: press keys, wait for what the screen says."""

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
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0  # seconds; a slow machine is no failure, a screen that never comes is
# Queries and modes that pyte does not know and would print.
_UNKNOWN = re.compile(rb"\x1b\[\?[0-9;]*\$p|\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*u")
_PARTIAL = re.compile(rb"\x1b(\[[<>=?0-9;$]*)?$")

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, ESC, BACKSPACE, TAB, F2 = "\r", "\x1b", "\x7f", "\t", "\x1bOQ"


class Terminal:
    """One program on a terminal of its own."""

    def __init__(
        self,
        arguments: Sequence[str],
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = (sys.executable, "-m", "agentdesk"),
    ) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.process = subprocess.Popen(
            [*program, *arguments], cwd=ROOT, stdin=slave, stdout=slave, stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})},
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    @property
    def text(self) -> str:
        """The screen as text; the second cell of a wide letter, which is empty, is left out."""
        lines = (self.screen.buffer[row] for row in range(self.screen.lines))
        return "\n".join("".join(line[column].data for column in range(self.screen.columns)) for line in lines)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as a window manager or tmux does."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def press(self, *keys: str) -> None:
        """Type the keys, each in a write of its own."""
        for key in keys:
            os.write(self.master, key.encode())

    def read(self, seconds: float) -> bool:
        """Take what the program writes within some seconds; whether it wrote anything."""
        return self._read(seconds)

    def show(self, text: str) -> None:
        """Put something on the screen that the program did not write."""
        self._stream.feed(text.encode())

    def wait_for(self, *wanted: str) -> str:
        """Read until every text stands on the screen at once; AssertionError with the screen where it never does."""
        return self._until(lambda text: all(part in text for part in wanted), f"waited for {wanted}")

    def wait_gone(self, unwanted: str) -> str:
        """Read until a text has left the screen."""
        return self._until(lambda text: unwanted not in text, f"still there: {unwanted!r}")

    def wait_end(self) -> int:
        """Read until the program has ended; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.05)
        while self._read(0):  # a terminal gives 4 KiB at a time
            pass
        return self.process.wait(timeout=1)

    def kill(self) -> None:
        """SIGKILL: nothing of the program's runs any more."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def close(self) -> None:
        """End whatever still runs and give the terminal back."""
        if self.process.poll() is None:
            self.kill()
        os.close(self.master)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _until(self, holds, complaint: str) -> str:  # type: ignore[no-untyped-def]
        end = time.monotonic() + PATIENCE
        while not holds(self.text):
            if time.monotonic() > end or (self.process.poll() is not None and not self._read(0)):
                raise AssertionError(f"{complaint} in:\n{self.text}")
            self._read(0.05)
        return self.text

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = self._rest + os.read(self.master, 65536)
        except OSError:  # the program has gone
            return False
        partial = _PARTIAL.search(data)
        self._rest = data[partial.start() :] if partial else b""
        self._stream.feed(_UNKNOWN.sub(b"", data[: partial.start()] if partial else data))
        return True
