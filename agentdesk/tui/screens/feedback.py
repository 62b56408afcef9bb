"""What was said of an agent's calls: she reads it, takes note of it by a key, or objects in a sentence."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.step_drafts import kept
from agentdesk.interview.evidence import evidence
from agentdesk.quality import feedback
from agentdesk.quality.judged import Judged
from agentdesk.quality.waiting import FOR_AGENT
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.stages import quality_forms as forms
from agentdesk.tui.widgets.call_record import record_lines
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead
from agentdesk.tui.widgets.judgement_page import judgement_lines
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import indented
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.paged import Paged
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sample_rows import OWN, OwnList


class FeedbackScreen(DeskScreen[None]):
    """Her judgements, what waits for her first; below them the one under the cursor."""

    CSS_PATH = "../styles/quality.tcss"
    AUTO_FOCUS = "OwnList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y", "acknowledge", N_("Taken note of"), tooltip=N_("You have read it, and have nothing to add"),
            id="feedback.acknowledge", group=WORK,
        ),
        Binding(
            "o", "object", N_("Object"), tooltip=N_("Say in a sentence what you see otherwise"),
            id="feedback.object", group=WORK,
        ),
        Binding(
            "enter", "record", N_("Call record"), tooltip=N_("What the call left, and back to what was said of it"),
            id="feedback.record", group=SHOW,
        ),
        Binding("right", "turn(1)", N_("Page"), tooltip=N_("The next page"), id="feedback.next", group=SHOW),
        Binding(
            "left", "turn(-1)", N_("Page back"), tooltip=N_("The page before"), show=False, id="feedback.before",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="feedback.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._read = False
        self._recorded: int | None = None  # the judgement whose call is shown in its stead

    def compose(self) -> ComposeResult:
        """Head, judgements, the one under the cursor, keys."""
        yield DeskHead(N_("Said of your calls"))
        yield Rule()
        yield ColumnTitles(OWN)
        yield OwnList()
        yield Rule()
        yield Paged()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read them."""
        self.run_worker(self._load(), group="feedback", exclusive=True)

    async def _load(self) -> None:
        found = await self.attempt(feedback.own, self._actor)
        listed = self.query_one(OwnList)
        self._read = True
        self.query_one(ColumnTitles).show(listed.measure(found or []))
        listed.show(found or [])
        listed.redraw()
        self._show_page()

    @on(Listing.Moved)
    def _show_page(self) -> None:
        current, page = self.query_one(OwnList).current, self.query_one(Paged)
        self._recorded = None
        if current is not None:
            page.show(partial(judgement_lines, current))
        elif self._read:
            text = _("Nothing has been said of your calls yet.")
            page.show(lambda width: indented(text, width - 1, "dim", indent=1))

    def retranslate(self) -> None:
        """The criteria carry their names."""
        self._show_page()
        super().retranslate()

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    def _waiting(self) -> Judged | None:
        """The judgement under the cursor, where an answer to it is still open; else says so."""
        current = self.query_one(OwnList).current
        if current is None or current.state not in FOR_AGENT:
            self.notify(_("You have answered to this already.") if current else _("There is nothing to answer to."))
            return None
        return current

    async def action_acknowledge(self) -> None:
        """Take note of the judgement under the cursor."""
        current = self._waiting()
        if current is not None:
            await self.attempt(feedback.acknowledge, self._actor, current.id)
            await self._load()

    async def action_object(self) -> None:
        """Object to the judgement under the cursor."""
        current = self._waiting()
        if current is None:
            return
        place = forms.judgement_place(current.id, "object")
        typed = await self.attempt(kept, self._actor, place)
        if typed is not None:
            record = partial(forms.put_objection, self._actor, current)
            screen = EntryScreen(self._actor, forms.object_form(typed), place, record)
            self.app.push_screen(screen, self._answered)

    async def _answered(self, _recorded: bool | None) -> None:
        await self._load()

    async def action_record(self) -> None:
        """What the call under the cursor left, or back to the judgement."""
        current = self.query_one(OwnList).current
        if current is None:
            self.notify(_("There is nothing to answer to."))
        elif self._recorded == current.id:
            self._show_page()
        else:
            found = await self.attempt(evidence, self._actor, current.call)
            if found is not None:
                self._recorded = current.id
                self.query_one(Paged).show(partial(record_lines, found))

    def action_turn(self, step: int) -> None:
        """Another page."""
        if not self.query_one(Paged).turn(step):
            self.notify(_("There is no other page."))

    def action_leave(self) -> None:
        """One step back: from the call's record to what was said of it, else to the queue."""
        if self._recorded is not None:
            self._show_page()
        else:
            self.dismiss(None)
