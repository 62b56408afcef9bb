"""A figure's periods or parts side by side: value, n, and a bar of the interval drawn in cells between its limits."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agentdesk.common.cells import column
from agentdesk.common.i18n import N_, _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row, widths
from agentdesk.tui.widgets.lines import Line, Span, indented
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet

PARTS: Columns = (
    Column(N_("Whose"), 4, most=16),
    Column(N_("Value"), 4, most=9, align="right"),
    Column(N_("Count"), 4, most=11, align="right"),
    Column(N_("95 % CI"), 4, most=15, align="right", keep=2),
    Column(N_("It says"), 4, most=18, keep=4),
)
BAR = Column("", 14, keep=8)


class Scale(NamedTuple):
    """What the bar's first and last cell stand for."""

    low: float
    high: float

    def place(self, value: float, cells: int) -> int:
        """The cell of a value; one beyond the scale stands at its end."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return min(max(round(share * (cells - 1)), 0), cells - 1)


@dataclass(frozen=True)
class Compared:
    """One row: texts for its cells, numbers for its bar; `more` is said of it below the list.

    `key` is what Enter opens, None for a line that is only read, which then is `value`, over the whole width.
    """

    key: Hashable
    name: str
    value: str
    count: str = ""
    interval: str = ""
    word: str = ""
    style: str = ""
    point: float | None = None
    span: tuple[float, float] | None = None
    alert: tuple[float, float] | None = None
    more: str = ""


class CompareList(Listing[Compared]):
    """The rows on one scale."""

    scale = Scale(0.0, 1.0)
    centre: float | None = None
    columns: Columns = (*PARTS, BAR)

    def measure(self, rows: Sequence[Compared]) -> Columns:
        """Each column as wide as these rows want it, no column of words without any; the bars take what is left."""
        drawn = [_texts(each) for each in rows if each.key is not None]
        wide = [each._replace(least=each.most) for each in fitted(PARTS, drawn)]
        said = any(each.word for each in rows)
        self.columns = (*wide[: None if said else -1], BAR)
        return self.columns

    def rests(self, item: Compared) -> bool:
        """On what opens to something."""
        return item.key is not None

    def identity(self, item: Compared) -> Hashable:
        """The same person or period."""
        return item.key, item.name

    def spans(self, item: Compared, width: int) -> Sequence[Span]:
        """One row."""
        if item.key is None:
            return (("  ", ""), (item.value, item.style))
        cells = widths(self.columns, width)[-1]
        bar = bar_text(item, self.scale, self.centre, cells)
        return row(self.columns, (*_texts(item)[: len(self.columns) - 1], (bar, "")), width)


def _texts(item: Compared) -> tuple[Span, ...]:
    return ((item.name, "value"), (item.value, ""), (item.count, "dim"), (item.interval, "dim"),
            (item.word, item.style))  # fmt: skip


def bar_text(item: Compared, scale: Scale, centre: float | None, cells: int) -> str:
    """The interval as a line, the limits and the middle across it, the value on top of all; `cells` cells wide."""
    drawn = [" "] * cells
    if item.span is not None:
        first, last = (scale.place(each, cells) for each in item.span)
        drawn[first : last + 1] = glyph("rule") * (last + 1 - first)
    for each in item.alert or ():
        drawn[scale.place(each, cells)] = glyph("limit")
    if centre is not None:
        drawn[scale.place(centre, cells)] = glyph("bar")
    if item.point is not None:
        drawn[scale.place(item.point, cells)] = glyph("point")
    return "".join(drawn)


class CompareTitles(Sheet):
    """The columns' titles, and over the bars what their ends stand for."""

    DEFAULT_CSS = "CompareTitles { height: 1; }"
    ends = ("", "")
    columns: Columns = (*PARTS, BAR)

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line."""
        room = width - 2  # the cursor's cell, and the list's scroll bar
        cells = widths(self.columns, room)[-1]
        low, high = self.ends
        axis = f"{low}{column(high, max(cells - len(low), 0), 'right')}"
        named = [(_(each.title), "dim") for each in self.columns[:-1]]
        return [Line(((" ", ""), *row(self.columns, [*named, (axis, "dim")], room)))]


class ComparePane(Sheet):
    """What the marks are, and the row under the cursor in words."""

    legend = ""
    more = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The row first, then the legend."""
        said = indented(self.more, width - 1, "", indent=1) if self.more else []
        return [*said, *indented(self.legend, width - 1, "dim", indent=1)][:height]
