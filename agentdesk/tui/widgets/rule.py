"""A line between areas, lying or standing; never a box."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line
from agentdesk.tui.widgets.sheet import Sheet


class Rule(Sheet):
    """Draws along its longer side; one cell wide or high, as its style says."""

    DEFAULT_CSS = """
    Rule {
        height: 1;
    }
    """

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The rule."""
        if width == 1:
            return [Line(((glyph("bar"), "rule"),))] * height
        return [Line(((glyph("rule") * width, "rule"),))]
