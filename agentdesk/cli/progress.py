"""Progress of long work: a line that rewrites itself on a terminal, nothing in cron."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def reporter() -> Iterator[Callable[[str], None]]:
    """A function that shows what is being done on stderr, where stderr is a terminal."""
    terminal = sys.__stderr__ if sys.stderr.isatty() else None  # not what makes control sequences visible

    def report(text: str) -> None:
        if terminal is not None:
            terminal.write(f"\r\x1b[2K{text}")
            terminal.flush()

    try:
        yield report
    finally:
        report("")
