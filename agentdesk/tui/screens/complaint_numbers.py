"""The complaints behind a pattern or an improvement action, open and closed; Enter opens the file of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.listing import by_number
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.steps import STATES
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.complaint_file import ComplaintFileScreen
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.complaint_text import due_span, severity_span
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule

COLUMNS: Columns = (
    Column(N_("Number"), 7, most=12),
    Column(N_("Raised on"), 6, most=10, keep=7),
    Column(N_("State"), 8, most=16),
    Column(N_("Severity"), 9, most=17, keep=6),
    Column(N_("Customer"), 6, most=14),
    Column(N_("In charge"), 6, most=14, keep=8),
    Column(N_("Runs out next"), 16, keep=5),
)


def show_complaints(app: App[object], actor: Actor, beside: str, numbers: Sequence[str]) -> None:
    """Show these complaints; a single one opens at once."""
    found = by_number(numbers)
    if len(found) == 1:
        app.push_screen(ComplaintFileScreen(actor, found[0].id))
    elif found:
        app.push_screen(ComplaintNumbersScreen(actor, beside, numbers))
    else:
        app.notify(_("No complaint belongs to it."))


class NumberList(Listing[ComplaintRow]):
    """The complaints."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Columns = COLUMNS

    def identity(self, item: ComplaintRow) -> int:
        """The same complaint, however it stands."""
        return item.id

    def spans(self, item: ComplaintRow, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, cells(item), width)


class ComplaintNumbersScreen(DeskScreen[None]):
    """A list over the whole screen; Esc goes back."""

    AUTO_FOCUS = "NumberList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open"), tooltip=N_("Open the complaint's file with its history and its steps"),
            id="numbers.open", group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="numbers.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, beside: str, numbers: Sequence[str]) -> None:
        super().__init__()
        self._actor = actor
        self._beside = beside
        self._numbers = numbers

    def compose(self) -> ComposeResult:
        """Title, rows, keys."""
        yield DeskHead(N_("Complaints"), self._beside)
        yield Rule()
        yield ColumnTitles(COLUMNS)
        yield NumberList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the rows."""
        self._load()

    def _load(self) -> None:
        found, listed = by_number(self._numbers), self.query_one(NumberList)
        listed.columns = fitted(COLUMNS, map(cells, found))
        self.query_one(ColumnTitles).show(listed.columns)
        listed.show(found)
        listed.redraw()

    def retranslate(self) -> None:
        """States carry their names."""
        self._load()
        super().retranslate()

    def action_open(self) -> None:
        """Open the file of the complaint under the cursor."""
        current = self.query_one(NumberList).current
        if current is not None:
            self.app.push_screen(ComplaintFileScreen(self._actor, current.id), lambda _none: self._load())


def cells(found: ComplaintRow) -> tuple[Span, ...]:
    """A complaint's cells."""
    closed = f"  {_('closed {day}').format(day=dates.short(found.closed_at))}" if found.closed_at else ""
    return (
        (found.no, "value"),
        (dates.day_name(clock.local(found.raised_at).date()), "dim"),
        (_(STATES[found.state]), ""),
        severity_span(found.severity),
        (found.customer, ""),
        (found.responsible, ""),
        (closed, "dim") if closed else due_span(found),
    )
