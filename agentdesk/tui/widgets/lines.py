"""Lines of styled text measured in cells: what a sheet draws. Pure text, no widget.

A span is a text and the name of a style ("said", "note", "key" ...; sheet.py lists them). A line has spans at the left
and, when there is room, spans at the right edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agentdesk.common.cells import cell_len, fit
from agentdesk.common.names import visible

Span = tuple[str, str]

# 避头点: what must not stand at the beginning of a line hangs on the line before, even where that is a cell too long.
_NOT_FIRST = frozenset("，。、；：？！,.;:?!)）]】」』》>”’…%％")
_NOT_LAST = frozenset("(（[【「『《“‘")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the screen: spans at the left, spans at the right edge, and the style of the whole row."""

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    base: str = ""

    def spans(self, width: int) -> Iterator[Span]:
        """The row in exactly `width` cells; the left side is cut with a mark where both do not fit."""
        right = self.right if length(self.right) < width else ()
        room = width - length(right)
        used = 0
        for text, style in self.left:
            piece = fit(text, room - used - (1 if right else 0))
            yield piece, style
            used += cell_len(piece)
            if piece != text:
                break
        yield " " * max(room - used, 0), ""
        yield from right


BLANK = Line()


def line(*left: Span | str, right: Iterable[Span] = (), base: str = "") -> Line:
    """A line of spans (a bare text is a span without a style); whatever a terminal might obey is made visible."""
    return Line(tuple(_clean(span) for span in left), tuple(_clean(span) for span in right), base)


def length(spans: Iterable[Span]) -> int:
    """How many cells the spans take."""
    return sum(cell_len(text) for text, _style in spans)


def fit_spans(spans: Iterable[Span], width: int) -> tuple[Span, ...]:
    """The spans in at most `width` cells, cut with a mark."""
    kept: list[Span] = []
    for text, style in spans:
        piece = fit(text, width - length(kept))
        if piece:
            kept.append((piece, style))
        if piece != text:
            break
    return tuple(kept)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells: between Chinese characters anywhere, between words elsewhere.

    Full stops and closing brackets never begin a line, opening brackets never end one. At least one line.
    """
    lines: list[str] = []
    for paragraph in visible(text, lines=True).split("\n"):
        current = ""
        for token in _tokens(paragraph, max(width, 2)):
            if current and cell_len(current + token.rstrip()) > width:
                lines.append(current.rstrip())
                current = token.lstrip()
            else:
                current += token
        lines.append(current.rstrip())
    return lines


def indented(text: str, width: int, style: str, *, first: tuple[Span, ...] = (), indent: int = 0) -> list[Line]:
    """The wrapped text as lines: `first` stands before the first one, the others are indented as far."""
    indent = indent or length(first)
    pieces = wrap(text, max(width - indent, 2))
    head = (*first, (" " * (indent - length(first)), ""))
    rest = ((" " * indent, ""),)
    return [Line((*(rest if index else head), (piece, style))) for index, piece in enumerate(pieces)]


def _clean(span: Span | str) -> Span:
    return (visible(span), "") if isinstance(span, str) else (visible(span[0]), span[1])


def _tokens(paragraph: str, width: int) -> Iterator[str]:
    """Pieces that stay together: a word with the blanks after it, or a Chinese character with its punctuation."""
    token = ""
    for letter in paragraph:
        if token and _may_break(token, letter):
            yield from _halved(token, width)
            token = ""
        token += letter
    yield from _halved(token, width)


def _may_break(token: str, letter: str) -> bool:
    last = token[-1]
    if letter in _NOT_FIRST or last in _NOT_LAST or letter == " ":
        return False
    return last == " " or cell_len(last) == 2 or cell_len(letter) == 2 or (last in _NOT_FIRST and cell_len(letter) == 2)


def _halved(token: str, width: int) -> Iterator[str]:
    """A piece longer than a line, cut where it must be."""
    while cell_len(token.rstrip()) > width:
        cut = next(end for end in range(len(token), 0, -1) if cell_len(token[:end]) <= width)
        yield token[:cut]
        token = token[cut:]
    if token:
        yield token
