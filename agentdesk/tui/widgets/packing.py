"""Parts of a line that are shown whole or not at all; a mark says where some are missing."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.cells import mark
from agentdesk.tui.widgets.lines import Line, Span, length

Part = Sequence[Span]


def whole(parts: Sequence[Part], width: int, gaps: tuple[int, ...] = (3, 2)) -> tuple[Span, ...]:
    """The parts with the widest of the gaps between them that fits, else the first ones that fit and a mark."""
    for gap in gaps:
        if sum(length(part) for part in parts) + gap * (len(parts) - 1) <= width:
            return _joined(parts, gap)
    gap = gaps[-1]
    left = width - gap - len(mark())
    kept: list[Part] = []
    for part in parts:
        left -= length(part) + (gap if kept else 0)
        if left < 0:
            break
        kept.append(part)
    return (*_joined(kept, gap), (" " * gap, ""), (mark(), "dim"))


def first_that_fits(texts: Sequence[str], width: int) -> str:
    """The first of several ways to say something that fits into the width; nothing where none does."""
    return next((text for text in texts if length([(text, "")]) <= width), "")


def flowing(parts: Sequence[Part], width: int, gap: int = 3) -> list[Line]:
    """The parts in as many lines as they need, none of them broken."""
    rows: list[list[Part]] = []
    for part in parts:
        if rows and sum(length(each) + gap for each in rows[-1]) + length(part) <= width:
            rows[-1].append(part)
        else:
            rows.append([part])
    return [Line(_joined(row, gap)) for row in rows]


def _joined(parts: Sequence[Part], gap: int) -> tuple[Span, ...]:
    found: list[Span] = []
    for part in parts:
        if found:
            found.append((" " * gap, ""))
        found += part
    return tuple(found)
