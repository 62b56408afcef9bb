"""The supervisor's board: every open complaint by what runs out next, and what a supervisor decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _
from agentdesk.complaints import board
from agentdesk.store.audit import Actor
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.complaint_board_keys import KEYS
from agentdesk.tui.screens.filtered import Filtering, filter_line
from agentdesk.tui.widgets.board_list import BoardList, BoardTitles
from agentdesk.tui.widgets.board_pane import BoardPane
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_filter import FilterFound
from agentdesk.tui.widgets.queue_head import QueueViews, View
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from agentdesk.tui.screens.bulk import Decided
    from agentdesk.tui.stages.bulk_choices import Offering

_ALL = next(iter(board.VIEWS))


class ComplaintBoard(Filtering):
    """All complaints over the whole screen; Esc goes back to the scoreboard."""

    CSS_PATH = "../styles/complaint_board.tcss"
    AUTO_FOCUS = "BoardList"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._view = _ALL
        self._rest = Rest(self, self._show_pane)
        self._notes: dict[str, str] = {}  # reasons that were typed and not used yet, by what they are for

    def compose(self) -> ComposeResult:
        """Head, views, rows, the words, keys."""
        yield BoardHead(self._actor.name)
        yield Rule()
        yield QueueViews()
        yield from filter_line()
        yield BoardTitles()
        yield BoardList(lambda ids: board.page(self._actor, ids))
        yield Rule()
        yield BoardPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the rows at once; the words a moment later."""
        self.refilter(top=True)

    # ------------------------------------------------------------------------------------------------ data

    def refilter(self, *, top: bool = False) -> None:
        """Read the order of the view, and the rows in sight: some thirty milliseconds for ten thousand complaints."""
        self._count()
        views, listed, text = self.query_one(QueueViews), self.query_one(BoardList), self.filter_text
        ids = board.ids(self._actor, self._view, text)
        views.chosen, views.filter, views.found = self._view, text, len(ids)
        views.redraw()
        self.query_one(FilterFound).show(len(ids))
        listed.show_ids(ids, top=top)
        above = self.query_one(BoardTitles)
        above.columns = listed.columns
        above.redraw()
        self._show_marked()
        self.call_after_refresh(self._show_pane)

    def _count(self) -> None:
        found, views = board.counts(self._actor), self.query_one(QueueViews)
        views.views = [View(code, _(name), found[code]) for code, name in board.VIEWS.items()]
        views.redraw()

    @on(Listing.Moved)
    def _cursor_moved(self) -> None:
        self._rest.moved()

    def _show_pane(self) -> None:
        from agentdesk.complaints.listing import show

        listed, pane = self.query_one(BoardList), self.query_one(BoardPane)
        found = listed.row_of(listed.current)
        pane.empty = self._nothing()
        if found is None:
            pane.show(None)
        else:
            pane.show(found, show(found.row.no).history, board.people())

    def _nothing(self) -> str:
        """What to do where there is no row."""
        if self.filter_text:
            return _("No complaint here has that. Esc clears the filter.")
        if self._view != _ALL:
            return _("Nothing in this view. 1 shows all.")
        return _("No complaint is open. 7 shows what was closed lately.")

    def _show_marked(self) -> None:
        head = self.query_one(BoardHead)
        head.marked = len(self.query_one(BoardList).marked)
        head.redraw()

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Read again, as rows carry names with them."""
        self.refilter()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, what has run out, and the counts; the order stays until the board is read again."""
        self.query_one(BoardHead).redraw()
        self.query_one(BoardList).forget()
        self._count()

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        self._view = list(board.VIEWS)[digit - 1]
        self.refilter(top=True)

    def action_reload(self) -> None:
        """Read the board again."""
        self.refilter()

    def action_back(self) -> None:
        """One step back: out of the filter, the marks, the view, the board."""
        listed = self.query_one(BoardList)
        if self.leave_filter(clear=True):
            return
        if listed.marked:
            listed.mark(list(listed.marked))
            self._show_marked()
        elif self._view != _ALL:
            self.action_view(1)
        else:
            self.dismiss(None)

    # ---------------------------------------------------------------------------------------------- working

    def action_open(self) -> None:
        """Open the file of the complaint under the cursor."""
        from agentdesk.tui.screens.complaint_file import ComplaintFileScreen

        current = self.query_one(BoardList).current
        if current is None:
            self.notify(self._nothing())
        else:
            self.app.push_screen(ComplaintFileScreen(self._actor, current), lambda _none: self.refilter())

    def action_patterns(self) -> None:
        """Show what complaints have in common."""
        from agentdesk.tui.screens.patterns import PatternsScreen

        self.app.push_screen(PatternsScreen(self._actor))

    def action_improvements(self) -> None:
        """Show the improvement actions."""
        from agentdesk.tui.screens.actions import ActionsScreen

        self.app.push_screen(ActionsScreen(self._actor))

    def action_mark(self) -> None:
        """Mark the row, and go to the next one."""
        listed = self.query_one(BoardList)
        if listed.current is not None:
            listed.mark([listed.current])
            listed.action_cursor(1)
            self._show_marked()

    def action_mark_all(self) -> None:
        """Mark everything in the view, or nothing any more."""
        listed = self.query_one(BoardList)
        listed.mark(listed.items)
        self._show_marked()

    def action_assign(self) -> None:
        """Give them to a colleague."""
        from agentdesk.tui.stages.bulk_choices import people

        self._decide(people)

    def action_special(self) -> None:
        """Approve or refuse the special handling that was asked for."""
        from agentdesk.tui.stages.bulk_choices import decisions

        self._decide(decisions)

    def action_merge(self) -> None:
        """Close duplicates."""
        from agentdesk.tui.stages.bulk_choices import targets

        self._decide(targets)

    def _decide(self, offering: Offering) -> None:
        """Offer a decision about the marked complaints, or the one under the cursor."""
        listed = self.query_one(BoardList)
        seen = [item for item in listed.items if item in listed.marked]
        wanted = [*seen, *sorted(listed.marked.difference(seen))]
        if not wanted and listed.current is not None:
            wanted = [listed.current]
        if wanted:
            self.run_worker(self._offer(offering, wanted), group="offer", exclusive=True)
        else:
            self.notify(self._nothing())

    async def _offer(self, offering: Offering, wanted: Sequence[int]) -> None:
        from agentdesk.tui.screens.bulk import BulkScreen

        offer = await self.attempt(offering, self._actor, wanted)
        if offer is not None:
            screen = BulkScreen(self._actor, offer, self._notes.get(offer.kind, ""))
            self.app.push_screen(screen, lambda found: self._decided(offer.kind, found))

    def _decided(self, kind: str, found: Decided | None) -> None:
        if found is None:
            return
        self._notes[kind] = found.note
        done = {effect.complaint_id for effect in found.effects if effect.done}
        if done:
            self.query_one(BoardList).marked -= done
            self.refilter()
            self.notify(_("{n} done").format(n=len(done)))


class BoardHead(Sheet):
    """One line: what this is, whose, how many are marked, and when."""

    DEFAULT_CSS = "BoardHead { height: 1; }"

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person
        self.marked = 0

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The head."""
        now = clock.local_now()
        marked = _("{n} marked").format(n=self.marked) if self.marked else ""
        return [
            line(
                (f" {_('Complaint board')}", "said"), f"   {self._person}", (f"   {marked}" if marked else "", "mark"),
                right=((f"{dates.heading(now.date())} ", "dim"), (f"{now:%H:%M} ", "")),
            )
        ]  # fmt: skip
