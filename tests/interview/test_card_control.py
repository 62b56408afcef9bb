"""A yellow card against the customer's own word (CB-03 item 3): whichever came first, one finding, and only one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.interview import contacts, records
from agentdesk.interview.control import check_cards
from agentdesk.queue.registering import record_call, take_back
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.tables import AuditEvent, Finding, Person, Task
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_worked_examples import CAR, sale


@pytest.fixture
def sold(database: Database, tmp_path: Path) -> Dealer:
    """A car handed over on 10 June; the second callback is due."""
    dealer = Dealer(tmp_path)
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("sales", sale("2026-06-10"))
    dealer.build("2026-06-10")
    dealer.build("2026-06-11")
    return dealer


def agent() -> Actor:
    return actor_of(Person.get(Person.code == "A001"), "test")


def card() -> int:
    """Copy the yellow card: the advisor says that the customer was called on the same day."""
    task = Task.get(Task.kind_code == "CB-02").id
    with clock.travel(datetime(2026, 6, 11, 8, 5)):
        record_call(agent(), task, clock.to_utc(datetime(2026, 6, 10, 18)), answers={"arrived": "yes"})
    return int(task)


def customer_says(answer: str) -> None:
    """Hold the second callback's interview."""
    task = Task.get((Task.kind_code == "CB-03") & (Task.channel == "phone"))
    with clock.travel(datetime(2026, 6, 11, 10)):
        contact_id = contacts.open_contact(agent(), task.id)
        number = contacts.read(contact_id).preferred
        assert number is not None
        contacts.dial(agent(), contact_id, number.phone_id)
        contacts.reached(agent(), contact_id)
        interview_id = records.start_interview(agent(), contact_id, task.id)
        run = records.load(interview_id)
        while run.page is not None:
            for item in run.page.items:
                if item.kind == "acknowledge":
                    records.confirm(agent(), interview_id, item.key, run.confirm(item.key).changes)
                elif item.choices:
                    given = {"advisor_called": answer, "help_needed": "no"}
                    said = given.get(item.key, item.choices[0].name)
                    records.save_answers(agent(), interview_id, run.answer(item.key, said).changes)
            run.next()
        contacts.finish_item(agent(), contact_id, task.id, "completed")


def night() -> list[int]:
    with clock.travel(datetime(2026, 6, 11, 19)):
        return check_cards(SYSTEM)


@pytest.mark.parametrize("card_first", [True, False], ids=["card-first", "customer-first"])
def test_a_card_that_the_customer_denies_is_one_finding(sold: Dealer, *, card_first: bool) -> None:
    if card_first:
        task = card()
        customer_says("no")
    else:
        customer_says("no")
        assert night() == [], "without a card there is nothing to deny"
        task = card()
    assert night() == [task]
    assert night() == []
    found = Finding.get(Finding.code == "denied_record")
    assert (found.task_id, found.against.name, str(found.work_date)) == (task, "何平", "2026-06-11")
    with clock.travel(datetime(2026, 6, 11, 20)):
        take_back(agent(), task)
    assert Finding.get_by_id(found.id).withdrawn_at is not None
    assert AuditEvent.select().where(AuditEvent.action == "finding.withdraw").count() == 1


@pytest.mark.parametrize("answer", ["yes", "dk"])
def test_a_card_that_the_customer_does_not_deny_is_none(sold: Dealer, answer: str) -> None:
    card()
    customer_says(answer)
    assert night() == []
