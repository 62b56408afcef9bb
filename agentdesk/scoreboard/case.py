"""What stands behind one row of a figure: the call that was owed with every sitting, or the fact and the calls it owes.

    case(actor, "task", 1204)         # as dictionaries with stable keys; names, plates and numbers masked
    case(actor, "repair_order", 88)   # its facts, the calls it owes, the complaints about it

A call's own evidence is in interview/evidence.py, a complaint's file in complaints/listing.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from peewee import JOIN

from agentdesk.common import clock, names, phones, plates
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _, pick
from agentdesk.interview.catalogue import outcome_name
from agentdesk.scoreboard.queries import outcome_of_task
from agentdesk.store.audit import Actor
from agentdesk.store.reading import dicts, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Appointment,
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
    RepairOrder,
    Sale,
    Skip,
    Task,
    Vehicle,
)

READERS = ("agent", "handler", "supervisor")
Found = dict[str, Any]


def case(actor: Actor, subject: str, key: int) -> Found:
    """One row of a figure with everything beneath it. Forbidden for who may see figures only.

    UsageError for a sort of subject that has no page here, UserError where there is no such row.
    """
    actor.require(*READERS)
    if subject not in _READERS:
        text = _("{value} is not one of: {allowed}")
        raise UsageError(text.format(value=subject, allowed=", ".join(_READERS)))
    found = _READERS[subject](key)
    if found is None:
        raise UserError(_("There is no {subject} {id}.").format(subject=subject, id=key))
    return {"subject": subject, "id": key, **found}


def call_of_attempt(attempt_id: int) -> int:
    """The call in which a number was dialled; UserError where there is none."""
    found = tuples(Attempt.select(Attempt.contact).where(Attempt.id == attempt_id))
    if not found:
        raise UserError(_("There is no {subject} {id}.").format(subject="attempt", id=attempt_id))
    call: int = found[0][0]
    return call


def _task(key: int) -> Found | None:
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
        "vehicle": _car(row["model"], row["plate"]),
        "agent": row["agent"] or "",
        "advisor": row["advisor"] or "",
        "about": {"subject": row["about"], "id": row["subject_id"]},
        "event_on": row["event_on"].isoformat(),
        "due_from": row["due_nominal"].isoformat(),
        "latest_on": row["latest_on"].isoformat(),
        "expires_on": row["expires_on"].isoformat(),
        "state": row["state"],
        "outcome": _named(row["disposition"], pick(row["done_zh"] or "", row["done_en"] or "")),
        "closed_on": _iso(row["closed_on"]),
        "attempts": row["attempts"],
        "calls": _calls(key),
        "promises": _promises(key),
        "skips": _skips(key),
        "records": _records(key),
        "notices": _notices(key),
        "complaints": _complaint_numbers(Complaint.interview.in_(Interview.select(Interview.id).where(
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
                "started_at": _wall(row.started_at),
                "outcome": _named(row.outcome),
                "contacted": row.contacted,
                "note": row.note,
            }
        )
    held = Interview.select(Interview.contact, Interview.result).where(Interview.task == task_id)
    results = dict(tuples(held.order_by(Interview.id)))
    return [
        {
            "call": row["call"],
            "started_at": _wall(row["started_at"]),
            "ended_at": _wall(row["ended_at"]),
            "agent": row["agent"],
            "outcome": _named(row["outcome"]),
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
    return [{**row, **{name: _wall(row[name]) for name in instants}} for row in dicts(rows.order_by(Promise.id))]


def _skips(task_id: int) -> list[Found]:
    rows = Skip.select(Skip.skipped_at, Person.name, Skip.reason, Skip.note).join(Person)
    found = tuples(rows.where(Skip.task == task_id).order_by(Skip.id))
    return [{"at": _wall(at), "by": by, "reason": reason, "note": note} for at, by, reason, note in found]


def _records(task_id: int) -> list[Found]:
    """A colleague's own call as it was copied from the card."""
    rows = CallRecord.select(CallRecord.called_at, Person.name, CallRecord.remark, CallRecord.registered_at)
    found = tuples(
        rows.join(Person, JOIN.LEFT_OUTER, on=(CallRecord.person == Person.id))
        .where((CallRecord.task == task_id) & CallRecord.withdrawn_at.is_null())
        .order_by(CallRecord.id)
    )
    return [
        {"called_at": _wall(at), "by": by or "", "remark": remark, "registered_at": _wall(registered)}
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
        {"at": _wall(at), "kind": kind, "to": to or "", "answered_at": _wall(answered), "answer": answer}
        for at, kind, to, answered, answer in found
    ]


def _fact(subject: str, fact: Any, facts: Callable[[Any], Found], about: Any = None) -> Callable[[int], Found | None]:
    """A row of a table with its customer, car and advisor, the calls it owes and the complaints about it."""

    def read(key: int) -> Found | None:
        row = fact.get_or_none(fact.id == key)
        if row is None:
            return None
        car, advisor = row.vehicle, row.advisor
        return {
            "reference": row.source_key,
            "customer": names.mask(row.customer.name),
            "vehicle": _car(car.model, car.plate) if car else "",
            "advisor": advisor.name if advisor else "",
            **facts(row),
            "tasks": _tasks((Task.subject == subject) & (Task.subject_id == key)),
            "complaints": _complaint_numbers(about == key) if about is not None else [],
        }

    return read


def _order_facts(row: Any) -> Found:
    return {
        "service": row.service_name,
        "opened_on": _iso(row.opened_on),
        "left_on": _iso(row.left_on),
        "mileage_km": row.mileage_km,
        "warranty": row.is_warranty,
        "re_repair_of": row.re_repair_of,
    }


def _sale_facts(row: Any) -> Found:
    return {"model": row.model, "delivered_on": _iso(row.delivered_on)}


def _appointment_facts(row: Any) -> Found:
    return {"service": row.service_name, "starts_at": _wall(row.starts_at), "status": row.status}


def _customer(key: int) -> Found | None:
    row = Customer.get_or_none(Customer.id == key)
    if row is None:
        return None
    sales = Sale.select(Sale.id, Sale.delivered_on, Sale.model).where(Sale.customer == key)
    orders = RepairOrder.select(RepairOrder.id, RepairOrder.left_on, RepairOrder.service_name)
    orders = orders.where(RepairOrder.customer == key)
    return {
        "reference": row.source_key,
        "customer": names.mask(row.name),
        "is_key": row.is_key,
        "sales": [_line(each) for each in tuples(sales.order_by(Sale.delivered_on, Sale.id))],
        "orders": [_line(each) for each in tuples(orders.order_by(RepairOrder.left_on, RepairOrder.id))],
        "tasks": _tasks((Task.subject == "customer") & (Task.subject_id == key)),
        "complaints": _complaint_numbers(Complaint.customer == key),
    }


def _line(row: tuple[Any, ...]) -> Found:
    return {"id": row[0], "on": _iso(row[1]), "what": row[2]}


def _tasks(where: Any) -> list[Found]:
    """Calls by the day from which they were due."""
    rows = (
        Task.select(
            Task.id, Task.kind_code, Kind.name_zh, Kind.name_en, Task.latest_on, Task.disposition, Outcome.name_zh,
            Outcome.name_en, Task.closed_on, Person.name,
        )
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, JOIN.LEFT_OUTER, on=outcome_of_task())
        .join(Person, JOIN.LEFT_OUTER, on=(Task.agent == Person.id))
        .where(where)
        .order_by(Task.due_nominal, Task.id)
    )  # fmt: skip
    return [
        {"task": key, "kind": code, "name": pick(zh, en), "latest_on": _iso(latest),
         "outcome": _named(done, pick(done_zh or "", done_en or "")), "closed_on": _iso(closed), "agent": agent or ""}
        for key, code, zh, en, latest, done, done_zh, done_en, closed, agent in tuples(rows)
    ]  # fmt: skip


def _complaint_numbers(where: Any) -> list[str]:
    return [no for (no,) in tuples(Complaint.select(Complaint.no).where(where).order_by(Complaint.id))]


def _named(code: str, name: str = "") -> dict[str, str] | None:
    return {"code": code, "name": name or outcome_name(code)} if code else None


def _car(model: str | None, plate: str | None) -> str:
    return f"{model or ''} {plates.mask(plate)}".strip()


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _wall(instant: Any) -> str | None:
    return clock.local(instant).isoformat(timespec="minutes") if instant else None


_READERS: dict[str, Callable[[int], Found | None]] = {
    "task": _task,
    "repair_order": _fact("repair_order", RepairOrder, _order_facts, Complaint.repair_order),
    "sale": _fact("sale", Sale, _sale_facts, Complaint.sale),
    "appointment": _fact("appointment", Appointment, _appointment_facts),
    "customer": _customer,
}
