"""The reports, one a line, and below them what the one under the cursor is for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.reports.shelf import DRAFT, MISSING, STATES, UNASKED, OnShelf
from agentdesk.tui.bindings import SHOW
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.lines import BLANK, Line, Span, indented, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column(N_("Name"), 20, most=42, keep=6),
    Column(N_("Period of it"), 10, most=24),
    Column("", 4, most=16, keep=5),
    Column(N_("Supervisor's text"), 12, most=28, keep=8),
    Column("", 0),
)


class ReportList(Listing[OnShelf]):
    """The reports that this person may read; the screen knows what their periods are."""

    # A list could scroll sideways, so that the screen's own keys for it would stand nowhere.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left", "screen.period(-1)", N_("Period back"), tooltip=N_("The month, week, day, quarter before"),
            id="reports.before", group=SHOW,
        ),
        Binding(
            "right", "screen.period(1)", N_("Period on"), tooltip=N_("The month, week, day, quarter after"),
            id="reports.after", group=SHOW,
        ),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.columns: Columns = COLUMNS

    def measure(self, found: Sequence[OnShelf]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(COLUMNS, map(_cells, found))
        return self.columns

    def identity(self, item: OnShelf) -> Hashable:
        """The same report, whatever its period."""
        return item.name

    def spans(self, item: OnShelf, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, _cells(item), width)


class ReportPane(Sheet):
    """What the report under the cursor holds and who gets it."""

    DEFAULT_CSS = "ReportPane { height: 4; }"
    shown: OnShelf | None = None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """Its sentence, its readers, and what is still owed."""
        if self.shown is None:
            return [BLANK]
        found = indented(self.shown.about, width - 1, "", indent=1)
        if self.shown.recipients:
            found.append(line((f" {_('For: {people}').format(people=self.shown.recipients)}", "dim")))
        if self.shown.text in (MISSING, DRAFT):
            said = _("The proposals are not written yet: e writes them.")
            if self.shown.text == DRAFT:
                said = _("The proposals are begun and not written yet: e goes on with them.")
            found += indented(said, width - 1, "warn", indent=1)
        return found


def text_state(found: OnShelf) -> Span:
    """How the supervisor's own text stands: a mark and a word."""
    marks = {UNASKED: "", MISSING: glyph("todo"), DRAFT: glyph("todo")}
    mark = marks.get(found.text, glyph("done"))
    said = _(STATES[found.text]) if STATES[found.text] else ""
    comments = _("comments {n}").format(n=found.comments) if found.comments else ""
    text = _(", ").join(filter(None, (said, comments)))
    return f"{mark} {text}".strip(), "warn" if found.text in (MISSING, DRAFT) else ""


def _cells(found: OnShelf) -> tuple[Span, ...]:
    return (
        (found.title, "value"),
        (found.period.title, ""),
        ("" if found.whole else _("not over yet"), "dim"),
        text_state(found),
        ("", ""),
    )
