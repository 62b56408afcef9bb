"""A report as it is read: laid out for the width of the terminal, section by section, period by period."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _
from agentdesk.reports.making import Made, make
from agentdesk.reports.periods import Period
from agentdesk.reports.registry import PROPOSALS, find
from agentdesk.reports.shelf import may_write
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, MOVE, SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.report_saving import WORD_SECONDS, ask_format, save_report
from agentdesk.tui.screens.report_text import write_text
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.report_sheet import ReportHead, ReportSheet
from agentdesk.tui.widgets.rule import Rule

_FAR = 1_000_000  # rows


class ReaderScreen(DeskScreen[Period]):
    """One report over the whole screen; Esc goes back and gives the period that was read last."""

    CSS_PATH = "../styles/report_reader.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "section(1)", N_("Section"), tooltip=N_("To the next section"), id="reader.section", group=SHOW
        ),
        Binding(
            "shift+tab", "section(-1)", N_("Section before"), tooltip=N_("To the section before"), show=False,
            id="reader.section_before", group=SHOW,
        ),
        Binding(
            "left", "period(-1)", N_("Period back"), tooltip=N_("The month, week, day, quarter before"),
            id="reader.before", group=SHOW,
        ),
        Binding(
            "right", "period(1)", N_("Period on"), tooltip=N_("The month, week, day, quarter after"),
            id="reader.after", group=SHOW,
        ),
        Binding(
            "e", "write", N_("Write"), tooltip=N_("Write the supervisor's proposals for this report"),
            id="reader.write", group=WORK,
        ),
        Binding(
            "c", "comment", N_("Comment"), tooltip=N_("Write a comment on the section at the top of the screen"),
            id="reader.comment", group=WORK,
        ),
        Binding(
            "s", "save", N_("Save"), tooltip=N_("Save the report as HTML, Excel, Markdown or text"),
            id="reader.save", group=WORK,
        ),
        Binding(
            "pagedown,space", "page(1)", N_("Read on"), tooltip=N_("A page further in the report"),
            show=False, id="reader.page_down", group=SHOW,
        ),
        Binding(
            "pageup", "page(-1)", N_("Page back"), tooltip=N_("A page back in the report"), show=False,
            id="reader.page_up", group=SHOW,
        ),
        Binding(
            "down,j", "move(1)", N_("Down"), tooltip=N_("A line further"), show=False, id="reader.down", group=MOVE
        ),
        Binding("up,k", "move(-1)", N_("Up"), tooltip=N_("A line back"), show=False, id="reader.up", group=MOVE),
        Binding(
            "home,g", "edge(-1)", N_("Top"), tooltip=N_("To the beginning of the report"), show=False,
            id="reader.home", group=MOVE,
        ),
        Binding(
            "end,G", "edge(1)", N_("End"), tooltip=N_("To the end of the report"), show=False, id="reader.end",
            group=MOVE,
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Make the report again"), show=False, id="reader.reload",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the reports"), id="reader.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, name: str, title: str, period: Period) -> None:
        super().__init__()
        self._actor = actor
        self._report, self._heading, self._period = name, title, period
        self._made: Made | None = None
        self._patience: Timer | None = None

    def compose(self) -> ComposeResult:
        """Head, the report, keys."""
        yield ReportHead()
        yield Rule()
        yield ReportSheet()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Make it."""
        self._make(top=True)

    # ------------------------------------------------------------------------------------------------ data

    def _make(self, *, top: bool) -> None:
        self.run_worker(self._load(top), group="report", exclusive=True)

    async def _load(self, top: bool) -> None:
        head, sheet = self.query_one(ReportHead), self.query_one(ReportSheet)
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(WORD_SECONDS, self._say_that_it_takes)
        made = await self.attempt(make, self._actor, self._report, self._period)
        self._patience.stop()
        self._made = made
        sheet.waiting = "" if made else _("The report could not be made. F5 makes it again.")
        head.made, head.title = made, f"{self._heading}  {self._period.title}"
        sheet.show(made, top=top)
        self._place()
        self.refresh_bindings()

    def _say_that_it_takes(self) -> None:
        """What happens, where it takes longer than nobody notices; the report before it leaves the screen."""
        head, sheet = self.query_one(ReportHead), self.query_one(ReportSheet)
        head.made, head.title, head.place = None, f"{self._heading}  {self._period.title}", ""
        sheet.waiting = _("The report is being made ...")
        sheet.show(None, top=False)
        head.redraw()

    def _place(self) -> None:
        head, sheet = self.query_one(ReportHead), self.query_one(ReportSheet)
        head.place = sheet.place
        head.redraw()

    def retranslate(self) -> None:
        """Make it again: it is written in the language in use."""
        self._heading = _(find(self._report).title)
        self._make(top=False)
        super().retranslate()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self._place)

    # ---------------------------------------------------------------------------------------------- actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a supervisor writes, and proposals only where the report asks for them."""
        if action == "write":
            return may_write(self._actor) and PROPOSALS in find(self._report).asked
        return may_write(self._actor) if action == "comment" else True

    def action_reload(self) -> None:
        """Make it again."""
        self._make(top=False)

    def action_page(self, step: int) -> None:
        """Move by pages."""
        sheet = self.query_one(ReportSheet)
        sheet.scroll_rows(step * sheet.page)
        self._place()

    def action_move(self, step: int) -> None:
        """Move by lines."""
        self.query_one(ReportSheet).scroll_rows(step)
        self._place()

    def action_edge(self, step: int) -> None:
        """To the beginning or the end."""
        self.query_one(ReportSheet).scroll_rows(step * _FAR)
        self._place()

    def action_section(self, step: int) -> None:
        """Move by sections."""
        self.query_one(ReportSheet).scroll_sections(step)
        self._place()

    def action_period(self, step: int) -> None:
        """The same report of the period before or after."""
        wanted = self._period.shifted(step)
        if wanted.first > clock.today():
            self.notify(_("This is the latest period."))
            return
        self._period = wanted
        self._make(top=True)

    async def action_write(self) -> None:
        """Write the proposals."""
        await self._write(PROPOSALS, "")

    async def action_comment(self) -> None:
        """Write a comment on the section at the top."""
        if self._made is None or not self._made.document.sections:
            self.notify(_("There is no section to comment on."))
            return
        section = self._made.document.sections[self.query_one(ReportSheet).section]
        await self._write(section.key, section.title)

    async def _write(self, key: str, section: str) -> None:
        await write_text(self, self._actor, self._report, self._heading, self._period, key, section, self._written)

    def _written(self, changed: bool | None) -> None:
        if changed:
            self._make(top=False)

    def action_save(self) -> None:
        """Save it as it was read."""
        if self._made is None:
            save_report(self, self._actor, self._report, self._period)
        else:
            ask_format(self, self._actor, self._made)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(self._period)
