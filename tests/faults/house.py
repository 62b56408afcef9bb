"""One dealer with a call due, its desk on a terminal, and another process that keeps the database for itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.test_a_call_by_keys import NOW, begin
from tests.terminal import Terminal

_HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that changes the database and does not come to an end before the block does."""
    command = [sys.executable, "-c", _HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.stdin.close()


def sit_down(path: Path | str, size: tuple[int, int] = (80, 24), **environment: str) -> Terminal:
    """李娜's desk on a terminal."""
    settings = {"AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    return Terminal(["--as", "李娜", "desk"], size, settings | environment)


def write(terminal: Terminal, words: str) -> None:
    """A complaint's words, all of them on the screen."""
    begin(terminal)
    terminal.wait_for("1/10  接车")
    terminal.press("c")
    terminal.wait_for("客户原话", "吴敏")
    terminal.press(words)
    terminal.wait_for(words)
