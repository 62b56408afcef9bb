"""The call: one customer on the line, one question on the screen, a key for everything that can happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from agentdesk.common.i18n import N_, _, language
from agentdesk.interview import contacts
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import SHOW, WORK
from agentdesk.tui.screens.in_turn import InTurn
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

HEARTBEAT_MINUTES = 3  # of a lease of ten


@dataclass(frozen=True)
class CallResult:
    """How the call was left. `next`: it is over and the queue may take the next customer."""

    contact_id: int
    outcome: str  # "" for a call that was parked or never dialled
    next: bool


class CallScreen(InTurn[CallResult]):
    """One customer on the line."""

    CSS_PATH = "../styles/call.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "backspace", "back", N_("Question before"),
            tooltip=N_("The question before; in a text field Esc or the arrow up"), id="call.back", group=WORK,
        ),
        Binding(
            "c,ctrl+k", "complain", N_("Complaint"),
            tooltip=N_("Note a complaint and go on; in a text field Ctrl+K"), id="call.complain", group=WORK,
        ),
        Binding(
            "r,ctrl+r", "refuse", N_("Refusal"),
            tooltip=N_("The customer does not want to go on: say the line and end; in a text field Ctrl+R"),
            id="call.refuse", group=WORK,
        ),
        Binding(
            "p,ctrl+t", "promise", N_("Another time"),
            tooltip=N_("Agree on a time to call again and end; in a text field Ctrl+T"), id="call.promise", group=WORK,
        ),
        Binding(
            "e,ctrl+o", "finish", N_("Other outcome"),
            tooltip=N_("End here with another outcome: hung up, car sold ...; in a text field Ctrl+O"),
            show=False, id="call.finish", group=WORK,
        ),
        Binding(
            "f4", "phrases", N_("Phrases"),
            tooltip=N_("Put a phrase of the playbook into the text"), show=False, id="call.phrases", group=WORK,
        ),
        Binding(
            "o", "outline", N_("Outline"),
            tooltip=N_("Give the question the whole width, or show the outline again"),
            show=False, id="call.outline", group=SHOW,
        ),
        Binding(
            "escape,up", "before", N_("Back"),
            tooltip=N_("The question before; what was typed is kept"), id="call.before", group=WORK,
        ),
        Binding(
            "escape", "leave", N_("Leave"),
            tooltip=N_("To the queue; the call is parked with every answer and waits for you"),
            id="call.leave", group=WORK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, contact_id: int) -> None:
        super().__init__()
        self.call = OpenCall(actor, contact_id)
        self.stage: Stage | None = None
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
        self.query_one(Outline).asking = self.call.identified

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
        """Draw everything again."""
        outline, stage = self.query_one(Outline), self.stage
        if isinstance(stage, Asking) and self.call.run is not None:
            outline.here, outline.upset = stage.item.key, stage.upset
        else:
            outline.here, outline.upset = "", self.call.run is not None and self.call.run.dissatisfied
        outline.redraw()
        self.query_one(CallHead).redraw()
        super().redraw()

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

    async def pressed(self, event: events.Key) -> bool:
        """Keys that the stage wants, before the screen's own."""
        printed = event.character if event.is_printable and event.character != " " else None
        key = printed or event.key
        if self.stage is None or not self.stage.wants(key):
            return False
        await self.stage.press(key)
        return True

    async def entered(self, text: str) -> None:
        """Give the stage what stands in its field."""
        if self.stage is not None:
            await self.stage.submit(text)

    def typed_into(self, text: str) -> None:
        """Tell the stage what is being typed."""
        if self.stage is not None:
            self.stage.changed(text)

    def why_not(self, action: str) -> str:
        """Why the key of an action does nothing on this page."""
        return self.stage.why_not(action) if self.stage is not None else ""

    @on(AnswerField.Submitted)
    def _submitted(self, message: AnswerField.Submitted) -> None:
        self.do(self.entered(message.field.text))

    @on(AnswerField.Changed)
    def _typed(self) -> None:
        self.take_typed(self.query_one(AnswerField))
        if isinstance(self.stage, Asking):
            self.after_pause()
        else:
            self.redraw()

    async def store_typed(self) -> None:
        """Store open text, and what could not be stored before."""
        behind = self.call.behind
        await self.call.settle()
        if behind:
            self.say(_("Everything on the screen is stored now."), "value")

    # -- actions -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is there where the stage does something with it."""
        if action == "before":
            return self.stage is not None and self.query_one(AnswerField).display
        if action == "phrases":
            return isinstance(self.stage, Asking) and self.stage.takes_phrases
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
        form = await form_for(await self.call.complaint_draft())
        self.call.noting = self.call.promised = True
        await self.put_in_front(ComplaintScreen(self.call.actor, form), self._noted)
        self.redraw()

    def _noted(self, noted: Noted | None) -> None:
        self.call.noted(noted)
        if noted is not None and noted.no:
            self.say(_("Complaint {no} is passed on; the call goes on.").format(no=noted.no), "value")
        if noted is not None:
            self.do(self.call.dial(), quietly=True)  # whoever complains is on the line
        self.redraw()

    def action_refuse(self) -> None:
        """The customer does not want to go on."""
        self.do(self._turn_to(Refusing))

    def action_promise(self) -> None:
        """The customer names another time."""
        self.do(self._turn_to(Promising))

    async def _turn_to(self, stage: type[Refusing] | type[Promising]) -> None:
        await self.call.store_draft()
        if self.stage is not None:
            self.show(stage(self, self.stage))

    def action_finish(self) -> None:
        """End here with an outcome of the catalogue."""
        self.do(self._finish())

    async def _finish(self) -> None:
        await self.call.store_draft()
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
            self.run_worker(self.attempt(contacts.heartbeat, self.call.actor, self.call.contact_id), group="heartbeat")

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
