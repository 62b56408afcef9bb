"""What a look at the day costs: a fixed number of statements, each by an index, whatever the number of desks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.interview import contacts
from agentdesk.queue import nudging, pausing
from agentdesk.scoreboard.now import look
from agentdesk.store import sessions
from agentdesk.store.audit import actor_of
from agentdesk.store.desks import new_desk
from agentdesk.store.tables import Person, Promise
from tests.dealership import Dealership

MOST = 26  # statements of a whole look; the figures by agent alone are nine
SMALL = {"person", "absence", "daily_check", "playbook_version", "setting", "kind", "outcome", "work_day"}


@contextmanager
def listening(opened: Database) -> Iterator[list[tuple[str, Any]]]:
    sent: list[tuple[str, Any]] = []
    hook = lambda event: sent.append((event.sql, event.params))  # noqa: E731 - taken away again by its name
    opened.query_hooks.append(hook)
    yield sent
    opened.query_hooks.remove(hook)


def open_desk(house: Dealership, number: int) -> None:
    """An agent who is in a call, dialling, pausing or at the queue, with a promise about to slip."""
    person = Person.create(code=f"B{number}", name=f"专员{number}", position="callback_agent", role="agent")
    agent = replace(actor_of(person, "test"), desk=new_desk())
    sessions.open_session(agent)
    order = house.order(clock.today() - timedelta(days=1))
    task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on, agent=person)
    Promise.create(task=task, person=person, promised_at=clock.now(), work_date=clock.today(), created_at=clock.now())
    nudging.nudge(house.actor("方慧"), person.id, "好")
    if number % 4 == 0:
        pausing.pause(agent, "meal")
    elif number % 4 < 3:
        call = contacts.open_contact(agent, task.id)
        sitting = contacts.read(call)
        assert sitting.preferred is not None
        contacts.dial(agent, call, sitting.preferred.phone_id)
        if number % 4 == 1:
            contacts.reached(agent, call)
            contacts.leave(agent, call)
            contacts.resume(agent, call)


def test_a_look_takes_as_many_statements_for_twenty_desks_as_for_four(house: Dealership, database: Database) -> None:
    chief = house.actor("方慧")
    counted = []
    for first, last in ((0, 4), (4, 24)):
        for number in range(first, last):
            open_desk(house, number)
        look(chief, clock.today())
        with listening(database) as sent:
            seen = look(chief, clock.today())
        counted.append(len(sent))
        assert {state.state for state in seen.states.values()} == {"call", "dialling", "paused", "queue", "away"}
    assert counted[0] == counted[1] <= MOST


@pytest.mark.sqlite_only("reads its query plans")
def test_every_statement_of_a_look_reads_an_index(house: Dealership, database: Database) -> None:
    for number in range(8):
        open_desk(house, number)
    with listening(database) as sent:
        look(house.actor("方慧"), clock.today())
    scanned, used = set(), ""
    for sql, params in sent:
        if not sql.startswith("SELECT"):
            continue
        for step in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall():
            used += f"{step[3]}\n"
            whole = step[3].startswith("SCAN") and not any(
                word in step[3] for word in ("USING", "CONSTANT", "_wrapped")
            )
            if whole:
                scanned.add(sql.split('FROM "')[1].split('"')[0])
    assert scanned <= SMALL
    for index in (
        "contact_one_open", "attempt_contact_id", "desk_session_open", "pause_one_open", "promise_open_person",
        "notice_from_person", "contact_person_id_ended_at", "desk_session_person_id_closed_at",
        "pause_person_id_ended_at", "task_closed_on", "audit_event_entity_entity_id",
    ):  # fmt: skip
        assert index in used, index
