"""Looking on at a colleague's call: what is stored of it, as it comes; no key here changes anything of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from agentdesk.common import clock, dates, names
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.interview import onlooking
from agentdesk.interview.mirror import mirror
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.following import Follower
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.call import WIDTHS
from agentdesk.tui.stages.mirrored import MirroredCall
from agentdesk.tui.stages.noted import noted_of
from agentdesk.tui.widgets.call_head import CallHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.outline import Outline
from agentdesk.tui.widgets.pane import Pane
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

LOOK_SECONDS = 1.0
QUIET = 600.0  # a long answer is no reason to look away
TIME_STEPS = 5  # looks between two drawings of the call's time


class MirrorScreen(DeskScreen[None]):
    """A colleague's call, read-only; the colleague sees that somebody looks on."""

    CSS_PATH = "../styles/mirror.tcss"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    AUTO_FOCUS = ""
    outside_calls = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Look on no more"), id="mirror.leave", group=DESK),
        Binding("o", "outline", N_("Outline"),
                tooltip=N_("Give the question the whole width, or show the outline again"), id="mirror.outline",
                group=SHOW),
    ]  # fmt: skip

    def __init__(self, actor: Actor, contact_id: int, onlook: int) -> None:
        super().__init__()
        self._actor, self._contact_id, self._onlook = actor, contact_id, onlook
        self.follower = Follower(self, LOOK_SECONDS, self._changed, self._time_passes, QUIET)
        self._call: MirroredCall | None = None
        self._looks = 0

    def compose(self) -> ComposeResult:
        """Whose call, the customer, the question and the outline, the keys."""
        yield MirrorHead()
        yield CallHead()
        yield Rule()
        with Container(id="body"):
            yield Pane()
            yield Outline()
        yield Rule()
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """In front: follow the call."""
        self.follower.start()

    def on_screen_suspend(self) -> None:
        """Behind another screen nothing is followed."""
        self.follower.stop()

    def _changed(self) -> None:
        self._load()

    def _time_passes(self) -> None:
        self._looks += 1
        if self._looks % TIME_STEPS == 0 and self._call is not None and not self._call.is_over:
            self.query_one(CallHead).redraw()

    @work(group="mirror", exclusive=True)
    async def _load(self) -> None:
        found = await self.attempt_unasked(_read, self._actor, self._contact_id)
        if found is None:
            self.follower.again()
            return
        self._call = found
        self._draw()
        if found.is_over:
            self.follower.stop()
            await self.attempt(onlooking.end, self._actor, self._onlook)

    def _draw(self) -> None:
        call, outline = self._call, self.query_one(Outline)
        if call is None:
            return
        self.query_one(MirrorHead).show(call.seen.person)
        self.query_one(CallHead).call = outline.call = call
        outline.asking = call.identified
        outline.here = call.item.key if call.item is not None else ""
        outline.upset = call.run is not None and call.run.dissatisfied
        pane = self.query_one(Pane)
        pane.shown = call
        for sheet in (self.query_one(CallHead), outline, pane):
            sheet.redraw()

    def retranslate(self) -> None:
        """Read again: questions, choices and outcomes follow the language."""
        self._changed()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock and the call's time."""
        self.query_one(MirrorHead).redraw()
        self.query_one(CallHead).redraw()
        if self.is_current:
            self.follower.tick()

    def on_key(self, event: events.Key) -> None:
        """Say of every other key that it does nothing: the call is the colleague's."""
        if event.key not in self.active_bindings:
            self.query_one(Pane).message = (_("Nothing can be done here: you only look on."), "warn")
            self.query_one(Pane).redraw()

    def action_outline(self) -> None:
        """Show or hide the outline."""
        self.toggle_class("-plain")

    def keep(self) -> None:
        """The desk is left: nobody looks on any more."""
        with suppress(UserError):  # leaving the desk ends it as well
            onlooking.end(self._actor, self._onlook)

    async def action_leave(self) -> None:
        """Back to the scoreboard."""
        await self.attempt(onlooking.end, self._actor, self._onlook)
        self.dismiss(None)


def _read(actor: Actor, contact_id: int) -> MirroredCall:
    seen = mirror(actor, contact_id)
    return MirroredCall(seen, noted_of(seen.person_id, contact_id, seen.interview_id))


class MirrorHead(Sheet):
    """One line: whose call this is, and that nothing can be done here."""

    DEFAULT_CSS = "MirrorHead { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._person = ""

    def show(self, person: str) -> None:
        """Show whose call it is by now."""
        self._person = person
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line."""
        now = clock.local_now()
        title = _("Looking on: {name}").format(name=names.visible(self._person))
        about = _("read only; the agent sees that you look on")
        right = ((f"{dates.heading(now.date())} ", "dim"), (f"{now:%H:%M} ", ""))
        return [line((f" {title}", "said"), (f"   {about}", "dim"), right=right)]
