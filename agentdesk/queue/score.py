"""The order of work: promises first, then points from the playbook's weights.

Each rule of the score is written once, over facts that are values or columns: with values it gives the terms that
explain a rank, with columns the SQL that orders a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import SQL, Case, Cast, SqliteDatabase, fn

from agentdesk.common.i18n import N_
from agentdesk.playbook.house import Settings, Weights
from agentdesk.queue.retry import part_of
from agentdesk.store.tables import Complaint, Customer, Task, database


class Term(NamedTuple):
    """One reason for a rank: a message id of the catalogue, and its points."""

    reason: str
    points: int


class Standing(NamedTuple):
    """The facts of a task that its rank depends on: values, or the columns that hold them."""

    weight: Any  # int
    latest_on: Any  # date
    due_effective: Any  # date
    expires_on: Any  # date
    is_key: Any  # bool
    is_member: Any  # bool
    is_lost: Any  # bool
    severity: Any  # int: the place of the gravest open complaint's severity, from 1; 0 for none
    attempts: Any  # int
    promised_at: Any  # datetime | None
    tried_part: Any  # str: of the day, in which it last rang in vain; "" for none


class Moment(NamedTuple):
    """When a rank is asked for: the day whose list it is, the promises that are due by then, the part of the day."""

    today: date
    promised_by: datetime
    part: str


def moment(now: datetime, today: date, settings: Settings) -> Moment:
    """The moment of an instant in the list of a day."""
    return Moment(today, now + timedelta(minutes=settings.promise_early_minutes), part_of(now))


class _Values:
    """Rules over values."""

    def when(self, condition: bool, points: int) -> int:
        """The points where the condition holds."""
        return points if condition else 0

    def by(self, value: Any, limit: datetime) -> bool:
        """Whether there is an instant, and it is no later than the limit."""
        return value is not None and value <= limit

    def days_since(self, day: date, today: date) -> int:
        """Whole days from one to the other, negative for a day to come."""
        return (today - day).days

    def between(self, least: int, value: int, most: int) -> int:
        """The value, kept within the limits."""
        return min(max(value, least), most)


class _Columns:
    """The same rules over columns."""

    def when(self, condition: Any, points: Any) -> Any:
        """A CASE."""
        return Case(None, [(condition, points)], 0)

    def by(self, column: Any, limit: datetime) -> Any:
        """NULL is not by any time."""
        return column <= limit

    def days_since(self, column: Any, today: date) -> Any:
        """SQLite counts Julian days; a server subtracts dates."""
        if isinstance(database.obj, SqliteDatabase):
            counted_to = today.isoformat() if isinstance(today, date) else today
            return Cast(fn.julianday(counted_to) - fn.julianday(column), "INTEGER")
        return today - column

    def between(self, least: int, value: Any, most: int) -> Any:
        """A CASE, as the scalar functions have other names on a server."""
        return Case(None, [(value < least, least), (value > most, most)], value)


_Points = Callable[[Any, Standing, Moment, Weights], Any]
# Each reason with its points; `of` is _Values or _Columns.
RULES: tuple[tuple[str, _Points], ...] = (
    (N_("Kind of call"), lambda of, task, at, weights: task.weight),
    (
        N_("Promise"),
        lambda of, task, at, weights: of.when(of.by(task.promised_at, at.promised_by), weights.promise_due),
    ),
    (N_("Overdue"), lambda of, task, at, weights: of.when(task.latest_on < at.today, weights.overdue)),
    (
        N_("Due today"),
        lambda of, task, at, weights: of.when(
            (task.latest_on >= at.today) & (task.due_effective == at.today), weights.due_today
        ),
    ),
    (N_("Last day on time"), lambda of, task, at, weights: of.when(task.latest_on == at.today, weights.last_day)),
    (N_("Expires today"), lambda of, task, at, weights: of.when(task.expires_on == at.today, weights.expires)),
    (N_("Key customer"), lambda of, task, at, weights: of.when(task.is_key, weights.key_customer)),
    (N_("Member"), lambda of, task, at, weights: of.when(task.is_member, weights.member)),
    (N_("Lost customer"), lambda of, task, at, weights: of.when(task.is_lost, weights.lost_customer)),
    (N_("Open complaint"), lambda of, task, at, weights: task.severity * weights.complaint),
    (
        N_("Days waiting"),
        lambda of, task, at, weights: (
            of.between(0, of.days_since(task.due_effective, at.today), weights.age_at_most) * weights.day_of_age
        ),
    ),
    (N_("Attempts so far"), lambda of, task, at, weights: task.attempts * weights.attempt),
    (
        N_("Another part of the day"),
        lambda of, task, at, weights: of.when(
            (task.tried_part != "") & (task.tried_part != at.part), weights.other_part
        ),
    ),
)
VALUES, COLUMNS = _Values(), _Columns()


def terms(task: Standing, at: Moment, weights: Weights) -> list[Term]:
    """The terms of a task's score at a moment; their sum is the score."""
    found = [(reason, points(VALUES, task, at, weights)) for reason, points in RULES]
    return [Term(reason, points) for reason, points in found if points]


def score(task: Standing, at: Moment, weights: Weights) -> Any:
    """The score of tasks that are read (`standing_of_tasks`), as an SQL expression."""
    found: Any = None
    for _reason, points in RULES:
        of_rule = points(COLUMNS, task, at, weights)
        found = of_rule if found is None else found + of_rule
    return found


def standing_of_tasks(severities: Sequence[str]) -> Standing:
    """The columns of a query over Task joined with Customer; `severities` are the codes of a complaint's, in order."""
    return Standing(
        Task.weight, Task.latest_on, Task.due_effective, Task.expires_on, Customer.is_key, Customer.is_member,
        Customer.is_lost, severity(severities), Task.attempts,
        Task.promised_at, Task.tried_part,
    )  # fmt: skip


def severity(codes: Sequence[str]) -> Any:
    """The place of a task's customer's gravest open complaint among the severities, from 1; 0 for none."""
    places = [(code, place) for place, code in enumerate(codes, 1)]
    gravest = Complaint.select(fn.MAX(Case(Complaint.severity, places, 0)) if places else SQL("0"))
    open_ones = (Complaint.customer == Task.customer) & (Complaint.state != "closed")
    return fn.COALESCE(gravest.where(open_ones), 0)


def promise_is_due(promised_at: datetime | None, now: datetime, settings: Settings) -> bool:
    """Whether an agreed time has come, a few minutes early counting."""
    return promised_at is not None and promised_at <= now + timedelta(minutes=settings.promise_early_minutes)


def order(task: Standing, at: Moment, weights: Weights) -> list[Any]:
    """What can be called now, in the order of work: what is promised by the time agreed, the rest by score."""
    promised = Case(None, [(task.promised_at.is_null(False), 0)], 1)
    return [promised, task.promised_at, score(task, at, weights).desc(), task.latest_on, Task.id]
