"""A telephone number in digits three rows high, so that it can be dialled from an arm's length away."""

from __future__ import annotations

from textual.renderables.digits import DIGITS, DIGITS3X3_BOLD

from agentdesk.common.cells import cell_len, pad
from agentdesk.common.settings import settings
from agentdesk.tui.widgets.lines import Line

_NARROW = " "
_DRAWABLE = frozenset("0123456789-" + _NARROW)


def big_number(shown: str, width: int) -> list[Line]:
    """The number in three rows, in one row of spaced digits where three do not fit the width."""
    if settings().borders != "ascii" and set(shown) <= _DRAWABLE:
        rows = ["".join(row) for row in zip(*map(_glyph, shown), strict=True)]
        if rows and cell_len(rows[0]) <= width:
            return [Line(((row, "said"),)) for row in rows]
    return [Line(((" ".join(shown), "said"),))]


def _glyph(letter: str) -> tuple[str, str, str]:
    if letter == _NARROW:
        return " ", " ", " "
    if letter == "-":
        return "   ", "╺━ ", "   "
    place = DIGITS.find(letter) * 3
    top, middle, bottom = (pad(row, 3) for row in DIGITS3X3_BOLD[place : place + 3])
    return top, middle, bottom
