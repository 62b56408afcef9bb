"""A dealer for the night's job, and what a build leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from click.testing import Result

from agentdesk.common import clock
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Suppression, Task

Cli = Callable[..., Result]
DAY = date(2026, 11, 20)
NEVER = 2**22 + 1  # no process has this number
FACTS = (
    "dedupe_key", "kind_code", "customer_id", "subject_id", "event_on", "due_nominal", "due_effective", "latest_on",
    "expires_on", "owner_role", "channel", "weight", "agent_id", "state", "disposition", "closed_on", "attempts",
)  # fmt: skip


def tasks() -> list[tuple[Any, ...]]:
    """What matters of every task."""
    return sorted(tuples(Task.select(*(getattr(Task, name) for name in FACTS))), key=str)


def held_back() -> list[tuple[Any, ...]]:
    columns = (Suppression.dedupe_key, Suppression.reason, Suppression.detail, Suppression.last_on)
    return sorted(tuples(Suppression.select(*columns)), key=str)


def at(day: date) -> Any:
    return clock.travel(datetime.combine(day, datetime.min.time().replace(hour=7)))
