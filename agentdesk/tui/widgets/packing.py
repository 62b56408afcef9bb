"""Parts of a line that are shown whole or not at all; a mark says where some are missing."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.cells import MARK
from agentdesk.tui.widgets.lines import Span, length

Part = Sequence[Span]


def whole(parts: Sequence[Part], width: int, gaps: tuple[int, ...] = (3, 2)) -> tuple[Span, ...]:
    """The parts with the widest of the gaps between them that fits, else the first ones that fit and a mark."""
    for gap in gaps:
        if sum(length(part) for part in parts) + gap * (len(parts) - 1) <= width:
            return _joined(parts, gap)
    gap = gaps[-1]
    left = width - gap - len(MARK)
    kept: list[Part] = []
    for part in parts:
        left -= length(part) + (gap if kept else 0)
        if left < 0:
            break
        kept.append(part)
    return (*_joined(kept, gap), (" " * gap, ""), (MARK, "dim"))


def first_that_fits(texts: Sequence[str], width: int) -> str:
    """The first of several ways to say something that fits into the width; nothing where none does."""
    return next((text for text in texts if length([(text, "")]) <= width), "")


def _joined(parts: Sequence[Part], gap: int) -> tuple[Span, ...]:
    found: list[Span] = []
    for part in parts:
        if found:
            found.append((" " * gap, ""))
        found += part
    return tuple(found)
