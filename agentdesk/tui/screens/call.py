"""The call: one customer on the line, one question on the screen, a key for everything that can happen."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Container

from agentdesk.common.i18n import _, language
from agentdesk.interview import contacts
from agentdesk.store.audit import Actor
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.call_complaint import NotesComplaint
from agentdesk.tui.screens.call_keys import KEYS
from agentdesk.tui.screens.own_call import CallResult
from agentdesk.tui.screens.page_keys import with_page_keys
from agentdesk.tui.stages.asking import Asking
from agentdesk.tui.stages.base import Stage
from agentdesk.tui.stages.dialling import Dialling
from agentdesk.tui.stages.ending import Ending
from agentdesk.tui.stages.leaving import Refusing
from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.stages.promising import Promising
from agentdesk.tui.widgets.call_head import CallHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.nudge_rule import NudgeRule
from agentdesk.tui.widgets.outline import Outline
from agentdesk.tui.widgets.pane import AnswerField, Pane
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.work import in_background

BESIDE = 72  # columns from which on the outline may stand beside the question
WIDTHS = [(0, "-tight"), (BESIDE, "-narrow"), (100, "-wide")]
_ROWS = {"up": -1, "down": 1}  # within a text, before they leave it
HEARTBEAT_MINUTES = 3  # of a lease of ten


class CallScreen(NotesComplaint[CallResult]):
    """One customer on the line."""

    CSS_PATH = "../styles/call.tcss"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, actor: Actor, contact_id: int, despite: str = "", *, told: str = "") -> None:
        """`told` is what there is to say of its opening, until the first key."""
        super().__init__()
        self._told = told
        self.call = OpenCall(actor, contact_id, despite)
        self.stage: Stage | None = None
        self._minutes = 0

    def compose(self) -> ComposeResult:
        """Head, the stage with its field, the outline, the keys."""
        yield CallHead()
        yield NudgeRule()
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
        if self._told:
            self.say(self._told, "value")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """With the keys of the page that is in front, before those of the call."""
        found = super().active_bindings
        return with_page_keys(self, self.stage.page_keys(), found) if self.stage is not None else found

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
        self.dismiss(CallResult(self.call.contact_id, self.call.tasks, outcome, next=True))

    def complain(self) -> None:
        """Open the complaint form over the question."""
        self.action_complain()

    # -- keys --------------------------------------------------------------------------------------------------------

    async def pressed(self, event: events.Key) -> bool:
        """Keys that the stage wants, before the screen's own."""
        printed = event.character if event.is_printable and event.character != " " else None
        key = printed or event.key
        field = self.query_one(AnswerField)
        if field.display and key in _ROWS and field.move_row(_ROWS[key]):
            return True
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
        if action == "outline" and self.has_class("-tight"):
            return _("The outline needs {columns} columns.").format(columns=BESIDE)
        return self.stage.why_not(action) if self.stage is not None else ""

    @on(AnswerField.Submitted)
    def _submitted(self, message: AnswerField.Submitted) -> None:
        self.do(self.entered(message.field.text))

    @on(AnswerField.Changed)
    def _typed(self) -> None:
        self.take_typed(self.query_one(AnswerField))
        self.after_pause()
        if not isinstance(self.stage, Asking):
            self.redraw()

    async def store_typed(self) -> None:
        """Store open text and other words, and what could not be stored before."""
        await self.call.settle()
        await self.call.store_words()

    @property
    def unstored(self) -> bool:
        """Whether the store has not taken something that is on the screen."""
        return self.call.behind

    def stored_at_last(self) -> str:
        """The question stays, as a key could be on its way to it; Enter goes on to the next one."""
        if isinstance(self.stage, Asking):
            return _("Everything on the screen is stored now; {key} goes on.").format(key=glyph("enter"))
        return super().stored_at_last()

    # -- actions -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is there where the stage does something with it."""
        if action == "before":
            return self.stage is not None and self.query_one(AnswerField).display
        if action == "phrases":
            return isinstance(self.stage, Asking) and self.stage.takes_phrases
        if action == "turn_page":
            return self.stage is not None and self.stage.longer
        if action == "outline" and self.has_class("-tight"):
            return False
        if action in {"back", "complain", "refuse", "promise", "finish", "outline"}:
            return self.stage is not None and action in self.stage.keys
        return True

    def action_page(self, key: str) -> None:
        """Do what a key of the page does: for help and the list of commands."""
        if self.stage is not None:
            self.do(self._press(key))

    async def _press(self, key: str) -> None:
        if key == "enter" and self.query_one(AnswerField).display:
            await self.entered(self.typed())
        elif self.stage is not None:
            await self.stage.press(key)

    def action_back(self) -> None:
        """The question before this one."""
        if isinstance(self.stage, Asking | Ending):
            self.do(self.stage.back())

    def action_before(self) -> None:
        """Out of the text field, to the question or choice before it."""
        if self.stage is not None:
            self.do(self.stage.press("escape"))

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

    def action_turn_page(self, step: int) -> None:
        """Show the rest of a page that is longer than the pane."""
        if self.stage is not None:
            self.stage.turn_page(step)
            self.redraw()

    def action_outline(self) -> None:
        """Show or hide the outline."""
        self.toggle_class("-plain")

    def action_leave(self) -> None:
        """To the queue; nothing is lost."""
        self.do(self._leave())

    async def _leave(self) -> None:
        await self.call.leave()
        self.dismiss(CallResult(self.call.contact_id, self.call.tasks, "", next=False))

    # -- the desk ----------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Store what is being typed, here and now."""
        super().keep()
        self.call.keep()

    def time_passes(self) -> None:
        """The time of the call, also while a complaint is noted."""
        self.query_one(CallHead).redraw()

    def minute_passed(self) -> None:
        """The time, and every few minutes the claim's lease."""
        self.time_passes()
        self.do(self.call.look_behind(), quietly=True)
        self._minutes += 1
        if self._minutes % HEARTBEAT_MINUTES == 0:
            self.do(in_background(contacts.heartbeat, self.call.actor, self.call.contact_id), quietly=True)

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
