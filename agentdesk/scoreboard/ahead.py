"""The days ahead for which there are more calls than hands."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from agentdesk.queue.forecast import days_ahead, overloaded

DAYS = 14


class Overload(NamedTuple):
    """A day and the calls it is too short for."""

    day: date
    over: float


def overload() -> tuple[Overload, ...]:
    """The overloaded days of the next two weeks, worked out anew: each rule of the playbook is asked once."""
    return tuple(Overload(row.day, row.over) for row in overloaded(days_ahead(DAYS)))
