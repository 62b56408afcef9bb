"""Improvement actions, row by row, and below them the one under the cursor with its history."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.action_list import RUNNING, STATUSES, ActionRow, ActionStep, step_name
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.complaint_text import yuan
from agentdesk.tui.widgets.lines import Line, Span, indented, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.packing import whole
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column(N_("Due"), 10, most=12),
    Column(N_("State"), 8, most=18, keep=8),
    Column(N_("In charge"), 6, most=12),
    Column(N_("What is to be changed"), 22, most=48, keep=7),
    Column(N_("Last note"), 12, keep=4),
)
_TITLE_LINES = 2


class ImprovementList(Listing[ActionRow]):
    """The actions; those of another owner than `own` are dim, where it is given."""

    def __init__(self, own: int | None = None) -> None:
        super().__init__()
        self._own = own
        self.columns: Columns = COLUMNS

    def measure(self, found: Sequence[ActionRow]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(COLUMNS, map(self._cells, found))
        return self.columns

    def identity(self, item: ActionRow) -> Hashable:
        """The same action, whatever has become of it."""
        return item.id

    def spans(self, item: ActionRow, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, self._cells(item), width)

    def _cells(self, found: ActionRow) -> tuple[Span, ...]:
        foreign = self._own is not None and found.owner_id != self._own
        return (
            due_span(found),
            (_(STATUSES[found.status]), ""),
            (found.owner, "dim" if foreign else "value"),
            (names.visible(found.title), "dim" if foreign else ""),
            (names.visible(found.last_note), "dim"),
        )


class ActionPane(Sheet):
    """What is to be changed, what it came from, and as many of its steps as fit, the last one first."""

    def __init__(self) -> None:
        super().__init__()
        self._found: ActionRow | None = None
        self._origin = ""
        self.empty = ""

    def show(self, found: ActionRow | None, origin: str = "") -> None:
        """Show this action; None: what there is to say instead (`empty`)."""
        self._found, self._origin = found, origin
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The title in two lines at most, the facts, the complaints, the steps."""
        if self._found is None:
            return indented(self.empty, width - 1, "dim", indent=1)
        found = self._found
        title = indented(names.visible(found.title), width - 1, "said", indent=1)
        if len(title) > _TITLE_LINES:
            title = [*title[: _TITLE_LINES - 1], line((f" {_rest(title[_TITLE_LINES - 1 :])}", "said"))]
        about = [self._origin, _("costs {amount}").format(amount=yuan(found.cost_cents)) if found.cost_cents else ""]
        parts = [((text, "dim"),) for text in about if text] + [((no, "value"),) for no in found.complaints]
        facts = [Line(((" ", ""), *whole(parts, width - 2, gaps=(2,))))] if parts else []
        return [*title, *facts, *map(_step, reversed(found.history))][:height]


def due_span(found: ActionRow) -> Span:
    """▲ 11-18 where its day is past; the day it was finished in its stead where it is."""
    if found.overdue:
        return f"{glyph('late')} {dates.day_name(found.due_on)}", "warn"
    day = found.due_on if found.status in RUNNING else found.closed_on or found.due_on
    return f"  {dates.day_name(day)}", "" if found.status in RUNNING else "dim"


def _rest(rows: Sequence[Line]) -> str:
    """The rows as one text: the line is cut with a mark where it is drawn."""
    return "".join(text for each in rows for text, _style in each.left).strip()


def _step(step: ActionStep) -> Line:
    note = names.visible(step.note)
    who = (f" {dates.moment(step.at)} ", "dim"), (f"{step.person} ", "dim")
    return line(*who, (step_name(step), ""), (f"  {note}" if note else "", "value"))
