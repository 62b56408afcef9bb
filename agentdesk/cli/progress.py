"""Progress of long work: a line that rewrites itself on a terminal, nothing in cron."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def reporter() -> Iterator[Callable[[str], None]]:
    """A function that shows what is being done on stderr, where stderr is a terminal."""
    shown = sys.stderr.isatty()

    def report(text: str) -> None:
        if shown:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()

    try:
        yield report
    finally:
        if shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
