"""Lines of styled text measured in cells: what a sheet draws. Pure text, no widget.

A span is a text and the name of a style ("said", "note", "key" ...; sheet.py lists them). A line has spans at the left
and, when there is room, spans at the right edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agentdesk.common.cells import cell_len, cut
from agentdesk.common.names import visible
from agentdesk.common.wrapping import wrap

Span = tuple[str, str]


class Line(NamedTuple):
    """One row of the screen: spans at the left, spans at the right edge, and the style of the whole row.

    Every text on a screen comes through here, so here whatever a terminal might obey is made visible.
    """

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    base: str = ""

    def spans(self, width: int) -> Iterator[Span]:
        """The row, visible, in exactly `width` cells; the left side is cut with a mark where both do not fit."""
        right = self.right if length(self.right) < width else ()
        room = width - length(right)
        used = 0
        for text, style in self.left:
            piece, was_cut = cut(text, room - used - (1 if right else 0))
            yield piece, style
            used += cell_len(piece)
            if was_cut:
                break
        yield " " * max(room - used, 0), ""
        yield from ((visible(text), style) for text, style in right)


BLANK = Line()


def line(*left: Span | str, right: Iterable[Span | str] = (), base: str = "") -> Line:
    """A line of spans; a bare text is a span without a style."""
    return Line(tuple(map(_span, left)), tuple(map(_span, right)), base)


def length(spans: Iterable[Span]) -> int:
    """How many cells the spans take."""
    return sum(cell_len(text) for text, _style in spans)


def fit_spans(spans: Iterable[Span], width: int) -> tuple[Span, ...]:
    """The spans in at most `width` cells, cut with a mark."""
    kept: list[Span] = []
    for text, style in spans:
        piece, was_cut = cut(text, width - length(kept))
        if piece:
            kept.append((piece, style))
        if was_cut:
            break
    return tuple(kept)


def indented(text: str, width: int, style: str, *, first: tuple[Span, ...] = (), indent: int = 0) -> list[Line]:
    """The wrapped text as lines: `first` stands before the first one, the others are indented as far."""
    indent = indent or length(first)
    pieces = wrap(text, max(width - indent, 2))
    head = (*first, (" " * (indent - length(first)), ""))
    rest = ((" " * indent, ""),)
    return [Line((*(rest if index else head), (piece, style))) for index, piece in enumerate(pieces)]


def _span(span: Span | str) -> Span:
    return (span, "") if isinstance(span, str) else span
