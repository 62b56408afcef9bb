"""What the day still asks for: calls an hour until the last one, against what was done an hour so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agentdesk.common import clock
from agentdesk.common.calendar import minutes
from agentdesk.common.own_hours import ANY_HOUR, stored
from agentdesk.playbook import current
from agentdesk.queue.presence import absent_on, at_desk
from agentdesk.scoreboard.today import AgentDay
from agentdesk.store.reading import pairs
from agentdesk.store.tables import Person

_DAY = 24 * 60.0


@dataclass(frozen=True)
class Needed:
    """`left` calls in `minutes` of calling time: `per_hour` of them, where `so_far` were done an hour.

    None: no calling time is left to make them in, or none has passed yet.
    """

    left: int
    minutes: int
    per_hour: float | None
    so_far: float | None

    @property
    def is_short(self) -> bool:
        """Whether going on as before leaves calls over."""
        if not self.left:
            return False
        return self.per_hour is None or (self.so_far is not None and self.so_far < self.per_hour)

    def as_json(self) -> dict[str, Any]:
        """The figures with stable keys, rounded to a tenth."""
        return {
            "left": self.left,
            "minutes_left": self.minutes,
            "needed_an_hour": None if self.per_hour is None else round(self.per_hour, 1),
            "done_an_hour": None if self.so_far is None else round(self.so_far, 1),
        }


def needed(rows: Sequence[AgentDay], day: date) -> dict[int | None, Needed]:
    """For each row of `today.agents_today`, and for all of them together under None.

    An agent's calling time is the house's within their shift, none on a day they are absent; for all together it is the
    house's.
    """
    house, now = current.calendar(day), _minute(day)
    absent = absent_on(day)
    people = [row.person_id for row in rows if row.person_id is not None]
    shifts = pairs(Person.select(Person.id, Person.shift).where(Person.id.in_(people)))
    found: dict[int | None, Needed] = {}
    for row in rows:
        if row.person_id is not None:
            shift = stored(shifts[row.person_id])
            whole, rest = (at_desk(shift, house, day, after) for after in (0.0, now))
            if row.person_id in absent:
                whole, rest = whole - rest, 0.0
            found[row.person_id] = _needed(row.due - row.done, row.done, whole - rest, rest)
    whole, rest = (at_desk(ANY_HOUR, house, day, after) for after in (0.0, now))
    found[None] = _needed(sum(row.due - row.done for row in rows), sum(row.done for row in rows), whole - rest, rest)
    return found


def _minute(day: date) -> float:
    """The minute of the day it is; the last one of a day that is over, the first of one that is not there yet."""
    here = clock.local_now()
    if here.date() == day:
        return minutes(here.time())
    return _DAY if day < here.date() else 0.0


def _needed(left: int, done: int, past: float, rest: float) -> Needed:
    return Needed(left, round(rest), left / rest * 60 if rest >= 1 else None, done / past * 60 if past >= 1 else None)
