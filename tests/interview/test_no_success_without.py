"""A sceptic's day: no public function ends a call as a success that compliance does not allow (SC-13, CM-01 to CM-07).

What is missing is missing in the engine, on the stored answers: no screen is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.views import Change
from agentdesk.playbook.current import current
from agentdesk.store.tables import Answer, Attempt, Confirmation, Interview, Task
from tests.interview.call_world import Desk, agenda_of, is_over, task_now

SUCCESSES = ("completed", "told", "will_come", "appointment_made", "declined", "registered")
PROMPTS = ("purpose", "closing_thanks", "closing_goodbye")
Ways = dict[str, Callable[[Desk, int, Task, str], Any]]
WAYS: Ways = {
    "entry": lambda desk, call, task, code: contacts.finish_item(desk.li, call, task.id, code),
    "entry with time": lambda desk, call, task, code: contacts.finish_item(
        desk.li, call, task.id, code, "x", datetime(2026, 12, 1)
    ),
    "whole call": lambda desk, call, _task, code: contacts.end_call(desk.li, call, code, "x"),
    "number": lambda desk, call, _task, code: contacts.end_unreached(desk.li, call, code, "x"),
    "number, staying": lambda desk, call, _task, code: contacts.end_unreached(desk.li, call, code, "x", stay=True),
}


def nothing_succeeds(desk: Desk, contact_id: int, task: Task) -> None:
    """Every way with every outcome that counts as a success is refused, and the task is not decided."""
    before = agenda_of(contact_id)
    for way, end in WAYS.items():
        for code in SUCCESSES:
            with pytest.raises(UserError):
                end(desk, contact_id, task, code)
            assert not is_over(contact_id), (way, code)
    assert agenda_of(contact_id) == before
    assert task_now(task).state == "open"


def test_these_are_all_successes_of_the_playbook(desk: Desk) -> None:
    assert {row.code for row in current().outcomes if row.klass == "I"} == set(SUCCESSES)


def without_prompt(key: str) -> Callable[[Desk, int, Task], None]:
    """Everything answered, one prompt not confirmed."""

    def leave_out(desk: Desk, contact_id: int, task: Task) -> None:
        interview_id = desk.interview(contact_id, task)
        Confirmation.delete().where((Confirmation.interview == interview_id) & (Confirmation.node == key)).execute()

    return leave_out


def prompt_as_answer(desk: Desk, contact_id: int, task: Task) -> None:
    """A prompt that was "answered" and never confirmed."""
    interview_id = desk.interview(contact_id, task)
    Confirmation.delete().where(Confirmation.node == "purpose").execute()
    records.save_answers(desk.li, interview_id, [Change("purpose", "", "OK")])


def answered(key: str, value: str) -> Callable[[Desk, int, Task], None]:
    """Everything answered, one question with that value."""

    def change(desk: Desk, contact_id: int, task: Task) -> None:
        interview_id = desk.interview(contact_id, task)
        records.save_answers(desk.li, interview_id, [Change(key, "", value)])

    return change


def nothing_asked(desk: Desk, contact_id: int, task: Task) -> None:
    """No interview at all."""


def only_begun(desk: Desk, contact_id: int, task: Task) -> None:
    """An interview without an answer."""
    records.start_interview(desk.li, contact_id, task.id)


LACKS = {
    **{f"prompt {key}": without_prompt(key) for key in PROMPTS},
    "prompt only as an answer": prompt_as_answer,
    "no interview": nothing_asked,
    "interview without answers": only_begun,
    "identity taken back": answered("opening", ""),
    "somebody else on the line": answered("opening", "no"),
    "no such answer to who is there": answered("opening", "banana"),
    "recording not asked": answered("recording", ""),
    "no such answer about recording": answered("recording", "banana"),
    "a required question": answered("reception", ""),
}


@pytest.mark.parametrize("lack", LACKS)
def test_no_success_without(desk: Desk, lack: str) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    LACKS[lack](desk, contact_id, task)
    nothing_succeeds(desk, contact_id, task)


def test_nothing_is_asked_before_the_right_person_answers(desk: Desk) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    with pytest.raises(UserError):
        records.start_interview(desk.li, contact_id, task.id)
    contacts.dial(desk.li, contact_id, desk.number(task))
    with pytest.raises(UserError, match="本人"):
        records.start_interview(desk.li, contact_id, task.id)
    nothing_succeeds(desk, contact_id, task)


def test_an_ending_taken_back_gives_no_success(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    desk.interview(contact_id, task, pages=5)
    contacts.refuse(desk.li, contact_id)
    assert contacts.undo_last(desk.li).contact_id == contact_id
    nothing_succeeds(desk, contact_id, task)


def test_what_a_wrong_person_said_is_not_the_customers(desk: Desk) -> None:
    task = desk.callback("0550-3012345", "13800000001")
    contact_id = desk.on_the_line(task)
    wrong = desk.interview(contact_id, task)  # all of it, and then it turns out
    ended = contacts.wrong_person(desk.li, contact_id)
    assert (ended.closed, ended.next_phone_id) == (False, desk.number(task, 1))
    assert Interview.get_by_id(wrong).result == "break_off"
    with clock.travel(datetime(2026, 11, 20, 9, 50)):
        contacts.dial(desk.li, contact_id, desk.number(task, 1))
        contacts.reached(desk.li, contact_id)
        nothing_succeeds(desk, contact_id, task)
        right = records.start_interview(desk.li, contact_id, task.id)
        assert right != wrong
        assert records.answers(right) == {}
        page = records.load(right).page
        assert page is not None
        assert page.key == "opening"
        nothing_succeeds(desk, contact_id, task)


def two_reasons(desk: Desk) -> tuple[int, Task, Task]:
    """A call with two entries on its agenda."""
    first = desk.callback()
    desk.callback(customer=first.customer)
    contact_id = desk.on_the_line(first)
    order = [task_id for task_id, _outcome in agenda_of(contact_id)]
    return contact_id, *(Task.get_by_id(task_id) for task_id in order)


@pytest.mark.parametrize("decided", [False, True])
def test_whichever_entry_is_asked_first_asks_who_is_there(desk: Desk, decided: bool) -> None:
    contact_id, first, second = two_reasons(desk)
    if decided:  # without a word of its questionnaire
        contacts.finish_item(desk.li, contact_id, first.id, "sold_car")
    interview_id = desk.interview(contact_id, second)
    assert {"opening", "recording"} <= set(records.answers(interview_id))


def test_the_last_entry_that_is_left_closes_the_call(desk: Desk) -> None:
    contact_id, first, second = two_reasons(desk)
    interview_id = desk.interview(contact_id, first)
    assert "closing_goodbye" not in {row.node for row in Confirmation.select()}
    contacts.finish_item(desk.li, contact_id, second.id, "sold_car")
    nothing_succeeds(desk, contact_id, first)  # nobody has said good-bye
    run = records.load(interview_id)
    assert set(run.unconfirmed()) == {"closing_thanks", "closing_goodbye"}
    for key in run.unconfirmed():
        records.confirm(desk.li, interview_id, key)
    contacts.finish_item(desk.li, contact_id, first.id, "completed")
    assert task_now(first).disposition == "completed"


def test_a_success_stays_as_it_was_given(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    answers, said = Answer.select().count(), Confirmation.select().count()
    for write in (
        lambda: records.save_answers(desk.li, interview_id, [Change("reception", "", "")]),
        lambda: records.confirm(desk.li, interview_id, "purpose"),
        lambda: contacts.undo_last(desk.li),
        lambda: contacts.finish_item(desk.li, contact_id, task.id, "completed"),
    ):
        with pytest.raises(UserError):
            write()
    assert (Answer.select().count(), Confirmation.select().count()) == (answers, said)
    assert Attempt.get().outcome == "completed"
    assert current().outcome("completed").klass == "I"
