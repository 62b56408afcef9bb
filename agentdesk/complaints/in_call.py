"""A complaint and the call it was noted in: whose call it is, and the interview that takes over what came before it.

A customer may complain while the telephone has just been answered, before any question: such a complaint, or the form
begun for it, belongs to the interview that begins in the same call.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from peewee import ModelSelect, ModelUpdate

from agentdesk.complaints.model import Draft
from agentdesk.store import desks
from agentdesk.store.audit import Actor, Audit
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import AgendaItem, Complaint, ComplaintDraft, ComplaintEvent, Contact, Interview, Task


def require_call(actor: Actor, draft: Draft) -> None:
    """Elsewhere where the form's call went on at another terminal or with a colleague: nothing is written into it."""
    contacts = {draft.contact_id, *(_contact_of.column(draft.interview_id) if draft.interview_id else ())}
    for contact_id in contacts - {None}:
        desks.require_call(actor, contact_id)


@prepared
def _contact_of(interview_id: Any) -> ModelSelect[Interview]:
    return Interview.select(Interview.contact).where(Interview.id == interview_id)


class Recalled(NamedTuple):
    """The complaint that a call asks about."""

    complaint_id: int
    no: str


def recalled_in(draft: Draft) -> Recalled | None:
    """The complaint whose re-call a form is filled in in (CB-10); None in any other call, and outside one.

    What the customer says of that one goes to it when the call is served; a form is for another matter.
    """
    if draft.interview_id is not None:
        rows = _recalled_by.rows(draft.interview_id)
    else:
        rows = _on_agenda.rows(draft.contact_id) if draft.contact_id is not None else []
    return Recalled(*rows[0]) if rows else None


_ABOUT = (Task.subject == "complaint") & (Task.subject_id == Complaint.id)


@prepared
def _recalled_by(interview_id: Any) -> ModelSelect[Interview]:
    found = Interview.select(Complaint.id, Complaint.no).join(Task).join(Complaint, on=_ABOUT)
    return found.where(Interview.id == interview_id)


@prepared
def _on_agenda(contact_id: Any) -> ModelSelect[AgendaItem]:
    found = AgendaItem.select(Complaint.id, Complaint.no).join(Task).join(Complaint, on=_ABOUT)
    here = (AgendaItem.contact == contact_id) & (AgendaItem.outcome == "")
    return found.where(here).order_by(AgendaItem.position)


def is_noted(interview_id: int) -> bool:
    """Whether a complaint was raised in an interview."""
    return bool(_in_interview.column(interview_id))


@prepared
def _in_interview(interview_id: Any) -> ModelSelect[Complaint]:
    return Complaint.select(Complaint.id).where(Complaint.interview == interview_id).limit(1)


def before_interview(contact_id: int) -> list[tuple[int, str]]:
    """Id and number of the complaints raised in a call that no interview has taken over, oldest first."""
    found = _early.rows(contact_id)
    return [(row_id, no) for row_id, no, data in found if json.loads(data).get("contact") == contact_id]


@prepared
def _early(contact_id: Any) -> ModelSelect[Contact]:
    """Complaints of the call's customer since it began that belong to no interview, with what raised them."""
    theirs = (Complaint.customer == Contact.customer) & (Complaint.raised_at >= Contact.started_at)
    raised = (ComplaintEvent.complaint == Complaint.id) & (ComplaintEvent.kind == "raised")
    return (
        Contact.select(Complaint.id, Complaint.no, ComplaintEvent.data)
        .join(Complaint, on=(theirs & Complaint.interview.is_null()))
        .join(ComplaintEvent, on=raised)
        .where(Contact.id == contact_id)
        .order_by(Complaint.id)
    )


def adopt(actor: Actor, contact_id: int, interview_id: int, audit: Audit) -> None:
    """Give an interview that begins what the customer complained of before it; in the caller's change."""
    for complaint_id, _no in before_interview(contact_id):
        _take_complaint.run(complaint_id, interview_id)
        audit("complaint", complaint_id, after={"interview": interview_id}, action="complaint.adopt")
    for draft_id, fields in _forms.rows(actor.id):
        kept = json.loads(fields)
        if kept.get("contact_id") == contact_id:
            whole = json.dumps({**kept, "interview_id": interview_id}, ensure_ascii=False)
            _take_form.run(draft_id, interview_id, whole)
            audit("complaint_draft", draft_id, after={"interview": interview_id}, action="complaint.adopt")


@prepared
def _take_complaint(complaint_id: Any, interview_id: Any) -> ModelUpdate:
    return Complaint.update(interview=interview_id).where(Complaint.id == complaint_id)


@prepared
def _forms(person_id: Any) -> ModelSelect[ComplaintDraft]:
    mine = (ComplaintDraft.person == person_id) & ComplaintDraft.ended_at.is_null()
    return ComplaintDraft.select(ComplaintDraft.id, ComplaintDraft.fields).where(
        mine & ComplaintDraft.interview.is_null()
    )


@prepared
def _take_form(draft_id: Any, interview_id: Any, fields: Any) -> ModelUpdate:
    return ComplaintDraft.update(interview=interview_id, fields=fields).where(ComplaintDraft.id == draft_id)


def hand_over(former_id: int, person_id: int, contact_id: int) -> int | None:
    """Give a call's form that is being filled in to whoever takes the call over; its id, None where there is none."""
    for draft_id, fields, interview_contact in _begun.rows(former_id):
        if contact_id in (json.loads(fields).get("contact_id"), interview_contact):
            _give.run(draft_id, person_id)
            return int(draft_id)
    return None


@prepared
def _begun(person_id: Any) -> ModelSelect[ComplaintDraft]:
    begun = ComplaintDraft.select(ComplaintDraft.id, ComplaintDraft.fields, Interview.contact)
    return begun.left_outer_join(Interview).where(
        (ComplaintDraft.person == person_id) & ComplaintDraft.ended_at.is_null()
    )


@prepared
def _give(draft_id: Any, person_id: Any) -> ModelUpdate:
    return ComplaintDraft.update(person=person_id).where(ComplaintDraft.id == draft_id)
