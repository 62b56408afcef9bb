"""The handler's desk: complaints to answer for and notices to answer, by what runs out next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.action_list import counts
from agentdesk.complaints.notices import ASKED, seen
from agentdesk.complaints.waiting import (
    Brief,
    Waiting,
    WaitingComplaint,
    WaitingNotice,
    brief,
    done_lately,
    waiting,
)
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import SHOW, WORK
from agentdesk.tui.filtering import matching
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.filtered import Filtering, filter_line
from agentdesk.tui.widgets.complaint_text import rung_text
from agentdesk.tui.widgets.handler_card import HandlerCard
from agentdesk.tui.widgets.handler_list import HandlerHead, HandlerList, HandlerTitles, words
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_filter import FilterFound
from agentdesk.tui.widgets.queue_head import QueueViews, View
from agentdesk.tui.widgets.rule import Rule

if TYPE_CHECKING:
    from agentdesk.complaints.step_drafts import Typed

VIEWS = ("all", "complaints", "notices", "done")


class HandlerScreen(Filtering):
    """What waits for one person."""

    AUTO_FOCUS = "HandlerList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open it"), tooltip=N_("Open the complaint, or answer the notice"), id="handler.open",
            group=WORK,
        ),
        *(
            Binding(
                str(digit), f"view({digit})", N_("View"),
                tooltip=N_("Show all, the complaints, the notices, or what was done lately"),
                show=digit == 1, key_display="1-4", id=f"handler.view_{digit}", group=SHOW,
            )
            for digit in range(1, 5)
        ),
        Binding(
            "slash", "filter", N_("Filter"), tooltip=N_("Find by customer, initials, car, number or state"),
            id="handler.filter", group=SHOW,
        ),
        Binding(
            "p", "numbers", N_("Numbers"),
            tooltip=N_("Show the customer's numbers in full, to ring them; the audit trail keeps that"),
            id="handler.numbers", group=WORK,
        ),
        Binding(
            "i", "improvements", N_("Improvement actions"),
            tooltip=N_("What departments change after complaints, your own first: report how far it is"), show=False,
            id="handler.improvements", group=WORK,
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read again what waits"), id="handler.reload", group=SHOW
        ),
        Binding(
            "escape", "back", N_("Back"), tooltip=N_("Clear the filter, back to all, to the screen before"), show=False,
            id="handler.back", group=SHOW,
        ),
        Binding("down", "row(1)", show=False, id="handler.row_down"),
        Binding("up", "row(-1)", show=False, id="handler.row_up"),
    ]  # fmt: skip

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._open: list[Waiting] = []
        self._done: list[Waiting] = []
        self._view = "all"
        self._rest = Rest(self, self._show_card)

    def compose(self) -> ComposeResult:
        """Head, views, rows, what stands under the cursor, keys."""
        yield HandlerHead(self._actor.name)
        yield Rule()
        yield QueueViews()
        yield from filter_line()
        with Container(id="body"):
            with Vertical(id="rows"):
                yield HandlerTitles()
                yield HandlerList()
            yield Rule(id="between")
            yield HandlerCard()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show what waits."""
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read again what waits."""
        self._open, self._done = waiting(self._actor), done_lately(self._actor)
        complaints = [item for item in self._open if isinstance(item, WaitingComplaint)]
        head, listed, above = self.query_one(HandlerHead), self.query_one(HandlerList), self.query_one(HandlerTitles)
        head.complaints, head.notices = len(complaints), len(self._open) - len(complaints)
        head.late = sum(item.row.breached for item in complaints)
        head.actions = counts(self._actor.person_id) if self._actor.person_id is not None else None
        head.redraw()
        above.columns = listed.measure([*self._open, *self._done])
        above.redraw()
        self.refilter()

    def _rows_of(self, view: str) -> list[Waiting]:
        if view == "done":
            return self._done
        wanted = {"complaints": WaitingComplaint, "notices": WaitingNotice}.get(view, object)
        return [item for item in self._open if isinstance(item, wanted)]

    def refilter(self, *, top: bool = False) -> None:
        """The rows of the view that the filter leaves."""
        names = (_("All"), _("Complaints"), _("Notices"), _("Done lately"))
        views, typed = self.query_one(QueueViews), self.filter_text
        found = matching(self._rows_of(self._view), typed, words)
        views.views = [View(code, name, len(self._rows_of(code))) for code, name in zip(VIEWS, names, strict=True)]
        views.chosen, views.filter, views.found = self._view, typed, len(found)
        views.redraw()
        self.query_one(FilterFound).show(len(found))
        listed = self.query_one(HandlerList)
        listed.redraw()
        listed.show(found, top=top)
        self.call_after_refresh(self._show_card)

    @on(Listing.Moved)
    def _cursor_moved(self) -> None:
        self._rest.moved()

    def _show_card(self) -> None:
        item, card = self.query_one(HandlerList).current, self.query_one(HandlerCard)
        card.empty = self._nothing()
        complaint_id = item.row.id if isinstance(item, WaitingComplaint) else item.complaint_id if item else None
        if complaint_id is not None:
            card.show(item, *_beside(complaint_id))
        else:
            card.show(item)

    def _nothing(self) -> str:
        """What to do where there is no row."""
        if self.filter_text:
            return _("Nothing here fits. Esc clears the filter.")
        if self._view == "done":
            return _("Nothing was done in the last thirty days. 1 shows what waits.")
        if self._view != "all":
            return _("Nothing in this view. 1 shows all.")
        return _("Nothing waits for you. New complaints and notices come here; 4 shows what you did lately.")

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Read again, as calls and cars carry their names with them."""
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, and what has come or run out in the last minute."""
        self.action_reload()

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        self._view = VIEWS[digit - 1]
        self.refilter(top=True)

    def action_back(self) -> None:
        """One step back: out of the filter, the view."""
        if self.leave_filter(clear=True):
            return
        if self._view != "all":
            self.action_view(1)
        elif self is not self.app.screen_stack[0]:
            self.dismiss(None)  # a supervisor came from the scoreboard

    # --------------------------------------------------------------------------------------------- working

    async def action_open(self) -> None:
        """Open the complaint under the cursor, or the form that answers the notice."""
        item = self.query_one(HandlerList).current
        if item is None:
            self.notify(self._nothing())
        elif isinstance(item, WaitingComplaint):
            self._open_file(item.row.id)
        elif item.kind == ASKED and item.answered_at is None:
            await self._answer(item)
        elif item.kind == ASKED and item.complaint_id is not None:
            self._open_file(item.complaint_id)
        elif item.complaint_id is not None:
            await self.attempt(seen, self._actor, *item.ids)
            self._open_file(item.complaint_id)
        elif item.answered_at is not None:
            self.notify(_("This notice is answered already."))
        else:
            await self._answer(item)

    def _open_file(self, complaint_id: int) -> None:
        from agentdesk.tui.screens.complaint_file import ComplaintFileScreen

        self.app.push_screen(ComplaintFileScreen(self._actor, complaint_id), lambda _none: self.action_reload())

    async def _answer(self, item: WaitingNotice) -> None:
        from agentdesk.complaints.step_drafts import ANSWER, Place, kept
        from agentdesk.tui.screens.entry import EntryScreen
        from agentdesk.tui.stages.inquiry_form import finding_form
        from agentdesk.tui.stages.notice_form import notice_form

        place = Place("notice", item.id, ANSWER)
        typed: Typed | None = await self.attempt(kept, self._actor, place)
        if typed is not None:
            made = finding_form(item, typed) if item.kind == ASKED else notice_form(item, typed)
            record = partial(_found if item.kind == ASKED else _record, self._actor, item.id)
            form = EntryScreen(self._actor, made, place, record)
            self.app.push_screen(form, lambda _done: self.action_reload())

    def action_improvements(self) -> None:
        """Show the improvement actions, this person's own first."""
        from agentdesk.tui.screens.actions import ActionsScreen

        self.app.push_screen(ActionsScreen(self._actor), lambda _none: self.action_reload())

    async def action_numbers(self) -> None:
        """Show the numbers of the customer under the cursor in full."""
        from agentdesk.complaints.numbers import of_complaint, of_notice

        item = self.query_one(HandlerList).current
        if item is None:
            self.notify(self._nothing())
            return
        if isinstance(item, WaitingComplaint):
            found = await self.attempt(of_complaint, self._actor, item.row.id)
        else:
            found = await self.attempt(of_notice, self._actor, item.id)
        if found is not None:
            numbers = "   ".join(number for _kind, number in found) or _("no number")
            self.notify(f"{item.customer}   {numbers}", timeout=60)


def _beside(complaint_id: int) -> tuple[Brief, Sequence[str]]:
    """What is read of a complaint for the card: its words and people, and what happens where nobody acts."""
    from agentdesk.complaints.ladder import preview

    ahead = [rung_text(rung) for rung in preview(complaint_id) if not rung.taken]
    return brief(complaint_id), list(dict.fromkeys(ahead))


def _found(actor: Actor, notice_id: int, values: dict[str, Any]) -> object:
    from agentdesk.complaints.step_drafts import answer_inquiry
    from agentdesk.tui.stages.step_form import NOTE

    answer_inquiry(actor, notice_id, str(values.get(NOTE, "")))
    return None


def _record(actor: Actor, notice_id: int, values: dict[str, Any]) -> object:
    from agentdesk.complaints.step_drafts import answer
    from agentdesk.tui.stages.notice_form import ANSWER, NUMBER
    from agentdesk.tui.stages.step_form import NOTE

    number = str(values.get(NUMBER, ""))
    return answer(actor, notice_id, values[ANSWER], str(values.get(NOTE, "")), number=number)
