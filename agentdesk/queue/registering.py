"""Copying a colleague's call into the register, and taking that back (CB-21, CB-22)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.queue import derive
from agentdesk.queue.register import ADVISORS, contents
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.tables import CallRecord, Finding, Task

ANSWERS = ("yes", "no", "unasked")
DENIED = "denied_record"  # the finding's code: the customer says that the colleague did not call (CB-03)


def record_call(
    actor: Actor,
    task_id: int,
    called_at: datetime,
    *,
    by: int | None = None,
    answers: Mapping[str, str] | None = None,
    remark: str = "",
) -> int:
    """Copy a colleague's call into the register, called at an instant (naive UTC); returns the record's id.

    `by` is who called, the advisor of the task where nothing is said; each content of the kind may be answered with
    yes, no or unasked. A finding about the missing record is withdrawn. UserError for a task that is none of theirs or
    is registered already, a content or answer that is none, a time before the event or in the future.
    """
    actor.require("agent", "supervisor")
    with change(actor, "call_record.add") as audit:
        task = _expected_task(task_id)
        _check(task, called_at, answers or {})
        now = clock.now()
        row = CallRecord.create(
            task=task_id, person=by or task.advisor_id, called_at=called_at, answers=_json(answers or {}),
            remark=remark.strip(), registered_by=actor.person_id, registered_at=now, work_date=clock.today(),
        )  # fmt: skip
        _withdraw_findings(audit, (Finding.task == task_id) & (Finding.kind == "missing_record"), now)
        derive.refresh([task_id])
        after = {"task": task_id, "called_at": called_at, "by": row.person_id, "answers": row.answers, "remark": remark}
        audit(row, after=after)
    return int(row.id)


def take_back(actor: Actor, task_id: int) -> None:
    """Take the record of a task back; a finding that it had withdrawn stands again. UserError where there is none."""
    actor.require("agent", "supervisor")
    with change(actor, "call_record.withdraw") as audit:
        row = _record_of(task_id)
        if row is None:
            raise UserError(_("This call is not registered."))
        CallRecord.update(withdrawn_at=clock.now()).where(CallRecord.id == row.id).execute()
        again = (Finding.task == task_id) & (Finding.kind == "missing_record")
        Finding.update(withdrawn_at=None).where(again & (Finding.withdrawn_at == row.registered_at)).execute()
        _withdraw_findings(audit, (Finding.task == task_id) & (Finding.code == DENIED), clock.now())
        derive.refresh([task_id])
        audit(row, before={"withdrawn_at": None}, after={"withdrawn_at": clock.now()})


def _json(answers: Mapping[str, str]) -> str:
    return json.dumps(dict(answers), ensure_ascii=False, sort_keys=True)


def _expected_task(task_id: int) -> Task:
    task: Task | None = Task.get_or_none(Task.id == task_id)
    if task is None or task.owner_role not in ADVISORS or task.channel != "phone":
        raise UserError(_("Task {id} is no call that a colleague makes.").format(id=task_id))
    if _record_of(task_id) is not None:
        raise UserError(_("This call is registered already; take that back first."))
    return task


def _check(task: Task, called_at: datetime, answers: Mapping[str, str]) -> None:
    if called_at > clock.now():
        raise UserError(_("The call lies in the future."))
    if clock.local(called_at).date() < task.event_on:
        raise UserError(_("The call lies before {day}.").format(day=task.event_on))
    known = {content.code for content in contents(task.kind_code)}
    for code, answer in answers.items():
        if code not in known:
            raise UserError(_("{kind} has no content {code}.").format(kind=task.kind_code, code=code))
        if answer not in ANSWERS:
            raise UserError(_("An answer is one of: {list}").format(list=", ".join(ANSWERS)))


def _record_of(task_id: int) -> CallRecord | None:
    standing = (CallRecord.task == task_id) & CallRecord.withdrawn_at.is_null()
    found: CallRecord | None = CallRecord.get_or_none(standing)
    return found


def _withdraw_findings(audit: Audit, which: Any, at: datetime) -> None:
    for row in list(Finding.select().where(which & Finding.withdrawn_at.is_null())):
        Finding.update(withdrawn_at=at).where(Finding.id == row.id).execute()
        audit(row, before={"withdrawn_at": None}, after={"withdrawn_at": at}, action="finding.withdraw")
