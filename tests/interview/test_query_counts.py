"""The hot actions of a call stay cheap: how many statements each may send, audit trail included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from peewee import Database

from agentdesk.interview import contacts, records
from agentdesk.queue.rows import best_next
from agentdesk.store.tables import database
from tests.interview.call_world import Desk

LIMITS = {
    "best_next": 3,
    "open_contact": 9,
    "read": 7,
    "dial": 8,
    "reached": 5,
    "start_interview": 10,  # two for what the customer complained of before the first question
    "load": 4,
    "save_answers": 6,  # two answers: the one given, and what is calculated from it
    "confirm": 6,
    "finish_item": 27,
    "end_unreached": 20,
}

Counted = Callable[[str, Callable[[], Any]], Any]


@pytest.fixture
def counts() -> dict[str, int]:
    """How many statements each action has sent."""
    return {}


@pytest.fixture
def counted(desk: Desk, counts: dict[str, int]) -> Counted:
    """Run an action and note its statements under a name."""
    seen: list[str] = []
    opened: Database = database.obj
    opened.query_hooks.append(lambda event: seen.append(event.sql))

    def run(name: str, action: Callable[[], Any]) -> Any:
        seen.clear()
        result = action()
        counts[name] = len(seen)
        return result

    return run


def serve(desk: Desk, counted: Counted) -> None:
    """A call from the queue to its end, as the desk makes it."""
    task = desk.callback("0550-3000001")
    assert counted("best_next", lambda: best_next(desk.li)) == task.id
    contact_id = counted("open_contact", lambda: contacts.open_contact(desk.li, task.id))
    sitting = counted("read", lambda: contacts.read(contact_id))
    counted("dial", lambda: contacts.dial(desk.li, contact_id, sitting.preferred.phone_id))
    counted("reached", lambda: contacts.reached(desk.li, contact_id))
    interview_id = counted("start_interview", lambda: records.start_interview(desk.li, contact_id, task.id))
    run = counted("load", lambda: records.load(interview_id))
    given = run.answer("opening", "yes")
    counted("save_answers", lambda: records.save_answers(desk.li, interview_id, given.changes, position=run.position))
    said = run.confirm("purpose")
    assert said.ok
    counted("confirm", lambda: records.confirm(desk.li, interview_id, "purpose", said.changes, position=run.position))
    desk.interview(contact_id, task)
    assert counted("finish_item", lambda: contacts.finish_item(desk.li, contact_id, task.id, "completed")).closed


def ring(desk: Desk, counted: Counted) -> None:
    """A call that nobody answers."""
    contact_id = desk.dialled(desk.callback("0550-3000002"))
    assert counted("end_unreached", lambda: contacts.end_unreached(desk.li, contact_id, "no_answer")).closed


@pytest.mark.parametrize("call", [serve, ring])
def test_the_actions_of_a_call_send_few_statements(
    desk: Desk, counted: Counted, counts: dict[str, int], call: Callable[[Desk, Counted], None]
) -> None:
    call(desk, counted)  # what is remembered of playbook and forms is read once, by the first call
    call(desk, counted)
    over = {name: (number, LIMITS[name]) for name, number in counts.items() if number > LIMITS[name]}
    assert not over, "statements sent, and the limit"


def test_the_queue_costs_the_same_however_long_it_is(desk: Desk, counted: Counted, counts: dict[str, int]) -> None:
    best_next(desk.li)
    counted("short", lambda: best_next(desk.li))
    for place in range(12):
        desk.callback(f"0550-30000{place:02}")
    counted("long", lambda: best_next(desk.li))
    assert counts["short"] == counts["long"] <= LIMITS["best_next"]
