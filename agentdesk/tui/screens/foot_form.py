"""A form over the foot of a screen: its rows are chosen or typed, and kept at each pause."""

from __future__ import annotations

from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.screen import ScreenResultType

from agentdesk.common.i18n import N_
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.screens.phrasing import TakesPhrases
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.pane import AnswerField, Drawn, Pane
from agentdesk.tui.widgets.rule import Rule


class Rows(Drawn, Protocol):
    """What such a screen asks of its form; a row that is typed is the one that wants the field (`wish`)."""

    row: str

    def move(self, step: int) -> None:
        """To the next row, or the one before."""

    def choose(self, key: str) -> bool:
        """Take the value of that key; False where the row has no such key."""

    def turn(self, step: int) -> None:
        """The next value of the row."""

    def type(self, text: str) -> None:
        """Take over what was typed into the row."""


def moving_keys(form: str) -> list[Binding]:
    """The keys from line to line; `form` begins their ids."""
    return [
        Binding(
            "tab,down", "move(1)", N_("Next line"), tooltip=N_("To the next line of the form"), id=f"{form}.down",
            group=WORK,
        ),
        Binding(
            "shift+tab,up", "move(-1)", N_("Line before"), tooltip=N_("To the line before"), show=False,
            id=f"{form}.up", group=WORK,
        ),
    ]  # fmt: skip


def closing_keys(form: str, *, fold: str, discard: str) -> list[Binding]:
    """The keys for phrases and out of the form, with the sentences of the last two."""
    return [
        Binding("escape", "fold", N_("Put aside"), tooltip=fold, id=f"{form}.fold", group=WORK),
        Binding(
            "f4", "phrases", N_("Phrases"), tooltip=N_("Put a phrase of the playbook into the text"), show=False,
            id=f"{form}.phrases", group=WORK,
        ),
        Binding("ctrl+x", "discard", N_("Throw away"), tooltip=discard, id=f"{form}.discard", group=WORK),
    ]  # fmt: skip


class FootForm(TakesPhrases[ScreenResultType], DeskModal[ScreenResultType]):
    """Gives the keys to its form; a screen says what Enter does, and what becomes of what was put in."""

    form: Rows

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

    async def pressed(self, event: events.Key) -> bool:
        """Digits choose, left, right and Space turn; a row that is typed leaves the keys to its field."""
        if self.form.wish is not None:
            return False
        if event.key in ("left", "right", "space"):
            self.form.turn(-1 if event.key == "left" else 1)
        elif not (event.character and event.is_printable and self.form.choose(event.character)):
            return False
        await self.store_typed()
        return True

    def typed_into(self, text: str) -> None:
        """Take what is being typed into the form."""
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

    def action_fold(self) -> None:
        """Back; what was typed is kept."""
        self.do(self.fold())

    def action_discard(self) -> None:
        """Back; what was typed is gone."""
        self.do(self.discard())

    async def fold(self) -> None:
        """Keep what was typed, and go back."""
        raise NotImplementedError

    async def discard(self) -> None:
        """Throw away what was typed, and go back."""
        raise NotImplementedError
