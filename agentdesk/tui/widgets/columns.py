"""Columns of a list: how wide each is in the room there is, and which are left out when it does not do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from agentdesk.common.cells import cell_len, column
from agentdesk.common.i18n import _
from agentdesk.tui.widgets.lines import Span

_GAP = 1


class Column(NamedTuple):
    """A column: its title (a message id) and its width in cells, at least and at most.

    What is left of the room fills the columns up to `most`, the ones with the highest `keep` first, and then goes to
    the last one. Where the room does not do, the column with the lowest `keep` is left out first.
    """

    title: str
    least: int
    most: int = 0
    align: Literal["left", "right"] = "left"
    keep: int = 9


Columns = tuple[Column, ...]


def fitted(columns: Columns, rows: Iterable[Sequence[Span]]) -> Columns:
    """The columns no wider than their longest text wants them."""
    texts: list[set[str]] = [{_(each.title)} for each in columns]  # many rows say the same
    for cells in rows:
        for known, (text, _style) in zip(texts, cells, strict=True):
            known.add(text)
    return tuple(
        each._replace(most=max(each.least, min(each.most, max(map(cell_len, found)))))
        for each, found in zip(columns, texts, strict=True)
    )


@lru_cache(maxsize=64)
def widths(columns: Columns, room: int) -> tuple[int, ...]:
    """The width of each column; 0 for one that is left out."""
    shown = set(range(len(columns)))
    while len(shown) > 1 and sum(columns[i].least + _GAP for i in shown) - _GAP > room:
        shown.remove(min(shown, key=lambda i: (columns[i].keep, -i)))
    found = [each.least if i in shown else 0 for i, each in enumerate(columns)]
    left = room - sum(found) - _GAP * (len(shown) - 1)
    for i in sorted(shown, key=lambda i: (-columns[i].keep, i)):
        given = max(min(columns[i].most - found[i], left), 0)
        found[i] += given
        left -= given
    found[max(shown)] += left
    return tuple(found)


def titles(columns: Columns, room: int) -> tuple[Span, ...]:
    """The line above the list."""
    return row(columns, [(_(each.title), "dim") for each in columns], room)


def row(columns: Columns, cells: Sequence[Span], room: int) -> tuple[Span, ...]:
    """One line of the list: each cell cut or padded to its column's width."""
    found: list[Span] = []
    for each, (text, style), width in zip(columns, cells, widths(columns, room), strict=True):
        if not width:
            continue
        if found:
            found.append((" " * _GAP, ""))
        found.append((column(text, width, each.align), style))
    return tuple(found)
