"""The scoreboard: how the day goes by agent, how the month stands, what complaints wait; who evens out the lists."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.scoreboard.ahead import Overload, overload
from agentdesk.scoreboard.periods import period_of
from agentdesk.scoreboard.today import AgentDay
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.board import Board, read_board
from agentdesk.tui.screens.rows import Rows, RowsScreen, ahead_rows, complaint_rows
from agentdesk.tui.screens.scoreboard_keys import KEYS
from agentdesk.tui.screens.supervising import Supervising
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.score_head import Explanation, ScoreHead
from agentdesk.tui.widgets.score_list import (
    AgentLine,
    ComplaintLine,
    ComplaintsLine,
    FigureLine,
    OverloadLine,
    ScoreList,
)


class ScoreboardScreen(Supervising):
    """Today and a month."""

    AUTO_FOCUS = "ScoreList"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self._first = clock.today().replace(day=1)
        self._waiting: int | None = None  # a call of the supervisor's own that is not over
        self._offered = False
        self._ahead: tuple[Overload, ...] = ()

    def compose(self) -> ComposeResult:
        """Head, figures, what the figure under the cursor says, keys."""
        yield ScoreHead()
        yield Rule()
        yield ScoreList()
        yield Rule()
        yield Explanation()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the figures."""
        self.action_read_all()

    # ------------------------------------------------------------------------------------------------ data

    def action_read_all(self) -> None:
        """Read all figures again, and work out the days ahead, which is not done each minute."""
        self.action_reload()
        self.run_worker(self._look_ahead(), group="ahead", exclusive=True)

    def action_reload(self) -> None:
        """Read the figures again, away from the screen."""
        self.run_worker(self._load(), group="figures", exclusive=True)

    async def _look_ahead(self) -> None:
        found = await self.attempt(overload)
        if found is not None and found != self._ahead:
            self._ahead = found
            self.action_reload()

    async def _load(self) -> None:
        board = await self.attempt(read_board, self._first, self._ahead)
        if board is not None:
            self.query_one(ScoreHead).show(board.dealer, board.signed_until)
            shown = self.query_one(ScoreList)
            shown.measure(board.rows)
            shown.show(board.rows)
            self._look_for_own(board)

    def _look_for_own(self, board: Board) -> None:
        """A call the supervisor took over or parked: the desk asks once, at log-in, whether it goes on."""
        self._waiting = board.waiting.get(self._actor.person_id or 0) if self._actor.role == "supervisor" else None
        self.refresh_bindings()
        if self._waiting is not None and not self._offered:
            from agentdesk.tui.screens.resume import ResumeScreen, offer

            self.app.push_screen(ResumeScreen(offer(self._waiting, self._actor.desk)), self._answered)
        self._offered = True

    @on(Listing.Moved)
    def _explain(self) -> None:
        self.query_one(Explanation).show(self.query_one(ScoreList).current)
        self.refresh_bindings()

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Read again, as figures carry their names with them."""
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, and what has changed in the last minute."""
        self.query_one(ScoreHead).redraw()
        self.action_reload()

    def action_month(self, step: int) -> None:
        """Show the indicators of the month before or after."""
        first = (self._first + timedelta(days=31)) if step > 0 else (self._first - timedelta(days=1))
        if first.replace(day=1) > clock.today():
            self.notify(_("This is the latest month."))
            return
        self._first = first.replace(day=1)
        self.action_reload()

    async def action_open(self) -> None:
        """Open the row under the cursor to what it counts."""
        found = self.query_one(ScoreList).current
        if isinstance(found, FigureLine):
            from agentdesk.tui.screens.beneath import show_figure

            month = period_of("month", self._first)
            await show_figure(self, self._actor, found.figure.id, month.first, month.last)
        elif isinstance(found, AgentLine):
            from agentdesk.tui.screens.beneath import show_agent

            await show_agent(self, self._actor, found.day)
        elif isinstance(found, OverloadLine):
            self._show_rows(await self.attempt(ahead_rows, self._actor))
        elif isinstance(found, ComplaintsLine | ComplaintLine):
            await self.action_complaints()

    def action_indicators(self) -> None:
        """Show every indicator, for the month shown or another period."""
        from agentdesk.tui.screens.indicators import IndicatorsScreen

        self.app.push_screen(IndicatorsScreen(self._actor, self._first))

    def action_compare(self) -> None:
        """Compare the indicator under the cursor."""
        from agentdesk.tui.screens.comparing import CompareScreen

        found = self.query_one(ScoreList).current
        if isinstance(found, FigureLine):
            self.app.push_screen(CompareScreen(self._actor, found.figure.id, period_of("month", self._first)))
        else:
            self.notify(_("Put the cursor on an indicator to compare it."))

    async def action_complaints(self) -> None:
        """Show the open complaints: a supervisor's board, to anybody else a list."""
        if self._actor.role == "supervisor":
            from agentdesk.tui.screens.complaint_board import ComplaintBoard

            self.app.push_screen(ComplaintBoard(self._actor), lambda _none: self.action_reload())
            return
        self._show_rows(await self.attempt(complaint_rows, self._actor))

    def action_waiting(self) -> None:
        """Show a supervisor what the ladder and colleagues sent, and the complaints they answer for themselves."""
        from agentdesk.tui.screens.handler import HandlerScreen

        self.app.push_screen(HandlerScreen(self._actor), lambda _none: self.action_reload())

    def action_reports(self) -> None:
        """Show the reports."""
        from agentdesk.tui.screens.reports import ReportsScreen

        self.app.push_screen(ReportsScreen(self._actor), lambda _none: self.action_reload())

    # --------------------------------------------------------------------------------------------- calling

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A call can be taken over where its agent is under the cursor, and resumed where it is one's own."""
        if action == "waiting":
            return self._actor.role == "supervisor"
        if action == "reports":
            return self._actor.role != "board"  # reports name people
        if action == "take_over":
            return self._actor.role == "supervisor" and self._call_here() is not None
        if action in ("rebalance", "give", "break_claim"):
            return self.may_do(action) and (action != "break_claim" or self._call_here() is not None)
        return self._waiting is not None if action == "resume" else True

    def agent_here(self) -> AgentDay | None:
        """The agent under the cursor."""
        found = self.query_one(ScoreList).current
        return found.day if isinstance(found, AgentLine) else None

    def _call_here(self) -> int | None:
        """The open call of the colleague under the cursor."""
        found = self.query_one(ScoreList).current
        if not isinstance(found, AgentLine) or found.day.person_id == self._actor.person_id:
            return None
        return found.call

    async def action_take_over(self) -> None:
        """Ask, then go on with the call of the agent under the cursor."""
        from agentdesk.tui.screens.resume import offer
        from agentdesk.tui.screens.takeover import TakeoverScreen

        found, call = self.query_one(ScoreList).current, self._call_here()
        if not isinstance(found, AgentLine) or call is None:
            return
        seen = await self.attempt(offer, call, self._actor.desk)
        if seen is not None:
            self.app.push_screen(TakeoverScreen(found.day.person, seen), partial(self._decided, call))

    async def _decided(self, call: int, wanted: bool | None) -> None:
        from agentdesk.interview.contacts import take_over

        if wanted and await self.attempt(take_over, self._actor, call) is not None:
            self._show_call(call)

    async def action_resume(self) -> None:
        """Go on with the call that is not over."""
        from agentdesk.interview.contacts import resume

        if self._waiting is not None and await self.attempt(resume, self._actor, self._waiting):
            self._show_call(self._waiting)
        else:
            self.action_reload()

    async def _answered(self, wanted: bool | None) -> None:
        if wanted:
            await self.action_resume()

    def _show_call(self, call: int) -> None:
        from agentdesk.tui.screens.call import CallScreen

        self.app.push_screen(CallScreen(self._actor, call), lambda _result: self.action_reload())

    def _show_rows(self, found: Rows | None) -> None:
        if found is not None:
            self.app.push_screen(RowsScreen(found))
