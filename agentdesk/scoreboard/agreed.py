"""Promises that are about to be missed, and those that are: who agreed to what time with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from peewee import ModelSelect

from agentdesk.common import clock, names
from agentdesk.playbook import current
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Customer, Person, Promise, Task


@dataclass(frozen=True)
class Agreed:
    """An agreed time that nobody has kept yet; `customer` is masked, `minutes` are left (negative: past it)."""

    tasks: tuple[int, ...]
    person_id: int
    person: str  # who agreed to it
    customer: str
    promised_at: datetime  # naive UTC
    mine_only: bool
    minutes: int
    is_missed: bool  # past its tolerance

    def as_json(self) -> dict[str, Any]:
        """The promise with stable keys."""
        return {
            "tasks": list(self.tasks),
            "person": self.person,
            "customer": self.customer,
            "promised_at": clock.local(self.promised_at).isoformat(timespec="minutes"),
            "mine_only": self.mine_only,
            "minutes": self.minutes,
            "missed": self.is_missed,
        }


def pressing() -> list[Agreed]:
    """The open promises whose time comes within `promise_soon_minutes` or has passed, the oldest first.

    What was agreed with a customer for one time is one of them, however many calls it is for.
    """
    return _open_until(clock.now() + timedelta(minutes=current.current().head.settings.promise_soon_minutes))


def open_today() -> list[Agreed]:
    """The open promises of today, the later ones too, and those of earlier days; the oldest first."""
    return _open_until(clock.day_span(clock.today())[1] - timedelta(microseconds=1))


def made_today() -> int:
    """How many calls agreed for today were made, in time or late; the open ones beside them make the agents' column."""
    agreed = (Promise.work_date == clock.today()) & Promise.ended_at.is_null(False)
    return int(Promise.select().where(agreed & ~Promise.ended_how.in_(["withdrawn", "moved"])).count())


def _open_until(until: datetime) -> list[Agreed]:
    now, settings = clock.now(), current.current().head.settings
    late = timedelta(minutes=settings.promise_late_minutes)
    rows = sorted(_pressing.rows(until), key=itemgetter(0, 1, 2, 3))
    found = []
    for (at, person_id, _customer_id), same in groupby(rows, key=itemgetter(0, 1, 2)):
        calls = list(same)
        person, customer, *_rest = calls[0][4:]
        found.append(
            Agreed(
                tuple(call[3] for call in calls), person_id, person, names.mask(customer), at,
                any(call[6] for call in calls), (at - now) // timedelta(minutes=1), at < now - late,
            )
        )  # fmt: skip
    return found


@prepared
def _pressing(until: Any) -> ModelSelect[Promise]:
    columns = (
        Promise.promised_at, Promise.person, Task.customer, Promise.task, Person.name, Customer.name,
        Promise.mine_only,
    )  # fmt: skip
    return (
        Promise.select(*columns)
        .join(Person, on=(Promise.person == Person.id))
        .join(Task, on=(Promise.task == Task.id))
        .join(Customer, on=(Task.customer == Customer.id))
        .where(Promise.ended_at.is_null() & (Promise.promised_at <= until))
    )
