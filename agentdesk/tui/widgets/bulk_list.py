"""The choices of a decision, and then what it does to each complaint: rows of the one or the other."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.cells import cell_len, column
from agentdesk.complaints.bulk import Effect
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.bulk_choices import Option
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.listing import Listing

_DIGITS = 9
_WIDEST = 40


class BulkList(Listing[Option | Effect]):
    """Choices with their digits, or effects with a mark: done, refused."""

    def spans(self, item: Option | Effect, width: int) -> Sequence[Span]:
        """One row."""
        return self._effect(item) if isinstance(item, Effect) else self._option(item)

    def _option(self, item: Option) -> Sequence[Span]:
        place = self.items.index(item) + 1
        digit = str(place) if place <= _DIGITS and len(self.items) > 1 else " "
        room = min(max(cell_len(each.text) for each in self.items if isinstance(each, Option)), _WIDEST)
        return (f" {digit} ", "key"), (f" {column(item.text, room)}  ", "value"), (item.detail, "dim")

    def _effect(self, item: Effect) -> Sequence[Span]:
        style = "warn" if item.why_not else ""
        mark = glyph("late") if item.why_not else glyph("done") if item.done else " "
        named = f" {mark} {column(item.no, 7)} {column(item.customer, 14)} "
        return (named, style), (item.why_not or item.text.replace("→", glyph("right")), style)
