"""Freeing what a dead desk holds: whose call it is, whether the desk still lives, and a reason for the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.queue.giving import Held
from agentdesk.tui.bindings import WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

Broken = tuple[int, str]  # a task of the claim, and why it is broken


class BreakingScreen(DeskModal[Broken]):
    """Over the foot of the scoreboard; Enter with a reason frees the customer under the mark."""

    CSS_PATH = "../styles/moving.tcss"
    AUTO_FOCUS = "#why"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", N_("Next"), tooltip=N_("The next customer that is held"), id="breaking.down",
                group=WORK, show=False),
        Binding("up", "choose(-1)", N_("Before"), tooltip=N_("The customer before"), id="breaking.up", group=WORK,
                show=False),
        Binding("escape", "leave", N_("Cancel"), tooltip=N_("The claim stays"), id="breaking.no", group=WORK),
    ]  # fmt: skip

    def __init__(self, person: str, held: Sequence[Held]) -> None:
        super().__init__()
        self._person, self._held = person, held

    def compose(self) -> ComposeResult:
        """What is held, the line for the reason, the keys."""
        yield Rule()
        yield HeldSaid(self._person, self._held)
        yield TextField(id="why")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Take a row for each customer, and ask for the reason."""
        self.query_one(HeldSaid).styles.height = len(self._held) + 2
        self.query_one(TextField).show("", _("why, in a few words"))

    def action_choose(self, step: int) -> None:
        """Choose another customer that is held."""
        said = self.query_one(HeldSaid)
        said.chosen = min(max(said.chosen + step, 0), len(self._held) - 1)
        said.redraw()

    @on(TextField.Submitted)
    def _said(self, message: TextField.Submitted) -> None:
        if message.field.text.strip():
            chosen = self._held[self.query_one(HeldSaid).chosen]
            self.dismiss((chosen.task_ids[0], message.field.text))
        else:
            self.notify(_("Say why the claim is broken."), severity="warning")


class HeldSaid(Sheet):
    """What is held, and what freeing it does."""

    def __init__(self, person: str, held: Sequence[Held]) -> None:
        super().__init__()
        self._person, self._held = person, held
        self.chosen = 0

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A title, each customer masked as in every list, and what Enter does."""
        title = _("Free what {person}'s desk holds").format(person=self._person)
        kept = _("Anybody may call the customer again; what was answered stays with the call that is not over.")
        enter = ((glyph("enter"), "key"), (f" {_('Free')} ", "dim"))
        rows = [self._row(number, held) for number, held in enumerate(self._held)]
        return [line((f" {title}", "said"), right=enter), *rows, line((f" {kept}", "dim"))]

    def _row(self, number: int, held: Held) -> Line:
        here = number == self.chosen
        mark = f" {glyph('cursor')} " if here else "   "
        state: Span = (_("the desk still runs"), "warn") if held.is_alive else (_("the desk is gone"), "dim")
        since = _("since {time}").format(time=dates.moment(held.began_at)) if held.began_at else ""
        until = _("held until {time}").format(time=dates.moment(held.lease_until))
        calls = _("{n} calls").format(n=len(held.task_ids))
        return line(
            (mark, "key"), (names.mask(held.customer), "value" if here else ""), (f"  {calls}  {since}  ", "dim"),
            (f"{until}  ", "dim"), state,
        )  # fmt: skip
