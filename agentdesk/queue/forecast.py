"""The tasks to come against the capacity, day by day: from facts that are known, and from what usually comes in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import SQL, Case, Value, fn

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.queue.dates import DayRow, Quiet, trigger_days
from agentdesk.queue.due_rows import fill_days, make_room
from agentdesk.queue.presence import desks
from agentdesk.queue.quota import is_whole
from agentdesk.queue.rules import dedupe_key
from agentdesk.queue.sources import has_source, source
from agentdesk.queue.suppression import reason_code
from agentdesk.store.audit import Actor
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import Promise, Task
from agentdesk.store.tables.temporary import DueDay

DAYS_AT_MOST = 92
WEEKS = 8  # whose days of the same weekday say what usually comes in
COMES_IN = ("repair_order.left", "sale.delivered", "visit.no_purchase", "complaint.handled")  # facts not known ahead
_LONGEST_CLOSURE = 16  # days a closed spell moves a call forward
CALLERS = ("callback_agent", "care_manager")


@dataclass
class ForecastDay:
    """A day's calls: `known` from facts that are there, `expected` from the same weekdays of the last weeks.

    `carried` is what the days before leave over, the backlog of today on the first; `kinds` holds known and expected
    calls by kind, rounded together only when shown.
    """

    day: date
    is_open: bool
    capacity: float
    known: int = 0
    expected: float = 0.0
    promised: int = 0
    carried: float = 0.0
    kinds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def calls(self) -> float:
        """All calls of the day, those carried over too."""
        return self.carried + self.known + self.expected

    @property
    def over(self) -> float:
        """Calls that the day is too short for."""
        return max(self.calls - self.capacity, 0.0)

    def as_json(self) -> dict[str, Any]:
        """The day with stable keys; figures in calls."""
        return {
            "date": self.day, "weekday": self.day.isoweekday(), "open": self.is_open, "known": self.known,
            "expected": round(self.expected, 1), "promised": self.promised, "carried": round(self.carried, 1),
            "calls": round(self.calls, 1), "capacity": round(self.capacity, 1), "over": round(self.over, 1),
            "kinds": {code: round(number, 1) for code, number in sorted(self.kinds.items())},
        }  # fmt: skip


class _Count(NamedTuple):
    day: date
    number: float


def forecast(actor: Actor, days: int = 30, first: date | None = None) -> list[ForecastDay]:
    """The days from `first` (tomorrow) on, with what each has to call and can call.

    Counted with the build's own rules, without writing anything; messages and colleagues' own calls do not count.
    """
    actor.require("supervisor")
    return days_ahead(days, first)


def days_ahead(days: int, first: date | None = None) -> list[ForecastDay]:
    """`forecast` for what shows no more than sums to everybody, as the scoreboard does."""
    first = first or clock.today() + timedelta(days=1)
    last = first + timedelta(days=min(max(days, 1), DAYS_AT_MOST) - 1)
    ahead = {day: _day(day) for day in _span(first, last)}
    make_room()
    for step in current.current(first).steps():
        if _is_called(step):
            for found in _known(step, first, last):
                ahead[found.day].known += int(found.number)
                ahead[found.day].kinds[step.kind.code] += found.number
            for found in _expected(step, first, last):
                ahead[found.day].expected += found.number
                ahead[found.day].kinds[step.kind.code] += found.number
    for day, number in _promised(first, last).items():
        ahead[day].promised = number
    _carry(list(ahead.values()), _backlog(first))
    return list(ahead.values())


def overloaded(ahead: Iterable[ForecastDay]) -> list[ForecastDay]:
    """The open days that end with calls left over which the day itself brought."""
    return [row for row in ahead if row.is_open and row.over > 0.5 and row.known + row.expected > row.capacity]


def _day(day: date) -> ForecastDay:
    return ForecastDay(day, current.calendar(day).is_open(day), sum(desk.capacity for desk in desks(day)))


def _is_called(step: Step) -> bool:
    return has_source(step) and step.channel == "phone" and not step.records and step.owner_role in CALLERS


def _known(step: Step, first: date, last: date) -> Iterator[_Count]:
    """What facts that are there make due on each day, and what stands open already for it."""
    rows = [row for row in _rows(step, first, last) if first <= row.due_effective <= last]
    yield from _counted(step, rows, DueDay.due_effective)
    standing = Task.select(Task.due_effective, fn.COUNT(Task.id)).where(
        (Task.state == SQL("'open'"))
        & (Task.kind_code == step.kind.code)
        & (Task.step == step.schedule.step)
        & Task.due_effective.between(first, last)
    )
    for day, number in tuples(standing.group_by(Task.due_effective)):
        yield _Count(day, number)


def _expected(step: Step, first: date, last: date) -> Iterator[_Count]:
    """What facts that are not there yet will make due, as on the same weekdays of the last weeks."""
    if step.schedule.trigger not in COMES_IN:
        return
    today = first - timedelta(days=1)
    start = today - timedelta(days=WEEKS * 7)
    past = _of_events(step, start + timedelta(days=1), today, first)
    usual: Counter[int] = Counter()
    for day, number in _counted(step, past, DueDay.event_on, without_tasks=False):
        usual[day.weekday()] += int(number)
    for row in _rows(step, first, last):
        if row.event_on > today and first <= row.due_effective <= last and usual[row.event_on.weekday()]:
            yield _Count(row.due_effective, usual[row.event_on.weekday()] / WEEKS)


def _rows(step: Step, first: date, last: date) -> list[DayRow]:
    """The trigger days whose task may be due between two days."""
    schedule = step.schedule
    margin = timedelta(days=_LONGEST_CLOSURE + schedule.last_offset - schedule.offset_from)
    lead = timedelta(days=schedule.offset_from)
    return _of_events(step, first - lead - margin, last - lead, first)


def _of_events(step: Step, first: date, last: date, seen_from: date) -> list[DayRow]:
    """The trigger days of a span, by the playbook and calendar in force on `seen_from`."""
    leap = current.current(seen_from).head.settings.leap_birthday
    return list(trigger_days(step, first, last, current.calendar(seen_from), leap))


def _counted(step: Step, rows: list[DayRow], by: Any, *, without_tasks: bool = True) -> Iterator[_Count]:
    """How many facts of these trigger days would become tasks, by one of their dates; of a coverage the day's share."""
    if not rows:
        return
    fill_days(rows, Quiet(rows[0].due_nominal))
    found = source(step)
    whole = fn.SUM(Case(None, [(is_whole(step, found), 1)], 0))
    query = found.query.select(by, fn.COUNT(Value(1)), whole).where(reason_code(step, found).is_null())
    if without_tasks:
        task = Task.alias()
        query = query.where(~fn.EXISTS(task.select(Value(1)).where(task.dedupe_key == dedupe_key(step, found))))
    coverage = step.schedule.coverage
    for day, number, certain in tuples(query.group_by(by)):
        wanted = max(certain, -(-number * coverage.percent // 100)) if coverage else number
        yield _Count(day if isinstance(day, date) else date.fromisoformat(day), wanted)


def _promised(first: date, last: date) -> dict[date, int]:
    """Agreed times by day; their calls are counted on the day they are due."""
    rows = Promise.select(Promise.work_date, fn.COUNT(Promise.id)).where(
        Promise.ended_at.is_null() & Promise.work_date.between(first, last)
    )
    return pairs(rows.group_by(Promise.work_date))


def _backlog(first: date) -> int:
    """Calls that are open and were due before the first day."""
    return (
        Task.select()
        .where(
            (Task.state == SQL("'open'"))
            & (Task.channel == "phone")
            & Task.owner_role.in_(CALLERS)
            & (Task.due_effective < first)
            & (Task.expires_on >= first)
        )
        .count()
    )


def _carry(rows: list[ForecastDay], backlog: int) -> None:
    left = float(backlog)
    for row in rows:
        row.carried = left
        left = row.over


def _span(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
