"""Beneath a row: the call that was owed, the fact that owes it, a call's evidence; each page opens to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.common.paper import Part, Target
from agentdesk.complaints.listing import id_of
from agentdesk.interview import evidence_text
from agentdesk.interview.evidence import evidence, masked
from agentdesk.scoreboard import case_text
from agentdesk.scoreboard.case import call_of_attempt, case
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, MOVE, SHOW
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.stages.complaint_view import view_of
from agentdesk.tui.widgets.desk_head import DeskHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.page_list import PageList
from agentdesk.tui.widgets.rule import Rule

_HEADS = {
    "call": N_("Evidence of a call"),
    "task": N_("A call that was owed"),
    "repair_order": N_("Repair order"),
    "sale": N_("Sale"),
    "appointment": N_("Appointment"),
    "customer": N_("Customer"),
}


async def open_target(screen: DeskScreen[None], actor: Actor, target: Target) -> None:
    """Open what a row or a line stands for over the screen; who may not see it is told so.

    What lies right under the screen is gone back to, not opened once more.
    """
    below = screen.app.screen_stack[-2] if len(screen.app.screen_stack) > 1 else None
    if isinstance(below, PageScreen) and below.target == target:
        screen.dismiss(None)
        return
    if target[0] == "complaint":
        complaint = await screen.attempt(_complaint, actor, target[1])
        if complaint is not None:
            from agentdesk.tui.screens.complaint_file import ComplaintFileScreen

            screen.app.push_screen(ComplaintFileScreen(actor, complaint))
        return
    found = await screen.attempt(_read, actor, target)
    if found is not None:
        screen.app.push_screen(PageScreen(actor, *found))


def _complaint(actor: Actor, key: int | str) -> int:
    """The complaint's id, where this person may see it."""
    complaint_id = id_of(key) if isinstance(key, str) else key
    view_of(actor, complaint_id)
    return complaint_id


def _read(actor: Actor, target: Target) -> tuple[Target, list[Part]]:
    sort, key = target
    if sort == "attempt":
        sort, key = "call", call_of_attempt(int(key))
    if sort == "contact":
        sort = "call"
    if sort == "call":
        return (sort, key), list(evidence_text.parts(masked(evidence(actor, int(key)))))
    return (sort, key), list(case_text.parts(case(actor, sort, int(key))))


class PageScreen(DeskScreen[None]):
    """A page over the whole screen; Esc goes back to where it was opened from, with the cursor where it was."""

    CSS_PATH = "../styles/filtered.tcss"
    AUTO_FOCUS = "PageList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open"), tooltip=N_("Open what the line with the mark stands for"), id="page.open",
            group=SHOW,
        ),
        Binding(
            "tab", "next_open(1)", N_("Next to open"), tooltip=N_("To the next line that opens to something"),
            show=False, id="page.next", group=MOVE,
        ),
        Binding(
            "shift+tab", "next_open(-1)", N_("The one before"),
            tooltip=N_("To the line before that opens to something"), show=False, id="page.before", group=MOVE,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="page.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, target: Target, parts: Sequence[Part]) -> None:
        super().__init__()
        self._actor = actor
        self.target = target
        self._parts = parts

    def compose(self) -> ComposeResult:
        """Head, page, keys."""
        yield DeskHead(_HEADS[self.target[0]])
        yield Rule()
        yield PageList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the page."""
        self.query_one(PageList).show_parts(self._parts)

    def retranslate(self) -> None:
        """Read again, as the page carries its words with it."""
        self.run_worker(self._read_again(), group="page", exclusive=True)
        super().retranslate()

    async def _read_again(self) -> None:
        found = await self.attempt(_read, self._actor, self.target)
        if found is not None:
            self.query_one(PageList).show_parts(found[1])

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    async def action_open(self) -> None:
        """Open what the line stands for."""
        current = self.query_one(PageList).current
        if current is None or current.opens is None:
            self.notify(_("Nothing opens here; Tab goes to the next line that does."))
        else:
            await open_target(self, self._actor, current.opens)

    def action_next_open(self, step: int) -> None:
        """To the next line that opens to something."""
        if not self.query_one(PageList).next_open(step):
            self.notify(_("No further line opens to anything."))
