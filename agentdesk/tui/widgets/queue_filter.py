"""What stands beside the filter while it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line
from agentdesk.tui.widgets.sheet import Sheet


class FilterMark(Sheet):
    """The key that was pressed."""

    DEFAULT_CSS = "FilterMark { width: 3; }"

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A slash."""
        return [Line(((" /", "key"),))]


class FilterFound(Sheet):
    """How many rows are left, and how to go on."""

    DEFAULT_CSS = "FilterFound { width: 36; }"

    def __init__(self) -> None:
        super().__init__()
        self._found = 0

    def show(self, found: int) -> None:
        """So many rows are left."""
        self._found = found
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The number and the keys."""
        found = (_("{n} found").format(n=self._found), "value")
        keys = ((glyph("enter"), "key"), (f" {_('choose')}   ", "dim"), ("Esc", "key"), (f" {_('clear')} ", "dim"))
        return [Line((("  ", ""), found), keys)]
