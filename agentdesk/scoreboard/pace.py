"""How an agent's day goes: calling time per finished call, and where that leads until the evening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.playbook import current
from agentdesk.store.tables import AgendaItem, Contact, Task

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Pace:
    """`minutes` of calling time per finished call; `done_by` (naive UTC) where the rest fits into today, else `left`
    calls stay over; `week_ago` calls were finished by this time of the same weekday. None: nothing to go by yet."""

    minutes: int | None
    done_by: datetime | None
    left: int | None
    week_ago: int


def pace(person_id: int, done: int, still_open: int) -> Pace:
    """The pace of an agent who has finished `done` calls today and has `still_open` ones left."""
    now, today = clock.now(), clock.today()
    calling = BusinessClock(current.calendar(today))
    start, end = clock.day_span(today)
    spent, rest = calling.elapsed(start, now), calling.elapsed(now, end)
    before = finished_by(person_id, now - WEEK)
    if not done or not spent:
        return Pace(None, None, None, before)
    each = spent / done
    fits = each * still_open <= rest
    return Pace(
        minutes=max(round(each / timedelta(minutes=1)), 1),
        done_by=calling.add(now, each * still_open) if fits and still_open else None,
        left=None if fits else still_open - rest // each,
        week_ago=before,
    )


def finished_by(person_id: int, instant: datetime) -> int:
    """How many calls an agent had finished on an instant's business date by that instant."""
    day = clock.local(instant).date()
    finished = (
        (Contact.person == person_id)
        & (AgendaItem.decided_at >= clock.day_span(day)[0])
        & (AgendaItem.decided_at <= instant)
        & (Task.closed_on == day)
    )
    query = (
        AgendaItem.select(fn.COUNT(AgendaItem.task.distinct()))
        .join(Contact, on=(AgendaItem.contact == Contact.id))
        .join(Task, on=(AgendaItem.task == Task.id))
        .where(finished)
    )
    return int(query.scalar())
