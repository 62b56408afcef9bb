"""A program on a pseudo-terminal with the time its words take to appear, by the bytes it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from compileall import compile_dir
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
_CONTROL = re.compile(rb"\x1b(\[[0-9;:?<>=$]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")


@lru_cache(maxsize=1)
def as_installed() -> dict[str, str]:
    """The environment of a program that is compiled, as pip leaves it; PYTHONDONTWRITEBYTECODE would prevent it."""
    compile_dir(ROOT / "agentdesk", quiet=1)
    return {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}


class OnATerminal:
    """A Python program on a terminal of its own, 120x36."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}
        self._since = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**as_installed(), **settings, **(environment or {})},
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> OnATerminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def press(self, key: str) -> None:
        """Type a key; the next `until` counts from here."""
        self.rest()
        self._since = time.perf_counter()
        os.write(self._master, key.encode())

    def until(self, *words: str) -> float:
        """Seconds since the start, or the last key, until all words have been written; SystemExit if they never are."""
        written, end = b"", time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            written += self._read(0.5)
            shown = _CONTROL.sub(b"", written)
            if all(word.encode() in shown for word in words):
                return time.perf_counter() - self._since
        raise SystemExit(f"{words} never came; this did:\n{_CONTROL.sub(b'', written).decode(errors='replace')}")

    def rest(self) -> None:
        """Read until nothing more is written."""
        while self._read(0.15):
            pass

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._master, 65536)
        except OSError:  # the program has ended
            return b""
