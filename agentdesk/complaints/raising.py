"""Raising a complaint: a draft that is filled in from the call, kept while it is typed, and submitted with a number.

How a screen uses it (every function may raise UserError with one line to show)::

    draft = draft_for(actor, interview_id=..., question=..., question_text=..., answer_text=...)
    draft = save_draft(actor, replace(draft, words=text))      # after a pause of typing and on every exit
    view = preview(draft)                                      # preview.py: names, proposed severity and why, deadlines
    complaint = raise_complaint(actor, draft)                  # -> Complaint with its number; the draft is gone
    discard_draft(actor, draft)                                # thrown away
    open_draft(actor.id)                                       # left behind: at log-in, before a call
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import context, in_call
from agentdesk.complaints.clocks import deadlines, working_clock
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.model import Draft, subjects
from agentdesk.complaints.proposing import propose
from agentdesk.complaints.responsible import concerns_sales, in_sales, may_answer, responsible_for
from agentdesk.complaints.steps import ACTIONS, EVERYBODY
from agentdesk.complaints.workflow import record
from agentdesk.playbook import current
from agentdesk.store import desks
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Complaint, ComplaintDraft, ComplaintEvent, Customer

__all__ = [
    "Draft", "Source", "discard_draft", "draft_for", "new_draft", "open_draft", "raise_complaint", "require_complete",
    "save_draft",
]  # fmt: skip


class Source(NamedTuple):
    """Where a complaint that was not taken down here came from: its number there, and when it was raised (UTC)."""

    no: str
    raised_at: datetime


def draft_for(
    actor: Actor,
    *,
    interview_id: int | None = None,
    contact_id: int | None = None,
    customer_id: int | None = None,
    question: str = "",
    question_text: str = "",
    answer_text: str = "",
    words: str = "",
    origin: str = "callback",
    dissatisfied: bool = False,
) -> Draft:
    """The form for what is being talked about, with what is known filled in (CP-05, CP-16); nothing is stored.

    From an interview and one of its questions, from a call, or (front desk, 400 line: CP-12) for a customer. The
    subject is the one that the playbook names for the question, service where it names none. The draft
    this person kept in the same sitting is given back as it was; one of another customer must be ended first, which is
    said here, before anything is typed. So is that the call went on elsewhere (desks.Elsewhere).
    """
    actor.require(*EVERYBODY)
    found = _context(interview_id, contact_id, customer_id)
    if found.contact_id is not None:
        desks.require_call(actor, found.contact_id)
    kept = open_draft(actor.person_id) if actor.person_id else None
    if kept is not None:
        if kept.customer_id != found.customer_id:
            raise UserError(unfinished(kept))
        return kept
    return replace(
        new_draft(found, question=question, words=words, origin=origin),
        question_text=question_text,
        answer=context.answer_to(interview_id, question) if interview_id and question else "",
        answer_text=answer_text,
        dissatisfied=dissatisfied,
    )


def new_draft(found: context.Context, *, question: str = "", words: str = "", origin: str = "callback") -> Draft:
    """A fresh form for these facts: the usual subject and severity, and who answers for it (CP-16)."""
    sold, ordered = found.sale_id is not None, found.repair_order_id is not None
    seller = not (sold or ordered) and in_sales(found.about_id)
    sale = concerns_sales(sale=sold, order=ordered, about_seller=seller)
    return Draft(
        **found._asdict(),
        question=question,
        origin=origin,
        subject=_usual_subject(question),
        severity=current.current().complaints.severities[0].code,
        words=words,
        responsible_id=responsible_for(sale=sale, about_id=found.about_id),
    )


def open_draft(person_id: int) -> Draft | None:
    """The form this person has begun and neither submitted nor thrown away."""
    found = _open_of.first(person_id)
    return _decoded(*found) if found else None


@prepared
def _open_of(person_id: Any) -> ModelSelect[ComplaintDraft]:
    mine = (ComplaintDraft.person == person_id) & ComplaintDraft.ended_at.is_null()
    return ComplaintDraft.select(ComplaintDraft.id, ComplaintDraft.fields).where(mine)


def save_draft(actor: Actor, draft: Draft) -> Draft:
    """Keep the form as it stands; returns it with its id. A person has one open form; UserError for a second.

    Elsewhere where its call went on at another terminal or with a colleague, like an answer.
    """
    actor.require(*EVERYBODY)
    with change(actor, "complaint_draft.save") as audit:
        in_call.require_call(actor, draft)
        row = ComplaintDraft.get_or_none((ComplaintDraft.person == actor.id) & ComplaintDraft.ended_at.is_null())
        if row is not None and row.id != draft.id:
            raise UserError(unfinished(_loaded(row)))
        if row is None:
            return _begun(actor, draft, audit)
        kept = asdict(_loaded(row))
        changed = [name for name, value in asdict(draft).items() if value != kept[name]]
        if not changed:
            audit.skip()
            return draft
        row.fields, row.updated_at = _encoded(draft), clock.now()
        row.save()
        audit(row, after={"changed": changed})  # not the words: they belong to the complaint's own file
    return draft


def discard_draft(actor: Actor, draft: Draft) -> None:
    """Throw an open form away; one that was never kept, or is ended, is gone already. Elsewhere as in `save_draft`."""
    actor.require(*EVERYBODY)
    with change(actor, "complaint_draft.discard") as audit:
        in_call.require_call(actor, draft)
        if _end(actor, draft):
            audit("complaint_draft", draft.id, before={"customer": draft.customer_id})
        else:
            audit.skip()


def raise_complaint(actor: Actor, draft: Draft, *, source: Source | None = None, note: str = "") -> Complaint:
    """Submit the form: a complaint with its number (T-0001 and up), its first event and its deadlines.

    One that comes from another system runs from the time it was raised there; `note` stands in its first event. One
    noted in the re-call of another complaint is named in that one's history, and names it in its own.
    UserError where the customer's words are missing, a code is not the playbook's, or the responsible person is missing
    or the one complained about; and where this form was submitted before. Elsewhere as in `save_draft`.
    """
    actor.require(*EVERYBODY)
    now, playbook = source.raised_at if source else clock.now(), current.current()
    require_complete(draft)
    due = deadlines(playbook.severity(draft.severity), now, working_clock(now))
    first = Standing("new", acknowledge_by=due["acknowledge_by"], plan_by=due["plan_by"], solve_by=due["solve_by"])
    with change(actor, "complaint.raise") as audit:
        in_call.require_call(actor, draft)
        if draft.id is not None and not _end(actor, draft):
            raise UserError(_("This complaint was submitted already."))
        complaint = Complaint.create(
            no=f"?{uuid4().hex}",  # its number is its place, known once it has one
            **_columns(draft),
            raised_by=actor.person_id,
            raised_at=now,
            raised_on=clock.local(now).date(),
            next_clock=first.next_clock,
            next_breach=first.next_breach,
            **due,
        )
        complaint.no = f"T-{complaint.id:04d}"
        complaint.save(only=[Complaint.no])
        recall = in_call.recalled_in(draft)
        if recall is not None:
            note = _("; ").join(filter(None, (note, _("noted in the re-call of {no}").format(no=recall.no))))
            record(actor, recall.complaint_id, "noted", _("{no} was noted in the re-call.").format(no=complaint.no))
        _first_event(actor, complaint, draft, due, source.no if source else "", note)
        audit(complaint, after={"no": complaint.no, "severity": draft.severity, "responsible": draft.responsible_id})
    return complaint


def _context(interview_id: int | None, contact_id: int | None, customer_id: int | None) -> context.Context:
    if interview_id is not None:
        return context.of_interview(interview_id)
    if contact_id is not None:
        return context.of_contact(contact_id)
    if customer_id is None or Customer.get_or_none(Customer.id == customer_id) is None:
        raise UsageError(_("A complaint needs its customer."))
    return context.Context(customer_id)


def _usual_subject(question: str) -> str:
    """What the playbook names for the question; else the service, as most are, or its first subject without one."""
    for row in current.current().complaints.subjects:
        if question and question in row.questions:
            return row.code
    known = subjects()
    return "service" if "service" in known else next(iter(known), "")


def _begun(actor: Actor, draft: Draft, audit: Audit) -> Draft:
    row = ComplaintDraft.create(
        interview=draft.interview_id,
        person=actor.id,
        customer=draft.customer_id,
        fields=_encoded(draft),
        updated_at=clock.now(),
    )
    audit(row, after={"customer": draft.customer_id, "question": draft.question})
    return replace(draft, id=row.id)


def _end(actor: Actor, draft: Draft) -> bool:
    mine = (ComplaintDraft.id == draft.id) & (ComplaintDraft.person == actor.id) & ComplaintDraft.ended_at.is_null()
    return bool(ComplaintDraft.update(ended_at=clock.now()).where(mine).execute())


def require_complete(draft: Draft) -> None:
    """UserError, one line, for the first thing that a complaint cannot be without."""
    rows = current.current().complaints
    if not draft.words.strip():
        raise UserError(_("Write down what the customer said, in the customer's own words."))
    known = subjects()
    if draft.subject not in known:
        raise UserError(_("Say what it is about: {subjects}.").format(subjects=_(", ").join(known.values())))
    if draft.severity not in [row.code for row in rows.severities]:
        raise UserError(_("Choose a severity of the playbook; {code} is none.").format(code=draft.severity or "?"))
    if draft.origin not in [row.code for row in rows.origins]:
        raise UserError(_("Choose an origin of the playbook; {code} is none.").format(code=draft.origin or "?"))
    if draft.responsible_id is None:
        raise UserError(_("Nobody can be made responsible; add a manager to the people first."))
    if not may_answer(draft.responsible_id, draft.about_id):
        raise UserError(_("This person cannot answer for the complaint; choose another."))


def _columns(draft: Draft) -> dict[str, object]:
    kept = ("customer_id", "vehicle_id", "repair_order_id", "sale_id", "interview_id", "question", "origin", "subject",
            "severity", "words", "remedy_sought", "wants_callback", "about_id", "responsible_id")  # fmt: skip
    return {name: getattr(draft, name) for name in kept}


def _first_event(
    actor: Actor, complaint: Complaint, draft: Draft, due: dict[str, datetime], source_no: str, note: str
) -> None:
    """What gave rise to it, as it stood on the screen, and the deadlines as they were promised."""
    proposal = propose(draft)
    data = {
        "question": draft.question,
        "question_text": draft.question_text,
        "answer": draft.answer,
        "answer_text": draft.answer_text,
        "contact": draft.contact_id,
        "severity": draft.severity,
        "proposed": proposal.severity if proposal else "",
        "reasons": [reason.text for reason in proposal.reasons] if proposal else [],
        "dissatisfied": draft.dissatisfied,
        "remedy_asked": draft.remedy_asked,
        "responsible_id": draft.responsible_id,
        "playbook": current.current_version().id,
        "deadlines": {name: at.isoformat() for name, at in due.items()},
    }
    if draft.wants_callback is not None:
        data["wants_callback"] = draft.wants_callback
    said = {"remedy_sought": draft.remedy_sought.strip(), "source_no": source_no}
    ComplaintEvent.create(
        complaint=complaint,
        kind="raised",
        step=ACTIONS["raised"].step,
        at=complaint.raised_at,
        person=actor.person_id,
        note=note,
        data=json.dumps(data | {name: text for name, text in said.items() if text}, ensure_ascii=False),
    )


def _encoded(draft: Draft) -> str:
    return msgspec.json.encode(draft).decode()


def _loaded(row: ComplaintDraft) -> Draft:
    return _decoded(row.id, row.fields)


def _decoded(draft_id: int, fields: str) -> Draft:
    return replace(msgspec.json.decode(fields, type=Draft), id=draft_id)


def unfinished(kept: Draft) -> str:
    """What to say where a form that was begun stands in the way."""
    customer = Customer.get_by_id(kept.customer_id)
    text = _("A complaint of {customer} is begun; submit it or throw it away first.")
    return text.format(customer=customer.name)
