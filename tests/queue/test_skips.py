"""Passing a customer over: a reason, a while, a count, and no attempt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.queue.explain_task import explain_task, task_json, task_page
from agentdesk.queue.rows import best_next, rows
from agentdesk.queue.skips import skip, skips_of
from agentdesk.scoreboard.today import agents_today
from agentdesk.store.tables import AuditEvent, Skip, Task
from tests.dealership import Dealership

DAY = date(2026, 11, 20)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    """Two customers to be called, at 09:42."""
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        made = Dealership(tmp_path)
        for name in ("王建国", "周敏"):
            customer = made.customer(name)
            order = made.order(date(2026, 11, 19), customer=customer)
            made.task("CB-01", "repair_order", order.id, customer, date(2026, 11, 19))
        yield made


def test_a_skipped_customer_waits_and_is_no_attempt(house: Dealership) -> None:
    li = house.actor("李娜")
    first, second = (row.task_id for row in rows(DAY, li.id))
    until = skip(li, first, "wrong_time")
    assert until == clock.at(DAY, 14)  # two hours from 09:42 fall into the lunch
    assert [(row.task_id, row.lane, row.attempts) for row in rows(DAY, li.id)] == [
        (second, "today", 0), (first, "later", 0),
    ]  # fmt: skip
    assert best_next(li) == second
    with clock.travel(datetime(2026, 11, 20, 14, 0)):
        assert best_next(li) == first
    assert {row.person: row.skipped for row in agents_today(DAY)}["李娜"] == 1


def test_all_calls_of_the_customer_wait(house: Dealership) -> None:
    li = house.actor("李娜")
    task = Task.select().order_by(Task.id).get()
    order = house.order(date(2026, 11, 19), customer=task.customer)
    other = house.task("CB-01", "repair_order", order.id, task.customer, date(2026, 11, 19))
    skip(li, task.id, "later")
    assert {row.task_id for row in rows(DAY, li.id) if row.lane == "later"} == {task.id, other.id}


def test_its_reason_is_kept_and_explained(house: Dealership) -> None:
    li = house.actor("李娜")
    task_id = rows(DAY, li.id)[0].task_id
    with pytest.raises(UserError):
        skip(li, task_id, "other", "  ")
    with pytest.raises(UserError):
        skip(li, task_id, "because")
    assert (Skip.select().count(), len(skips_of(task_id))) == (0, 0)
    skip(li, task_id, "other", "等配件到货[/]")
    event = AuditEvent.select().where(AuditEvent.entity == "skip").get()
    assert (event.person_name, event.reason) == ("李娜", "other")
    page = task_page(explain_task(task_id))
    assert "其他（写明原因） 等配件到货[/]" in page
    assert "已跳过到此时" in page
    said = task_json(explain_task(task_id))
    (passed,) = said["skips"]
    assert (passed["person"], passed["reason"], passed["note"]) == ("李娜", "other", "等配件到货[/]")
    assert said["next_because"] == ["skip"]


def test_a_promise_is_not_skipped(house: Dealership) -> None:
    Task.update(promised_at=clock.now()).execute()
    with pytest.raises(UserError, match="约定"):
        skip(house.actor("李娜"), Task.select().first().id, "later")
