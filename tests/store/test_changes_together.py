"""A change that looks before it writes is alone meanwhile, on a server too: nothing is decided on what is no more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from peewee import Database

from agentdesk.common.errors import UserError
from agentdesk.complaints import raising
from agentdesk.complaints.workflow import history, record
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint, database
from agentdesk.store.verify import verify
from tests.dealership import Dealership

pytestmark = pytest.mark.both_databases


@pytest.fixture
def house(database: Database, tmp_path: Path, at: Callable[[str], None]) -> Dealership:
    """A small dealer on Friday 20 November 2026, 09:42."""
    at("2026-11-20T09:42")
    return Dealership(tmp_path)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each did, all set off at one moment, or why it was refused."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        with database.connection_context():
            start.wait(20)
            try:
                return work()
            except UserError as error:
                return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def raised(house: Dealership, actor: Actor) -> Complaint:
    draft = raising.draft_for(actor, customer_id=house.customer().id, words="没人理我")
    made: Complaint = raising.raise_complaint(actor, draft)
    return made


def test_complaints_raised_at_once_have_a_number_each(house: Dealership) -> None:
    actors = [house.actor(name) for name in ("李娜", "孙悦", "陈涛", "何平")]
    customers = [house.customer().id for _ in actors]

    def work(actor: Actor, customer: int) -> object:
        draft = raising.draft_for(actor, customer_id=customer, words="没人理我")
        return raising.raise_complaint(actor, draft)

    pairs = list(zip(actors, customers, strict=True))
    done = at_once(*(lambda one=one: work(*one) for one in pairs))  # type: ignore[misc]
    assert not [each for each in done if isinstance(each, UserError)]
    assert len({row.no for row in Complaint.select()}) == len(actors)
    assert verify().faults == []


def test_of_two_steps_at_once_one_is_refused(house: Dealership) -> None:
    raised(house, house.actor("李娜"))
    complaint = Complaint.get()
    first, second = house.actor("吴敏"), house.actor("方慧")
    done = at_once(
        lambda: record(first, complaint.id, "acknowledged"), lambda: record(second, complaint.id, "acknowledged")
    )
    assert [isinstance(each, UserError) for each in done].count(True) == 1
    assert [event.kind for event in history(complaint.id)].count("acknowledged") == 1
