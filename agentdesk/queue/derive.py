"""What a task's columns say is a function of facts: decisions, tries, promises, skips, notices, the night's runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import ModelUpdate

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook.current import calendar, current
from agentdesk.playbook.outcomes import Outcome
from agentdesk.queue import promised
from agentdesk.queue.caps import EXHAUSTED
from agentdesk.queue.retry import NextTry, Try, next_try, tried_part, used_up
from agentdesk.queue.task_facts import TaskFacts, gather
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import (
    Task,
)


class Rule(NamedTuple):
    """What the outcome catalogue says of a code."""

    final: bool
    retry_minutes: int | None
    refused: bool = False  # the customer did not want to be asked
    other_part: bool = False  # next tried in another part of the day


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
