"""The scoreboard: how the day goes by agent, how the month stands, what complaints wait; who evens out the lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.scoreboard.ahead import Overload, overload
from agentdesk.scoreboard.periods import Period, period_of
from agentdesk.scoreboard.weekdays import Usual
from agentdesk.store.audit import Actor
from agentdesk.tui.following import Follower
from agentdesk.tui.messages import SignGiven
from agentdesk.tui.screens.board import Live, Month, read_live, read_month, rows_of
from agentdesk.tui.screens.own_call import CallResult
from agentdesk.tui.screens.scoreboard_doors import ScoreboardDoors
from agentdesk.tui.screens.scoreboard_keys import KEYS
from agentdesk.tui.screens.supervising import SUPERVISING, Supervising
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.nudge_rule import NudgeRule
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.score_agents import AgentLine
from agentdesk.tui.widgets.score_head import Explanation, ScoreHead
from agentdesk.tui.widgets.score_list import ScoreList, ScoreRow

LOOK_SECONDS = 4.0  # between two looks while somebody works


class ScoreboardScreen(ScoreboardDoors, Supervising):
    """Today and a month."""

    AUTO_FOCUS = "ScoreList"
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    RESUME_KEY = "g"

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self._first = clock.today().replace(day=1)
        self._offered = False  # to go on with the call that is not over: once, at log-in
        self._ahead: tuple[Overload, ...] = ()
        self._live: Live | None = None
        self._month: Month | None = None
        self._usual: Mapping[int | None, Usual] | None = None  # of this minute
        self.follower = Follower(self, LOOK_SECONDS, self._changed, self._time_passes)
        self._is_stale = True  # the month, since something was stored

    def compose(self) -> ComposeResult:
        """Head, figures, what the figure under the cursor says, keys."""
        yield ScoreHead()
        yield NudgeRule()
        yield ScoreList()
        yield Rule()
        yield Explanation()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the figures."""
        self.follower.start()
        self._look_ahead()

    def on_screen_resume(self) -> None:
        """In front again: follow the desks; what was stored meanwhile may have moved the month too."""
        self.follower.start()
        if self._month is not None and self._is_stale:
            self._load_month()

    def on_sign_given(self, _message: SignGiven) -> None:
        """This desk's own sign of life is no news."""
        self.follower.overlook()

    def on_screen_suspend(self) -> None:
        """Behind another screen nothing is followed."""
        self.follower.stop()

    # ------------------------------------------------------------------------------------------------ data

    def action_read_all(self) -> None:
        """Read all figures again, and work out the days ahead, which is not done each minute."""
        self._usual, self._is_stale = None, True
        self.action_reload()
        self._look_ahead()

    def action_reload(self) -> None:
        """Read the figures again, away from the screen."""
        self._load()

    @work(group="ahead", exclusive=True)
    async def _look_ahead(self) -> None:
        found = await self.attempt_unasked(overload)
        if found is not None and found != self._ahead:
            self._ahead = found
            self._show()

    def _changed(self) -> None:
        """Somebody has stored something: the day is read at once, the month with the next minute."""
        self._is_stale = True
        self.action_reload()

    def _time_passes(self) -> None:
        """The calls on the line are a few seconds older."""
        if any(isinstance(row, AgentLine) and row.call for row in self.query_one(ScoreList).items):
            self.query_one(ScoreList).redraw()

    @work(group="figures", exclusive=True)
    async def _load(self) -> None:
        live = await self.attempt_unasked(read_live, self._actor, self._usual)
        if live is None:
            self.follower.again()
            return
        self._live, self._usual = live, live.seen.usual
        if self._month is None or self._month.first != self._first:
            self._is_stale = False
            self._month = await self.attempt_unasked(read_month, self._first)
        self._show()
        self._look_for_own(live)

    @work(group="month", exclusive=True)
    async def _load_month(self) -> None:
        self._is_stale = False
        self._month = await self.attempt_unasked(read_month, self._first) or self._month
        self._show()

    def _show(self) -> None:
        if self._live is None or self._month is None:
            return
        self.query_one(ScoreHead).show(self._live.dealer, self._live.signed_until, self._live.seen.watch.unsigned)
        shown = self.query_one(ScoreList)
        rows = rows_of(self._live, self._month, self._ahead)
        shown.measure(rows)
        shown.show(rows)
        self._explain()

    def _look_for_own(self, live: Live) -> None:
        """A call the supervisor took over or parked: the desk asks once, at log-in, whether it goes on."""
        self.unfinished = live.own_call
        self.refresh_bindings()
        if not self._offered:
            self._offered = True
            self.offer_call()

    @on(Listing.Moved)
    def _explain(self) -> None:
        self.query_one(Explanation).show(self.row_here)
        self.refresh_bindings()

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Read again, as figures carry their names with them."""
        self._month = None
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, and what the minute changed: what is near, the pace; the month where something was stored."""
        self.query_one(ScoreHead).redraw()
        self._usual = None
        self.action_reload()
        if self._is_stale:
            self._load_month()
        if self.is_current:
            self.follower.tick()

    def action_month(self, step: int) -> None:
        """Show the indicators of the month before or after."""
        first = (self._first + timedelta(days=31)) if step > 0 else (self._first - timedelta(days=1))
        if first.replace(day=1) > clock.today():
            self.notify(_("This is the latest month."))
            return
        self._first = first.replace(day=1)
        self._load_month()

    # --------------------------------------------------------------------------------------------- calling

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a supervisor does is there for supervisors; a call of one's own is resumed where there is one."""
        if action in SUPERVISING:
            return self._actor.role == "supervisor"
        if action == "trail":
            return self._actor.role in ("supervisor", "administrator")
        if action == "reports":
            return self._actor.role != "board"  # reports name people
        return self.unfinished is not None if action == "resume" else True

    @property
    def row_here(self) -> ScoreRow | None:
        """The row under the cursor."""
        return self.query_one(ScoreList).current

    @property
    def month(self) -> Period:
        """The month whose indicators are shown."""
        return period_of("month", self._first)

    def agent_here(self) -> AgentLine | None:
        """The agent under the cursor."""
        found = self.row_here
        return found if isinstance(found, AgentLine) and found.day.person_id is not None else None

    async def call_left(self, _result: CallResult | None) -> None:
        """After a call of the supervisor's own."""
        self.action_reload()
