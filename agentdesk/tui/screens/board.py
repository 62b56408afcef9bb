"""What the scoreboard shows: the day as it stands, read often, and the month, read once a minute at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import pick
from agentdesk.complaints import listing
from agentdesk.complaints.board import open_counts
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.interview.calling import open_contact_of
from agentdesk.playbook.names import dealer_name
from agentdesk.scoreboard.ahead import Overload
from agentdesk.scoreboard.figures import Figure, figures
from agentdesk.scoreboard.live import NOBODY
from agentdesk.scoreboard.now import Now, look
from agentdesk.scoreboard.today import AgentDay, total
from agentdesk.scoreboard.weekdays import Usual
from agentdesk.store.audit import Actor
from agentdesk.store.soundness import Broken, broken
from agentdesk.store.trail import READERS
from agentdesk.tui.widgets.score_agents import AgentLine, DayLine, PromisesLine
from agentdesk.tui.widgets.score_list import (
    ComplaintLine,
    ComplaintsLine,
    FigureLine,
    Heading,
    OverloadLine,
    ScoreRow,
    TrailLine,
    month_title,
)

_URGENT = 12  # complaints shown by name, those whose limit runs out first


@dataclass(frozen=True)
class Live:
    """The day as it stands at one time: everything that calls, complaints and desks change."""

    seen: Now
    views: Mapping[str, int]  # open complaints by the views of their board
    urgent: tuple[ComplaintRow, ...]
    dealer: str
    own_call: int | None  # that the reader has open
    broken: Broken | None = None  # the audit trail, as far as the reader may read it

    @property
    def signed_until(self) -> date | None:
        """The last day that is signed."""
        return self.seen.watch.signed_until


@dataclass(frozen=True)
class Month:
    """The indicators of a month."""

    first: date
    figures: tuple[Figure, ...]


def read_live(actor: Actor, usual: Mapping[int | None, Usual] | None = None) -> Live:
    """The day as it stands; `usual` are the weekdays' means where they are known already."""
    own = open_contact_of(actor.id) if actor.role == "supervisor" and actor.person_id is not None else None
    seen = look(actor, clock.today(), usual)
    urgent = tuple(listing.list_complaints(limit=_URGENT))
    found = broken() if actor.role in (*READERS, "administrator") else None
    return Live(seen, open_counts(), urgent, pick(*dealer_name()), own, found)


def read_month(first: date) -> Month:
    """The indicators of the month that begins on that day, as far as it has come."""
    last = min(clock.today(), (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    return Month(first, tuple(figures(first, last)))


def rows_of(live: Live, month: Month, ahead: tuple[Overload, ...] = ()) -> tuple[ScoreRow, ...]:
    """Everything in one list: the day first, then the month, then the complaints whose limits run out first."""
    seen = live.seen
    summed = total(list(seen.agents))
    rows: list[ScoreRow] = [TrailLine(live.broken)] if live.broken else []
    rows += [Heading("agents"), *(_agent_line(seen, day) for day in seen.agents)]
    rows += [AgentLine(summed, needed=seen.needed.get(None), usual=seen.usual.get(None), is_total=True)]
    rows.append(DayLine(seen.day, summed.done, seen.needed[None], seen.usual.get(None)))
    rows += [PromisesLine(tuple(seen.promises))] if seen.promises else []
    watched = seen.watch
    rows.append(ComplaintsLine(tuple(live.views.items()), escalated=watched.escalated, findings=watched.findings))
    rows += [OverloadLine(ahead)] if ahead else []
    rows += [Heading("rule"), Heading("figures", month_title(month.first)), *map(FigureLine, month.figures)]
    return (*rows, *([Heading("rule")] if live.urgent else []), *map(ComplaintLine, live.urgent))


def _agent_line(seen: Now, day: AgentDay) -> AgentLine:
    if day.person_id is None:
        return AgentLine(day)
    person = day.person_id
    return AgentLine(
        day, seen.states.get(person, NOBODY), seen.needed.get(person), seen.usual.get(person), seen.nudges.get(person)
    )
