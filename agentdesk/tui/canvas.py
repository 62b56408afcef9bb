"""What the terminal shows, so that only the cells that change are sent: on a slow link bytes are waiting time.

Textual repaints regions. `Canvas` reads what it would write, keeps the screen's cells in mind, and gives back the
shortest writing that leads to the same picture. What it does not understand it passes through unchanged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from rich.cells import split_graphemes

from agentdesk.tui.sgr import PLAIN, Look, blank, read, step

_TOKEN = re.compile(
    r"\x1b\[(?P<sgr>[\d;:]*)m|\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\]8;(?P<link>[^\x1b]*)\x1b\\"
    r"|(?P<other>\x1b\[[<>=?]?[\d;:]*[ $!]?[@-~]|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b.|[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
_FORGETTING = re.compile(r"\x1b\[(?:\?1049[hl]|[0-3]?J|[0-2]?K)|\x1bc")
_NEWLINE = "\n"
# Rewriting a few equal cells costs less than jumping over them.
_GAP = 4

_UNSURE = 1 << 16  # a column beyond every screen, where the terminal's cursor may be anywhere in its line

Cell = tuple[str, Look]  # the right half of a wide character has an empty text


class Canvas:
    """The cells the terminal shows, as far as they are known."""

    def __init__(self) -> None:
        self._lines: defaultdict[int, dict[int, Cell]] = defaultdict(dict)
        self._row, self._column, self._look = 0, 0, PLAIN  # where and how Textual means to write
        self._real: tuple[int, int] | None = None  # where the terminal's cursor is, if that is known
        self._real_look = PLAIN
        self._halves: dict[tuple[int, int], Look] = {}  # what is left of wide characters, by its place
        self._out: list[str] = []

    def forget(self) -> None:
        """Trust nothing on the terminal any more: after a resize, a suspension, or at the user's wish."""
        self._lines.clear()
        self._real = None

    def paint(self, data: str) -> str:
        """The writing that has the effect of `data` on this terminal."""
        self._out = []
        for token in _TOKEN.finditer(data):
            kind = token.lastgroup
            if kind == "text":
                self._text(token["text"])
            elif kind == "sgr":
                self._look = read(self._look, token["sgr"])
            elif kind == "column":
                self._row, self._column = int(token["row"]) - 1, int(token["column"]) - 1
            elif kind == "link":
                self._look = self._look._replace(link="" if token["link"] == ";" else token["link"])
            else:
                self._other(token["other"])
        self._finish()
        return "".join(self._out)

    def _text(self, text: str) -> None:
        line, column, look = self._lines[self._row], self._column, self._look
        equal, equal_from = "", column
        space = (" ", blank(look))
        for cluster, width in _clusters(text):
            cell = space if cluster == " " else (cluster, look)
            if line.get(column) != cell:
                if self._real != (self._row, column):
                    self._go_to(column, equal, equal_from)
                self._write(*cell, width)
                self._store(line, column, cell, width)
                equal, equal_from = "", column + width
            elif len(cluster) == 1:
                equal += cluster
            else:
                equal_from = _UNSURE  # jumped over
            column += width
        self._column = column

    def _store(self, line: dict[int, Cell], column: int, cell: Cell, width: int) -> None:
        """Keep a written character in mind; overwriting half of a wide one leaves its other half undefined."""
        after = column + width
        for half, orphan in ((column, column - 1), (after, after)):
            if half in line and not line[half][0]:
                self._halves[self._row, orphan] = line[half][1]
                line.pop(orphan, None)
        line[column] = cell
        for place in range(column + 1, after):
            line[place] = ("", cell[1])
        if self._halves:
            for place in range(column, after):
                self._halves.pop((self._row, place), None)

    def _go_to(self, column: int, equal: str, equal_from: int) -> None:
        """Bring the terminal's cursor to the column, over cells that are `equal` from a column on."""
        row = self._row
        if self._real is None or self._real[0] != row or self._real[1] > column:
            self._out.append(f"\x1b[{row + 1};{column + 1}H")
        elif self._real[1] == equal_from and column - equal_from <= _GAP and self._real_look == self._look:
            self._out.append(equal)
        else:
            self._out.append(f"\x1b[{column - self._real[1]}C")
        self._real = (row, column)

    def _write(self, cluster: str, look: Look, width: int) -> None:
        """Write a character; a space that only its background shows of is written in whatever hand writes already."""
        if self._real_look is not look and (cluster != " " or blank(self._real_look) != look):
            if cluster == " " and not look.attributes:
                look = self._real_look.on(look)
            self._out.append(step(self._real_look, look))
            self._real_look = look
        self._out.append(cluster)
        assert self._real is not None
        # Terminals do not agree how wide a character of several code points is: the next one gets its own address.
        self._real = (self._real[0], self._real[1] + width if len(cluster) == 1 else _UNSURE)

    def _other(self, sequence: str) -> None:
        if sequence == _NEWLINE:
            # Textual ends lines with it and positions the next one itself.
            self._row, self._column = self._row + 1, 0
            return
        if _FORGETTING.match(sequence):
            self.forget()
        self._out.append(sequence)

    def _finish(self) -> None:
        """Leave no half of a character, the terminal plain, and its cursor where Textual wants it."""
        self._blank_halves()
        if self._real_look != PLAIN:
            self._out.append(step(self._real_look, PLAIN))
            self._real_look = PLAIN
        if self._real is not None and self._real != (self._row, self._column):
            self._out.append(f"\x1b[{self._row + 1};{self._column + 1}H")
            self._real = (self._row, self._column)

    def _blank_halves(self) -> None:
        """Terminals do not agree what is left of a wide character whose other half was written over: draw a space."""
        if not self._halves:
            return
        row, column, look = self._row, self._column, self._look
        for place, of_it in sorted(self._halves.items()):
            (self._row, self._column), self._look = place, of_it
            self._text(" ")
        self._row, self._column, self._look = row, column, look


@lru_cache(maxsize=2048)
def _clusters(text: str) -> list[tuple[str, int]]:
    """The characters as a reader sees them, each with its width in cells."""
    if text.isascii():
        return [(letter, 1) for letter in text]
    spans, _ = split_graphemes(text)
    return [(text[start:end], width) for start, end, width in spans if width]  # a mark without its letter is not drawn
