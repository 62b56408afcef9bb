"""The complaint form over the lower half of the call: the question stays in sight, and the call goes on afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.model import Draft
from agentdesk.complaints.preview import preview, responsible_choices
from agentdesk.complaints.raising import discard_draft, raise_complaint, save_draft
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.screens.in_turn import InTurn
from agentdesk.tui.stages.form import TYPED, ComplaintForm
from agentdesk.tui.stages.noted import Noted, of_draft
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.pane import AnswerField, Pane
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.work import off_thread

_TO_ASK = {
    "words": N_("Write down what the customer said."),
    "remedy_sought": N_("Ask what would put it right; Enter where the customer names nothing."),
    "wants_callback": N_("Ask whether a colleague may call back."),
}


class ComplaintScreen(InTurn[Noted | None], DeskModal[Noted | None]):
    """A complaint being noted; gives what was noted, None where it was thrown away."""

    CSS_PATH = "../styles/complaint.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab,down", "move(1)", N_("Next line"), tooltip=N_("To the next line of the form"), id="complaint.down",
            group=WORK,
        ),
        Binding(
            "shift+tab,up", "move(-1)", N_("Line before"), tooltip=N_("To the line before"), show=False,
            id="complaint.up", group=WORK,
        ),
        Binding(
            "enter", "submit", N_("Submit"), tooltip=N_("Submit the complaint and go on with the call"),
            id="complaint.submit", group=WORK,
        ),
        Binding(
            "escape", "fold", N_("Put aside"), tooltip=N_("Back to the question; the draft is kept"),
            id="complaint.fold", group=WORK,
        ),
        Binding(
            "f4", "phrases", N_("Phrases"),
            tooltip=N_("Put a phrase of the playbook into the text"), show=False, id="complaint.phrases", group=WORK,
        ),
        Binding(
            "ctrl+x", "discard", N_("Throw away"), tooltip=N_("Throw the draft away: it was no complaint"),
            id="complaint.discard", group=WORK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, form: ComplaintForm) -> None:
        super().__init__()
        self._actor = actor
        self.form = form
        self._kept = form.draft

    def compose(self) -> ComposeResult:
        """The form at the foot of the screen."""
        with Vertical(id="sheet"):
            yield Rule()
            with Container(id="form"):
                yield Pane()
                yield AnswerField()
            yield Rule()
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the form."""
        self.query_one(AnswerField).display = False
        self.query_one(Pane).shown = self.form
        self.call_after_refresh(self.redraw)

    def retranslate(self) -> None:
        """Names and positions carry their texts."""
        self.do(self._look_again())
        super().retranslate()

    async def _look_again(self) -> None:
        self.form.view = await off_thread(preview, self.form.draft)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def pressed(self, event: events.Key) -> bool:
        """Digits choose, left, right and Space turn; a row that is typed leaves the keys to its field."""
        if self.form.row in TYPED:
            return False
        if event.key in ("left", "right", "space"):
            self.form.turn(-1 if event.key == "left" else 1)
        elif not (event.character and event.is_printable and self.form.choose(event.character)):
            return False
        await self.store_typed()
        return True

    async def entered(self, text: str) -> None:
        """Go to the next line with what was typed."""
        self.form.type(text)
        self.form.enter()
        await self.store_typed()

    def typed_into(self, text: str) -> None:
        """Take what is being typed into the draft."""
        self.form.type(text)

    @on(AnswerField.Changed)
    def _typed(self) -> None:
        field = self.query_one(AnswerField)
        if field.wish_name == self.form.row:
            self.take_typed(field)
            self.after_pause()

    @on(AnswerField.Submitted)
    def _entered(self, message: AnswerField.Submitted) -> None:
        self.do(self.entered(message.field.text))

    def action_move(self, step: int) -> None:
        """To the next line, or the one before."""
        self.form.move(step)
        self.do(self.store_typed())

    def action_submit(self) -> None:
        """Submit; what the customer was not asked yet is asked first."""
        row = self.form.unasked()
        if row:
            self.form.row = row
            self.say(self._to_ask(row))
            self.redraw()
            return
        self.do(self._submit())

    def _to_ask(self, row: str) -> str:
        if row == "severity":
            self.form.weigh()
            return _("{proposal}. Choose it by its digit; Enter keeps what is chosen.").format(
                proposal=self.form.proposed()
            )
        return _(_TO_ASK[row])

    def action_fold(self) -> None:
        """Back to the question; the draft is kept."""
        self.do(self._fold())

    def action_discard(self) -> None:
        """Throw the draft away."""
        self.do(self._discard())

    # -- storing -----------------------------------------------------------------------------------------------------

    async def store_typed(self) -> None:
        """Keep the draft, where something in it has changed, and look again at what follows from it."""
        if self.form.draft == self._kept:
            return
        wanted = self.form.draft
        stored = await off_thread(save_draft, self._actor, wanted)
        if self.form.draft == wanted:
            self.form.draft = stored
        else:
            self.form.draft = replace(self.form.draft, id=stored.id)
        self._kept, self.form.stored = stored, True
        self.form.view = await off_thread(preview, self.form.draft)

    @property
    def unstored(self) -> bool:
        """Whether something on the form is not stored."""
        return self.form.draft != self._kept

    async def _submit(self) -> None:
        raised = await off_thread(raise_complaint, self._actor, self.form.draft)
        self.dismiss(of_draft(self.form.draft, raised.no))

    async def _fold(self) -> None:
        await self.store_typed()
        self.dismiss(of_draft(self.form.draft) if self.form.stored else None)

    async def _discard(self) -> None:
        await off_thread(discard_draft, self._actor, self.form.draft)
        self.dismiss(None)

    def keep(self) -> None:
        """Keep the draft here and now: the desk is being left."""
        super().keep()
        if self.form.draft != self._kept:
            self._kept = save_draft(self._actor, self.form.draft)


async def form_for(draft: Draft) -> ComplaintForm:
    """The form of a draft, with what stands around it."""
    view = await off_thread(preview, draft)
    return ComplaintForm(draft, view, await off_thread(responsible_choices, draft))
