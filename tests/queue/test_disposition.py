"""A task's disposition is a function of its attempts and of nothing else: not of the order they were stored in."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.playbook.outcomes import Outcome
from agentdesk.playbook.read import load, shipped
from agentdesk.queue.derive import Derived, derive, refresh, rule_of
from agentdesk.queue.task_facts import Decision, TaskFacts
from agentdesk.store.tables import AgendaItem, Attempt, Contact, Task
from tests.dealership import Dealership

CATALOGUE: dict[str, Outcome] = {row.code: row for row in load(shipped("car_dealership")).outcomes}
RULES = {code: rule_of(row) for code, row in CATALOGUE.items()}
CODES = sorted(code for code, row in CATALOGUE.items() if row.group != "rule")
START = datetime(2026, 11, 20, 1)
DELAYS = st.lists(st.tuples(st.sampled_from(CODES), st.integers(1, 60 * 24 * 4)), max_size=8)
EXPIRY = st.dates(date(2026, 11, 20), date(2026, 12, 31))


def decided(steps: list[tuple[str, int]]) -> list[Decision]:
    """Decisions that lie so many minutes apart."""
    at, found = START, []
    for code, minutes in steps:
        at += timedelta(minutes=minutes)
        found.append(Decision(at, code))
    return found


def of(decisions: list[Decision], expires_on: date, last_run: date | None = None) -> Derived:
    """What a task with these decisions is."""
    return derive(TaskFacts(expires_on, decisions, len(decisions), last_run=last_run), RULES)


@given(DELAYS, EXPIRY)
def test_closed_by_a_decision_means_with_a_decision_s_outcome(steps: list[tuple[str, int]], expires_on: date) -> None:
    decisions = decided(steps)
    found = of(decisions, expires_on)
    if found.state == "open":
        assert found.disposition == ""
        assert not any(RULES[each.outcome].final for each in decisions)
    else:
        assert found.disposition in {each.outcome for each in decisions}
        assert found.closed_on is not None
        assert found.next_at is None


@given(DELAYS, DELAYS, EXPIRY)
def test_what_comes_after_a_final_outcome_changes_nothing(
    steps: list[tuple[str, int]], later: list[tuple[str, int]], expires_on: date
) -> None:
    before = decided([*steps, ("completed", 5)])
    after = [Decision(before[-1].at + (each.at - START), each.outcome) for each in decided(later)]
    first, second = of(before, expires_on), of([*before, *after], expires_on)
    assert (second.state, second.disposition, second.closed_on) == (first.state, first.disposition, first.closed_on)


@given(DELAYS, EXPIRY, st.dates(date(2026, 11, 20), date(2027, 1, 31)))
def test_a_refusal_never_vanishes_as_expired_while_its_delay_runs(
    steps: list[tuple[str, int]], expires_on: date, last_run: date
) -> None:
    decisions = decided([*[step for step in steps if not RULES[step[0]].final], ("refused", 5)])
    told = of(decisions, expires_on)
    if told.state == "closed":
        assert told.disposition == "refused"
        assert of(decisions, expires_on, last_run).disposition == "refused"
    else:
        assert told.next_at is not None


@pytest.mark.parametrize("seed", range(25))
def test_the_order_of_storing_is_of_no_account(tmp_path, database, seed: int) -> None:  # type: ignore[no-untyped-def]
    house, chance = Dealership(tmp_path), random.Random(seed)
    steps = [(chance.choice(CODES), chance.randint(1, 3000)) for _ in range(chance.randint(1, 7))]
    orders = [decided(steps), chance.sample(decided(steps), len(steps))]
    columns = []
    for decisions in orders:
        order = house.order(date(2026, 11, 19))
        task = house.task("CB-01", "repair_order", order.id, order.customer, date(2026, 11, 19))
        for each in decisions:
            store(house, task, each)
        columns.append(refresh([task.id])[task.id])
        assert refresh([task.id])[task.id] == columns[-1]
        stored = Task.get_by_id(task.id)
        assert (stored.state, stored.disposition, stored.closed_on) == columns[-1][:3]
    first, second = columns
    for name in ("state", "disposition", "closed_on", "attempts", "last_outcome", "next_at", "promised_at"):
        assert getattr(first, name) == getattr(second, name), name


def store(house: Dealership, task: Task, decision: Decision) -> None:
    """A call with one number and its outcome."""
    person = house.people["李娜"]
    at = {"started_at": decision.at, "ended_at": decision.at, "work_date": decision.at.date()}
    contact = Contact.create(customer=task.customer_id, person=person, **at)
    AgendaItem.create(contact=contact, task=task, position=1, outcome=decision.outcome, decided_at=decision.at)
    Attempt.create(contact=contact, person=person, outcome=decision.outcome, **at)
