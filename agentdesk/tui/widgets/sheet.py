"""A sheet: lines of styled text, nothing else. The call screen and the complaint form are made of sheets and fields."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from agentdesk.tui.theme import STYLES
from agentdesk.tui.widgets.lines import Line


class Sheet(Widget):
    """Draws the lines that `lines()` gives; call `redraw()` after anything they depend on has changed."""

    DEFAULT_CSS = """
    Sheet {
        width: 1fr;
        height: 1fr;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._drawn: list[Strip] = []

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The lines to draw in so many cells and rows; what is missing stays empty, what is too much is not drawn."""
        return ()

    def redraw(self) -> None:
        """Draw again, now and not when it is painted; the driver sends only the cells that differ."""
        self._drawn = self._draw() if self.is_mounted and self.size else []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row, as Textual asks for it."""
        if len(self._drawn) != self.size.height or self._drawn[0].cell_length != self.size.width:
            self._drawn = self._draw()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width, self.rich_style)

    def notify_style_update(self) -> None:
        """Another theme is another drawing."""
        self._drawn = []
        super().notify_style_update()

    def _draw(self) -> list[Strip]:
        width, height = self.size
        lines = list(self.lines(width, height))[:height]
        lines += [Line()] * (height - len(lines))
        own = self.rich_style  # Textual gathers it from all that the widget stands in: once for a drawing is enough
        return [_strip(each, width, own + STYLES[each.base]) for each in lines]


def _strip(line: Line, width: int, base: Style) -> Strip:
    segments = [Segment(text, base + STYLES[style]) for text, style in line.spans(width) if text]
    return Strip(segments).adjust_cell_length(width, base)
