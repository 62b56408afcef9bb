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
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import in_call
from agentdesk.complaints.clocks import deadlines, working_clock
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.drafts import (
    discard_draft,
    draft_for,
    end_draft,
    new_draft,
    open_draft,
    save_draft,
)
from agentdesk.complaints.model import Draft, subjects
from agentdesk.complaints.proposing import propose
from agentdesk.complaints.responsible import may_answer
from agentdesk.complaints.steps import ACTIONS, EVERYBODY
from agentdesk.complaints.workflow import record
from agentdesk.playbook import current
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Complaint, ComplaintEvent

__all__ = [
    "Draft", "Source", "discard_draft", "draft_for", "new_draft", "open_draft", "raise_complaint", "require_complete",
    "save_draft",
]  # fmt: skip


class Source(NamedTuple):
    """Where a complaint that was not taken down here came from: its number there, and when it was raised (UTC)."""

    no: str
    raised_at: datetime


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
        if draft.id is not None and not end_draft(actor, draft):
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
