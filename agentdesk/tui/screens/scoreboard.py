"""The scoreboard: how the day goes by agent, how the month stands, what complaints wait. It only shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints import listing
from agentdesk.playbook.names import dealer_name
from agentdesk.scoreboard.figures import Figure, figures
from agentdesk.scoreboard.today import AgentDay, agents_today, total
from agentdesk.scoreboard.watch import OnTheLine, Watch, watch
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.rows import Rows, RowsScreen, agent_rows, complaint_rows, figure_rows
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, length, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.packing import first_that_fits
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.score_list import (
    AgentLine,
    ComplaintLine,
    ComplaintsLine,
    FigureLine,
    Heading,
    ScoreList,
    ScoreRow,
    month_title,
)
from agentdesk.tui.widgets.sheet import Sheet

_WAITING = ("new", "reopened")
_RECALL = "recall_due"
_URGENT = 12  # complaints shown by name, those whose limit runs out first


@dataclass(frozen=True)
class Board:
    """Everything the scoreboard shows, read at one time."""

    rows: tuple[ScoreRow, ...]
    dealer: str
    signed_until: date | None
    waiting: Mapping[int, int]  # the open call of each person


class ScoreboardScreen(DeskScreen[None]):
    """Today and a month."""

    AUTO_FOCUS = "ScoreList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "open",
            N_("Open"),
            tooltip=N_("Open the figure to every call, order or complaint in it"),
            id="score.open",
            group=SHOW,
        ),
        Binding(
            "c", "complaints", N_("Complaints"), tooltip=N_("The open complaints"), id="score.complaints", group=SHOW
        ),
        Binding("left", "month(-1)", N_("Month before"), tooltip=N_("The month before"), id="score.before", group=SHOW),
        Binding("right", "month(1)", N_("Month after"), tooltip=N_("The month after"), id="score.after", group=SHOW),
        Binding(
            "t",
            "take_over",
            N_("Take over"),
            tooltip=N_("Go on with this agent's open call: the agent is ill, or the terminal is gone"),
            id="score.take_over",
            group=WORK,
        ),
        Binding(
            "r",
            "resume",
            N_("Resume"),
            tooltip=N_("Go on with the call that is not over, at the same question"),
            id="score.resume",
            group=WORK,
        ),
        Binding("f5", "reload", N_("Read again"), tooltip=N_("Read all figures again"), id="score.reload", group=SHOW),
    ]

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._first = clock.today().replace(day=1)
        self._waiting: int | None = None  # a call of the supervisor's own that is not over
        self._offered = False

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
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read all figures again, away from the screen."""
        self.run_worker(self._load(), group="figures", exclusive=True)

    async def _load(self) -> None:
        board = await self.attempt(read_board, self._first)
        if board is not None:
            head = self.query_one(ScoreHead)
            head.board = board
            head.redraw()
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
            self._show_rows(await self.attempt(figure_rows, self._actor, found.figure, self._first))
        elif isinstance(found, AgentLine):
            self._show_rows(await self.attempt(agent_rows, self._actor, found.day))
        elif isinstance(found, ComplaintsLine | ComplaintLine):
            await self.action_complaints()

    async def action_complaints(self) -> None:
        """Show the open complaints."""
        self._show_rows(await self.attempt(complaint_rows, self._actor))

    # --------------------------------------------------------------------------------------------- calling

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A call can be taken over where its agent is under the cursor, and resumed where it is one's own."""
        if action == "take_over":
            return self._actor.role == "supervisor" and self._call_here() is not None
        return self._waiting is not None if action == "resume" else True

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


class ScoreHead(Sheet):
    """One line: what this is, when, whose, and until which day the supervisor has signed."""

    DEFAULT_CSS = "ScoreHead { height: 1; }"
    board: Board | None = None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The head."""
        now = clock.local_now()
        title, day = (f" {_('Scoreboard')}", "said"), (f"   {dates.heading(now.date())} ", "dim")
        if self.board is None:
            return [line(title, day, f"{now:%H:%M}")]
        signed = self.board.signed_until
        until = _("signed until {day}").format(day=dates.day_name(signed)) if signed else _("no day is signed yet")
        left = line(title, day, f"{now:%H:%M}").left
        dealer = first_that_fits([f"   {self.board.dealer}"], width - length(left) - cell_len(until) - 2)
        return [Line((*left, (dealer, "dim")), ((f"{until} ", "dim"),))]


class Explanation(Sheet):
    """One line: what the figure under the cursor counts."""

    DEFAULT_CSS = "Explanation { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._row: ScoreRow | None = None

    def show(self, row: ScoreRow | None) -> None:
        """Explain this row."""
        self._row = row
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The explanation."""
        return [line((f" {self._text()}", "dim"))]

    def _text(self) -> str:
        if isinstance(self._row, FigureLine):
            return _formula(self._row.figure)
        if isinstance(self._row, AgentLine):
            return _("pace: calls ahead of or behind an even day of calling time")
        return _("complaints that are not closed") if isinstance(self._row, ComplaintsLine | ComplaintLine) else ""


def read_board(first: date) -> Board:
    """Everything the scoreboard shows: today, and the indicators of the month that begins on `first`."""
    today = clock.today()
    seen = watch(today)
    agents = agents_today(today)
    last = min(today, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    rows: list[ScoreRow] = [Heading("agents")]
    calls = {person_id: line.call for person_id, line in seen.on_the_line.items()}
    rows += [_agent_line(day, seen.on_the_line.get(day.person_id or 0)) for day in agents]
    rows += [AgentLine(total(agents), is_total=True), Heading("rule"), Heading("figures", month_title(first))]
    rows += [FigureLine(figure) for figure in figures(first, last)]
    rows += [_complaints_line(seen), *map(ComplaintLine, listing.list_complaints(limit=_URGENT))]
    return Board(tuple(rows), pick(*dealer_name()), seen.signed_until, calls)


def _agent_line(day: AgentDay, on_the_line: OnTheLine | None) -> AgentLine:
    return AgentLine(day, on_the_line.since, on_the_line.call) if on_the_line else AgentLine(day)


def _complaints_line(seen: Watch) -> ComplaintsLine:
    found = listing.counts()
    waiting = sum(found[state] for state in _WAITING)
    return ComplaintsLine(
        waiting=waiting,
        in_hand=found["open"] - waiting - found[_RECALL],
        recall=found[_RECALL],
        breached=found["breached"],
        escalated=seen.escalated,
        findings=seen.findings,
    )


def _formula(figure: Figure) -> str:
    small = _("few cases, so it says little") if figure.is_small else ""
    return "   ".join(filter(None, (f"{figure.id}  {figure.formula}", small)))
