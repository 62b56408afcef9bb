"""The evidence of a call: who called whom when and on which number, what was said, answered and decided, on which form.

A dictionary with stable keys, ready for JSON: instants are the dealer's wall clock as ISO text, numbers are masked.
Every answer ever given is listed: `replaced` says that a later one took its place, `on_path` that it is in the results.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from agentdesk.common import clock, names, phones
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, pick
from agentdesk.interview import records
from agentdesk.interview.catalogue import outcome_name
from agentdesk.interview.model import ASKED
from agentdesk.interview.origins import answer_label
from agentdesk.interview.run import Run
from agentdesk.store.audit import Actor
from agentdesk.store.reading import column, dicts, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    Attempt,
    AuditEvent,
    Complaint,
    Confirmation,
    Contact,
    Customer,
    Form,
    FormVersion,
    Interview,
    Kind,
    Person,
    Promise,
    Task,
)


def evidence(actor: Actor, contact_id: int) -> dict[str, Any]:
    """Everything stored of a call. UserError where there is none; agents see their own calls, supervisors all."""
    actor.require("agent", "supervisor")
    rows = dicts(
        Contact.select(
            Contact.id, Contact.customer, Contact.person, Contact.work_date, Contact.started_at, Contact.ended_at,
            Customer.name.alias("customer_name"), Person.name.alias("agent"),
        )
        .join(Customer, on=(Contact.customer == Customer.id))
        .join(Person, on=(Contact.person == Person.id))
        .where(Contact.id == contact_id)
    )  # fmt: skip
    if not rows:
        raise UserError(_("There is no call {id}.").format(id=contact_id))
    call = rows[0]
    actor.require("supervisor", *(["agent"] if call["person"] == actor.person_id else []))
    return {
        "call": contact_id,
        "customer": {"id": call["customer"], "name": call["customer_name"]},
        "agent": call["agent"],
        "takeovers": _takeovers(contact_id),
        "work_date": call["work_date"].isoformat(),
        "started_at": _wall(call["started_at"]),
        "ended_at": _wall(call["ended_at"]),
        "attempts": _attempts(contact_id),
        "agenda": _agenda(contact_id),
        "promises": _promises(contact_id),
        "interviews": [_interview(row) for row in _interviews(contact_id)],
        "audit": _audit(contact_id, call["started_at"]),
    }


def masked(found: dict[str, Any]) -> dict[str, Any]:
    """The same for reading over: the customer's name masked, in the questions and prompts as in the head."""
    name = found["customer"]["name"]
    return _without(found, name, names.mask(name)) if name else found


def _without(found: Any, name: str, shown: str) -> Any:
    if isinstance(found, str):
        return found.replace(name, shown)
    if isinstance(found, dict):
        return {key: _without(value, name, shown) for key, value in found.items()}
    return [_without(value, name, shown) for value in found] if isinstance(found, list) else found


def _takeovers(contact_id: int) -> list[dict[str, Any]]:
    """From whom to whom the call went while it was open, as the audit trail has it; what was done before is theirs."""
    here = (AuditEvent.entity == "contact") & (AuditEvent.entity_id == contact_id)
    rows = AuditEvent.select(AuditEvent.at, AuditEvent.before, AuditEvent.person_name)
    found = tuples(rows.where(here & (AuditEvent.action == "contact.takeover")).order_by(AuditEvent.id))
    return [{"at": _wall(at), "from": json.loads(before)["name"], "to": name} for at, before, name in found]


def _audit(contact_id: int, started: datetime) -> list[dict[str, Any]]:
    """Everything the audit trail has of the call: of itself, its numbers, its agenda, its promises and interviews."""
    found = []
    for entity, ids in (
        ("contact", [contact_id]),
        *((table._meta.table_name, column(table.select(table.id).where(table.contact == contact_id)))
          for table in (Attempt, AgendaItem, Promise, Interview)),
    ):  # fmt: skip
        columns = AuditEvent.select(AuditEvent.id, AuditEvent.at, AuditEvent.person_name, AuditEvent.action,
                                    AuditEvent.entity, AuditEvent.reason)  # fmt: skip
        ours = (AuditEvent.entity == entity) & AuditEvent.entity_id.in_(ids)
        found += tuples(columns.where(ours & (AuditEvent.at >= started)))  # a number may have been another row's before
    return [
        {"at": _wall(at), "by": by, "action": action, "entity": entity, "reason": reason}
        for _id, at, by, action, entity, reason in sorted(found)
    ]


def _wall(instant: datetime | None) -> str | None:
    return clock.local(instant).isoformat(timespec="seconds") if instant else None


def _named(code: str) -> dict[str, str] | None:
    return {"code": code, "name": outcome_name(code)} if code else None


def _attempts(contact_id: int) -> list[dict[str, Any]]:
    rows = Attempt.select().where(Attempt.contact == contact_id).order_by(Attempt.id)
    return [
        {
            "attempt": row.id,
            "number": phones.mask(row.number),
            "started_at": _wall(row.started_at),
            "ended_at": _wall(row.ended_at),
            "outcome": _named(row.outcome),
            "contacted": row.contacted,
            "note": row.note,
        }
        for row in rows
    ]


def _agenda(contact_id: int) -> list[dict[str, Any]]:
    rows = tuples(
        AgendaItem.select(
            AgendaItem.task, Task.kind_code, Kind.name_zh, Kind.name_en, AgendaItem.outcome, AgendaItem.decided_at,
            AgendaItem.note,
        )
        .join(Task)
        .join(Kind)
        .where(AgendaItem.contact == contact_id)
        .order_by(AgendaItem.position)
    )  # fmt: skip
    return [
        {
            "task": task,
            "kind": code,
            "name": pick(zh, en),
            "outcome": _named(outcome),
            "decided_at": _wall(at),
            "note": note,
        }
        for task, code, zh, en, outcome, at, note in rows
    ]


def _promises(contact_id: int) -> list[dict[str, Any]]:
    rows = Promise.select().where(Promise.contact == contact_id).order_by(Promise.id)
    return [
        {
            "task": row.task_id,
            "promised_at": _wall(row.promised_at),
            "mine_only": row.mine_only,
            "note": row.note,
            "ended_at": _wall(row.ended_at),
            "ended_how": row.ended_how,
        }
        for row in rows
    ]


def _interviews(contact_id: int) -> list[dict[str, Any]]:
    query = (
        Interview.select(
            Interview.id, Interview.task, Interview.started_at, Interview.ended_at, Interview.result,
            Interview.language, Form.name.alias("form"), FormVersion.version, FormVersion.content_hash,
        )
        .join(FormVersion)
        .join(Form)
        .where(Interview.contact == contact_id)
        .order_by(Interview.id)
    )  # fmt: skip
    return dicts(query)


def _interview(row: dict[str, Any]) -> dict[str, Any]:
    run = records.load(row["id"])
    return {
        "interview": row["id"],
        "task": row["task"],
        "form": row["form"],
        "version": row["version"],
        "content_hash": row["content_hash"],
        "language": row["language"],
        "started_at": _wall(row["started_at"]),
        "ended_at": _wall(row["ended_at"]),
        "result": row["result"],
        "metadata": run.metadata(),
        "prompts": _prompts(row["id"], run),
        "answers": _answers(row["id"], run),
        "not_confirmed": [{"key": key, "text": run.item(key).label} for key in run.unconfirmed()],
        "complaints": [no for (no,) in tuples(Complaint.select(Complaint.no).where(Complaint.interview == row["id"]))],
    }


def _prompts(interview_id: int, run: Run) -> list[dict[str, Any]]:
    rows = tuples(
        Confirmation.select(Confirmation.node, Confirmation.appearance, Confirmation.confirmed_at, Person.name)
        .join(Person)
        .where(Confirmation.interview == interview_id)
        .order_by(Confirmation.confirmed_at, Confirmation.id)
    )
    return [
        {"key": node, "appearance": appearance, "text": run.item(node).label, "confirmed_at": _wall(at), "by": by}
        for node, appearance, at, by in rows
    ]


def _answers(interview_id: int, run: Run) -> list[dict[str, Any]]:
    rows = tuples(
        Answer.select(Answer.id, Answer.node, Answer.value, Answer.draft, Answer.answered_at, Person.name)
        .join(Person)
        .where(Answer.interview == interview_id)
        .order_by(Answer.id)
    )
    latest = {node: answer_id for answer_id, node, _value, draft, _at, _by in rows if not draft}
    results = run.results()
    return [
        {
            "key": node,
            "text": run.item(node).label if node in run.state.slots else node,
            "value": value,
            "label": answer_label(run, node, value),
            "answered_at": _wall(at),
            "by": by,
            "draft": draft,
            "replaced": not draft and latest[node] != answer_id,
            "on_path": node in results,
        }
        for answer_id, node, value, draft, at, by in rows
        if node not in run.state.slots or run.state.slots[node].model.kind in ASKED  # calculations are not answers
    ]
