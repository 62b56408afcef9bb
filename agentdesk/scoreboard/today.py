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
from agentdesk.scoreboard.queries import CARE, outcome_of_task, succeeded, worked
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
        ("promises", _promises(day)),
        ("reached", _reached(day)),
        ("complaints", _complaints(day)),
        ("skipped", _skipped(day)),
        ("missed", _missed(day)),
    ):
        for person_id, number in rows.tuples():
            found[person_id][name] = number
    for person_id, done, on_time, completed in _finished(day).tuples():
        row = found[person_id]
        row |= {"done": done, "on_time": on_time, "completed": completed, "due": row.get("due", 0) + done}
    share = day_share(day)
    seen = [person_id for person_id, counts in found.items() if person_id is not None and set(counts) != {"complaints"}]
    people = _people(seen)
    rows = [_agent_day(person_id, name, found.get(person_id, {}), share) for person_id, name in people]
    return rows + ([_agent_day(None, "", found[None], share)] if found.get(None) else [])


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


def _open_on(day: date) -> Any:
    """How many calls of the day are not finished on it, by agent."""
    return Task.select(Task.agent, fn.COUNT(Task.id)).where(open_on(day)).group_by(Task.agent)


def open_on(day: date, *, put_off: bool = False) -> Expression:
    """Calls of the day that are not finished on it: open ones, and for a past day those finished later.

    Of today's, those that were tried in vain and are put off to another day only where asked for.
    """
    due = _ours() & (Task.due_effective <= day) & (Task.expires_on >= day)
    # The literal lets SQLite use the index of open tasks, which a bound value does not.
    still = Task.state == SQL("'open'")
    if day >= clock.today() and not put_off:
        still &= Task.next_at.is_null() | (Task.next_at < clock.day_span(day)[1])
    elif day < clock.today():
        still |= Task.closed_on > day
    found: Expression = due & still
    return found


def _finished(day: date) -> Any:
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


def _reached(day: date) -> Any:
    """Dials at which the right person answered; what was undone did not happen."""
    counted = (Attempt.work_date == day) & Attempt.contacted & (Attempt.outcome != "undone")
    return Attempt.select(Attempt.person, fn.COUNT(Attempt.id)).where(counted).group_by(Attempt.person)


def _promises(day: date) -> Any:
    counted = (Promise.work_date == day) & ~Promise.ended_how.in_(["withdrawn", "moved"])
    return Promise.select(Promise.person, fn.COUNT(Promise.id)).where(counted).group_by(Promise.person)


def _complaints(day: date) -> Any:
    counted = (Complaint.raised_on == day) & Complaint.raised_by.is_null(False) & Complaint.merged_into.is_null()
    return Complaint.select(Complaint.raised_by, fn.COUNT(Complaint.id)).where(counted).group_by(Complaint.raised_by)


def _skipped(day: date) -> Any:
    return Skip.select(Skip.person, fn.COUNT(Skip.id)).where(Skip.work_date == day).group_by(Skip.person)


def _missed(day: date) -> Any:
    """Open promises past their tolerance by who made them, those of earlier days with them."""
    late = timedelta(minutes=current.current(day).head.settings.promise_late_minutes)
    counted = Promise.ended_at.is_null() & (Promise.work_date <= day) & (Promise.promised_at < clock.now() - late)
    return Promise.select(Promise.person, fn.COUNT(Promise.id)).where(counted).group_by(Promise.person)
