"""Copying a yellow card: over the foot of the register, a row to each thing that stands on it."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from agentdesk.common.i18n import N_, _
from agentdesk.complaints import step_drafts
from agentdesk.complaints.cards import copy_card
from agentdesk.complaints.step_drafts import Place, Typed
from agentdesk.queue.card_moment import moment
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.keeping import KeepsTyped
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.record_form import TYPED, Card, RecordForm
from agentdesk.tui.widgets.rule import Rule

PLACEHOLDERS = {"called_at": N_("18:05, or 11-19 18:05"), "remark": N_("What else stands on the card")}


class RecordScreen(KeepsTyped[bool]):
    """One card; gives whether it was registered. What was typed stays with its task, so Esc loses nothing."""

    CSS_PATH = "../styles/record.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab,down", "move(1)", N_("Next line"), tooltip=N_("To the next line of the form"), id="record.down",
            group=WORK,
        ),
        Binding(
            "shift+tab,up", "move(-1)", N_("Line before"), tooltip=N_("To the line before"), show=False,
            id="record.up", group=WORK,
        ),
        Binding(
            "enter", "enter", N_("Next line"), tooltip=N_("To the next line; on the last one register the call"),
            show=False, id="record.enter", group=WORK,
        ),
        *(
            Binding(
                str(digit), f"choose({digit})", N_("Answer"), tooltip=N_("1 yes, 2 no, 3 not asked"),
                show=digit == 1, key_display="1-3", id=f"record.choose_{digit}", group=WORK,
            )
            for digit in (1, 2, 3)
        ),
        Binding(
            "left", "turn(-1)", N_("Value before"), tooltip=N_("The value before"), show=False, id="record.left",
            group=WORK,
        ),
        Binding(
            "right,space", "turn(1)", N_("Other value"), tooltip=N_("Another colleague, another answer"),
            show=False, id="record.right", group=WORK,
        ),
        Binding(
            "ctrl+s", "submit", N_("Register"), tooltip=N_("Register the call"), id="record.submit", group=WORK,
        ),
        Binding(
            "escape", "leave", N_("Back"), tooltip=N_("Back to the register; what was typed is kept"),
            id="record.leave", group=WORK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, card: Card) -> None:
        place = place_of(card.entry.task_id)
        kept = step_drafts.kept(actor, place)
        super().__init__(actor, place, kept)
        card.take(kept)
        self._card = card

    @property
    def typed(self) -> Typed:
        """The card as it stands."""
        return self._card.typed

    def compose(self) -> ComposeResult:
        """The card, the line that is typed in, the keys."""
        with Vertical(id="sheet"):
            yield Rule()
            yield RecordForm(self._card)
            yield TextField()
            yield Rule()
            yield KeyBar()

    def on_mount(self) -> None:
        """Take as many rows as the card needs."""
        form = self.query_one(RecordForm)
        form.styles.height = form.rows_needed()
        self._stand()

    def _stand(self) -> None:
        """Show the row under the cursor, and where the keys go."""
        form, typing = self.query_one(RecordForm), self.query_one(TextField)
        here = self._card.here
        if here in TYPED:
            typing.show(getattr(self._card, here), _(PLACEHOLDERS[here]))
            typing.focus()
        else:
            typing.show("", self._hint(here))
            form.focus()
        form.redraw()

    def _hint(self, here: str) -> str:
        if here == "by":
            return _("Left and right: who called")
        if any(content.code == here and content.complains for content in self._card.contents):
            return _("1 yes, 2 no: a complaint in the words of the remark, 3 not asked")
        return _("1 yes, 2 no, 3 not asked")

    @on(TextField.Changed)
    def _typed(self) -> None:
        self._card.type(self.query_one(TextField).text)
        self.query_one(RecordForm).redraw()
        self.after_pause()

    @on(TextField.Submitted)
    async def _entered(self) -> None:
        await self.action_enter()

    def action_move(self, step: int) -> None:
        """To the next line, or the one before."""
        self._card.move(step)
        self._stand()

    def action_choose(self, number: int) -> None:
        """Answer the content under the cursor, and go on."""
        if self._card.choose(number):
            self.after_pause()
            self.action_move(1)

    def action_turn(self, step: int) -> None:
        """Another value of the row under the cursor."""
        self._card.turn(step)
        self.query_one(RecordForm).redraw()
        self.after_pause()

    async def action_enter(self) -> None:
        """The next line; the last one registers."""
        if self._card.row < len(self._card.rows) - 1:
            self.action_move(1)
        else:
            await self.action_submit()

    async def action_submit(self) -> None:
        """Register the call."""
        card = self._card
        at = moment(card.called_at, card.entry.due_on)
        if at is None:
            self.notify(_("When was the call? As 18:05, or 11-19 18:05."), severity="warning")
            card.row = 0
            self._stand()
            return
        texts: dict[str, Any] = {"by": card.by, "answers": card.answers, "remark": card.remark}
        made = await self.use(partial(copy_card, self._actor, card.entry.task_id, at, **texts))
        if made is None:
            return
        if made.complaint_no:
            self.notify(_("The customer was dissatisfied: complaint {no} is raised.").format(no=made.complaint_no))
        self.dismiss(True)

    async def action_leave(self) -> None:
        """Back without registering."""
        await self.put_aside()
        self.dismiss(False)

    def keep(self) -> None:
        """Take over what stands in the field but was not told of yet, and keep the card."""
        self._card.type(self.query_one(TextField).text)
        super().keep()


def place_of(task_id: int) -> Place:
    """Where a card that is being copied for a task is kept."""
    return Place("task", task_id, "card")
