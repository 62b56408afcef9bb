"""A line to an agent: typed at the foot of the scoreboard, sent with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import names
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import N_, _
from agentdesk.queue.nudging import LONGEST
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


class LineField(TextField):
    """The line; Enter belongs to the form, which says so in its foot."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Send"), tooltip=N_("Send the line"), id="nudging.send", group=WORK),
    ]


class NudgeScreen(DeskModal[str]):
    """Over the foot of the scoreboard; gives the line, or None where none is sent."""

    CSS_PATH = "../styles/moving.tcss"
    AUTO_FOCUS = "#line"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), tooltip=N_("Nothing is sent"), id="nudging.no", group=WORK),
    ]

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person

    def compose(self) -> ComposeResult:
        """Whom it goes to, the line, the keys."""
        yield Rule()
        yield NudgeSaid(self._person)
        yield LineField(id="line")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what belongs into the field."""
        self.query_one(TextField).show("", _("one line, in a few words"))

    @on(TextField.Changed)
    def _typed(self, message: TextField.Changed) -> None:
        said = self.query_one(NudgeSaid)
        said.left = LONGEST - cell_len(" ".join(message.field.text.split()))
        said.redraw()

    @on(TextField.Submitted)
    def _said(self, message: TextField.Submitted) -> None:
        text = message.field.text.strip()
        if not text:
            self.notify(_("Say what the colleague should know."), severity="warning")
        elif self.query_one(NudgeSaid).left < 0:
            self.notify(_("This is longer than one line."), severity="warning")
        else:
            self.dismiss(text)


class NudgeSaid(Sheet):
    """Whom the line goes to, and how much room is left."""

    DEFAULT_CSS = "NudgeSaid { height: 2; }"

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person
        self.left = LONGEST

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The title, and what becomes of the line."""
        title = _("A line to {name}").format(name=names.visible(self._person))
        room = _("{n} cells left").format(n=self.left)
        kept = _("It stands at the colleague's desk until it is acknowledged; you see whether it was read.")
        return [
            line((f" {title}", "said"), right=((f"{room} ", "warn" if self.left < 0 else "dim"),)),
            line((f" {kept}", "dim")),
        ]
