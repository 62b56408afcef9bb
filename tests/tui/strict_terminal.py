"""A terminal in memory that is worse than a real one: what is left of a half-overwritten wide character is rubbish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyte
from rich.cells import split_graphemes

HALF = "\ufffd"
# Questions and modes that pyte does not know and would print.
_UNKNOWN = re.compile(r"\x1b\[\?[\d;]*\$p|\x1b\[[<>=][\d;]*u|\x1b\[\?[\d;]*u")

Picture = list[list[tuple[object, ...]]]


class StrictScreen(pyte.Screen):
    """pyte's screen; a character that is overwritten in part is gone as a whole, and shows."""

    def draw(self, data: str) -> None:
        """Draw each character by itself, and spoil the other half of a wide one that it hits."""
        for letter in data:
            row, before = self.cursor.y, self.cursor.x
            line = self.buffer[row]
            if before and before < self.columns and line[before].data == "":
                line[before - 1] = line[before - 1]._replace(data=HALF)
            rest = [line[before + step].data == "" for step in (1, 2)]
            super().draw(letter)
            after = self.cursor.x
            if before < after < self.columns and rest[after - before - 1]:
                line[after] = line[after]._replace(data=HALF)


class StrictTerminal:
    """Such a screen, and what is written to it."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.screen = StrictScreen(width, height)
        self._stream = pyte.Stream(self.screen)
        self.write("\x1b[?7l")  # no wrapping, as Textual has it

    def write(self, data: str) -> None:
        """Take what a driver writes."""
        self._stream.feed(_UNKNOWN.sub("", data))

    def picture(self) -> Picture:
        """Every cell: its text, colours and attributes."""
        return picture(self.screen)

    def text(self) -> str:
        """What can be read."""
        return "\n".join("".join(str(cell[0]) for cell in line) for line in self.picture())


def picture(screen: pyte.Screen) -> Picture:
    """Every cell of a screen as it looks: of a space nothing is seen but its background and the lines through it."""
    return [[_seen(screen.buffer[row][column]) for column in range(screen.columns)] for row in range(screen.lines)]


def _seen(cell: Any) -> tuple[object, ...]:
    if cell.data == " " and not (cell.underscore or cell.strikethrough or cell.reverse):
        cell = cell._replace(fg="default", bold=False, italics=False, blink=False)
    return tuple(cell)


def picture_of(lines: Iterable[str], width: int, height: int) -> Picture:
    """What lines look like that are written one below the other on an empty terminal."""
    fresh = StrictTerminal(width, height)
    for row, line in enumerate(lines, 1):
        fresh.write(f"\x1b[{row};1H{line}")
    return fresh.picture()


def cells_of(text: str) -> list[str]:
    """A text by cells; the second one of a wide character is empty."""
    found: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        found += [text[start:end], *[""] * (width - 1)]
    return found
