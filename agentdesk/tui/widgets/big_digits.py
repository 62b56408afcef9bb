"""Figures that are read across a room: digits of three by five dots, drawn in half cells or in cells.

    rows = drawn("12/34", 2)       # five rows; each dot two cells wide

A dot is as wide as it is high at each size: size 1 is half a row, 2 a row, 4 two rows. Where only ASCII may be drawn
the dots are `#`, and size 1 takes a row to a dot.
"""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.tui.glyphs import ascii_only

SIZES = (4, 2, 1)
_DOTS: dict[str, str] = {
    "0": "111 101 101 101 111",
    "1": "010 110 010 010 111",
    "2": "111 001 111 100 111",
    "3": "111 001 111 001 111",
    "4": "101 101 111 001 001",
    "5": "111 100 111 001 111",
    "6": "111 100 111 101 111",
    "7": "111 001 001 010 010",
    "8": "111 101 111 101 111",
    "9": "111 101 111 001 111",
    "/": "001 001 010 100 100",
    "%": "101 001 010 100 101",
    "-": "000 000 111 000 000",
    ":": "0 1 0 1 0",
    ".": "0 0 0 0 1",
}
_GAP = 1  # dots between two characters
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def height(size: int) -> int:
    """Rows that a figure takes."""
    return max(5 * size // 2, 5 if ascii_only() else 3)


def width(text: str, size: int) -> int:
    """Cells that a figure takes."""
    return max(sum(len(_DOTS[letter].split()[0]) + _GAP for letter in text) - _GAP, 0) * size


def drawn(text: str, size: int) -> list[str]:
    """The figure's rows, all of one width; KeyError for a character that has no dots."""
    dots = [[column for letter in text for column in (*_row(letter, row), *[False] * _GAP)][:-_GAP] for row in range(5)]
    if size == 1 and not ascii_only():
        return _in_halves(dots)
    dot = "#" if ascii_only() else "█"
    lines = ["".join((dot if on else " ") * size for on in row) for row in dots]
    return [line for line in lines for _repeat in range(max(size // 2, 1))]


def _row(letter: str, row: int) -> Sequence[bool]:
    return [dot == "1" for dot in _DOTS[letter].split()[row]]


def _in_halves(dots: list[list[bool]]) -> list[str]:
    below = [*dots, [False] * len(dots[0])]
    pairs = [zip(below[row], below[row + 1], strict=True) for row in range(0, 6, 2)]
    return ["".join(_HALVES[pair] for pair in row) for row in pairs]
