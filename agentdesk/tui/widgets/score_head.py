"""Around the scoreboard's list: the head above it, and below it what the row under the cursor counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agentdesk.common import clock, dates, names
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import _
from agentdesk.scoreboard.figures import Figure
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, length, line
from agentdesk.tui.widgets.packing import first_that_fits
from agentdesk.tui.widgets.score_agents import AgentLine, PromisesLine
from agentdesk.tui.widgets.score_list import (
    ComplaintLine,
    ComplaintsLine,
    FigureLine,
    OverloadLine,
    ScoreRow,
    TrailLine,
)
from agentdesk.tui.widgets.sheet import Sheet


class ScoreHead(Sheet):
    """One line: what this is, when, whose, and until which day the supervisor has signed."""

    DEFAULT_CSS = "ScoreHead { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._dealer: str | None = None
        self._signed: date | None = None
        self._unsigned: Sequence[date] = ()

    def show(self, dealer: str, signed_until: date | None, unsigned: Sequence[date] = ()) -> None:
        """Show whose figures these are, the last day that is signed, and how many work days are not."""
        self._dealer, self._signed, self._unsigned = dealer, signed_until, unsigned
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The head."""
        now = clock.local_now()
        title, day = (f" {_('Scoreboard')}", "said"), (f"   {dates.heading(now.date())} ", "dim")
        if self._dealer is None:
            return [line(title, day, f"{now:%H:%M}")]
        signed = self._signed
        until = _("signed until {day}").format(day=dates.day_name(signed)) if signed else _("no day is signed yet")
        until = _("{n} days not signed").format(n=len(self._unsigned)) if self._unsigned else until
        style = "warn" if self._unsigned else "dim"
        left = line(title, day, f"{now:%H:%M}").left
        dealer = first_that_fits([f"   {self._dealer}"], width - length(left) - cell_len(until) - 2)
        return [Line((*left, (dealer, "dim")), ((f"{until} ", style),))]


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
            return _of_agent(self._row)
        if isinstance(self._row, PromisesLine):
            return _("times agreed with customers that are near, and those past their tolerance")
        if isinstance(self._row, TrailLine):
            return _("an event was changed or removed behind the program's back; Enter shows what was found")
        if isinstance(self._row, OverloadLine):
            return _("days of the next two weeks with more calls than hands, and by how many calls")
        return _("complaints that are not closed") if isinstance(self._row, ComplaintsLine | ComplaintLine) else ""


def _of_agent(row: AgentLine) -> str:
    """The last line sent to the agent, and whether it was read; the question on the line; else what pace means."""
    said = row.nudge
    if said is not None:
        read = _("read {time}").format(time=dates.short(said.seen_at)) if said.seen_at else _("unread")
        text = _("{name} {time}: {text}").format(
            name=names.visible(said.by), time=dates.short(said.sent_at), text=names.visible(said.text)
        )
        return f"{text}  {read}"
    if row.state.is_held:
        return _("a call is open and nobody is at it: t goes on with it, x frees its customer")
    if row.state.step is not None:
        return f"{row.state.step.form} {glyph('dot')} {row.state.step.about}"
    return _("pace: calls ahead of or behind an even day of calling time")


def _formula(figure: Figure) -> str:
    small = _("few cases, so it says little") if figure.is_small else ""
    return "   ".join(filter(None, (f"{figure.id}  {figure.formula}", small)))
