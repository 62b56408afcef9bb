"""The criteria of a call that is being judged, and below them the one under the cursor with its digits."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from agentdesk.common import names
from agentdesk.common.i18n import N_, _
from agentdesk.quality.judged import CRITICALS, Line, score
from agentdesk.quality.text import score_text
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.lines import Line as Drawn
from agentdesk.tui.widgets.lines import Span, indented, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column("", 2, keep=9),
    Column(N_("Points"), 5, most=8, align="right"),
    Column(N_("Criterion"), 24, most=60),
    Column(N_("Comment"), 8, keep=4),
)


class CriteriaList(Listing[Line]):
    """The criteria in the playbook's order."""

    columns: Columns = COLUMNS

    def measure(self, found: Sequence[Line]) -> None:
        """Give each column the width that these rows want."""
        self.columns = fitted(COLUMNS, map(_cells, found))

    def identity(self, item: Line) -> Hashable:
        """The same criterion, whatever was given for it."""
        return item.code

    def spans(self, item: Line, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, _cells(item), width)


class CriterionPane(Sheet):
    """The criterion in full, what its digits mean, its comment, and at the right what it all comes to so far."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Line | None = None
        self._all: Sequence[Line] = ()

    def show(self, found: Line | None, every: Sequence[Line]) -> None:
        """Show this criterion, and the sum over all of them."""
        self._found, self._all = found, every
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Drawn]:
        """The digits and the sum first, then the text, then the comment."""
        found = self._found
        if found is None:
            return []
        left = sum(not each.is_judged for each in self._all)
        so_far = _("{n} still to judge").format(n=left) if left else _("all judged, s hands it over")
        total = (f"{so_far}  {score_text(score(self._all))} ", "value")
        weight = (f"  ×{found.weight}" if found.weight > 1 else "", "dim")
        digits = line((f" 0-{found.points}", "key"), (f" {_('points')}", "dim"), weight, right=(total,))
        lines = [digits, *indented(found.name, width - 1, "said", indent=1)]
        if found.critical:
            text = f" {_(CRITICALS[found.critical])}{_(': ')}{_('0 makes the whole call 0')}"
            lines.append(line((text, "warn")))
        if found.comment:
            lines += indented(names.visible(found.comment), width - 1, "value", indent=1)
        return lines[:height]


def _cells(found: Line) -> tuple[Span, ...]:
    if not found.applies:
        mark, points = (glyph("skip"), "dim"), (_("n/a"), "dim")
    elif found.given is None:
        mark, points = (glyph("todo"), "dim"), (f"{glyph('skip')}/{found.points}", "dim")
    else:
        low = found.given < found.points
        mark = (glyph("late"), "bad") if found.is_failed else (glyph("done"), "mark")
        points = (f"{found.given}/{found.points}", "warn" if low else "value")
    critical = f"{glyph('star')} " if found.critical else ""
    return mark, points, (f"{critical}{found.name}", ""), (names.visible(found.comment), "dim")
