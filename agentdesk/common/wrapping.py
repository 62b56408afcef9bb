"""Text in lines of so many terminal cells, broken as Chinese and English readers expect it."""

from __future__ import annotations

from collections.abc import Iterator

from agentdesk.common.cells import cell_len, clusters, letter_len
from agentdesk.common.names import visible

# 避头点: what must not stand at the beginning of a line hangs on the line before, even where that is a cell too long.
_NOT_FIRST = frozenset("，。、；：？！,.;:?!)）]】」』》>”’…%％")
_NOT_LAST = frozenset("(（[【「『《“‘")
_JOINER = "\u200d"


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
    if letter in _NOT_FIRST or last in _NOT_LAST or letter == " " or last == _JOINER:
        return False
    before, cells = letter_len(last), letter_len(letter)
    if not cells:
        return False  # a mark, a joiner: it belongs to what stands before it
    return last == " " or before == 2 or cells == 2 or (last in _NOT_FIRST and cells == 2)


def _halved(token: str, width: int) -> Iterator[str]:
    """A piece longer than a line, cut where it must be; the blanks at its end may hang over."""
    if cell_len(token) <= width:
        yield token
        return
    piece, used = "", 0
    for cluster in clusters(token):
        cells = cell_len(cluster)
        if piece and used + cells > width and cluster != " ":
            yield piece
            piece, used = "", 0
        piece, used = piece + cluster, used + cells
    yield piece
