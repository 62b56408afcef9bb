"""A colleague is asked to look into a complaint, and says what came of it: both stand in the complaint's history.

How it is used::

    ask(actor, complaint_id, person_id, question)   # -> the id of the notice at the colleague's desk
    answer(actor, notice_id, text)                  # once
"""

from __future__ import annotations

from uuid import uuid4

from agentdesk.common import clock, names
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import rules
from agentdesk.complaints.notices import ASKED
from agentdesk.complaints.responsible import may_answer
from agentdesk.complaints.steps import ACTIONS
from agentdesk.complaints.workflow import record, standing_of
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Notice, Person

FOUND = "found"  # how such a notice is answered; its note says what was found


def ask(actor: Actor, complaint_id: int, person_id: int, question: str) -> int:
    """Ask a handler or supervisor; the responsible person's and a supervisor's to do. Returns the notice's id.

    Also whom it is about may be asked: they are to be heard, and only add to the history. UserError where it is closed,
    nothing is asked, or this colleague was asked and has not answered yet.
    """
    actor.require("agent", "handler", "supervisor")
    with change(actor, "notice.ask") as audit:
        complaint, now = standing_of(complaint_id)
        rules.require_person(actor, complaint, now, ACTIONS["assessed"])
        if now.state == "closed":
            raise UserError(_("{no} is closed.").format(no=complaint.no))
        if not question.strip():
            raise UserError(_("Say what is to be looked into."))
        if person_id == actor.person_id or not may_answer(person_id, None):
            raise UserError(_("This person cannot be asked; choose another."))
        colleague = names.visible(Person.get_by_id(person_id).name)
        waits = (Notice.complaint == complaint_id) & (Notice.to_person == person_id) & Notice.answered_at.is_null()
        if Notice.select().where(waits & (Notice.kind == ASKED)).exists():
            raise UserError(_("{name} was asked already and has not answered yet.").format(name=colleague))
        notice = Notice.create(
            kind=ASKED, dedupe_key=f"ask:{uuid4().hex}", to_person=person_id, complaint=complaint_id,
            customer=complaint.customer_id, text=question.strip(), created_at=clock.now(),
        )  # fmt: skip
        said = _("{name} was asked: {text}").format(name=colleague, text=question.strip())
        record(actor, complaint_id, "noted", said)
        audit(notice, after={"complaint": complaint.no, "to": person_id})
    return int(notice.id)


def answer(actor: Actor, notice_id: int, text: str) -> None:
    """Say what was found, once; whom it went to, or a supervisor. UserError for another notice and an empty answer."""
    actor.require("agent", "handler", "supervisor")
    with change(actor, "notice.answer") as audit:
        notice: Notice | None = Notice.get_or_none((Notice.id == notice_id) & (Notice.kind == ASKED))
        if notice is None or notice.complaint_id is None:
            raise UserError(_("There is no such notice."))
        if notice.answered_at is not None:
            raise UserError(_("This notice is answered already."))
        if actor.person_id is None or notice.to_person_id != actor.person_id:
            try:
                actor.require("supervisor")
            except Forbidden:
                raise Forbidden(_("This notice went to somebody else.")) from None
        if not text.strip():
            raise UserError(_("Say what came of it."))
        found = {"answered_at": clock.now(), "answer": FOUND, "answer_note": text.strip()}
        Notice.update(found).where(Notice.id == notice_id).execute()
        said = _("Looked into: {text}").format(text=text.strip())
        record(actor, notice.complaint_id, "noted", said)
        audit(notice, before={"answer": ""}, after={"answer": FOUND})
