"""How fast complaints were handled: for each clock who kept it, and the working time until it was stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from agentdesk.common import clock
from agentdesk.common.i18n import N_
from agentdesk.complaints.cases import Case
from agentdesk.complaints.clocks import working_clock
from agentdesk.store.reading import tuples
from agentdesk.store.tables import ComplaintEvent

# Each clock with the steps that stop it, as in derive.py, and what the time until then is called.
STEPS: dict[str, tuple[str, ...]] = {
    "acknowledge": ("acknowledged",),
    "plan": ("proposed", "handled"),
    "solve": ("handled",),
}
NAMES: dict[str, str] = {
    "acknowledge": N_("Complaint accepted"),
    "plan": N_("Plan made"),
    "solve": N_("Problem solved"),
    "recall": N_("Re-called"),
}
_BATCH = 500


@dataclass(frozen=True)
class Timing:
    """A clock over some complaints: how many were kept, missed, are running; `hours` is the median of those stopped.

    `missed` holds what was stopped too late and what has run out before today and was not stopped.
    """

    clock: str
    kept: int
    missed: int
    running: int
    hours: Fraction | None  # working hours from the raising to the first time it was stopped


def timings(cases: Sequence[Case]) -> list[Timing]:
    """The clocks of these complaints, as they stand today; a clock that a complaint never had is not counted."""
    taken = _first_steps([case.id for case in cases])
    today = clock.today()
    return [_timing(name, cases, taken, today) for name in NAMES]


def overdue(case: Case, today: date) -> bool:
    """Whether a running clock of it ran out before today."""
    due = case.standing.next_breach
    return due is not None and clock.local(due).date() < today


def _timing(name: str, cases: Sequence[Case], taken: dict[int, dict[str, datetime]], today: date) -> Timing:
    kept = missed = running = 0
    hours: list[Fraction] = []
    for case in cases:
        due, stopped = case.standing.due(name), _stopped(name, case, taken.get(case.id, {}))
        if name in case.standing.late:
            missed += 1
        elif due is not None:
            past = clock.local(due).date() < today
            missed, running = missed + past, running + (not past)
        elif stopped is not None:
            kept += 1
        if stopped is not None and name in STEPS:
            spent = working_clock(case.raised_at).elapsed(case.raised_at, stopped)
            hours.append(Fraction(spent // timedelta(minutes=1), 60))
    return Timing(name, kept, missed, running, median(hours) if hours else None)


def _stopped(name: str, case: Case, taken: dict[str, datetime]) -> datetime | None:
    """When a clock was stopped first; a re-call's is stopped by the customer's word."""
    if name == "recall":
        return case.standing.first_recall_at
    return min((taken[kind] for kind in STEPS[name] if kind in taken), default=None)


def _first_steps(ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    kinds = sorted({kind for each in STEPS.values() for kind in each})
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for start in range(0, len(ids), _BATCH):
        here: Any = ComplaintEvent.complaint.in_(list(ids[start : start + _BATCH])) & ComplaintEvent.kind.in_(kinds)
        rows = ComplaintEvent.select(ComplaintEvent.complaint, ComplaintEvent.kind, ComplaintEvent.at).where(here)
        for complaint_id, kind, at in tuples(rows.order_by(ComplaintEvent.id)):
            found[complaint_id].setdefault(kind, at)
    return found
