"""Noting a complaint outside a call (CP-12): first the customer is found, then the form is that of a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.outside import form_outside
from agentdesk.queue.whom import SHOWN, matches
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.screens.complaint import ComplaintScreen, form_for
from agentdesk.tui.stages.noted import Noted
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet
from agentdesk.tui.work import off_thread

Match = tuple[int, str]  # a customer's id, and the line that tells them apart


async def note_complaint(app: App[object], actor: Actor) -> None:
    """Ask which customer complains, and open the form for them."""

    async def found(customer_id: int | None) -> None:
        if customer_id is None:
            return
        try:
            form = await form_for(await off_thread(form_outside, actor, customer_id))
        except UserError as error:
            app.notify(str(error), severity="error")
        else:
            app.push_screen(ComplaintScreen(actor, form), noted)

    def noted(what: Noted | None) -> None:
        if what is not None:
            done = _("Complaint {no} is raised.").format(no=what.no)
            app.notify(done if what.no else _("The complaint's form is kept."))

    await app.push_screen(FindCustomerScreen(), found)


class FindCustomerScreen(DeskModal[int]):
    """Who complains: typed, looked up with Enter, chosen with Enter; gives the customer's id, None for nobody."""

    CSS_PATH = "../styles/noting.tcss"
    AUTO_FOCUS = "TextField"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "find", N_("Find"), tooltip=N_("Look the customer up; then take the one under the cursor"),
            id="noting.find", group=WORK,
        ),
        Binding("down", "row(1)", N_("Next one"), tooltip=N_("The next customer found"), id="noting.down", group=WORK),
        Binding(
            "up", "row(-1)", N_("One before"), tooltip=N_("The customer before"), show=False, id="noting.up",
            group=WORK,
        ),
        Binding("escape", "leave", N_("Back"), tooltip=N_("Note no complaint"), id="noting.leave", group=WORK),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._looked_for = ""

    def compose(self) -> ComposeResult:
        """What is asked, the field, whom it fits."""
        yield Rule()
        yield FindTitle()
        yield TextField(id="who")
        yield MatchList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what can be typed."""
        self.query_one(TextField).show("", _("name, telephone, plate or number"))

    @on(TextField.Submitted)
    async def _submitted(self) -> None:
        await self.action_find()

    @on(TextField.Changed)
    def _typed(self) -> None:
        title = self.query_one(FindTitle)
        if title.said and self.query_one(TextField).text.strip() != self._looked_for:
            title.said = ""
            title.redraw()

    async def action_find(self) -> None:
        """Look up what was typed; what was looked up already is taken."""
        text, found = self.query_one(TextField).text.strip(), self.query_one(MatchList)
        if text and text == self._looked_for and found.current is not None:
            self.dismiss(found.current[0])
            return
        rows = await off_thread(matches, text)
        self._looked_for = text
        found.show(rows[:SHOWN], top=True)
        title = self.query_one(FindTitle)
        title.said = _("There are more; type more of it.") if len(rows) > SHOWN else ""
        if not rows and text:
            title.said = _("Nobody here is called that.")
        title.redraw()

    def action_row(self, step: int) -> None:
        """Move the cursor while the customer is being typed."""
        self.query_one(MatchList).action_cursor(step)


class FindTitle(Sheet):
    """What is asked, and what came of looking."""

    DEFAULT_CSS = "FindTitle { height: 1; background: $background; }"

    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """抱怨 谁在抱怨?"""
        asked = (f" {_('Complaint')}", "warn"), (f"  {_('Who complains?')}", "said"), (f"   {self.said}", "warn")
        return [line(*asked, right=((glyph("enter"), "key"), (f" {_('Find')} ", "dim")))]


class MatchList(Listing[Match]):
    """The customers found."""

    def spans(self, item: Match, width: int) -> Sequence[Span]:
        """C17 王建国 皖M1**45."""
        return [(item[1], "value")]
