"""What a task's columns say is a function of facts: decisions, attempts, promises, notices, the night's runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import JOIN, ModelSelect, ModelUpdate, fn

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.common.own_hours import ANY_HOUR, OwnHours, stored
from agentdesk.playbook.current import calendar, current
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import AgendaItem, Attempt, Customer, Notice, Promise, QueueRun, Task


class Decision(NamedTuple):
    """An agenda item that was decided: what came of the task, and when."""

    at: datetime
    outcome: str


class Rule(NamedTuple):
    """What the outcome catalogue says of a code."""

    final: bool
    retry_minutes: int | None


@dataclass(frozen=True)
class TaskFacts:
    """The facts of calls that decide what a task is."""

    expires_on: date
    decisions: Sequence[Decision] = ()  # in order of time
    attempts: int = 0
    promised_at: datetime | None = None  # the open promise
    unreachable_at: datetime | None = None  # CB-20: when the notice to the advisor was made and is unanswered
    reopened_at: datetime | None = None  # when its answer gave the task back
    ended: Decision | None = None  # its answer said that there is nothing to call for any more
    last_run: date | None = None  # the last day a queue was built for
    own_hours: OwnHours = ANY_HOUR  # when the customer wants to be rung


class Derived(NamedTuple):
    """The derived columns of Task."""

    state: str
    disposition: str
    closed_on: date | None
    attempts: int
    last_outcome: str
    next_at: datetime | None
    promised_at: datetime | None


def derive(facts: TaskFacts, rules: dict[str, Rule], opening: BusinessCalendar | None = None) -> Derived:
    """The columns that follow from the facts; a pure function.

    The first final decision closes the task, then the three-day rule (CB-20), then its expiry; whatever lies before a
    notice's answer that re-opened it no longer counts. A retry's delay is fitted into the calling hours.
    """
    counted = [d for d in facts.decisions if facts.reopened_at is None or d.at > facts.reopened_at]
    last = facts.decisions[-1] if facts.decisions else None
    attempts, last_outcome = facts.attempts, last.outcome if last else ""

    def closed(disposition: str, day: date) -> Derived:
        return Derived("closed", disposition, day, attempts, last_outcome, None, None)

    final = next((d for d in counted if d.outcome in rules and rules[d.outcome].final), None)
    if final:
        return closed(final.outcome, clock.local(final.at).date())
    if facts.ended:
        return closed(facts.ended.outcome, clock.local(facts.ended.at).date())
    if facts.unreachable_at:
        return closed("unreachable", clock.local(facts.unreachable_at).date())
    if facts.last_run and facts.expires_on < facts.last_run and facts.promised_at is None:
        return closed("expired", facts.expires_on)
    return Derived("open", "", None, attempts, last_outcome, _next(last, facts, rules, opening), facts.promised_at)


def refresh(task_ids: Iterable[int]) -> dict[int, Derived]:
    """Recompute the derived columns of these tasks and return them; call it in the change that wrote the facts."""
    rules = {row.code: Rule(row.final, row.retry_minutes) for row in current().outcomes}
    found = gather(list(task_ids))
    delayed = any(
        facts.decisions and not facts.promised_at and not _is_final(facts.decisions[-1].outcome, rules)
        for facts in found.values()
    )
    opening = calendar() if delayed else None
    derived = {task_id: derive(facts, rules, opening) for task_id, facts in found.items()}
    for task_id, columns in derived.items():
        _store.run(*columns, task_id)
    return derived


@prepared
def _store(*values: Any) -> ModelUpdate:
    *columns, task_id = values
    return Task.update(dict(zip(Derived._fields, columns, strict=True))).where(Task.id == task_id)


def _is_final(outcome: str, rules: dict[str, Rule]) -> bool:
    return outcome in rules and rules[outcome].final


def gather(task_ids: list[int]) -> dict[int, TaskFacts]:
    """The facts of these tasks, in a handful of queries."""
    if not task_ids:
        return {}
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for task_id, at, outcome in _decisions.rows(task_ids):
        decisions[task_id].append(Decision(at, outcome))
    notices = _notices(task_ids)
    last_run = next(iter(_last_run.column()), None)
    return {
        task_id: TaskFacts(
            expires_on=expires_on,
            decisions=decisions[task_id],
            attempts=attempts,
            promised_at=promised_at,
            last_run=last_run,
            own_hours=stored(own_hours),
            **notices.get(task_id, {}),
        )
        for task_id, expires_on, promised_at, own_hours, attempts in _tasks.rows(task_ids)
    }


@prepared
def _tasks(task_ids: Any) -> ModelSelect[Task]:
    """Each task's expiry, its open promise, and how many numbers were dialled for it."""
    promised = (Promise.task == Task.id) & Promise.ended_at.is_null()
    ended = (Attempt.outcome != "") & (Attempt.outcome != "undone")
    attempts = (
        AgendaItem.select(fn.COUNT(Attempt.id))
        .join(Attempt, on=(Attempt.contact == AgendaItem.contact))
        .where((AgendaItem.task == Task.id) & ended)
    )
    columns = Task.select(Task.id, Task.expires_on, Promise.promised_at, Customer.own_hours, attempts)
    joined = columns.join(Customer, on=(Task.customer == Customer.id)).switch(Task)
    return joined.join(Promise, JOIN.LEFT_OUTER, on=promised).where(Task.id.in_(task_ids))


@prepared
def _decisions(task_ids: Any) -> ModelSelect[AgendaItem]:
    columns = AgendaItem.select(AgendaItem.task, AgendaItem.decided_at, AgendaItem.outcome)
    decided = columns.where((AgendaItem.outcome != "") & AgendaItem.task.in_(task_ids))
    return decided.order_by(AgendaItem.decided_at, AgendaItem.id)


@prepared
def _last_run() -> ModelSelect[QueueRun]:
    return QueueRun.select(QueueRun.work_date).order_by(QueueRun.work_date.desc()).limit(1)


GIVES_BACK = ("new_number", "moved", "reachable", "other")
ENDS = {"sold": "sold_car", "deceased": "deceased"}  # the notice's answer, and what it makes of the task


def _notices(task_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the three-day notices and their answers say of the tasks: the last notice of a task counts."""
    found: dict[int, dict[str, Any]] = {}
    for task_id, created, answered, answer in _unreachable.rows(task_ids):
        if answer in GIVES_BACK:
            found[task_id] = {"reopened_at": answered}
        elif answer in ENDS:
            found[task_id] = {"ended": Decision(answered, ENDS[answer])}
        else:
            found[task_id] = {"unreachable_at": created}
    return found


@prepared
def _unreachable(task_ids: Any) -> ModelSelect[Notice]:
    columns = Notice.select(Notice.task, Notice.created_at, Notice.answered_at, Notice.answer)
    return columns.where((Notice.kind == "unreachable") & Notice.task.in_(task_ids)).order_by(Notice.id)


def _next(
    last: Decision | None, facts: TaskFacts, rules: dict[str, Rule], opening: BusinessCalendar | None
) -> datetime | None:
    """Not before this instant: the promise, else the last outcome's delay fitted into the calling hours."""
    if facts.promised_at:
        return facts.promised_at
    if last is None or last.outcome not in rules or (facts.reopened_at and last.at <= facts.reopened_at):
        return None
    delay = rules[last.outcome].retry_minutes
    if not delay:
        return None
    at = last.at + timedelta(minutes=delay)
    return facts.own_hours.of(opening).next_calling_time(at) if opening else at
