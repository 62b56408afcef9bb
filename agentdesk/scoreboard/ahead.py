"""The days ahead for which there are more calls than hands, worked out now and then and kept in between."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.queue.forecast import days_ahead, overloaded

DAYS = 14
KEPT = timedelta(minutes=15)  # a forecast asks each rule once, which is too much for every look at the screen


class Overload(NamedTuple):
    """A day and the calls it is too short for."""

    day: date
    over: float


class _Last:
    """What was worked out last, by this process."""

    at: datetime | None = None
    first: date | None = None
    found: tuple[Overload, ...] = ()


def overload(*, fresh: bool = False) -> tuple[Overload, ...]:
    """The overloaded days of the next two weeks; at most a quarter of an hour old, or worked out anew where `fresh`."""
    now, first = clock.now(), clock.today() + timedelta(days=1)
    if fresh or _Last.at is None or _Last.first != first or not _Last.at <= now < _Last.at + KEPT:
        _Last.found = tuple(Overload(row.day, row.over) for row in overloaded(days_ahead(DAYS, first)))
        _Last.at, _Last.first = now, first
    return _Last.found
