"""A call is at one terminal: taken over at another one, nothing is lost, and the first one stores nothing more."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agentdesk.common.errors import UserError
from agentdesk.complaints.model import Draft
from agentdesk.complaints.raising import discard_draft, draft_for, raise_complaint, save_draft
from agentdesk.interview import contacts, records
from agentdesk.interview.views import Change
from agentdesk.store import desks
from agentdesk.store.audit import Actor
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    AuditEvent,
    Complaint,
    ComplaintDraft,
    Contact,
    Interview,
    Person,
)
from tests.interview.call_world import Desk, actions

Writes = Callable[[Actor, int, int], Any]
WRITES: dict[str, Writes] = {
    "answer": lambda actor, _call, run: records.save_answers(actor, run, [Change("recording", "", "yes")]),
    "answer and move": lambda actor, _call, run: records.save_answers(
        actor, run, [Change("recording", "", "yes")], position="purpose"
    ),
    "draft": lambda actor, _call, run: records.save_answer(actor, run, "suggestions", "慢", draft=True),
    "move": lambda actor, _call, run: records.save_position(actor, run, "purpose"),
    "confirm": lambda actor, _call, run: records.confirm(actor, run, "purpose"),
    "language": lambda actor, _call, run: records.save_language(actor, run, "en"),
    "refuse": lambda actor, call, _run: contacts.refuse(actor, call),
    "end": lambda actor, call, _run: contacts.end_call(actor, call, "broken_off"),
    "leave": lambda actor, call, _run: contacts.leave(actor, call),
    "close": lambda actor, call, _run: contacts.close(actor, call),
    "heartbeat": lambda actor, call, _run: contacts.heartbeat(actor, call),
    "open a complaint form": lambda actor, _call, run: draft_for(actor, interview_id=run),
    "keep a complaint form": lambda actor, call, run: save_draft(actor, form(actor, call, run)),
    "keep the customer's own form": lambda actor, call, _run: save_draft(actor, replace(form(actor, call), words="吵")),
    "raise a complaint": lambda actor, call, run: raise_complaint(actor, form(actor, call, run)),
    "throw a form away": lambda actor, call, run: discard_draft(actor, form(actor, call, run)),
}


def form(actor: Actor, contact_id: int, interview_id: int | None = None) -> Draft:
    """A complaint form as a terminal holds it, whatever became of its call."""
    contact = Contact.get_by_id(contact_id)
    responsible = Person.get(Person.name == "吴敏").id
    return Draft(
        contact.customer_id, contact_id=contact_id, interview_id=interview_id, words="等了很久", severity="ordinary",
        responsible_id=responsible,
    )  # fmt: skip


@pytest.fixture
def terminals(desk: Desk) -> tuple[Actor, Actor]:
    """李娜 at two terminals."""
    return replace(desk.li, desk=desks.new_desk()), replace(desk.li, desk=desks.new_desk())


def begin(desk: Desk, actor: Actor) -> tuple[int, int]:
    """A call at a terminal, with one answer."""
    desk.li = actor
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = records.start_interview(actor, contact_id, task.id)
    records.save_answers(actor, interview_id, [Change("opening", "", "yes")], position="recording")
    return contact_id, interview_id


@pytest.mark.parametrize("write", WRITES)
def test_the_first_terminal_stores_nothing_more(desk: Desk, terminals: tuple[Actor, Actor], write: str) -> None:
    first, second = terminals
    contact_id, interview_id = begin(desk, first)
    assert contacts.resume(second, contact_id)
    refused(write, first, contact_id, interview_id, "本次通话已在另一个终端继续")
    if write != "close":  # a call with a number being dialled cannot be closed at all
        WRITES[write](second, contact_id, interview_id)


@pytest.mark.parametrize("write", WRITES)
def test_the_desk_whose_call_was_taken_over_stores_nothing_more_and_is_told_who_has_it(
    desk: Desk, terminals: tuple[Actor, Actor], write: str
) -> None:
    contact_id, interview_id = begin(desk, terminals[0])
    contacts.take_over(desk.chief, contact_id)
    refused(write, terminals[0], contact_id, interview_id, "方慧已接手本次通话")
    if write != "close":
        WRITES[write](desk.chief, contact_id, interview_id)
    refused(write, terminals[0], contact_id, interview_id, "方慧已接手本次通话")  # ended or not


def refused(write: str, actor: Actor, contact_id: int, interview_id: int, line: str) -> None:
    """The write is refused with that line, and nothing is stored."""
    before = state()
    with pytest.raises(desks.Elsewhere, match=line):
        WRITES[write](actor, contact_id, interview_id)
    assert state() == before


def test_an_interview_that_is_over_takes_no_answer(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    for write in ("answer", "answer and move", "draft", "move", "confirm", "language"):
        with pytest.raises(UserError, match="通话已结束"):
            WRITES[write](desk.li, contact_id, interview_id)
    with pytest.raises(UserError):
        records.save_answers(desk.li, 999, [Change("recording", "", "yes")])


def test_what_was_given_goes_on_at_the_other_terminal_and_back(desk: Desk, terminals: tuple[Actor, Actor]) -> None:
    first, second = terminals
    contact_id, interview_id = begin(desk, first)
    assert contacts.resume(second, contact_id)
    run = records.load(interview_id)
    assert (run.position, run.item("opening").value) == ("recording", "yes")
    assert actions().count("contact.resume") == 1
    assert contacts.resume(first, contact_id)
    records.save_answers(first, interview_id, [Change("recording", "", "yes")], position="purpose")
    with pytest.raises(desks.Elsewhere):
        records.save_position(second, interview_id, "opening")


def test_a_parked_call_is_at_no_terminal(desk: Desk, terminals: tuple[Actor, Actor]) -> None:
    contact_id, _interview_id = begin(desk, terminals[0])
    assert contacts.read(contact_id).desk == terminals[0].desk
    contacts.leave(terminals[0], contact_id)
    assert contacts.read(contact_id).desk == ""


def test_a_colleague_sees_who_has_it_and_since_when(desk: Desk, terminals: tuple[Actor, Actor]) -> None:
    contact_id, _interview_id = begin(desk, terminals[0])
    task_id = contacts.read(contact_id).agenda[0].task_id
    for other in (desk.sun, desk.chief):
        with pytest.raises(UserError, match=r"李娜.*09:42"):
            contacts.open_contact(other, task_id)


def test_a_terminal_whose_process_is_gone_is_not_alive() -> None:
    assert desks.is_alive(desks.new_desk())
    assert desks.is_alive("another-host:1:x")
    assert not desks.is_alive(f"{socket.gethostname()}:{_ended()}:x")
    assert not desks.is_alive("")


def _ended() -> int:
    """The number of a process that is over."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid


def state() -> tuple[Any, ...]:
    """All that a call writes."""
    return (
        list(Answer.select(Answer.node, Answer.value, Answer.draft).tuples()),
        list(Interview.select(Interview.position, Interview.language, Interview.ended_at).tuples()),
        list(Contact.select(Contact.desk, Contact.ended_at).tuples()),
        list(AgendaItem.select(AgendaItem.outcome).tuples()),
        list(ComplaintDraft.select(ComplaintDraft.person, ComplaintDraft.fields, ComplaintDraft.ended_at).tuples()),
        list(Complaint.select(Complaint.words).tuples()),
        AuditEvent.select().count(),
    )
