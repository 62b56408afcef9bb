"""Blocks of lines, one under the other: blank lines between them where there is room, a mark where something is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import BLANK, Line


@dataclass(frozen=True)
class Block:
    """Lines that belong together. `gap` says how soon the blank line above them is given up: 0 at once, 9 last.

    `brief` takes their place where not everything fits: what can wait makes room for what cannot.
    """

    lines: Sequence[Line]
    gap: int = 5
    name: str = ""
    brief: Sequence[Line] | None = None


@dataclass(frozen=True)
class Stack:
    """The lines in the height asked for, and the row at which each named block that is in sight begins.

    `scrolled` is by how far what is in sight could be moved; `longer` says that there are rows out of sight.
    """

    lines: list[Line]
    rows: dict[str, int]
    scrolled: int = 0
    longer: bool = False


def stack(blocks: Sequence[Block], height: int, focus: str = "", scrolled: int | None = None) -> Stack:
    """Put the blocks into `height` rows; where they do not fit, the end of the block `focus` is in sight, else the top.

    `scrolled` moves what is in sight by so many rows, as far as there are any; None where no key does that, and the
    marks name none.
    """
    filled = _filled(blocks, height)
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


def _filled(blocks: Sequence[Block], height: int) -> list[Block]:
    """The blocks that have lines; where they do not fit, the last ones that can be brief are so first."""
    found = list(blocks)
    for place in reversed(range(len(found))):
        if sum(len(block.lines) for block in found) <= height:
            break
        brief = found[place].brief
        if brief is not None:
            found[place] = replace(found[place], lines=brief)
    return [block for block in found if block.lines]


def _in_sight(lines: list[Line], rows: dict[str, int], height: int, last: int, scrolled: int | None) -> Stack:
    if len(lines) <= height or height < 2:
        return Stack(lines[:height], rows)
    most = len(lines) - height
    start = min(max(last - height + 1, 0), most)
    first = min(max(start + (scrolled or 0), 0), most)
    shown = lines[first : first + height]
    if first:
        shown[0] = _marked(shown[0], glyph("up") if scrolled is None else f"{glyph('up')} PgUp")
    if first + height < len(lines):
        shown[-1] = _marked(shown[-1], glyph("down") if scrolled is None else f"{glyph('down')} PgDn")
    in_sight = {name: row - first for name, row in rows.items() if 0 <= row - first < height}
    return Stack(shown, in_sight, first - start, longer=True)


def _marked(line: Line, mark: str) -> Line:
    return Line(line.left, ((f" {mark} ", "mark"),), line.base)
