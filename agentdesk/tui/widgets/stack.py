"""Blocks of lines, one under the other: blank lines between them where there is room, a mark where something is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import BLANK, Line


@dataclass(frozen=True)
class Block:
    """Lines that belong together. `gap` says how soon the blank line above them is given up: 0 at once, 9 last."""

    lines: Sequence[Line]
    gap: int = 5
    name: str = ""


@dataclass(frozen=True)
class Stack:
    """The lines in the height asked for, and the row at which each named block that is in sight begins."""

    lines: list[Line]
    rows: dict[str, int]


def stack(blocks: Sequence[Block], height: int, focus: str = "", scrolled: int = 0) -> Stack:
    """Put the blocks into `height` rows; where they do not fit, the end of the block `focus` is in sight, else the top.

    `scrolled` moves what is in sight by so many rows, as far as there are any.
    """
    filled = [block for block in blocks if block.lines]
    room = height - sum(len(block.lines) for block in filled)
    wanted = sorted(
        (place for place in range(1, len(filled)) if filled[place].gap), key=lambda place: -filled[place].gap
    )
    spaced = set(wanted[: max(room, 0)])
    lines: list[Line] = []
    rows: dict[str, int] = {}
    last = 0
    for index, block in enumerate(filled):
        if index in spaced:
            lines.append(BLANK)
        if block.name:
            rows[block.name] = len(lines)
        lines += block.lines
        if focus and block.name == focus:
            last = len(lines)
    return _in_sight(lines, rows, height, last, scrolled)


def _in_sight(lines: list[Line], rows: dict[str, int], height: int, last: int, scrolled: int) -> Stack:
    if len(lines) <= height or height < 2:
        return Stack(lines[:height], rows)
    most = len(lines) - height
    first = min(max(min(max(last - height + 1, 0), most) + scrolled, 0), most)
    shown = lines[first : first + height]
    if first:
        shown[0] = _marked(shown[0], glyph("up"))
    if first + height < len(lines):
        shown[-1] = _marked(shown[-1], glyph("down"))
    return Stack(shown, {name: row - first for name, row in rows.items() if 0 <= row - first < height})


def _marked(line: Line, mark: str) -> Line:
    return Line(line.left, ((f" {mark} ", "mark"),), line.base)
