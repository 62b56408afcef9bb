"""What a desk reads each minute, and what samples are drawn from: no big table is read from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from peewee import Database

from agentdesk.quality import facts
from agentdesk.quality.waiting import waits
from agentdesk.scoreboard.watch import unsigned
from agentdesk.store.audit import Actor
from tests.dealership import Dealership
from tests.queue.test_query_plans import listening, plans, used

pytestmark = pytest.mark.sqlite_only("reads its query plans")
BIG = {"contact", "attempt", "answer", "interview", "agenda_item", "promise", "task", "judgement", "judgement_event"}
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)" AS "(\w+)"')
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda actor: waits(actor), "judgement_person_id"),
        (lambda actor: unsigned(DAY), "queue_run_work_date"),
        (lambda actor: facts.calls(DAY, DAY), "contact_work_date_person_id"),
        (lambda actor: facts.promises(DAY, DAY), "contact_work_date_person_id"),
        (lambda actor: facts.calls(DAY, DAY), "attempt_work_date"),
    ],
)
def test_an_index_finds_the_rows(
    house: Dealership, database: Database, read: Callable[[Actor], object], index: str
) -> None:
    with listening(database) as sent:
        read(house.actor("李娜"))
    found = plans(database, sent)
    scanned = {
        (statement[:100], tables.get(step.split()[1], ""))
        for statement, steps in found.items()
        for tables in [{alias: name for name, alias in TABLE.findall(statement)}]
        for step in steps
        if step.startswith("SCAN ") and tables.get(step.split()[1]) in BIG
    }
    assert scanned == set()
    assert index in used(found)
