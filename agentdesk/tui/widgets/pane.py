"""A sheet that draws a stage, keeps a line for what there is to say, and places the one field there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import events
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.tui.bindings import WORK
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.lines import BLANK, Line, indented
from agentdesk.tui.widgets.sheet import Sheet

LEAST = (36, 6)  # columns and rows of a pane below which a question cannot be read


@dataclass(frozen=True)
class Wish:
    """A field that is wanted: `name` tells one from the next, so that what is typed stays while it is the same."""

    name: str
    text: str = ""
    placeholder: str = ""


@dataclass(frozen=True)
class Place:
    """Where a field stands on the pane, in cells and rows."""

    column: int
    row: int
    width: int
    rows: int


@dataclass(frozen=True)
class Drawing:
    """The lines of the pane, and the place of the field where there is one."""

    lines: list[Line]
    place: Place | None = None


class Drawn(Protocol):
    """What a pane can show."""

    def draw(self, width: int, height: int) -> Drawing:
        """The lines in so many cells and rows."""

    @property
    def wish(self) -> Wish | None:
        """The field that has the focus, where there is one."""


class Turns(Protocol):
    """The screen of a field, on which keys wait for one another."""

    @property
    def busy(self) -> bool:
        """Whether something waits for its turn."""

    def take(self, event: events.Key | events.Paste) -> None:
        """Put a key behind those that came before it."""


class AnswerField(TextField):
    """The field of a pane: one, which goes where it is wanted.

    Only what is plainly typed while nothing waits is taken at once; every other key takes its turn on the screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Go on"), tooltip=N_("Store the text and go on"), id="field.submit", group=WORK),
    ]
    wish_name = ""
    known = ""  # the text that the screen has taken over
    turns: Turns | None = None

    def show(self, text: str, placeholder: str = "") -> None:
        """Put a text into the field that the screen knows."""
        self.known = text
        super().show(text, placeholder)

    def on_key(self, event: events.Key) -> None:
        """Give a key to the screen unless it is text and nothing waits.

        So too one that was on its way here when the field was taken away: it belongs to what stands there now.
        """
        typed = event.is_printable and event.character
        if self.turns is not None and (self.turns.busy or not typed or not self.wish_name):
            event.stop()
            event.prevent_default()
            self.turns.take(event)

    def on_paste(self, event: events.Paste) -> None:
        """Give a pasted text to the screen while something waits."""
        if self.turns is not None and (self.turns.busy or not self.wish_name):
            event.stop()
            event.prevent_default()
            self.turns.take(event)


class Pane(Sheet):
    """Draws what it is given."""

    shown: Drawn | None = None
    message: tuple[str, str] | None = None  # a text and its style
    _place: Place | None = None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """What is shown, and at the foot what there is to say."""
        if self.shown is None or not width or not height:
            return []
        if width < LEAST[0] or height < LEAST[1]:
            self._place = None
            return indented(_("This window is too small: 60 columns and 15 rows are the least."), width, "warn")
        said = self._said(width)
        drawing = self.shown.draw(width, height - len(said))
        self._place = drawing.place
        return [*drawing.lines, *[BLANK] * (height - len(said) - len(drawing.lines)), *said]

    def _said(self, width: int) -> list[Line]:
        """What there is to say, in as many lines as it takes but no more than three; one line is always kept for it."""
        if self.message is None:
            return [BLANK]
        text, style = self.message
        return indented(text, width - 1, style, indent=1)[:3]

    def place(self, field: AnswerField) -> None:
        """Put the field where it is wanted, with the focus; where none is wanted take it away."""
        wish = self.shown.wish if self.shown is not None else None
        if wish is None:
            field.wish_name = ""
        if wish is None or self._place is None:
            if field.display:
                field.display = False
                self.screen.set_focus(None)
            return
        place = self._place
        field.styles.offset = (place.column, place.row)
        field.styles.width, field.styles.height = place.width, place.rows
        if field.wish_name != wish.name:
            field.show(wish.text, wish.placeholder)
            field.wish_name = wish.name
        field.placeholder = wish.placeholder
        field.display = True
        self.screen.set_focus(field)  # now: put off, it could come back to a field that is hidden by then
        field.redraw()
