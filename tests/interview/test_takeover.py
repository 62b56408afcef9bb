"""A call whose agent has fallen ill, or whose terminal is gone, goes on with somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints.raising import draft_for, open_draft, raise_complaint, save_draft
from agentdesk.interview import contacts, records
from agentdesk.interview.evidence import evidence
from agentdesk.interview.evidence_text import page
from agentdesk.queue import claim
from agentdesk.store.tables import Attempt, AuditEvent, Complaint, ComplaintDraft, Contact
from tests.interview.call_world import Desk, is_over, task_now


def begun(desk: Desk) -> tuple[int, int]:
    """李娜's call at a question, with open text and a complaint being written."""
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=4)
    records.save_answer(desk.li, interview_id, "suggestion", "多放几把椅子", draft=True)
    save_draft(desk.li, draft_for(desk.li, interview_id=interview_id, words="等了很久"))
    return contact_id, interview_id


def test_a_supervisor_goes_on_where_the_agent_was(desk: Desk) -> None:
    contact_id, interview_id = begun(desk)
    before = records.load(interview_id)
    taken = contacts.take_over(desk.chief, contact_id)
    assert (taken.customer, taken.former, taken.has_form) == ("王**", "李娜", True)
    assert contacts.open_contact_of(desk.chief.id) == contact_id
    assert contacts.open_contact_of(desk.li.id) is None
    after = records.load(interview_id)
    assert (after.position, after.answers()) == (before.position, before.answers())
    assert records.drafts(interview_id) == {"suggestion": "多放几把椅子"}
    form = open_draft(desk.chief.id)
    assert form is not None
    assert form.words == "等了很久"
    assert open_draft(desk.li.id) is None
    raise_complaint(desk.chief, form)
    contacts.refuse(desk.chief, contact_id)
    assert is_over(contact_id)


def test_what_was_done_before_stays_in_its_doers_name(desk: Desk) -> None:
    contact_id, interview_id = begun(desk)
    contacts.take_over(desk.chief, contact_id)
    run = records.load(interview_id)
    assert run.page is not None
    item = run.page.items[0]
    records.save_answers(desk.chief, interview_id, run.answer(item.key, item.choices[0].name).changes)
    assert Attempt.get().person_id == desk.li.id
    found = evidence(desk.chief, contact_id)
    assert [(row["from"], row["to"]) for row in found["takeovers"]] == [("李娜", "方慧")]
    (interview,) = found["interviews"]
    assert {row["key"]: row["by"] for row in interview["answers"]}[item.key] == "方慧"
    assert {row["by"] for row in interview["prompts"]} == {"李娜"}
    text = page(found)
    assert "方慧从李娜处接手" in text
    assert "李娜  您好" in text
    event = AuditEvent.get(AuditEvent.action == "contact.takeover")
    assert (event.person_name, event.role, event.entity_id) == ("方慧", "supervisor", contact_id)


def test_the_claim_goes_with_it(desk: Desk) -> None:
    contact_id, _interview_id = begun(desk)
    task_id = contacts.read(contact_id).agenda[0].task_id
    contacts.take_over(desk.chief, contact_id)
    with pytest.raises(claim.Taken, match="方慧"):
        contacts.open_contact(desk.sun, task_id)
    contacts.heartbeat(desk.chief, contact_id)


def test_an_agent_takes_no_call_from_a_desk_that_lives(desk: Desk) -> None:
    contact_id, _interview_id = begun(desk)
    with pytest.raises(UserError, match="李娜"):
        contacts.take_over(desk.sun, contact_id)
    assert Contact.get_by_id(contact_id).person_id == desk.li.id
    with clock.travel(datetime(2026, 11, 20, 9, 53)):  # ten minutes without a heart-beat
        contacts.take_over(desk.sun, contact_id)
        assert task_now(Contact.get_by_id(contact_id).agenda[0].task).claimed_by_id == desk.sun.id


def test_who_may_not(desk: Desk) -> None:
    contact_id, _interview_id = begun(desk)
    for actor in (desk.actor("吴敏"), replace(desk.chief, role="board")):
        with pytest.raises(Forbidden):
            contacts.take_over(actor, contact_id)
    with pytest.raises(UserError, match="本来就是您的"):
        contacts.take_over(desk.li, contact_id)
    with pytest.raises(UserError):
        contacts.take_over(desk.chief, 999)


def test_one_call_and_one_form_at_a_time(desk: Desk) -> None:
    contact_id, _interview_id = begun(desk)
    own = desk.callback("0550-3000002")
    mine = contacts.open_contact(desk.chief, own.id)
    with pytest.raises(UserError, match="未结束"):
        contacts.take_over(desk.chief, contact_id)
    contacts.close(desk.chief, mine)
    save_draft(desk.chief, replace(draft_for(desk.chief, customer_id=own.customer_id), words="吵"))
    with pytest.raises(UserError, match="王建国"):
        contacts.take_over(desk.chief, contact_id)
    assert ComplaintDraft.select().where(ComplaintDraft.person == desk.li.id).exists()


def test_a_call_that_is_over_stays_whose_it_was(desk: Desk) -> None:
    contact_id = desk.on_the_line(desk.callback())
    contacts.refuse(desk.li, contact_id)
    with pytest.raises(UserError, match="通话已结束"):
        contacts.take_over(desk.chief, contact_id)


def test_the_former_agent_cannot_undo_what_the_other_ended(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    contacts.take_over(desk.chief, contact_id)
    contacts.refuse(desk.chief, contact_id)
    with pytest.raises(UserError):
        contacts.undo_last(desk.li)
    assert contacts.undo_last(desk.chief).contact_id == contact_id
    assert task_now(task).claimed_by_id == desk.chief.id


def test_what_was_answered_at_a_desk_that_is_gone_is_taken_on_by_the_next_call(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=5)
    given = records.answers(interview_id)
    with clock.travel(datetime(2026, 11, 20, 10, 0)):
        fresh = contacts.open_contact(desk.sun, task.id)
        contacts.dial(desk.sun, fresh, desk.number(task))
        contacts.reached(desk.sun, fresh)
        taken_on = records.answers(records.start_interview(desk.sun, fresh, task.id))
    assert taken_on
    assert taken_on.items() <= given.items()
    assert not {"opening", "recording"} & set(taken_on)  # asked again: it is another call


def test_by_command(desk: Desk, cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_NOW", "2026-11-20T09:45")
    contact_id, _interview_id = begun(desk)
    refused = cli("--as", "孙悦", "call", "takeover", contact_id)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "李娜" in refused.stderr
    done = cli("--as", "方慧", "call", "takeover", contact_id)
    assert done.exit_code == 0, done.stderr
    assert f"已从李娜处接手第 {contact_id} 通电话（王**）" in done.stdout
    assert "抱怨现由您提交" in done.stdout
    assert Complaint.select().count() == 0
