"""A text that is longer than its room: it is turned by pages, and says so at its foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agentdesk.common.i18n import _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.sheet import Sheet

Draw = Callable[[int], Sequence[Line]]


class Paged(Sheet):
    """Draws what `show` was given in its width; a page keeps a line of the one before."""

    def __init__(self) -> None:
        super().__init__()
        self._text: Draw = lambda _width: ()
        self._top = 0

    def show(self, draw: Draw, *, top: bool = True) -> None:
        """Show the lines that `draw` gives for a width, from the first on (`top`) or from where one was."""
        self._text = draw
        self._top = 0 if top else self._top
        self.redraw()

    def turn(self, step: int) -> bool:
        """A page further or back; False where there is none."""
        width, height = self.size
        number = len(self._text(width))
        wanted = min(max(self._top + step * max(height - 2, 1), 0), max(number - height + 1, 0))
        if number <= height or wanted == self._top:
            return False
        self._top = wanted
        self.redraw()
        return True

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The page, and where it is one of several, which lines it shows."""
        found = list(self._text(width))
        if len(found) <= height or height < 2:
            return found[:height]
        self._top = min(self._top, len(found) - height + 1)
        shown = found[self._top : self._top + height - 1]
        place = _("lines {first} to {last} of {all}").format(
            first=self._top + 1, last=self._top + len(shown), all=len(found)
        )
        turns = f" {glyph('left')} {glyph('right')}"
        return [*shown, line((turns, "key"), (f" {place}", "dim"))]
