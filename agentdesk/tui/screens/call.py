"""The call: one customer on the line, one question on the screen, a key for everything that can happen."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.timer import Timer

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _, language
from agentdesk.interview import contacts
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.stages.asking import Asking
from agentdesk.tui.stages.base import Stage
from agentdesk.tui.stages.dialling import Dialling
from agentdesk.tui.stages.ending import Ending
from agentdesk.tui.stages.leaving import Refusing
from agentdesk.tui.stages.noted import Noted
from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.stages.promising import Promising
from agentdesk.tui.widgets.call_head import CallHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.outline import Outline
from agentdesk.tui.widgets.pane import AnswerField, Pane
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.work import off_thread

PAUSE_SECONDS = 1.0  # after which open text is stored
HEARTBEAT_MINUTES = 3  # of a lease of ten


@dataclass(frozen=True)
class CallResult:
    """How the call was left. `next`: it is over and the queue may take the next customer."""

    contact_id: int
    outcome: str  # "" for a call that was parked or never dialled
    next: bool


class CallScreen(DeskScreen[CallResult]):
    """One customer on the line."""

    CSS_PATH = "../styles/call.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "backspace", "back", N_("Back"),
            tooltip=N_("The question before; in a text field Esc or the arrow up"), id="call.back", group=WORK,
        ),
        Binding(
            "escape,up", "before", N_("Back"),
            tooltip=N_("The question before; what was typed is kept"), id="call.before", group=WORK,
        ),
        Binding(
            "c,ctrl+k", "complain", N_("Complaint"),
            tooltip=N_("Note a complaint and go on; in a text field Ctrl+K"), id="call.complain", group=WORK,
        ),
        Binding(
            "r,ctrl+r", "refuse", N_("Refusal"),
            tooltip=N_("The customer does not want to go on: say the line and end"), id="call.refuse", group=WORK,
        ),
        Binding(
            "p,ctrl+t", "promise", N_("Another time"),
            tooltip=N_("Agree on a time to call again and end"), id="call.promise", group=WORK,
        ),
        Binding(
            "e,ctrl+o", "finish", N_("Outcome"),
            tooltip=N_("End here with another outcome: hung up, car sold, no common language"),
            show=False, id="call.finish", group=WORK,
        ),
        Binding(
            "o", "outline", N_("Outline"),
            tooltip=N_("Give the question the whole width, or show the outline again"),
            show=False, id="call.outline", group=SHOW,
        ),
        Binding(
            "escape", "leave", N_("Leave"),
            tooltip=N_("To the queue; the call is parked with every answer and waits for you"),
            show=False, id="call.leave", group=WORK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, contact_id: int) -> None:
        super().__init__()
        self.call = OpenCall(actor, contact_id)
        self.stage: Stage | None = None
        self._in_turn = asyncio.Lock()
        self._pause: Timer | None = None
        self._minutes = 0

    def compose(self) -> ComposeResult:
        """Head, the stage with its field, the outline, the keys."""
        yield CallHead()
        yield Rule()
        with Container(id="body"):
            with Container(id="stage"):
                yield Pane()
                yield AnswerField()
            yield Outline()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the call."""
        self.query_one(AnswerField).display = False
        self.do(self._open())

    async def _open(self) -> None:
        await self.call.load()
        self.query_one(CallHead).call = self.query_one(Outline).call = self.call
        await self.advance()

    # -- what a stage may ask ----------------------------------------------------------------------------------------

    def show(self, stage: Stage) -> None:
        """Go on with another stage."""
        self.stage = stage
        self.query_one(Pane).shown = stage
        self.query_one(Outline).asking = not isinstance(stage, Dialling)
        self.refresh_bindings()

    async def advance(self) -> None:
        """The stage that the call is at: dialling, the question, or the outcome."""
        run = self.call.run
        if not self.call.identified:
            self.show(Dialling(self, await self.call.offered()))
        elif run is not None and self.call.interview_id is not None and run.page is not None:
            self.show(self.stage if isinstance(self.stage, Asking) else Asking(self))
        else:
            self.show(Ending(self, await self.call.offered()))

    def redraw(self) -> None:
        """Draw everything again, and put the field where the stage wants it."""
        for sheet in (self.query_one(CallHead), self.query_one(Outline)):
            sheet.redraw()
        pane = self.query_one(Pane)
        pane.redraw()
        pane.place(self.query_one(AnswerField))

    def say(self, text: str, style: str = "warn") -> None:
        """A line at the foot of the pane until the next key."""
        self.query_one(Pane).message = (text, style)

    def typed(self) -> str:
        """What stands in the field."""
        return self.query_one(AnswerField).text

    def over(self, outcome: str) -> None:
        """The sitting is over: the queue takes the next customer."""
        self.dismiss(CallResult(self.call.contact_id, outcome, next=True))

    def complain(self) -> None:
        """Open the complaint form over the question."""
        self.action_complain()

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Keys that the stage wants, before the screen's own."""
        key = event.character if event.character and event.is_printable and event.character != " " else event.key
        if self.stage is not None and self.stage.wants(key):
            event.stop()
            event.prevent_default()
            self.do(self._press(self.stage, key))

    async def _press(self, stage: Stage, key: str) -> None:
        # A key that waited for the store means the question it was pressed at, or the one that followed it at once.
        current = self.stage or stage
        if current.wants(key):
            await current.press(key)

    @on(AnswerField.Submitted)
    def _submitted(self, message: AnswerField.Submitted) -> None:
        text = message.field.text
        if self.stage is not None:
            self.do(self.stage.submit(text))

    @on(AnswerField.Changed)
    def _typed(self, message: AnswerField.Changed) -> None:
        if self.stage is None:
            return
        self.stage.changed(message.field.text)
        if isinstance(self.stage, Asking):
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(PAUSE_SECONDS, self._paused)
        else:
            self.redraw()

    def _paused(self) -> None:
        self.do(self.call.store_draft())

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do one thing after the other; an error a user can meet is a line at the foot, and nothing is lost."""
        self.query_one(Pane).message = None
        self.run_worker(self._one_by_one(work), group="call")

    async def _one_by_one(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._in_turn:
            try:
                await work
            except UserError as error:
                self.say(str(error), "bad")
            if self.is_current:
                self.redraw()

    # -- actions -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is there where the stage does something with it."""
        if action == "before":
            return self.stage is not None and self.query_one(AnswerField).display
        if action in {"back", "complain", "refuse", "promise", "finish", "outline"}:
            return self.stage is not None and action in self.stage.keys
        return True

    def action_back(self) -> None:
        """The question before this one."""
        if isinstance(self.stage, Asking | Ending):
            self.do(self.stage.back())

    def action_before(self) -> None:
        """Out of the text field, to the question or choice before it."""
        if self.stage is not None:
            self.do(self.stage.press("escape"))

    def action_complain(self) -> None:
        """Note a complaint; the call goes on afterwards."""
        self.do(self._complain())

    async def _complain(self) -> None:
        from agentdesk.tui.screens.complaint import ComplaintScreen, form_for

        await self.call.store_draft()
        draft = await self.call.complaint_draft()
        self.app.push_screen(ComplaintScreen(self.call.actor, await form_for(draft)), self._noted)

    def _noted(self, noted: Noted | None) -> None:
        self.call.complaint = noted
        if noted is not None and noted.no:
            self.say(_("Complaint {no} is passed on; the call goes on.").format(no=noted.no), "value")
        self.redraw()

    def action_refuse(self) -> None:
        """The customer does not want to go on."""
        self._turn_to(Refusing)

    def action_promise(self) -> None:
        """The customer names another time."""
        self._turn_to(Promising)

    def _turn_to(self, stage: type[Refusing] | type[Promising]) -> None:
        if self.stage is not None:
            self.show(stage(self, self.stage))
            self.redraw()

    def action_finish(self) -> None:
        """End here with an outcome of the catalogue."""
        self.do(self._finish())

    async def _finish(self) -> None:
        if self.stage is not None:
            self.show(Ending(self, await self.call.offered(), before=self.stage))

    def action_outline(self) -> None:
        """Show or hide the outline."""
        self.toggle_class("-plain")

    def action_leave(self) -> None:
        """To the queue; nothing is lost."""
        self.do(self._leave())

    async def _leave(self) -> None:
        await self.call.leave()
        self.dismiss(CallResult(self.call.contact_id, "", next=False))

    # -- the desk ----------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Store what is being typed, here and now."""
        self.call.keep()

    def minute_passed(self) -> None:
        """The time, and every few minutes the claim's lease."""
        self.query_one(CallHead).redraw()
        self._minutes += 1
        if self._minutes % HEARTBEAT_MINUTES == 0:
            self.do(off_thread(contacts.heartbeat, self.call.actor, self.call.contact_id))

    def retranslate(self) -> None:
        """The questions follow the language of the desk."""
        self.do(self._speak())

    async def _speak(self) -> None:
        await self.call.store_draft()
        await self.call.speak(language())
        if isinstance(self.stage, Dialling):
            await self.advance()
        for sheet in self.query(Rule).results():
            sheet.redraw()
        self.query_one(KeyBar).redraw()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self.redraw)
