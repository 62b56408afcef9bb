"""A complaint form: filled in from the call, kept while it is typed, thrown away."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import msgspec
from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import context, in_call
from agentdesk.complaints.model import Draft, subjects
from agentdesk.complaints.responsible import concerns_sales, in_sales, responsible_for
from agentdesk.complaints.steps import EVERYBODY
from agentdesk.playbook import current
from agentdesk.store import desks
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import ComplaintDraft, Customer


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
        if end_draft(actor, draft):
            audit("complaint_draft", draft.id, before={"customer": draft.customer_id})
        else:
            audit.skip()


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


def end_draft(actor: Actor, draft: Draft) -> bool:
    """End an open form of this person's, within the caller's change; False where it is none, or ended already."""
    mine = (ComplaintDraft.id == draft.id) & (ComplaintDraft.person == actor.id) & ComplaintDraft.ended_at.is_null()
    return bool(ComplaintDraft.update(ended_at=clock.now()).where(mine).execute())


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
