"""Desks that claim at one moment: no call twice, no deadlock, and on a server nobody waits for a colleague's row."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from peewee import Database

from agentdesk.common.errors import UserError
from agentdesk.interview import contacts
from agentdesk.queue import claim
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import AuditEvent, Contact, Person, Task, database
from agentdesk.store.verify import verify
from tests.databases import Engine
from tests.dealership import Dealership

pytestmark = pytest.mark.both_databases
DESKS, CUSTOMERS = 6, 12
TODAY = date(2026, 11, 20)


@pytest.fixture
def agents(database: Database, tmp_path: Path, at: Callable[[str], None]) -> list[Actor]:
    """Six agents, and twelve customers with two calls each that are in nobody's list."""
    at("2026-11-20T09:42")
    house = Dealership(tmp_path)
    for _ in range(CUSTOMERS):
        customer = house.customer()
        for kind, make in (("CB-01", house.order), ("CB-03", house.sale)):
            fact = make(TODAY - timedelta(days=1), customer=customer)
            house.task(kind, fact._meta.table_name, fact.id, customer, TODAY - timedelta(days=1), agent=None)
    codes = [f"D{number}" for number in range(DESKS)]
    new = {"position": "callback_agent", "role": "agent"}
    return [actor_of(Person.create(code=code, name=code, **new), "desk") for code in codes]


def at_once(work: Callable[[Actor], list[int]], agents: list[Actor]) -> list[list[int]]:
    """What each agent's desk got, all of them set off at one moment, each with a connection of its own."""
    start = Barrier(len(agents))

    def desk(actor: Actor) -> list[int]:
        with database.connection_context():
            start.wait(20)
            return work(actor)

    with ThreadPoolExecutor(len(agents)) as pool:
        return list(pool.map(desk, agents))


def test_no_call_is_claimed_twice(agents: list[Actor]) -> None:
    tasks = [task.id for task in Task.select().order_by(Task.id)]

    def claim_all(actor: Actor) -> list[int]:
        got: list[int] = []
        for task_id in random.Random(actor.id).sample(tasks, len(tasks)):  # the two of a customer in either order
            try:
                got += claim.claim(actor, task_id)
            except claim.Taken:
                continue
        return got

    claimed = at_once(claim_all, agents)
    holders = {task_id: actor.id for actor, got in zip(agents, claimed, strict=True) for task_id in got}
    assert holders == {task.id: task.claimed_by_id for task in Task.select()}
    assert sorted(holders) == tasks
    pairs = zip(tasks[::2], tasks[1::2], strict=True)
    assert all(holders[first] == holders[second] for first, second in pairs)  # both of a customer's
    assert verify().faults == []


def test_each_desk_gets_a_customer_of_its_own(agents: list[Actor]) -> None:
    tasks = [task.id for task in Task.select().order_by(Task.id)]

    def take_next(actor: Actor) -> list[int]:
        for task_id in tasks:
            try:
                return [contacts.open_contact(actor, task_id)]
            except UserError:
                continue
        return []

    opened = [contact_id for (contact_id,) in at_once(take_next, agents)]
    customers = {contact.customer_id for contact in Contact.select().where(Contact.id.in_(opened))}
    assert len(customers) == len(opened) == DESKS
    assert AuditEvent.select().where(AuditEvent.action == "contact.open").count() == DESKS


@contextmanager
def in_another_change(task_id: int) -> Iterator[None]:
    """For the block a colleague's change that has written the task is not over."""
    written, over = Event(), Event()

    def hold() -> None:
        with database.connection_context(), database.atomic():
            Task.update(weight=Task.weight).where(Task.id == task_id).execute()
            written.set()
            over.wait(30)

    with ThreadPoolExecutor(1) as pool:
        held: Future[None] = pool.submit(hold)
        try:
            assert written.wait(30)
            yield
        finally:
            over.set()
            held.result()


def test_nobody_waits_for_a_colleagues_row(agents: list[Actor], engine: Engine) -> None:
    if engine.name == "sqlite":
        pytest.skip("SQLite has one lock for the whole file")
    first, second, third = Task.select().order_by(Task.id).limit(3)
    with in_another_change(first.id):
        database.execute_sql("SET statement_timeout = '5s'")  # who waits would fail
        with pytest.raises(claim.Taken, match=r"同事正在接手这位客户"):
            claim.claim(agents[0], first.id)
        assert claim.claim(agents[0], second.id) == [second.id]
        assert first.id not in claim.claim(agents[1], third.id)
    assert claim.claim(agents[2], first.id) == [first.id]
