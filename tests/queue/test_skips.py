"""Passing a customer over: a reason, a while, a count, and no attempt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.queue.derive import refresh
from agentdesk.queue.explain_task import explain_task, task_json, task_page, why
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


def test_a_skip_of_before_the_task_or_one_that_is_over_is_no_reason(house: Dealership) -> None:
    li = house.actor("李娜")
    first = Task.get_by_id(rows(DAY, li.id)[0].task_id)
    Skip.create(
        task=first, customer=first.customer_id, person=li.id, reason="wrong_time", note="",
        skipped_at=datetime(2026, 6, 29, 1, 6), work_date=date(2026, 6, 29), until=datetime(2027, 6, 29, 3, 6),
    )  # fmt: skip
    refresh([first.id])
    said = task_json(explain_task(first.id))
    assert (said["next_at"], said["next_because"], said["skips"]) == (None, [], [])
    skip(li, first.id, "wrong_time")
    assert task_json(explain_task(first.id))["next_at"] == datetime(2026, 11, 20, 14, 0)
    with clock.travel(datetime(2026, 11, 20, 15, 0)):
        said = task_json(explain_task(first.id))
        assert (said["next_at"], said["next_because"], len(said["skips"])) == (None, [], 1)
        assert not any("再打" in line for line in why(first.id))


def test_the_desk_names_the_time_agreed_on_for_another_call_as_the_command_does(house: Dealership) -> None:
    first = Task.get_by_id(rows(DAY, house.actor("李娜").id)[0].task_id)
    order = house.order(date(2026, 11, 19), customer=first.customer)
    other = house.task("CB-01", "repair_order", order.id, first.customer, date(2026, 11, 19))
    skip(house.actor("李娜"), first.id, "wrong_time")
    Task.update(promised_at=clock.at(date(2026, 11, 21), 15)).where(Task.id == other.id).execute()
    agreed = [line for line in why(first.id) if "约定" in line]
    assert agreed
    assert "15:00" in agreed[0]
    assert agreed[0] in task_json(explain_task(first.id))["place_text"]
    assert any("再打" in line for line in why(first.id))  # told beside what it waits for of its own


def test_a_promise_is_not_skipped(house: Dealership) -> None:
    Task.update(promised_at=clock.now()).execute()
    with pytest.raises(UserError, match="约定"):
        skip(house.actor("李娜"), Task.select().first().id, "later")
