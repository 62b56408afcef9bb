"""Tables in plain text, aligned by cells, that give way where the terminal is narrow."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

from agentdesk.common.cells import cell_len, column

Side = Literal["left", "right"]
_GAP = "  "


def terminal_width() -> int | None:
    """The terminal's columns, or those of COLUMNS; None for a pipe or a file, where nothing has to be cut."""
    if "COLUMNS" not in os.environ and not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def table(
    titles: Sequence[str], lines: Sequence[Sequence[str]], sides: Sequence[Side], *, width: int | None = None,
    gives: Mapping[int, int] | None = None, drops: Sequence[int] = (),
) -> str:  # fmt: skip
    """The lines under their titles and a rule; in `width` cells where that can be done.

    `gives` has the columns that may be cut, those that give way first before the others, each with what it keeps; the
    columns of `drops` are left out, in that order, where even that does not do.
    """
    rows = [titles, *lines]
    wide = {place: max(cell_len(row[place]) for row in rows) for place in range(len(titles))}
    least = {place: min(cells, (gives or {}).get(place, cells)) for place, cells in wide.items()}
    if width is not None:
        for place in drops:
            if _whole(least) > width:
                del least[place], wide[place]
        for place in gives or {}:
            if place in wide:
                wide[place] -= max(min(_whole(wide) - width, wide[place] - least[place]), 0)
    drawn = [[column(row[place], cells, sides[place]) for place, cells in wide.items()] for row in rows]
    drawn.insert(1, ["-" * cells for cells in wide.values()])
    return "\n".join(_GAP.join(row).rstrip() for row in drawn)


def _whole(widths: Mapping[int, int]) -> int:
    return sum(widths.values()) + len(_GAP) * (len(widths) - 1)
