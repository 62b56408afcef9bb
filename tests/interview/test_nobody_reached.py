"""A call that reaches nobody, or the wrong person: what comes of it, stored."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, promises
from agentdesk.interview.contacts import Ended
from agentdesk.store.tables import (
    AuditEvent,
    Finding,
    Person,
    Setting,
)
from tests.interview.call_world import NUMBERS, Desk, agenda_of, attempts_of, is_over, retired, task_now


def test_no_answer_is_one_call_to_the_next_customer(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.dialled(callback)
    ended = contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert ended.closed
    assert is_over(contact_id)
    assert agenda_of(contact_id) == [(callback.id, "no_answer"), (reminder.id, "no_answer")]
    for task in (callback, reminder):
        now = task_now(task)
        assert (now.state, now.attempts, now.last_outcome, now.claimed_by_id) == ("open", 1, "no_answer", None)
    # 180 minutes after 09:42 lie in the lunch break: the next calling time is the afternoon's first.
    assert ended.retry_at == task_now(callback).next_at
    assert clock.local(ended.retry_at) >= datetime(2026, 11, 20, 12, 42)


def test_ending_needs_a_number_dialled(desk: Desk) -> None:
    contact_id = contacts.open_contact(desk.li, desk.callback().id)
    with pytest.raises(UserError):
        contacts.end_unreached(desk.li, contact_id, "no_answer")
    assert agenda_of(contact_id)[0][1] == ""


@pytest.mark.parametrize("code", ["completed", "wrong_person", "unreachable", "no_such_outcome"])
def test_only_outcomes_of_a_call_that_reached_nobody_end_it_so(desk: Desk, code: str) -> None:
    contact_id = desk.dialled(desk.callback())
    with pytest.raises(UserError):
        contacts.end_unreached(desk.li, contact_id, code)
    assert attempts_of(contact_id)[0].outcome == ""


def test_an_outcome_that_needs_a_note_says_so(desk: Desk) -> None:
    contact_id = desk.dialled(desk.callback())
    with pytest.raises(UserError):
        contacts.end_unreached(desk.li, contact_id, "away", "  ")
    assert contacts.end_unreached(desk.li, contact_id, "away", "在海南，一周后回来").closed
    assert attempts_of(contact_id)[0].note == "在海南，一周后回来"


def test_a_dead_number_retires_and_the_next_one_is_offered(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    ended = contacts.end_unreached(desk.li, contact_id, "not_in_service")
    assert ended == Ended(contact_id, "not_in_service", closed=False, next_phone_id=desk.number(task, 1))
    assert retired(task) == ["not_in_service", ""]
    finding = Finding.get()
    assert (finding.kind, finding.phone_id, finding.task_id) == ("wrong_number", desk.number(task), task.id)
    assert finding.against_id is None
    assert task_now(task).claimed_by_id == desk.li.id
    contacts.dial(desk.li, contact_id, desk.number(task, 1))
    assert contacts.end_unreached(desk.li, contact_id, "no_answer").closed
    assert (task_now(task).state, task_now(task).attempts) == ("open", 2)


def test_the_last_dead_number_closes_the_task(desk: Desk) -> None:
    task = desk.callback("13800000001")
    ended = contacts.end_unreached(desk.li, desk.dialled(task), "not_in_service")
    assert ended.closed
    assert (task_now(task).state, task_now(task).disposition) == ("closed", "not_in_service")
    assert task_now(task).closed_on == date(2026, 11, 20)


def test_a_dead_number_is_not_final_while_another_rang_unanswered(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    assert contacts.end_unreached(desk.li, contact_id, "no_answer", stay=True).next_phone_id == desk.number(task, 1)
    contacts.dial(desk.li, contact_id, desk.number(task, 1))
    assert contacts.end_unreached(desk.li, contact_id, "not_in_service").closed
    assert agenda_of(contact_id) == [(task.id, "no_answer")]
    assert task_now(task).state == "open"
    assert [row.outcome for row in attempts_of(contact_id)] == ["no_answer", "not_in_service"]


def test_closing_after_a_number_rang_unanswered_keeps_that_outcome(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "busy", stay=True)
    contacts.close(desk.li, contact_id)
    assert agenda_of(contact_id) == [(task.id, "busy")]
    assert task_now(task).last_outcome == "busy"


def test_closing_before_the_next_number_is_tried_leaves_the_task_open(desk: Desk) -> None:
    task = desk.callback(*NUMBERS)
    contact_id = desk.dialled(task)
    contacts.end_unreached(desk.li, contact_id, "not_in_service")
    contacts.close(desk.li, contact_id)
    assert agenda_of(contact_id) == [(task.id, "")]
    assert (task_now(task).state, task_now(task).attempts) == ("open", 1)


def test_a_dial_against_a_warning_is_audited(desk: Desk) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    with clock.travel(datetime(2026, 11, 20, 12, 30)):
        warning, _next = promises.outside_hours(clock.now())
        contacts.dial(desk.li, contact_id, desk.number(task), despite=warning)
    event = AuditEvent.get(AuditEvent.action == "attempt.dial")
    assert event.reason == warning != ""


def test_the_wrong_person_is_a_finding_against_the_data_clerk(desk: Desk) -> None:
    Setting.create(name="data_clerk", value="S001")
    task = desk.callback("13800000001")
    contact_id = desk.on_the_line(task)
    assert contacts.wrong_person(desk.li, contact_id, "是一位女士接的").closed
    finding = Finding.get()
    assert (finding.kind, finding.against_id) == ("contact_mismatch", Person.get(Person.code == "S001").id)
    assert retired(task) == ["wrong_person"]
    assert not attempts_of(contact_id)[0].contacted
    assert task_now(task).disposition == "wrong_person"
