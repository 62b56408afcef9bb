"""The reports: what each is of, whether the supervisor's text is there, and from here read, written and saved."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _
from agentdesk.reports.periods import Period
from agentdesk.reports.registry import PROPOSALS
from agentdesk.reports.shelf import UNASKED, OnShelf, may_write, on_shelf, shelf
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.report_reader import ReaderScreen
from agentdesk.tui.screens.report_saving import save_report
from agentdesk.tui.screens.report_text import write_text
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.report_rows import COLUMNS, ReportList, ReportPane
from agentdesk.tui.widgets.rule import Rule


class ReportsScreen(DeskScreen[None]):
    """The reports over the whole screen; Esc goes back."""

    CSS_PATH = "../styles/reports.tcss"
    AUTO_FOCUS = "ReportList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", N_("Read"), tooltip=N_("Make the report and read it"), id="reports.read", group=SHOW),
        Binding(
            "e", "write", N_("Write"), tooltip=N_("Write the proposals of the report under the cursor"),
            id="reports.write", group=WORK,
        ),
        Binding(
            "s", "save", N_("Save"), tooltip=N_("Save the report as HTML, Excel, Markdown or text"),
            id="reports.save", group=WORK,
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read the list again"), show=False, id="reports.reload",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="reports.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._periods: dict[str, Period] = {}

    def compose(self) -> ComposeResult:
        """Head, titles, reports, the one under the cursor, keys."""
        yield DeskHead(N_("Reports"), self._actor.name)
        yield Rule()
        yield ColumnTitles(COLUMNS)
        yield ReportList()
        yield Rule()
        yield ReportPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the list."""
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read the list again, away from the screen."""
        self.run_worker(self._load(), group="reports", exclusive=True)

    async def _load(self) -> None:
        found = await self.attempt(shelf, self._actor, dict(self._periods))
        if found is not None:
            self._show(found)

    def _show(self, found: list[OnShelf]) -> None:
        listed = self.query_one(ReportList)
        self.query_one(ColumnTitles).show(listed.measure(found))
        listed.show(found)
        listed.redraw()
        self._show_pane()

    @on(Listing.Moved)
    def _show_pane(self) -> None:
        pane = self.query_one(ReportPane)
        pane.shown = self.query_one(ReportList).current
        pane.redraw()
        self.refresh_bindings()

    def retranslate(self) -> None:
        """The rows carry their titles."""
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock."""
        self.query_one(DeskHead).redraw()

    # ---------------------------------------------------------------------------------------------- actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a supervisor writes."""
        return may_write(self._actor) if action == "write" else True

    async def action_period(self, step: int) -> None:
        """Show the row under the cursor with the period before or after."""
        current = self.query_one(ReportList).current
        if current is None:
            return
        wanted = current.period.shifted(step)
        if wanted.first > clock.today():
            self.notify(_("This is the latest period."))
            return
        self._periods[current.name] = wanted
        found = await self.attempt(on_shelf, self._actor, current.name, wanted)
        if found is not None:
            rows = self.query_one(ReportList).items
            self._show([found if row.name == found.name else row for row in rows])

    def action_read(self) -> None:
        """Make the report and read it."""
        current = self.query_one(ReportList).current
        if current is not None:
            self.app.push_screen(ReaderScreen(self._actor, current.name, current.title, current.period), self._read)

    def _read(self, period: Period | None) -> None:
        """Back from the reader, which may have gone on to another period."""
        current = self.query_one(ReportList).current
        if current is not None and period is not None and period != current.period:
            self._periods[current.name] = period
        self.action_reload()

    async def action_write(self) -> None:
        """Write the proposals."""
        current = self.query_one(ReportList).current
        if current is None:
            return
        if current.text == UNASKED:
            self.notify(_("This report asks for no text; c in the report comments on a section."))
            return
        await write_text(self, self._actor, current.name, current.title, current.period, PROPOSALS, "", self._written)

    def _written(self, _changed: bool | None) -> None:
        self.action_reload()

    def action_save(self) -> None:
        """Make the report and save it."""
        current = self.query_one(ReportList).current
        if current is not None:
            save_report(self, self._actor, current.name, current.period)
