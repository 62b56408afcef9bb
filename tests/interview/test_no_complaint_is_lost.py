"""What a customer complained of is noted before the call can end as a success (CP-01, SC-08)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agentdesk.common.errors import UserError
from agentdesk.complaints.raising import discard_draft, draft_for, raise_complaint, save_draft
from agentdesk.interview import contacts
from tests.interview.call_world import Desk, is_over, task_now
from tests.interview.test_recalls import ask

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


def test_one_call_bears_only_so_many_reasons(desk: Desk) -> None:
    customer = desk.person("0550-3012345")
    tasks = [desk.callback(customer=customer) for _ in range(9)]
    contact_id = contacts.open_contact(desk.li, tasks[5].id)
    agenda = [entry.task_id for entry in contacts.read(contact_id).agenda]
    assert len(agenda) == 4
    assert agenda[0] == tasks[5].id
