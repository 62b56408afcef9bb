"""What commands print: text, whatever it quotes. The one place through which all of it goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agentdesk.common.names import visible


class Harmless:
    """A stream on which control sequences and what an eye cannot see are marks; lines stay lines.

    JSON passes through as it is: it has such letters escaped (common/json_text.py). Files that go out as bytes, over
    `buffer`, are their renderers' affair.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, visible; TypeError for bytes, by which click tells what sort of stream it has."""
        if not isinstance(text, str):
            raise TypeError(type(text))
        self._stream.write(visible(text, lines=True))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def harmless_output() -> Iterator[None]:
    """For the block, everything that is printed is harmless."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Harmless(sys.stdout), Harmless(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def print_file(content: str) -> None:
    """Print what is a file in itself, as CSV: letter by letter into a pipe or a file, harmless on a terminal."""
    if sys.stdout.isatty():
        sys.stdout.write(content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content.encode())
