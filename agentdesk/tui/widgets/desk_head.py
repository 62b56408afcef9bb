"""Above a list: what it is and whose, the views that digits choose, the columns' titles."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _
from agentdesk.tui.widgets.columns import Columns, titles
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.packing import whole
from agentdesk.tui.widgets.queue_head import View
from agentdesk.tui.widgets.sheet import Sheet

_BAR = 1  # the list's last cell is its scroll bar's


class DeskHead(Sheet):
    """One line: the title (a message id), a word beside it, the day and the time."""

    DEFAULT_CSS = "DeskHead { height: 1; }"

    def __init__(self, title: str, beside: str = "") -> None:
        super().__init__()
        self._title = title
        self.beside = beside

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line."""
        now = clock.local_now()
        right = ((f"{dates.heading(now.date())} ", "dim"), (f"{now:%H:%M} ", ""))
        return [line((f" {_(self._title)}", "said"), f"   {self.beside}", right=right)]


class DigitViews(Sheet):
    """One line: each view with its digit; a count below nought is not shown."""

    DEFAULT_CSS = "DigitViews { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.views: Sequence[View] = ()
        self.chosen = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The views, whole or not at all."""
        return [Line(((" ", ""), *whole(list(map(self._part, range(1, len(self.views) + 1), self.views)), width - 2)))]

    def _part(self, digit: int, view: View) -> tuple[Span, ...]:
        style = "here" if view.code == self.chosen else ""
        count = f" {view.number}" if view.number >= 0 else ""
        return (str(digit), "key"), (f" {view.name}", style), (count, style or "dim")


class ColumnTitles(Sheet):
    """The line above the rows."""

    DEFAULT_CSS = "ColumnTitles { height: 1; }"

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self._columns = columns

    def show(self, columns: Columns) -> None:
        """Show the titles of these columns."""
        self._columns = columns
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The columns' titles, each over its column."""
        return [Line(((" ", ""), *titles(self._columns, width - 1 - _BAR)))]
