"""A colleague's call copied from the yellow card: whoever was dissatisfied in it has complained (CB-22, CP-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from agentdesk.common import dates
from agentdesk.common.i18n import _, pick
from agentdesk.complaints import context
from agentdesk.complaints.proposing import propose
from agentdesk.complaints.raising import new_draft, raise_complaint
from agentdesk.playbook.kinds import Content
from agentdesk.queue.register import contents
from agentdesk.queue.registering import record_call
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import CallRecord, Complaint, Person, Task


class Copied(NamedTuple):
    """A card in the register, and the number of the complaint that it raised; "" where it raised none."""

    record_id: int
    complaint_no: str = ""


def copy_card(
    actor: Actor,
    task_id: int,
    called_at: datetime,
    *,
    by: int | None = None,
    answers: Mapping[str, str] | None = None,
    remark: str = "",
) -> Copied:
    """Copy a card into the register (`queue.register.record_call`), and raise the complaint that stands on it.

    A "no" to what the playbook marks as the customer's satisfaction (`complains`) is a complaint in the words of the
    remark, about the advisor's sale; once for a sale, though a card be taken back and copied again. Card and complaint
    are one change. UserError as in `record_call` and `raise_complaint`.
    """
    with change(actor, "call_record.copy") as audit:
        audit.skip()  # the record and the complaint are noted by their own changes
        record_id = record_call(actor, task_id, called_at, by=by, answers=answers, remark=remark)
        task = Task.get_by_id(task_id)
        said_no = [content for content in contents(task.kind_code) if (answers or {}).get(content.code) == "no"]
        denied = next((content for content in said_no if content.complains), None)
        if denied is None or _is_raised(task, denied):
            return Copied(record_id)
        return Copied(record_id, _raise(actor, task, denied, CallRecord.get_by_id(record_id)))


def _is_raised(task: Task, content: Content) -> bool:
    """Whether the complaint was raised from an earlier copy of the card."""
    same = (Complaint.customer == task.customer_id) & (Complaint.question == content.code)
    of_sale = Complaint.sale == (task.subject_id if task.subject == "sale" else None)
    return bool(Complaint.select().where(same & of_sale & Complaint.interview.is_null()).exists())


def _raise(actor: Actor, task: Task, content: Content, record: CallRecord) -> str:
    """The complaint's number. The words are the card's, and where it has none, what was answered with no."""
    asked = pick(content.zh, content.en)
    draft = replace(
        new_draft(context.of_task(task), question=content.code, words=record.remark or _(": ").join((asked, _("no")))),
        question_text=asked,
        answer="no",
        answer_text=_("no"),
        dissatisfied=True,
    )
    proposed = propose(draft)
    caller = Person.get_or_none(Person.id == record.person_id)
    note = _("From the card of {name}'s call, {time}").format(
        name=caller.name if caller else "?", time=dates.moment(record.called_at)
    )
    filled = replace(draft, severity=proposed.severity if proposed else draft.severity)
    return str(raise_complaint(actor, filled, note=note).no)
