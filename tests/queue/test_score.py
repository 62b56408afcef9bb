"""The score in SQL is the sum of the terms that explain it, and the list and the next call go by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.queue.rows import QueueRow, best_next, rows
from agentdesk.queue.score import RULES, moment, score, standing_of_tasks, terms
from agentdesk.store.reading import pairs
from agentdesk.store.tables import Complaint, Customer, Promise, Task
from tests.dealership import Dealership

DAY = date(2026, 11, 20)
NOON = "2026-11-20T10:30"
TASKS = st.lists(
    st.fixed_dictionaries(
        {
            "weight": st.integers(0, 60),
            "due": st.integers(-40, 0),
            "latest": st.integers(-5, 5),
            "expires": st.integers(0, 9),
            "attempts": st.integers(0, 8),
            "promised": st.none() | st.integers(-300, 300),
            "waits": st.none() | st.integers(-300, 300),
            "part": st.sampled_from(["", "morning", "afternoon", "evening"]),
            "key": st.booleans(),
            "member": st.booleans(),
            "lost": st.booleans(),
            "complaints": st.lists(st.sampled_from(["ordinary", "major", "of an older playbook"]), max_size=2),
            "closed": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def house(database: Database, tmp_path: Path, at: object) -> Iterator[Dealership]:
    """A dealer on Friday morning."""
    with clock.travel(datetime.fromisoformat(NOON)):
        yield Dealership(tmp_path)


def make(house: Dealership, facts: dict[str, Any]) -> Task:
    """A task of these facts, with its customer's complaints and promise."""
    customer = house.customer(is_key=facts["key"], is_member=facts["member"], is_lost=facts["lost"])
    now = clock.now()
    for severity in facts["complaints"]:
        house.count += 1
        Complaint.create(
            no=f"T-{house.count}", customer=customer, origin="callback", subject="service", words="等",
            severity=severity, raised_at=now, raised_on=DAY, state="closed" if facts["closed"] else "new",
        )  # fmt: skip
    later = {name: facts[name] and now + timedelta(minutes=facts[name]) for name in ("promised", "waits")}
    order = house.order(DAY, customer=customer)
    task = house.task(
        "CB-01", "repair_order", order.id, customer, DAY, weight=facts["weight"],
        due_effective=DAY + timedelta(days=facts["due"]), latest_on=DAY + timedelta(days=facts["latest"]),
        expires_on=DAY + timedelta(days=max(facts["expires"], facts["latest"])),
        attempts=facts["attempts"], tried_part=facts["part"], promised_at=later["promised"] or None,
        next_at=later["promised"] or later["waits"] or None,
    )  # fmt: skip
    at = later["promised"]
    if at:
        Promise.create(task=task, person=house.people["李娜"], promised_at=at, work_date=DAY, created_at=now)
    return task


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TASKS)
def test_the_score_in_sql_is_the_sum_of_its_terms(house: Dealership, found: list[dict[str, Any]]) -> None:
    for table in (Promise, Complaint, Task):
        table.delete().execute()
    for facts in found:
        make(house, facts)
    playbook, now = current.current(), clock.now()
    weights = playbook.head.weights
    at = moment(now, DAY, playbook.head.settings)
    points = score(standing_of_tasks([row.code for row in playbook.complaints.severities]), at, weights)
    stored = pairs(Task.select(Task.id, points).join(Customer))
    listed = {row.task_id: row for row in rows(DAY, house.people["李娜"].id)}
    assert {task_id: row.score for task_id, row in listed.items()} == {task_id: stored[task_id] for task_id in listed}
    assert all(sum(term.points for term in row.terms) == row.score for row in listed.values())
    first = next((row for row in listed.values() if _is_ready(row, now)), None)
    assert best_next(house.actor("李娜")) == (first.task_id if first else None)


def _is_ready(row: QueueRow, now: datetime) -> bool:
    due = now + timedelta(minutes=5)
    if row.promised_at is not None:
        return bool(row.promised_at <= due)
    return row.next_at is None or bool(row.next_at <= now)


def test_each_rule_is_written_once(house: Dealership) -> None:
    reasons = [reason for reason, _points in RULES]
    assert len(set(reasons)) == len(reasons) == 13
    assert terms.__module__ == score.__module__
