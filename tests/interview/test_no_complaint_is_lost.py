"""What a customer complained of is noted before the call can end as a success (CP-01, SC-08)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.listing import of_call
from agentdesk.complaints.raising import discard_draft, draft_for, raise_complaint, save_draft
from agentdesk.interview import contacts
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint
from tests.interview.call_world import Desk, actions, is_over, task_now
from tests.interview.test_recalls import ask

ENDINGS: dict[str, Callable[[Actor, int], Any]] = {
    "unreached": lambda actor, call: contacts.end_unreached(actor, call, "no_answer"),
    "wrong person": lambda actor, call: contacts.wrong_person(actor, call),
    "promise": lambda actor, call: contacts.promise(actor, call, clock.now() + timedelta(hours=3)),
    "refusal": lambda actor, call: contacts.refuse(actor, call),
    "hung up": lambda actor, call: contacts.end_call(actor, call, "broken_off"),
}
DISSATISFIED = {"fixed": "no", "dissatisfied_reason": "漆没喷好"}


def test_a_dissatisfied_customer_s_call_waits_for_the_complaint(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    ask(desk, contact_id, task, DISSATISFIED)
    with pytest.raises(UserError, match="抱怨"):
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert not is_over(contact_id)
    draft = draft_for(desk.li, contact_id=contact_id, words="漆没喷好")
    interview = contacts.read(contact_id).agenda[0].interview_id
    raise_complaint(desk.li, replace(draft, interview_id=interview, wants_callback=True))
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert task_now(task).disposition == "completed"


def test_a_draft_is_submitted_or_thrown_away_first(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    ask(desk, contact_id, task, {})
    draft = save_draft(desk.li, draft_for(desk.li, contact_id=contact_id, words="等了很久"))
    with pytest.raises(UserError, match="抱怨"):
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    discard_draft(desk.li, draft)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert is_over(contact_id)


@pytest.mark.parametrize("kept", [False, True], ids=["raised", "begun"])
def test_what_was_complained_of_before_the_first_question_belongs_to_the_interview(desk: Desk, kept: bool) -> None:
    task = desk.callback()
    contact_id = desk.dialled(task)
    # the form of the customer alone: nothing of the order is shown before the right person answers
    form = replace(draft_for(desk.li, customer_id=task.customer_id, words="又打电话"), contact_id=contact_id)
    if kept:
        form = save_draft(desk.li, form)
    else:
        raise_complaint(desk.li, form)
        found = of_call(contact_id)
        assert found is not None
        assert found.row.no == "T-0001"
    contacts.reached(desk.li, contact_id)
    ask(desk, contact_id, task, DISSATISFIED)
    interview_id = contacts.read(contact_id).agenda[0].interview_id
    if kept:
        form = draft_for(desk.li, interview_id=interview_id)
        assert form.interview_id == interview_id
        raise_complaint(desk.li, form)
    assert Complaint.get().interview_id == interview_id
    assert of_call(contact_id) is None
    assert ("complaint.adopt" in actions(), actions().count("complaint.raise")) == (True, 1)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert task_now(task).disposition == "completed"


def test_a_complaint_of_another_call_is_nobody_elses(desk: Desk) -> None:
    task = desk.callback()
    raise_complaint(desk.li, draft_for(desk.li, customer_id=task.customer_id, words="在前台说的"))
    contact_id = desk.on_the_line(task)
    raise_complaint(desk.li, draft_for(desk.li, customer_id=task.customer_id, words="同一分钟在前台说的"))
    ask(desk, contact_id, task, DISSATISFIED)
    assert [row.interview_id for row in Complaint.select()] == [None, None]
    with pytest.raises(UserError, match="抱怨"):
        contacts.finish_item(desk.li, contact_id, task.id, "completed")


@pytest.mark.parametrize("end", ENDINGS)
def test_no_ending_leaves_a_begun_complaint_behind(desk: Desk, end: str) -> None:
    task = desk.callback()
    contact_id = desk.dialled(task)
    form = save_draft(desk.li, draft_for(desk.li, contact_id=contact_id, words="等了很久"))
    with pytest.raises(UserError, match="抱怨还没有提交"):
        ENDINGS[end](desk.li, contact_id)
    assert not is_over(contact_id)
    raise_complaint(desk.li, form)
    ENDINGS[end](desk.li, contact_id)
    assert is_over(contact_id)


def test_one_call_bears_only_so_many_reasons(desk: Desk) -> None:
    customer = desk.person("0550-3012345")
    tasks = [desk.callback(customer=customer) for _ in range(9)]
    contact_id = contacts.open_contact(desk.li, tasks[5].id)
    agenda = [entry.task_id for entry in contacts.read(contact_id).agenda]
    assert len(agenda) == 4
    assert agenda[0] == tasks[5].id
