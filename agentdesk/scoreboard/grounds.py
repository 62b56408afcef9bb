"""What indicators rest on, as far as closed days of it are kept: which of a fact's days counts, and when it is over.

An indicator of a ground by days is the sum of its days: each subject belongs to the day of one fact. What only a whole
period can say (a customer who came on three days is one customer) is kept by whole months. An indicator without a
ground is counted anew each time. The triggers of migration 0021 know the same grounds.

Who changes how an indicator of a ground is counted empties rolled_day by a migration; a new indicator and another
playbook are seen by the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agentdesk.common.dates import add_months
from agentdesk.scoreboard.queries import Span, owed_callback
from agentdesk.store.tables import Appointment, Attempt, Complaint, RepairOrder, Sale, Task


@dataclass(frozen=True)
class Ground:
    """A sort of fact. `dates` are its columns, for the earliest day; a fact with a `trigger` belongs to its callback's
    latest day, so many days later. `own_day`: that day is also the subject's own, by which days are averaged."""

    name: str
    dates: tuple[Any, ...]
    trigger: str = ""
    monthly: bool = False
    own_day: bool = False

    def shift(self, span: Span) -> timedelta:
        """By how many days a fact's period lies after its own day, by the period's playbook."""
        step = owed_callback(self.trigger, span) if self.trigger else None
        return timedelta(days=step.schedule.last_offset if step else 0)


GROUNDS: dict[str, Ground] = {
    ground.name: ground
    for ground in (
        Ground("task", (Task.latest_on,), own_day=True),
        Ground("answer", (Task.latest_on,), own_day=True),
        Ground("order", (RepairOrder.left_on,), trigger="repair_order.left", own_day=True),
        Ground("sale", (Sale.delivered_on,), trigger="sale.delivered", own_day=True),
        Ground("visit", (RepairOrder.left_on, Appointment.starts_on)),
        Ground("booking", (Appointment.starts_on,), own_day=True),
        Ground("complaint", (Complaint.raised_on,)),
        Ground("attempt", (Attempt.work_date,), own_day=True),
        Ground("served", (Sale.delivered_on, RepairOrder.left_on, Complaint.raised_on), monthly=True),
        Ground("reminder", (Task.latest_on,), monthly=True),
    )
}


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def each_day(first: date, last: date) -> Iterator[date]:
    """The days of a period, both inclusive."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
