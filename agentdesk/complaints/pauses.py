"""Pauses of a complaint's clocks: for how long they may stand still, and where that moves the deadlines.

A pause knows its own end when it begins (its day, or the cap of its reason), and whatever ends it earlier is a step of
the history. So the deadlines hold without anybody looking at the time, and the history can be read without a calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agentdesk.common.business_time import BusinessClock


class Pause(NamedTuple):
    """A span in which some clocks stand still; instants are naive UTC, `end` is outside."""

    reason: str
    start: datetime
    end: datetime
    stops: tuple[str, ...]

    def holds(self, at: datetime) -> bool:
        """Whether the clocks stand still at an instant."""
        return self.start <= at < self.end


def running(pauses: Sequence[Pause], at: datetime) -> Pause | None:
    """The pause that holds at an instant; only the last one can."""
    return pauses[-1] if pauses and pauses[-1].holds(at) else None


def ended(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    """The pauses after whatever ends the running one at an instant."""
    return (*pauses[:-1], pauses[-1]._replace(end=at)) if running(pauses, at) else pauses


def left(
    pauses: Iterable[Pause], reason: str, cap: timedelta, since: datetime, at: datetime, working: BusinessClock
) -> timedelta:
    """How much working time a reason may still take: its cap less what it took since the round began."""
    spans = [(pause.start, min(pause.end, at)) for pause in pauses if pause.reason == reason and pause.start >= since]
    return max(cap - sum((working.elapsed(*span) for span in spans), timedelta()), timedelta())


def stopped(pauses: Iterable[Pause], name: str, working: BusinessClock) -> BusinessClock:
    """The house's clock as the clock `name` of a complaint runs: not in the pauses that stop it."""
    return working.without((pause.start, pause.end) for pause in pauses if name in pause.stops)


def moved(
    due: dict[str, datetime], before: Pause | None, after: Pause | None, at: datetime, working: BusinessClock
) -> dict[str, datetime]:
    """The deadlines by clock once at an instant `before` no longer holds, and `after` does.

    What was past when a pause began stays past.
    """
    found = dict(due)
    if before is not None:
        _shift(found, before.stops, before.end, at, working)
    if after is not None:
        _shift(found, after.stops, at, after.end, working)
    return {name: instant for name, instant in found.items() if instant != due[name]}


def _shift(
    due: dict[str, datetime], names: Iterable[str], leaves: datetime, enters: datetime, working: BusinessClock
) -> None:
    for name in names:
        if name in due and due[name] > leaves:
            due[name] = working.add(enters, working.elapsed(leaves, due[name]))
