"""How far the same weekdays were at this time: the mean of the last ones on which anybody worked, with their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import Case, Value, fn

from agentdesk.common import clock
from agentdesk.scoreboard.queries import CARE, outcome_of_task, worked
from agentdesk.store.reading import tuples
from agentdesk.store.tables import AgendaItem, Kind, Outcome, Task

WEEKS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Usual:
    """`mean` calls were finished by this time of day on `days` same weekdays; 0 days: there is nothing to go by."""

    mean: float
    days: int


def usual(day: date, at: datetime | None = None) -> dict[int | None, Usual]:
    """For each agent, and for all under None, the same weekdays of the last eight weeks by the time of day of `at`.

    A day on which nobody finished a call is left out, for an agent one on which they did not. Calls are those that
    `today.agents_today` counts as done, by the time they were decided.
    """
    wall = clock.local(at or clock.now())
    cutoffs = {day - week * WEEK: clock.to_utc(wall - week * WEEK) for week in range(1, WEEKS + 1)}
    finished: dict[int | None, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for on, agent_id, whole, by_then in tuples(_finished(cutoffs)):
        for key in {agent_id, None}:
            counts = finished[key][on]
            counts[0] += whole
            counts[1] += by_then
    return {
        key: Usual(sum(by_then for _whole, by_then in days.values()) / len(days), len(days))
        for key, days in finished.items()
    } or {None: Usual(0.0, 0)}


def _finished(cutoffs: dict[date, datetime]) -> Any:
    """By day and agent the calls finished on that day, and those of them by its cutoff."""
    decided = AgendaItem.select(fn.MAX(AgendaItem.decided_at)).where(AgendaItem.task == Task.id)
    cutoff = Case(Task.closed_on, [(on, Value(at)) for on, at in cutoffs.items()])
    by_then = Case(None, [(decided > cutoff, 0)], 1)  # a call closed without having been made was done all the day
    ours = (Task.channel == "phone") & Task.owner_role.in_(CARE)
    return (
        Task.select(Task.closed_on, Task.agent, fn.COUNT(Task.id), fn.SUM(by_then))
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, on=outcome_of_task())
        .where(Task.closed_on.in_(list(cutoffs)) & ours & worked())
        .group_by(Task.closed_on, Task.agent)
    )
