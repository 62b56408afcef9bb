"""The page of a call that was owed: every sitting with its numbers, what was promised, skipped, copied and asked."""

from __future__ import annotations

from collections import defaultdict

from peewee import JOIN

from agentdesk.common import names, phones
from agentdesk.common.i18n import pick
from agentdesk.scoreboard.case_parts import Found, car_text, complaint_numbers, iso, named, wall_time
from agentdesk.scoreboard.queries import outcome_of_task
from agentdesk.store.reading import dicts, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    CallRecord,
    Complaint,
    Contact,
    Customer,
    Interview,
    Kind,
    Notice,
    Outcome,
    Person,
    Promise,
    Skip,
    Task,
    Vehicle,
)


def task(key: int) -> Found | None:
    """A call that was owed with all that came of it; None where there is no such task."""
    advisor = Person.alias()
    rows = dicts(
        Task.select(
            Task.kind_code, Kind.name_zh, Kind.name_en, Customer.name.alias("customer"), Vehicle.model, Vehicle.plate,
            Person.name.alias("agent"), advisor.name.alias("advisor"), Task.subject.alias("about"), Task.subject_id,
            Task.event_on, Task.due_nominal, Task.latest_on, Task.expires_on, Task.state, Task.disposition,
            Outcome.name_zh.alias("done_zh"), Outcome.name_en.alias("done_en"), Task.closed_on, Task.attempts,
        )
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Customer, on=(Task.customer == Customer.id))
        .join(Outcome, JOIN.LEFT_OUTER, on=outcome_of_task())
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Task.agent == Person.id))
        .join(advisor, JOIN.LEFT_OUTER, on=(Task.advisor == advisor.id))
        .where(Task.id == key)
    )  # fmt: skip
    if not rows:
        return None
    row = rows[0]
    return {
        "kind": row["kind_code"],
        "name": pick(row["name_zh"], row["name_en"]),
        "customer": names.mask(row["customer"]),
        "vehicle": car_text(row["model"], row["plate"]),
        "agent": row["agent"] or "",
        "advisor": row["advisor"] or "",
        "about": {"subject": row["about"], "id": row["subject_id"]},
        "event_on": row["event_on"].isoformat(),
        "due_from": row["due_nominal"].isoformat(),
        "latest_on": row["latest_on"].isoformat(),
        "expires_on": row["expires_on"].isoformat(),
        "state": row["state"],
        "outcome": named(row["disposition"], pick(row["done_zh"] or "", row["done_en"] or "")),
        "closed_on": iso(row["closed_on"]),
        "attempts": row["attempts"],
        "calls": _calls(key),
        "promises": _promises(key),
        "skips": _skips(key),
        "records": _records(key),
        "notices": _notices(key),
        "complaints": complaint_numbers(Complaint.interview.in_(Interview.select(Interview.id).where(
            Interview.task == key))),
    }  # fmt: skip


def _calls(task_id: int) -> list[Found]:
    """Every sitting with the task on its agenda, with the numbers dialled in it, in their order."""
    query = (
        AgendaItem.select(
            Contact.id.alias("call"), Contact.started_at, Contact.ended_at, Person.name.alias("agent"),
            AgendaItem.outcome, AgendaItem.decided_at, AgendaItem.note,
        )
        .join(Contact)
        .join(Person, on=(Contact.person == Person.id))
        .where(AgendaItem.task == task_id)
        .order_by(Contact.started_at, Contact.id)
    )  # fmt: skip
    found = dicts(query)
    ids = [row["call"] for row in found]
    dialled: dict[int, list[Found]] = defaultdict(list)
    for row in Attempt.select().where(Attempt.contact.in_(ids)).order_by(Attempt.id):
        dialled[row.contact_id].append(
            {
                "number": phones.mask(row.number) if row.number else "",
                "started_at": wall_time(row.started_at),
                "outcome": named(row.outcome),
                "contacted": row.contacted,
                "note": row.note,
            }
        )
    held = Interview.select(Interview.contact, Interview.result).where(Interview.task == task_id)
    results = dict(tuples(held.order_by(Interview.id)))
    return [
        {
            "call": row["call"],
            "started_at": wall_time(row["started_at"]),
            "ended_at": wall_time(row["ended_at"]),
            "agent": row["agent"],
            "outcome": named(row["outcome"]),
            "note": row["note"],
            "interview": results.get(row["call"]),
            "attempts": dialled[row["call"]],
        }
        for row in found
    ]


def _promises(task_id: int) -> list[Found]:
    columns = (
        Promise.promised_at, Person.name.alias("by"), Promise.created_at.alias("made_at"), Promise.mine_only,
        Promise.note, Promise.ended_at, Promise.ended_how,
    )  # fmt: skip
    rows = Promise.select(*columns).join(Person, on=(Promise.person == Person.id)).where(Promise.task == task_id)
    instants = ("promised_at", "made_at", "ended_at")
    return [{**row, **{name: wall_time(row[name]) for name in instants}} for row in dicts(rows.order_by(Promise.id))]


def _skips(task_id: int) -> list[Found]:
    rows = Skip.select(Skip.skipped_at, Person.name, Skip.reason, Skip.note).join(Person)
    found = tuples(rows.where(Skip.task == task_id).order_by(Skip.id))
    return [{"at": wall_time(at), "by": by, "reason": reason, "note": note} for at, by, reason, note in found]


def _records(task_id: int) -> list[Found]:
    """A colleague's own call as it was copied from the card."""
    rows = CallRecord.select(CallRecord.called_at, Person.name, CallRecord.remark, CallRecord.registered_at)
    found = tuples(
        rows.join(Person, JOIN.LEFT_OUTER, on=(CallRecord.person == Person.id))
        .where((CallRecord.task == task_id) & CallRecord.withdrawn_at.is_null())
        .order_by(CallRecord.id)
    )
    return [
        {"called_at": wall_time(at), "by": by or "", "remark": remark, "registered_at": wall_time(registered)}
        for at, by, remark, registered in found
    ]


def _notices(task_id: int) -> list[Found]:
    rows = Notice.select(Notice.created_at, Notice.kind, Person.name, Notice.answered_at, Notice.answer)
    found = tuples(
        rows.join(Person, JOIN.LEFT_OUTER, on=(Notice.to_person == Person.id))
        .where(Notice.task == task_id)
        .order_by(Notice.id)
    )
    return [
        {"at": wall_time(at), "kind": kind, "to": to or "", "answered_at": wall_time(answered), "answer": answer}
        for at, kind, to, answered, answer in found
    ]
