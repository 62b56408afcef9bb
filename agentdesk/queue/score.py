"""The order of work: promises first, then points from the playbook's weights; the same terms explain each rank."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from agentdesk.common.i18n import N_
from agentdesk.playbook.house import Settings, Weights


class Term(NamedTuple):
    """One reason for a rank: a message id of the catalogue, and its points."""

    reason: str
    points: int


class Standing(NamedTuple):
    """The facts of a task that its rank depends on."""

    weight: int
    latest_on: date
    due_effective: date
    is_key: bool
    attempts: int
    promised_at: datetime | None


def terms(task: Standing, now: datetime, today: date, weights: Weights, settings: Settings) -> list[Term]:
    """The terms of a task's score at an instant; their sum is the score."""
    found = [Term(N_("Kind of call"), task.weight)]
    if promise_is_due(task.promised_at, now, settings):
        found.append(Term(N_("Promise"), weights.promise_due))
    if task.latest_on < today:
        found.append(Term(N_("Overdue"), weights.overdue))
    elif task.due_effective == today:
        found.append(Term(N_("Due today"), weights.due_today))
    if task.latest_on == today:
        found.append(Term(N_("Last day on time"), weights.last_day))
    if task.is_key:
        found.append(Term(N_("Key customer"), weights.key_customer))
    age = min(max((today - task.due_effective).days, 0), weights.age_at_most)
    if age:
        found.append(Term(N_("Days waiting"), weights.day_of_age * age))
    if task.attempts:
        found.append(Term(N_("Attempts so far"), weights.attempt * task.attempts))
    return [term for term in found if term.points]


def promise_is_due(promised_at: datetime | None, now: datetime, settings: Settings) -> bool:
    """Whether an agreed time has come, a few minutes early counting."""
    return promised_at is not None and promised_at <= now + timedelta(minutes=settings.promise_early_minutes)
