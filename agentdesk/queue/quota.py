"""Coverage of a month's facts (CB-23): all of some, and of the others as many as are wanting to a share of the month.

Of a month's orders 30 % are to be called for, every private car and every key customer among them; where these are
fewer, others are taken, oldest due first and within a day by a seeded hash of the task's key. A night reckons with what
it knows: the facts of the month that are due by then, and the tasks that were made for them. So the share is kept at
every build, nothing that was queued is taken back, and the same facts always choose the same tasks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from heapq import nsmallest
from typing import Any, NamedTuple

from peewee import Case, Value, fn

from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook.kinds import Coverage, Step
from agentdesk.queue.dates import LONGEST_CLOSURE, DayRow, trigger_days
from agentdesk.queue.due_rows import fill_days
from agentdesk.queue.sources import Source, segment, source
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Customer, Task, Vehicle
from agentdesk.store.tables.temporary import DueDay, DueTask, LeftOver

QUOTA = "quota"
AT_ONCE = 500
USE_TYPES = ("private", "official")


class Month(NamedTuple):
    """A month of `latest_on` (KP-23), as far as a build of a day knows it."""

    first: date
    last: date
    facts: int  # of the schedule, due by the day of the build
    tasks: int  # made for the month so far

    def wanting(self, percent: int) -> int:
        """How many more tasks bring the month to its share, which is rounded up; negative where it has more."""
        return -(-self.facts * percent // 100) - self.tasks


def months(step: Step, day: date, days: list[DayRow], calendar: BusinessCalendar) -> list[Month]:
    """The months in which the due days lie, counted as a build of `day` sees them; none without a coverage.

    Leaves other days in DueDay: fill it afterwards.
    """
    if step.schedule.coverage is None or not days:
        return []
    return [_month(step, day, first, calendar) for first in sorted({row.latest_on.replace(day=1) for row in days})]


def _month(step: Step, day: date, first: date, calendar: BusinessCalendar) -> Month:
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begin = first - timedelta(days=step.schedule.last_offset + LONGEST_CLOSURE)
    rows = [
        row
        for row in trigger_days(step, begin, last - timedelta(days=step.schedule.offset_from), calendar)
        if first <= row.latest_on <= last and row.due_nominal <= day
    ]
    number = _number(step, rows) if rows else 0
    return Month(first, last, number, _tasks.rows(step.kind.code, step.schedule.step, first, last)[0][0])


def _number(step: Step, rows: list[DayRow]) -> int:
    """How many facts of the schedule lie on these trigger days; by their index alone where each of them counts."""
    found = source(step)
    if found.day is not None and not found.conditions:
        days = found.day.between(rows[0].event_on, rows[-1].event_on)
        return int(found.day.model.select(fn.COUNT(Value(1))).where(days).scalar())
    fill_days(rows)
    return int(found.query.select(fn.COUNT(Value(1))).scalar())


@prepared
def _tasks(kind_code: Any, step: Any, first: Any, last: Any) -> Any:
    ours = (Task.kind_code == kind_code) & (Task.step == step) & Task.latest_on.between(first, last)
    return Task.select(fn.COUNT(Task.id)).where(ours)


def is_whole(step: Step, found: Source) -> Any:
    """Whether a fact is one of those that are all called for; an SQL condition, never NULL."""
    coverage = step.schedule.coverage
    asked: Any = Value(1) == Value(0)
    for name in coverage.all if coverage else ():
        asked |= _use_type(name, found) if name in USE_TYPES else segment(name)
    return Case(None, [(asked, Value(value=True, converter=False))], Value(value=False, converter=False))


def _use_type(name: str, found: Source) -> Any:
    """The car's use; where no car is known, whether the customer is a company (AU-15)."""
    company = "company" if name == "official" else "person"
    return (Vehicle.use_type == name) | (found.vehicle.is_null() & (Customer.kind == company))


def leave_over(coverage: Coverage, found: Sequence[Month]) -> None:
    """Of what lies in DueTask give what the months do not need the reason `quota`, and note it in LeftOver."""
    for month in found:
        _draw(coverage, month)
    over = DueTask.select(DueTask.subject_id, DueTask.event_on).where(DueTask.reason == QUOTA)
    LeftOver.insert_from(over, [LeftOver.subject_id, LeftOver.event_on]).execute()


def _draw(coverage: Coverage, month: Month) -> None:
    of_month = DueTask.latest_on.between(month.first, month.last) & DueTask.reason.is_null()
    certain = DueTask.select().where(of_month & DueTask.whole).count()
    wanting = month.wanting(coverage.percent) - certain
    others = of_month & ~DueTask.whole
    for day, number in list(_by_day(others)):
        if wanting < number:
            chosen = _first_of_day(coverage.seed, others & (DueTask.due_nominal == day), wanting)
            DueTask.update(reason=QUOTA).where(others & (DueTask.due_nominal >= day)).execute()
            for start in range(0, len(chosen), AT_ONCE):
                DueTask.update(reason=None).where(DueTask.id.in_(chosen[start : start + AT_ONCE])).execute()
            return
        wanting -= number


def _by_day(others: Any) -> Iterator[tuple[date, int]]:
    """How many there are of each day, the oldest first."""
    rows = DueTask.select(DueTask.due_nominal, fn.COUNT(DueTask.id)).where(others)
    yield from tuples(rows.group_by(DueTask.due_nominal).order_by(DueTask.due_nominal))


def _first_of_day(seed: str, of_day: Any, number: int) -> list[int]:
    """The ids of a day's tasks that the seed puts first; a day's rows at most are looked at."""
    if number <= 0:
        return []
    rows = tuples(DueTask.select(DueTask.id, DueTask.dedupe_key).where(of_day))
    return [row_id for row_id, _key in nsmallest(number, rows, key=lambda row: _lot(seed, row[1]))]


def _lot(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()


def is_left_over(step: Step, found: Source) -> Any:
    """Whether the last drawing left a fact over; an SQL condition."""
    subject = found.subjects[step.subject]
    same = (LeftOver.subject_id == subject) & (LeftOver.event_on == DueDay.event_on)
    return fn.EXISTS(LeftOver.select(Value(1)).where(same))
