"""What a build of the queue did, and for a rehearsal the difference it would make."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agentdesk.store.reading import dicts
from agentdesk.store.tables import Customer, Suppression, Task


@dataclass
class KindCount:
    """One kind's line of a build's summary."""

    kind: str
    name: str
    added: int = 0
    open: int = 0
    leftover: int = 0  # open and past their latest day
    suppressed: int = 0
    closed: int = 0  # expired, or handed over to the advisor


@dataclass
class RunReport:
    """What one build did."""

    day: date
    run_id: int | None = None
    added: int = 0
    suppressed: int = 0
    expired: int = 0
    unreachable: int = 0
    not_recorded: int = 0  # colleagues' calls whose record did not come (CB-22)
    assigned: int = 0
    dry_run: bool = False
    kinds: list[KindCount] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    held_back: dict[str, int] = field(default_factory=dict)  # by reason
    missed: list[RunReport] = field(default_factory=list)  # the builds of nights that were missed, in their order
    changes: dict[str, list[dict[str, Any]]] | None = None  # of a rehearsal: added, closed, suppressed
    prediction: dict[str, Any] = field(default_factory=dict)  # what the maintenance prediction changed (predicting.py)
    seconds: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)  # seconds of each
    longest_change: float = 0.0  # seconds for which a write lock was held at most

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Note how long the block takes."""
        start = time.monotonic()
        yield
        self.phases[name] = round(time.monotonic() - start, 3)

    def as_json(self) -> dict[str, Any]:
        """The report with stable keys; `changes` is there for a rehearsal only."""
        found = {
            "date": self.day.isoformat(),
            "run": self.run_id,
            "dry_run": self.dry_run,
            "added": self.added,
            "suppressed": self.suppressed,
            "expired": self.expired,
            "unreachable": self.unreachable,
            "not_recorded": self.not_recorded,
            "assigned": self.assigned,
            "kinds": [vars(row) for row in self.kinds],
            "warnings": self.warnings,
            "held_back": self.held_back,
            "missed": [report.as_json() for report in self.missed],
        }
        return found | ({"changes": self.changes} if self.changes is not None else {})


def changes_of(run_id: int, closed: list[int]) -> dict[str, list[dict[str, Any]]]:
    """The tasks a run added and closed and what it held back, row by row."""
    return {
        "added": _tasks(Task.run == run_id),
        "closed": [row for some in _parts(closed) for row in _tasks(Task.id.in_(some))],
        "suppressed": dicts(
            Suppression.select(
                Suppression.kind_code.alias("kind"), Suppression.dedupe_key.alias("key"), Suppression.reason,
                Suppression.detail, Customer.name.alias("customer"), Customer.source_key.alias("customer_key"),
            )
            .left_outer_join(Customer)
            .where(Suppression.run == run_id)
            .order_by(Suppression.id)
        ),
    }  # fmt: skip


def _parts(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + 1000] for start in range(0, len(ids), 1000)]


def _tasks(condition: Any) -> list[dict[str, Any]]:
    query = Task.select(
        Task.kind_code.alias("kind"), Task.step, Task.dedupe_key.alias("key"), Customer.name.alias("customer"),
        Customer.source_key.alias("customer_key"), Task.due_nominal, Task.due_effective, Task.latest_on,
        Task.expires_on, Task.owner_role, Task.channel, Task.disposition,
    )  # fmt: skip
    return dicts(query.join(Customer).where(condition).order_by(Task.id))
