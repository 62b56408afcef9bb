"""Where the scoreboard leads: from a row to what it counts, and by a key each to the other screens of the house."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.scoreboard.periods import Period
from agentdesk.store.audit import Actor
from agentdesk.store.soundness import BROKEN
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.rows import Rows, RowsScreen, ahead_rows, complaint_rows, promise_rows
from agentdesk.tui.widgets.score_agents import AgentLine, PromisesLine
from agentdesk.tui.widgets.score_list import (
    ComplaintLine,
    ComplaintsLine,
    FigureLine,
    OverloadLine,
    ScoreRow,
    TrailLine,
)


class ScoreboardDoors(DeskScreen[None]):
    """Opens them; the scoreboard says which row is under the cursor, and which month is shown."""

    _actor: Actor

    @property
    def row_here(self) -> ScoreRow | None:
        """The row under the cursor."""
        raise NotImplementedError

    @property
    def month(self) -> Period:
        """The month whose indicators are shown."""
        raise NotImplementedError

    def action_reload(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    async def action_open(self) -> None:
        """Open the row under the cursor to what it counts."""
        found = self.row_here
        if isinstance(found, FigureLine):
            from agentdesk.tui.screens.beneath import show_figure

            await show_figure(self, self._actor, found.figure.id, self.month.first, self.month.last)
        elif isinstance(found, AgentLine):
            from agentdesk.tui.screens.beneath import show_agent

            await show_agent(self, self._actor, found.day)
        elif isinstance(found, PromisesLine):
            self._show_rows(await self.attempt(promise_rows, self._actor))
        elif isinstance(found, OverloadLine):
            self._show_rows(await self.attempt(ahead_rows, self._actor))
        elif isinstance(found, ComplaintsLine | ComplaintLine):
            await self.action_complaints()
        elif isinstance(found, TrailLine):
            self.action_trail(BROKEN)

    def action_indicators(self) -> None:
        """Show every indicator, for the month shown or another period."""
        from agentdesk.tui.screens.indicators import IndicatorsScreen

        self.app.push_screen(IndicatorsScreen(self._actor, self.month.first))

    def action_compare(self) -> None:
        """Compare the indicator under the cursor."""
        from agentdesk.tui.screens.comparing import CompareScreen

        found = self.row_here
        if isinstance(found, FigureLine):
            self.app.push_screen(CompareScreen(self._actor, found.figure.id, self.month))
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

    def action_daily_check(self) -> None:
        """Check a day and sign it."""
        from agentdesk.tui.screens.daily_check import DailyCheckScreen

        self.app.push_screen(DailyCheckScreen(self._actor), lambda _none: self.action_reload())

    def action_quality(self) -> None:
        """Judge calls, and read what agents say of it."""
        from agentdesk.tui.screens.samples import SamplesScreen

        self.app.push_screen(SamplesScreen(self._actor))

    def action_trail(self, action: str = "") -> None:
        """Read the audit trail, or one action's events of it."""
        from agentdesk.tui.screens.trail import TrailScreen

        self.app.push_screen(TrailScreen(self._actor, action))

    def action_reports(self) -> None:
        """Show the reports."""
        from agentdesk.tui.screens.reports import ReportsScreen

        self.app.push_screen(ReportsScreen(self._actor), lambda _none: self.action_reload())

    def _show_rows(self, found: Rows | None) -> None:
        if found is not None:
            self.app.push_screen(RowsScreen(found))
