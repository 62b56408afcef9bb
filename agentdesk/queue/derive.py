"""What a task's columns say is a function of facts: decisions, tries, promises, skips, notices, the night's runs."""

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
from agentdesk.playbook.kinds import Retry
from agentdesk.playbook.outcomes import Outcome
from agentdesk.queue import promised
from agentdesk.queue.caps import EXHAUSTED
from agentdesk.queue.retry import NextTry, Try, next_try, tried_part, used_up
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    CallRecord,
    Customer,
    Finding,
    Notice,
    Phone,
    Promise,
    QueueRun,
    Skip,
    Task,
)

HOUSE_CAPS = Retry()


class Decision(NamedTuple):
    """An agenda item that was decided: what came of the task, and when."""

    at: datetime
    outcome: str


class Rule(NamedTuple):
    """What the outcome catalogue says of a code."""

    final: bool
    retry_minutes: int | None
    refused: bool = False  # the customer did not want to be asked
    other_part: bool = False  # next tried in another part of the day


class Passed(NamedTuple):
    """The last time an agent passed the customer over, and until when the customer then waits."""

    at: datetime
    until: datetime


@dataclass(frozen=True)
class TaskFacts:
    """The facts of calls that decide what a task is."""

    expires_on: date
    decisions: Sequence[Decision] = ()  # in order of time
    attempts: int = 0
    tries: Sequence[Try] = ()  # the numbers dialled for it, in order of time
    caps: Retry = HOUSE_CAPS  # of its kind
    numbers: int = 0  # usable ones of the customer's
    skipped: Passed | None = None
    promised_at: datetime | None = None  # the open promise
    unreachable_on: date | None = None  # CB-20: the last of the days, where a notice was made and is unanswered
    reopened_at: datetime | None = None  # when its answer gave the task back
    withdrawn_on: date | None = None  # a build found that there is nothing to remind of any more (queue/moved.py)
    ended: Decision | None = None  # its answer said that there is nothing to call for any more
    last_run: date | None = None  # the last day a queue was built for
    registered_at: datetime | None = None  # when a colleague's own call was copied from the card (CB-21)
    not_recorded_on: date | None = None  # the morning on which that card was missing (CB-22)
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
    tried_part: str = ""


def derive(facts: TaskFacts, rules: dict[str, Rule], opening: BusinessCalendar | None = None) -> Derived:
    """The columns that follow from the facts; a pure function.

    The first final decision closes the task, then the three-day rule (CB-20), its withdrawal, the number of tries, its
    expiry; whatever lies before a notice's answer that re-opened it no longer counts. A retry's time is found by
    `next_after`. A refusal whose delay outlasts the expiry is final at once: nobody would be called again, and the task
    has not gone unworked. A promise holds a task open against its expiry and the number of tries.
    """
    counted = [d for d in facts.decisions if facts.reopened_at is None or d.at > facts.reopened_at]
    last = facts.decisions[-1] if facts.decisions else None
    attempts, last_outcome = facts.attempts, last.outcome if last else ""
    tries = counted_tries(facts)

    def closed(disposition: str, day: date) -> Derived:
        return Derived("closed", disposition, day, attempts, last_outcome, None, None, tried_part(tries))

    final = next((d for d in counted if d.outcome in rules and rules[d.outcome].final), None)
    if final:
        return closed(final.outcome, clock.local(final.at).date())
    if facts.registered_at:
        return closed("registered", clock.local(facts.registered_at).date())
    if facts.not_recorded_on:
        return closed("not_recorded", facts.not_recorded_on)
    if facts.ended:
        return closed(facts.ended.outcome, clock.local(facts.ended.at).date())
    if facts.unreachable_on:
        return closed("unreachable", facts.unreachable_on)
    if facts.withdrawn_on:
        return closed("not_needed", facts.withdrawn_on)
    following = next_after(facts, rules, opening)
    next_at = following.at if following else None
    if last and next_at and not facts.promised_at and outlasts(rules.get(last.outcome), next_at, facts.expires_on):
        return closed(last.outcome, clock.local(last.at).date())
    if EXHAUSTED in rules and facts.promised_at is None and used_up(tries, facts.caps):
        return closed(EXHAUSTED, clock.local(tries[-1].at).date())
    if facts.last_run and facts.expires_on < facts.last_run and facts.promised_at is None:
        return closed("expired", facts.expires_on)
    return Derived("open", "", None, attempts, last_outcome, next_at, facts.promised_at, tried_part(tries))


def counted_tries(facts: TaskFacts) -> list[Try]:
    """The tries since the task was given back."""
    return [one for one in facts.tries if facts.reopened_at is None or one.at > facts.reopened_at]


def outlasts(rule: Rule | None, next_at: datetime, expires_on: date) -> bool:
    """Whether a refusal is not tried again, since its delay (to an instant) ends after the task's last day."""
    return rule is not None and rule.refused and clock.local(next_at).date() > expires_on


def refresh(task_ids: Iterable[int]) -> dict[int, Derived]:
    """Recompute the derived columns of these tasks and return them; call it in the change that wrote the facts.

    What was promised for a task that is closed now ends with it.
    """
    rules = {row.code: rule_of(row) for row in current().outcomes}
    found = gather(list(task_ids))
    delayed = any(
        not facts.promised_at
        and (facts.skipped or (facts.decisions and not _is_final(facts.decisions[-1].outcome, rules)))
        for facts in found.values()
    )
    opening = calendar() if delayed else None
    derived = {task_id: derive(facts, rules, opening) for task_id, facts in found.items()}
    for task_id, columns in derived.items():
        _store.run(*columns, task_id)
    closed = [task_id for task_id, facts in found.items() if facts.promised_at and derived[task_id].state == "closed"]
    if closed:
        promised.end_with_tasks(closed)
    return derived


def rule_of(row: Outcome) -> Rule:
    """What the catalogue's row says of a task it was decided with."""
    return Rule(row.final, row.retry_minutes, row.klass == "R" and not row.final, row.other_part)


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
    decisions, tries = _calls(task_ids)
    notices = _notices(task_ids)
    last_run = next(iter(_last_run.column()), None)
    playbook = current()
    caps = {kind.code: kind.retry or playbook.head.retry for kind in playbook.kinds}
    return {
        task_id: TaskFacts(
            expires_on=expires_on,
            decisions=decisions[task_id],
            attempts=len(tries[task_id]),
            tries=tries[task_id],
            caps=caps.get(kind_code, playbook.head.retry),
            numbers=numbers,
            skipped=Passed(skipped_at, until) if skipped_at else None,
            promised_at=promised_at,
            last_run=last_run,
            own_hours=stored(own_hours),
            withdrawn_on=withdrawn_on,
            registered_at=registered_at,
            not_recorded_on=not_recorded_on,
            **notices.get(task_id, {}),
        )
        for (
            task_id, kind_code, expires_on, withdrawn_on, promised_at, own_hours, numbers, skipped_at, until,
            registered_at, not_recorded_on,
        ) in _tasks.rows(task_ids)
    }  # fmt: skip


@prepared
def _tasks(task_ids: Any) -> ModelSelect[Task]:
    """Each task's expiry, its open promise, the customer's hours and how many numbers they have, the last skip."""
    promised = (Promise.task == Task.id) & Promise.ended_at.is_null()
    usable = (Phone.customer == Task.customer) & Phone.retired_at.is_null() & Phone.e164.is_null(False)
    later = Skip.alias()
    last = later.select(fn.MAX(later.id)).where(later.customer == Task.customer)
    columns = (
        Task.id, Task.kind_code, Task.expires_on, Task.withdrawn_on, Promise.promised_at, Customer.own_hours,
        Phone.select(fn.COUNT(Phone.id)).where(usable), Skip.skipped_at, Skip.until, CallRecord.registered_at,
        Finding.work_date,
    )  # fmt: skip
    joined = Task.select(*columns).join(Customer, on=(Task.customer == Customer.id)).switch(Task)
    joined = joined.join(Promise, JOIN.LEFT_OUTER, on=promised).switch(Task)
    copied = (CallRecord.task == Task.id) & CallRecord.withdrawn_at.is_null()
    missing = (Finding.task == Task.id) & (Finding.kind == "missing_record") & Finding.withdrawn_at.is_null()
    joined = joined.join(CallRecord, JOIN.LEFT_OUTER, on=copied).switch(Task)
    joined = joined.join(Finding, JOIN.LEFT_OUTER, on=missing).switch(Task)
    return joined.join(Skip, JOIN.LEFT_OUTER, on=(Skip.id == last)).where(Task.id.in_(task_ids))


def _calls(task_ids: list[int]) -> tuple[dict[int, list[Decision]], dict[int, list[Try]]]:
    """What was decided of the tasks, and the numbers dialled for them that came to an end, both in order of time."""
    decisions: dict[int, dict[int, Decision]] = defaultdict(dict)
    tries: dict[int, list[Try]] = defaultdict(list)
    for task_id, item_id, decided_at, outcome, at, number, contacted in _of_calls.rows(task_ids):
        if outcome:
            decisions[task_id][item_id] = Decision(decided_at, outcome)
        if at is not None:
            tries[task_id].append(Try(at, number, bool(contacted)))
    ordered = {task_id: sorted(items.values(), key=lambda each: each.at) for task_id, items in decisions.items()}
    return defaultdict(list, ordered), tries


@prepared
def _of_calls(task_ids: Any) -> ModelSelect[AgendaItem]:
    """A row for each number dialled in each sitting with one of the tasks on its agenda."""
    ended = (Attempt.contact == AgendaItem.contact) & (Attempt.outcome != "") & (Attempt.outcome != "undone")
    columns = (
        AgendaItem.task, AgendaItem.id, AgendaItem.decided_at, AgendaItem.outcome, Attempt.started_at, Attempt.number,
        Attempt.contacted,
    )  # fmt: skip
    rows = AgendaItem.select(*columns).join(Attempt, JOIN.LEFT_OUTER, on=ended)
    return rows.where(AgendaItem.task.in_(task_ids)).order_by(AgendaItem.id, Attempt.id)


@prepared
def _last_run() -> ModelSelect[QueueRun]:
    return QueueRun.select(QueueRun.work_date).order_by(QueueRun.work_date.desc()).limit(1)


GIVES_BACK = ("new_number", "moved", "reachable", "other")
ENDS = {"sold": "sold_car", "deceased": "deceased"}  # the notice's answer, and what it makes of the task


def _notices(task_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the three-day notices and their answers say of the tasks: the last notice of a task counts."""
    found: dict[int, dict[str, Any]] = {}
    for task_id, since_on, created, answered, answer in _unreachable.rows(task_ids):
        if answer in GIVES_BACK:
            found[task_id] = {"reopened_at": answered}
        elif answer in ENDS:
            found[task_id] = {"ended": Decision(answered, ENDS[answer])}
        else:
            found[task_id] = {"unreachable_on": since_on or clock.local(created).date()}
    return found


@prepared
def _unreachable(task_ids: Any) -> ModelSelect[Notice]:
    columns = Notice.select(Notice.task, Notice.since_on, Notice.created_at, Notice.answered_at, Notice.answer)
    return columns.where((Notice.kind == "unreachable") & Notice.task.in_(task_ids)).order_by(Notice.id)


def next_after(facts: TaskFacts, rules: dict[str, Rule], opening: BusinessCalendar | None) -> NextTry | None:
    """Not before when a task is called, and why: the promise, a skip, or the last outcome's delay; None: at once."""
    if facts.promised_at:
        return NextTry(facts.promised_at, ("promise",))
    own = facts.own_hours.of(opening) if opening else None
    found = _retry(facts, rules, own)
    passed, last = facts.skipped, facts.decisions[-1] if facts.decisions else None
    if passed is None or (last is not None and last.at >= passed.at) or (found and found.at >= passed.until):
        return found
    return NextTry((own.next_calling_time(passed.until) if own else None) or passed.until, ("skip",))


def _retry(facts: TaskFacts, rules: dict[str, Rule], own: BusinessCalendar | None) -> NextTry | None:
    last = facts.decisions[-1] if facts.decisions else None
    rule = rules.get(last.outcome) if last else None
    if last is None or rule is None or not rule.retry_minutes:
        return None
    if facts.reopened_at and last.at <= facts.reopened_at:
        return None
    earliest = last.at + timedelta(minutes=rule.retry_minutes)
    return next_try(earliest, counted_tries(facts), facts.caps, own, other_part=rule.other_part, numbers=facts.numbers)
