"""Complaints as a list, and one complaint as its whole file. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Case, Expression, fn

from agentdesk.common import clock, plates
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.in_call import before_interview
from agentdesk.complaints.preview import PersonLine, person_line
from agentdesk.complaints.rows import ComplaintRow, rows, standings_of, wall
from agentdesk.complaints.steps import OPEN_STATES, STATES
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, ComplaintEvent, Person, RepairOrder, Sale, Vehicle

__all__ = [
    "ComplaintFile",
    "ComplaintRow",
    "HistoryLine",
    "by_number",
    "counts",
    "id_of",
    "list_complaints",
    "of_call",
    "of_interview",
    "show",
]


@dataclass(frozen=True)
class HistoryLine:
    """One step of the history; `step` is one of the six of CP-03, or None."""

    at: datetime
    kind: str
    step: int | None
    person: str
    note: str
    data: dict[str, Any]


@dataclass(frozen=True)
class ComplaintFile:
    """A complaint with everything that belongs to it."""

    row: ComplaintRow
    standing: Standing
    words: str
    remedy_sought: str
    wants_callback: bool | None
    origin: str
    interview_id: int | None
    question_code: str  # of the questionnaire, with the answer's; the texts are what stood on the screen
    answer_code: str
    question: str
    answer: str
    vehicle: str
    event: str
    about: PersonLine | None
    raised_by: PersonLine | None
    history: tuple[HistoryLine, ...]

    def as_json(self) -> dict[str, Any]:
        """The file with stable keys, those of the row first."""
        now = self.standing
        return {
            **self.row.as_json(),
            "origin": self.origin,
            "words": self.words,
            "remedy_sought": self.remedy_sought,
            "wants_callback": self.wants_callback,
            "question": self.question,
            "question_code": self.question_code,
            "answer": self.answer,
            "answer_code": self.answer_code,
            "vehicle": self.vehicle,
            "event": self.event,
            "about": self.about.name if self.about else None,
            "raised_by": self.raised_by.name if self.raised_by else None,
            "cause_gap": now.cause_gap or None,
            "goodwill_cents": now.goodwill_cents,
            "preferential": now.preferential,
            "remedy_asked": now.remedy_asked,
            "criteria": dict(now.criteria),
            "accepted": now.accepted,
            "recourse": now.recourse or None,
            "pauses": [
                {"reason": pause.reason, "from": wall(pause.start), "to": wall(pause.end), "stops": list(pause.stops)}
                for pause in now.pauses
            ],
            "handled_on": now.handled_on.isoformat() if now.handled_on else None,
            "deadlines": {
                "acknowledge": wall(now.acknowledge_by),
                "plan": wall(now.plan_by),
                "solve": wall(now.solve_by),
                "recall": wall(now.recall_by),
            },
            "late": sorted(now.late),
            "history": [
                {"at": wall(line.at), "kind": line.kind, "step": line.step, "person": line.person, "note": line.note,
                 "data": line.data}
                for line in self.history
            ],
        }  # fmt: skip


def list_complaints(
    state: str | None = None,
    *,
    severity: str | None = None,
    responsible_id: int | None = None,
    customer_id: int | None = None,
    limit: int | None = None,
) -> list[ComplaintRow]:
    """Complaints by what runs out next; without a state the open ones, with `all` every one.

    UsageError for a state that does not exist.
    """
    where: Expression = _in_state(state)
    if severity is not None:
        where &= Complaint.severity == severity
    if responsible_id is not None:
        where &= Complaint.responsible == responsible_id
    if customer_id is not None:
        where &= Complaint.customer == customer_id
    return rows(where, limit)


def by_number(numbers: Iterable[str]) -> list[ComplaintRow]:
    """Complaints by their numbers, open or closed, by what runs out next; a number that is not there is left out."""
    return rows(Complaint.no.in_(list(numbers)))


def id_of(no: str) -> int:
    """A complaint's id by its number, however it is written; UsageError where there is none."""
    found = Complaint.select(Complaint.id).where(Complaint.no == no.strip().upper()).scalar()
    if found is None:
        raise UsageError(_("There is no complaint {no}.").format(no=no))
    return int(found)


def number_of(complaint_id: int) -> str:
    """A complaint's number by its id; UsageError where there is none."""
    found = Complaint.select(Complaint.no).where(Complaint.id == complaint_id).scalar()
    if found is None:
        raise UsageError(_("There is no complaint {no}.").format(no=complaint_id))
    return str(found)


def show(no: str) -> ComplaintFile:
    """A complaint's file by its number; UsageError where there is none."""
    complaint = Complaint.get_by_id(id_of(no))
    row = rows(Complaint.id == complaint.id)[0]
    lines = _history(complaint.id)
    raised = lines[0].data if lines else {}
    return ComplaintFile(
        row=row,
        standing=standings_of([complaint.id])[complaint.id],
        words=complaint.words,
        remedy_sought=complaint.remedy_sought,
        wants_callback=complaint.wants_callback,
        origin=complaint.origin,
        interview_id=complaint.interview_id,
        question_code=complaint.question,
        answer_code=raised.get("answer", ""),
        question=raised.get("question_text") or complaint.question,
        answer=raised.get("answer_text") or raised.get("answer", ""),
        vehicle=_vehicle(complaint),
        event=_event(complaint),
        about=person_line(complaint.about_id),
        raised_by=person_line(complaint.raised_by_id),
        history=tuple(lines),
    )


def of_interview(interview_id: int) -> ComplaintFile | None:
    """The file of the complaint raised last in an interview; None where none was."""
    raised = Complaint.select(Complaint.no).where(Complaint.interview == interview_id)
    no = raised.order_by(Complaint.id.desc()).scalar()
    return show(no) if no else None


def of_call(contact_id: int) -> ComplaintFile | None:
    """The file of the complaint raised last in a call before its interview began; None where none was."""
    raised = before_interview(contact_id)
    return show(raised[-1][1]) if raised else None


def counts() -> dict[str, int]:
    """How many open complaints stand in each state, how many are past a deadline (`breached`), and `open`."""
    found, breached = dict.fromkeys(OPEN_STATES, 0), 0
    past = fn.SUM(Case(None, [(Complaint.next_breach < clock.now(), 1)], 0))
    by_state = Complaint.select(Complaint.state, fn.COUNT(Complaint.id), past).where(_in_state(None))
    for state, number, late in tuples(by_state.group_by(Complaint.state)):
        found[state] = number
        breached += late
    return {**found, "breached": breached, "open": sum(found.values())}


def _in_state(state: str | None) -> Expression:
    if state is None or state == "open":
        return Complaint.state.in_(OPEN_STATES)
    if state == "all":
        return Complaint.id > 0
    if state not in STATES:
        known = ", ".join(["open", "all", *STATES])
        raise UsageError(_("{value} is not one of: {allowed}").format(value=state, allowed=known))
    return Complaint.state == state


def _history(complaint_id: int) -> list[HistoryLine]:
    found: Any = (
        ComplaintEvent.select(
            ComplaintEvent.at, ComplaintEvent.kind, ComplaintEvent.step, Person.name, ComplaintEvent.note,
            ComplaintEvent.data,
        )
        .join(Person, JOIN.LEFT_OUTER, on=(ComplaintEvent.person == Person.id))
        .where(ComplaintEvent.complaint == complaint_id)
        .order_by(ComplaintEvent.id)
        .tuples()
    )  # fmt: skip
    return [HistoryLine(at, kind, step, who or "", note, json.loads(data)) for at, kind, step, who, note, data in found]


def _vehicle(complaint: Complaint) -> str:
    car = Vehicle.get_or_none(Vehicle.id == complaint.vehicle_id)
    return f"{car.model} {plates.mask(car.plate)}".strip() if car else ""


def _event(complaint: Complaint) -> str:
    order = RepairOrder.get_or_none(RepairOrder.id == complaint.repair_order_id)
    sale = Sale.get_or_none(Sale.id == complaint.sale_id)
    day: date | None = order.left_on if order else sale.delivered_on if sale else None
    text = order.service_name if order else sale.model if sale else ""
    return f"{text} {day.isoformat() if day else ''}".strip()
