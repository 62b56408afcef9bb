"""Below the board: what the customer under the cursor said, and what was done about it last."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates, names
from agentdesk.common.i18n import _
from agentdesk.complaints.board import BoardRow
from agentdesk.complaints.listing import HistoryLine
from agentdesk.complaints.steps import STATES
from agentdesk.complaints.text import severity_name
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.complaint_text import particulars, step_name
from agentdesk.tui.widgets.lines import Line, fit_spans, indented, line
from agentdesk.tui.widgets.sheet import Sheet

_WORDS = 3  # lines of the customer's words, where there is room


class BoardPane(Sheet):
    """Three lines, more where the terminal is tall: whose, the words, the last steps."""

    def __init__(self) -> None:
        super().__init__()
        self._row: BoardRow | None = None
        self._steps: Sequence[HistoryLine] = ()
        self._people: dict[int, str] = {}
        self.empty = ""

    def show(
        self, row: BoardRow | None, steps: Sequence[HistoryLine] = (), people: dict[int, str] | None = None
    ) -> None:
        """Show this complaint; nothing where there is none."""
        self._row, self._steps, self._people = row, steps, people or {}
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """Who, the words, and as many steps as fit, the last one first."""
        if self._row is None:
            return [line((f" {self.empty}", "dim"))]
        found = self._row
        sought = _("wants: {remedy}").format(remedy=found.remedy_sought) if found.remedy_sought else ""
        who = line(
            (f" {found.customer}", "said"), f"   {found.vehicle}", (f"   {sought}" if sought else "", "note"),
            right=((f"{severity_name(found.row.severity)} {glyph('dot')} {_(STATES[found.row.state])} ", "dim"),),
        )  # fmt: skip
        words = indented(names.visible(found.words), width - 1, "", first=((f" {_('Words')} ", "dim"),))
        room = min(_WORDS, max(height - 2, 1))
        if len(words) > room:
            whole = ((f" {_('Words')} ", "dim"), (names.visible(found.words), ""))
            words = [*words[: room - 1], Line(fit_spans(whole, width - 1))] if room == 1 else words[:room]
        steps = [self._step(each) for each in reversed(self._steps)]
        return [who, *words, *steps][:height]

    def _step(self, found: HistoryLine) -> Line:
        what = "  ".join(filter(None, (step_name(found), particulars(found, self._people), names.visible(found.note))))
        return line((f" {dates.moment(found.at)} ", "dim"), (f"{names.visible(found.person)} ", "dim"), (what, ""))
