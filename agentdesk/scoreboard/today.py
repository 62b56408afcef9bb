"""The day by agent, in a handful of queries whatever the number of agents and calls."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from peewee import SQL, Case, Expression, fn

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.playbook import current
from agentdesk.scoreboard.customers import counts
from agentdesk.scoreboard.queries import CARE, outcome_of_task, succeeded, worked
from agentdesk.store.prepared import Row, prepared
from agentdesk.store.tables import Attempt, Complaint, Kind, Outcome, Person, Promise, Skip, Task

COUNTS = ("due", "done", "on_time", "reached", "completed", "promises", "complaints", "skipped", "missed")


@dataclass(frozen=True)
class AgentDay:
    """An agent's day so far. `due` contains what is done; `person_id` None is what stands in nobody's list, or the sum.

    due: calls of that day, finished or still to be made; done: finished calls (worked, KP-20); on_time: those within
    their window; reached: dialled numbers at which the right person answered; completed: questionnaires completed;
    promises: times agreed for that day; complaints: raised on it; skipped: customers passed over on it; missed: open
    promises that are past their tolerance; pace: calls ahead (+) or behind (-) of an even day, None where there is
    nothing to do or no calling time.
    """

    person_id: int | None
    person: str
    due: int = 0
    done: int = 0
    on_time: int = 0
    reached: int = 0
    completed: int = 0
    promises: int = 0
    complaints: int = 0
    skipped: int = 0
    missed: int = 0
    pace: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The row with stable keys."""
        return {column.name: getattr(self, column.name) for column in fields(self) if column.name != "person_id"}


def agents_today(day: date) -> list[AgentDay]:
    """Each active agent's day, by name, with whoever else has calls on it; last what stands in nobody's list."""
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    for name, rows in (
        ("due", _open_on(day)),
        ("promises", _promises.rows(day)),
        ("reached", _reached.rows(day)),
        ("complaints", _complaints.rows(day)),
        ("skipped", _skipped.rows(day)),
        ("missed", _missed(day)),
    ):
        for person_id, number in rows:
            if person_id is not None or name == "due":
                found[person_id][name] = number
    for person_id, done, on_time, completed in _finished.rows(day):
        row = found[person_id]
        row |= {"done": done, "on_time": on_time, "completed": completed, "due": row.get("due", 0) + done}
    share = day_share(day)
    seen = [person_id for person_id, counts in found.items() if person_id is not None and set(counts) != {"complaints"}]
    people = _people(seen)
    days = [_agent_day(person_id, name, found.get(person_id, {}), share) for person_id, name in people]
    return days + ([_agent_day(None, "", found[None], share)] if found.get(None) else [])


def total(rows: list[AgentDay]) -> AgentDay:
    """The sum over the agents; its pace is theirs together."""
    paces = [row.pace for row in rows if row.pace is not None]
    sums = {name: sum(getattr(row, name) for row in rows) for name in COUNTS}
    return AgentDay(None, "", **sums, pace=sum(paces) if paces else None)


def day_share(day: date) -> float | None:
    """How much of a day's calling time has passed, 0 to 1; None on a day without any."""
    calling = BusinessClock(current.calendar(day))
    start, end = clock.day_span(day)
    whole = calling.elapsed(start, end) if calling.spans(day) else None
    return calling.elapsed(start, min(clock.now(), end)) / whole if whole else None


def _agent_day(person_id: int | None, name: str, counts: dict[str, int], share: float | None) -> AgentDay:
    due, done = counts.get("due", 0), counts.get("done", 0)
    pace = done - round(due * share) if due and share is not None else None
    return AgentDay(person_id, name, **counts, pace=pace)


def _people(seen: list[int]) -> list[tuple[int, str]]:
    agents = Person.active & (Person.position == "callback_agent")
    rows: Any = (
        Person.select(Person.id, Person.name).where(agents | Person.id.in_(seen)).order_by(Person.name, Person.id)
    )
    return list(rows.tuples())


def _ours() -> Expression:
    ours: Expression = (Task.channel == "phone") & Task.owner_role.in_(CARE)
    return ours


def _open_on(day: date) -> list[Row]:
    """Calls of the day that are not finished on it: open ones, and for a past day those finished later."""
    if day >= clock.today():
        return _still_open.rows(day, day, clock.day_span(day)[1])
    return _finished_later.rows(day, day, day)


def _due(day: Any, same_day: Any) -> Expression:
    due: Expression = _ours() & (Task.due_effective <= day) & (Task.expires_on >= same_day)
    return due


# The literal lets SQLite use the index of open tasks, which a bound value does not.
_OPEN = Task.state == SQL("'open'")


def open_on(day: date, *, put_off: bool = False) -> Expression:
    """Calls of the day that are not finished on it: open ones, and for a past day those finished later.

    Of today's, those that were tried in vain and are put off to another day only where asked for.
    """
    still = _OPEN
    if day >= clock.today() and not put_off:
        still &= Task.next_at.is_null() | (Task.next_at < clock.day_span(day)[1])
    elif day < clock.today():
        still |= Task.closed_on > day
    found: Expression = _due(day, day) & still
    return found


@prepared
def _still_open(day: Any, same_day: Any, night: Any) -> Any:
    waiting = _OPEN & (Task.next_at.is_null() | (Task.next_at < night))
    return Task.select(Task.agent, fn.COUNT(Task.id)).where(_due(day, same_day) & waiting).group_by(Task.agent)


@prepared
def _finished_later(day: Any, same_day: Any, that_day: Any) -> Any:
    later = _OPEN | (Task.closed_on > that_day)
    return Task.select(Task.agent, fn.COUNT(Task.id)).where(_due(day, same_day) & later).group_by(Task.agent)


@prepared
def _finished(day: Any) -> Any:
    """Calls finished on the day, those within their window, and the completed questionnaires among them."""
    return (
        Task.select(
            Task.agent,
            fn.COUNT(Task.id),
            fn.SUM(Case(None, [(Task.closed_on <= Task.latest_on, 1)], 0)),
            fn.SUM(Case(None, [(succeeded(), 1)], 0)),
        )
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, on=outcome_of_task())
        .where((Task.closed_on == day) & _ours() & worked())
        .group_by(Task.agent)
    )


@prepared
def _reached(day: Any) -> Any:
    """Dials at which the right person answered; what was undone did not happen."""
    counted = (Attempt.work_date == day) & Attempt.contacted & (Attempt.outcome != "undone")
    return Attempt.select(Attempt.person, fn.COUNT(Attempt.id)).where(counted).group_by(Attempt.person)


@prepared
def _promises(day: Any) -> Any:
    counted = (Promise.work_date == day) & ~Promise.ended_how.in_(["withdrawn", "moved"])
    return Promise.select(Promise.person, fn.COUNT(Promise.id)).where(counted).group_by(Promise.person)


@prepared
def _complaints(day: Any) -> Any:
    counted = (Complaint.raised_on == day) & counts()
    return Complaint.select(Complaint.raised_by, fn.COUNT(Complaint.id)).where(counted).group_by(Complaint.raised_by)


@prepared
def _skipped(day: Any) -> Any:
    return Skip.select(Skip.person, fn.COUNT(Skip.id)).where(Skip.work_date == day).group_by(Skip.person)


def _missed(day: date) -> list[Row]:
    """Open promises past their tolerance by who made them, those of earlier days with them."""
    late = timedelta(minutes=current.current(day).head.settings.promise_late_minutes)
    return _open_promises.rows(min(clock.now() - late, clock.day_span(day)[1]))


@prepared
def _open_promises(before: Any) -> Any:
    counted = Promise.ended_at.is_null() & (Promise.promised_at < before)
    return Promise.select(Promise.person, fn.COUNT(Promise.id)).where(counted).group_by(Promise.person)
