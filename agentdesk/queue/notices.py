"""Answers to the notices of the three-day rule: what the advisor found out gives the task back, or ends it (CB-20)."""

from __future__ import annotations

from agentdesk.common import clock, phones
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.i18n import _
from agentdesk.queue import derive
from agentdesk.queue.task_facts import ENDS, GIVES_BACK
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Notice, Phone, Task, Vehicle

NEW_NUMBER, SOLD, NO_ANSWER = "new_number", "sold", "no_answer"
ANSWERS = (*GIVES_BACK, *ENDS, NO_ANSWER)


def answer_notice(actor: Actor, notice_id: int, answer: str, note: str = "", *, number: str = "") -> str:
    """Answer an unreachable-customer notice once; returns the task's state afterwards.

    `new_number` (with the `number`), `moved`, `reachable` and `other` give the task back to the queue while it has not
    expired; `sold` and `deceased` end it, and `sold` says so of the car; `no_answer` leaves it as it is. UserError for
    an unknown or answered notice, an unknown answer, a missing or unreadable number; Forbidden for anybody but whom it
    went to and a supervisor.
    """
    actor.require("agent", "handler", "supervisor")
    if answer not in ANSWERS:
        raise UserError(_("An answer is one of: {list}").format(list=", ".join(ANSWERS)))
    with change(actor, "notice.answer") as audit:
        notice = _open_notice(actor, notice_id)
        if answer == NEW_NUMBER:
            _add_number(notice.customer_id, number)
        task = Task.get_by_id(notice.task_id)
        if answer == SOLD and task.vehicle_id is not None:
            Vehicle.update(sold_on=clock.today()).where(
                (Vehicle.id == task.vehicle_id) & Vehicle.sold_on.is_null()
            ).execute()
        Notice.update(answered_at=clock.now(), answer=answer, answer_note=note).where(Notice.id == notice_id).execute()
        derive.refresh([task.id])
        state = str(Task.get_by_id(task.id).state)
        audit(notice, before={"answer": ""}, after={"answer": answer, "note": note, "task": task.id, "state": state})
    return state


def _open_notice(actor: Actor, notice_id: int) -> Notice:
    notice: Notice | None = Notice.get_or_none(Notice.id == notice_id)
    if notice is None or notice.kind != "unreachable":
        raise UserError(_("There is no such notice."))
    if notice.answered_at is not None:
        raise UserError(_("This notice is answered already."))
    if notice.to_person_id is None or notice.to_person_id != actor.person_id:
        try:
            actor.require("supervisor")
        except Forbidden:
            raise Forbidden(_("This notice went to somebody else.")) from None
    return notice


def _add_number(customer_id: int | None, written: str) -> None:
    """A further number of the customer's, tried before the others of its kind; a retired one is taken back."""
    found = phones.parse(written)
    if found.e164 is None:
        raise UserError(_("Enter the new number as it is dialled, with its area code."))
    Phone.insert(customer=customer_id, kind=found.kind, written=written, e164=found.e164, rank=-1).on_conflict(
        conflict_target=[Phone.customer, Phone.written],
        update={Phone.retired_at: None, Phone.retired_reason: "", Phone.rank: -1},
    ).execute()
