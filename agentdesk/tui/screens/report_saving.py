"""Saving a report to a file: which format, where it goes, and a second question where a file is there already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.common.names import visible
from agentdesk.reports import shelf
from agentdesk.reports.making import Made, make
from agentdesk.reports.periods import Period
from agentdesk.reports.saving import save
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal, DeskScreen
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import BLANK, Line, indented, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

WORD_SECONDS = 0.2  # how long a report may take until a word says what happens


def save_report(screen: DeskScreen[Any], actor: Actor, name: str, period: Period) -> None:
    """Make a report, away from the screen, and ask how to save it; a word says so where it takes its time."""

    async def work() -> None:
        patience = screen.set_timer(WORD_SECONDS, lambda: screen.notify(_("The report is being made ...")))
        made = await screen.attempt(make, actor, name, period)
        patience.stop()
        if made is not None:
            ask_format(screen, actor, made)

    screen.run_worker(work(), group="save", exclusive=True)


def ask_format(screen: DeskScreen[Any], actor: Actor, made: Made) -> None:
    """Ask how to save a report that is made."""
    screen.app.push_screen(SavingScreen(actor, made))


class FormatSheet(Sheet):
    """The formats with their digits, where the file goes, and what is asked."""

    DEFAULT_CSS = "FormatSheet { height: 9; background: $background; }"

    def __init__(self, made: Made) -> None:
        super().__init__()
        self._made = made
        self.form = next(iter(shelf.FORMATS))
        self.asked = False  # whether a file that is there is to be replaced

    @property
    def target(self) -> Path:
        """Where it goes."""
        return shelf.target_of(self._made, self.form)

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The lines."""
        document = self._made.document
        found = [line((f" {_('Save')}", "said"), (f"  {document.title}  {document.period_title}", "value"))]
        for digit, (form, (_ending, about)) in enumerate(shelf.FORMATS.items(), 1):
            style = "here" if form == self.form else ""
            found.append(line((f"  {digit}", "key"), (f"  {_(about)}", style)))
        found += [BLANK, *indented(visible(str(self.target)), width - 1, "dim", indent=1)]
        if self.asked:
            found += indented(_("This file is there already. Enter replaces it."), width - 1, "warn", indent=1)
        return found


class SavingScreen(DeskModal[bool]):
    """Which format; gives whether a file was written."""

    CSS_PATH = "../styles/report_saving.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(digit), f"choose('{form}')", N_("Format"), tooltip=N_("HTML, Excel, Markdown or text"),
                show=digit == 1, key_display="1-4", id=f"saving.form_{digit}", group=WORK,
            )
            for digit, form in enumerate(shelf.FORMATS, 1)
        ),
        Binding("enter", "save", N_("Save"), tooltip=N_("Write the file; it is audited"), id="saving.save", group=WORK),
        Binding("escape", "leave", N_("Back"), tooltip=N_("Write no file"), id="saving.leave", group=WORK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, made: Made) -> None:
        super().__init__()
        self._actor, self._made = actor, made

    def compose(self) -> ComposeResult:
        """The formats over the foot of the screen."""
        yield Rule()
        yield FormatSheet(self._made)
        yield Rule()
        yield KeyBar()

    def action_choose(self, form: str) -> None:
        """Take this format."""
        sheet = self.query_one(FormatSheet)
        sheet.form, sheet.asked = form, False
        sheet.redraw()

    async def action_save(self) -> None:
        """Write the file; where one is there already, ask first."""
        sheet = self.query_one(FormatSheet)
        if not sheet.asked and await self.attempt(sheet.target.exists):
            sheet.asked = True
            sheet.redraw()
            return
        write = partial(_write, self._actor, self._made, sheet.form, sheet.target)
        if await self.attempt(write, replace=sheet.asked):
            self.app.notify(_("Saved: {path}").format(path=sheet.target))
            self.dismiss(True)

    def action_leave(self) -> None:
        """Write no file."""
        self.dismiss(False)


def _write(actor: Actor, made: Made, form: str, target: Path, *, replace: bool) -> bool:
    shelf.make_folder()
    save(actor, made, form, target, replace=replace)
    return True
