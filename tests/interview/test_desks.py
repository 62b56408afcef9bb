"""A call is at one terminal: taken over at another one, nothing is lost, and the first one stores nothing more."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, desks, records
from agentdesk.interview.views import Change
from agentdesk.store.audit import Actor
from agentdesk.store.tables import AgendaItem, Answer, AuditEvent, Contact, Interview
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
}


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
    before = state()
    with pytest.raises(desks.Elsewhere, match="本次通话已在另一个终端继续"):
        WRITES[write](first, contact_id, interview_id)
    assert state() == before
    if write != "close":  # a call with a number being dialled cannot be closed at all
        WRITES[write](second, contact_id, interview_id)


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
        AuditEvent.select().count(),
    )
