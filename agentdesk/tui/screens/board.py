"""What the scoreboard shows, read at one time, away from the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import pick
from agentdesk.complaints import listing
from agentdesk.complaints.board import open_counts
from agentdesk.playbook.names import dealer_name
from agentdesk.scoreboard.ahead import Overload
from agentdesk.scoreboard.figures import figures
from agentdesk.scoreboard.today import AgentDay, agents_today, total
from agentdesk.scoreboard.watch import OnTheLine, Watch, watch
from agentdesk.tui.widgets.score_list import (
    AgentLine,
    ComplaintLine,
    ComplaintsLine,
    FigureLine,
    Heading,
    OverloadLine,
    ScoreRow,
    month_title,
)

_URGENT = 12  # complaints shown by name, those whose limit runs out first


@dataclass(frozen=True)
class Board:
    """Everything the scoreboard shows, read at one time."""

    rows: tuple[ScoreRow, ...]
    dealer: str
    signed_until: date | None
    waiting: Mapping[int, int]  # the open call of each person
    unsigned: tuple[date, ...] = ()


def read_board(first: date, ahead: tuple[Overload, ...] = ()) -> Board:
    """Everything the scoreboard shows: today, the overloaded days `ahead`, the month that begins on `first`."""
    today = clock.today()
    seen = watch(today)
    agents = agents_today(today)
    last = min(today, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    rows: list[ScoreRow] = [Heading("agents")]
    calls = {person_id: line.call for person_id, line in seen.on_the_line.items()}
    rows += [_agent_line(day, seen.on_the_line.get(day.person_id or 0)) for day in agents]
    rows += [AgentLine(total(agents), is_total=True), *([OverloadLine(ahead)] if ahead else [])]
    rows += [Heading("rule"), Heading("figures", month_title(first))]
    rows += [FigureLine(figure) for figure in figures(first, last)]
    rows += [_complaints_line(seen), *map(ComplaintLine, listing.list_complaints(limit=_URGENT))]
    return Board(tuple(rows), pick(*dealer_name()), seen.signed_until, calls, seen.unsigned)


def _agent_line(day: AgentDay, on_the_line: OnTheLine | None) -> AgentLine:
    return AgentLine(day, on_the_line.since, on_the_line.call) if on_the_line else AgentLine(day)


def _complaints_line(seen: Watch) -> ComplaintsLine:
    return ComplaintsLine(tuple(open_counts().items()), escalated=seen.escalated, findings=seen.findings)
