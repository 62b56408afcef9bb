"""What waits for one person: complaints they answer for and notices they are to answer, and what they did lately."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, Expression, ModelSelect, fn

from agentdesk.common import clock, names, plates
from agentdesk.common.i18n import pick
from agentdesk.complaints import notices
from agentdesk.complaints.approving import to_approve
from agentdesk.complaints.preview import PersonLine, person_line
from agentdesk.complaints.rows import ComplaintRow, rows
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import (
    Complaint,
    ComplaintEvent,
    Customer,
    Escalation,
    Notice,
    RepairOrder,
    Sale,
    Task,
    Vehicle,
)

_DUTY = Notice.from_person.is_null()  # a colleague's line is read where it is shown
LATELY = timedelta(days=30)  # how long what is done stays in sight
DONE_STATES = ("recall_due", "closed")  # the rest of the way is the care agent's, or nobody's


@dataclass(frozen=True)
class WaitingComplaint:
    """A complaint on its handler's desk, whose customer is theirs to call."""

    row: ComplaintRow
    customer: str  # 王建国 先生
    initials: str
    vehicle: str  # model and masked plate


@dataclass(frozen=True)
class WaitingNotice:
    """A notice about a call, where `until` is the last day on which its answer gives the call back, or a complaint."""

    id: int
    kind: str
    customer_id: int | None
    customer: str
    initials: str
    vehicle: str
    reason: str  # the call: 售后回访
    event: str  # what it is about: 首保
    event_on: date | None
    attempts: int
    text: str
    created_at: datetime
    since_on: date | None
    until: date | None
    answered_at: datetime | None
    answer: str
    answer_note: str
    complaint_id: int | None
    complaint_no: str
    complaint_state: str
    clock: str  # of the complaint, for which the ladder sent it
    clock_due: datetime | None = None  # when that clock runs out (naive UTC); None where it does not run any more
    ids: tuple[int, ...] = ()  # with those of the same complaint that it stands for

    @property
    def due(self) -> datetime | None:
        """The end of its last day (naive UTC); the complaint's own of what the ladder sent, or else at once."""
        if self.kind == notices.NUDGE:
            return self.clock_due or self.created_at
        return clock.day_span(self.until)[1] if self.until else None

    @property
    def late(self) -> bool:
        """Whether the answer comes too late to give the call back."""
        return self.until is not None and self.until < clock.today() and self.answered_at is None


Waiting = WaitingComplaint | WaitingNotice


@dataclass(frozen=True)
class Brief:
    """What is read beside a complaint in a list."""

    words: str
    remedy_sought: str
    responsible: PersonLine | None
    about: PersonLine | None
    wants_callback: bool | None


def waiting(actor: Actor) -> list[Waiting]:
    """What this person has to do, by what runs out next; what no clock drives stands last."""
    actor.require("agent", "handler", "supervisor")
    theirs = (Complaint.responsible == actor.id) & Complaint.state.not_in(DONE_STATES)
    open_ones = theirs | Complaint.id.in_(to_approve(actor)) if actor.role == "handler" else theirs
    said = {line.id: line for line in notices.waiting(actor.id) if line.kind == notices.NUDGE}
    to_see = Notice.id.in_(list(said)) | (Notice.kind != notices.NUDGE)
    told = _notices((Notice.to_person == actor.id) & Notice.answered_at.is_null() & to_see & _DUTY)
    found = _folded([_as_said(each, said[each.id]) if each.id in said else each for each in told])
    return sorted([*_complaints(open_ones), *found], key=_order)


def done_lately(actor: Actor) -> list[Waiting]:
    """What this person handed on to the re-call, closed or answered in the last thirty days, newest first."""
    actor.require("agent", "handler", "supervisor")
    since = clock.now() - LATELY
    moved = ComplaintEvent.select(ComplaintEvent.complaint).where(
        ComplaintEvent.kind.in_(("answered", "closed")) & (ComplaintEvent.at >= since)
    )
    theirs = (Complaint.responsible == actor.id) & Complaint.state.in_(DONE_STATES) & Complaint.id.in_(moved)
    by_them = (Notice.to_person == actor.id) & (Notice.answered_at >= since) & (Notice.answer != notices.OVER) & _DUTY
    answered = _folded(_notices(by_them))
    complaints = sorted(_complaints(theirs), key=lambda found: found.row.id, reverse=True)
    return [*complaints, *sorted(answered, key=lambda found: found.id, reverse=True)]


def brief(complaint_id: int) -> Brief:
    """A complaint's words and people, for the pane beside the list."""
    row = Complaint.get_by_id(complaint_id)
    return Brief(
        words=row.words,
        remedy_sought=row.remedy_sought,
        responsible=person_line(row.responsible_id),
        about=person_line(row.about_id),
        wants_callback=row.wants_callback,
    )


def _as_said(notice: WaitingNotice, line: notices.NoticeLine) -> WaitingNotice:
    return replace(notice, text=line.text, clock=line.clock, clock_due=line.due)


def _folded(found: list[WaitingNotice]) -> list[WaitingNotice]:
    """The newest of what the ladder sent about each complaint, standing for all of them; the others as they are."""
    about: dict[tuple[str, int], list[WaitingNotice]] = defaultdict(list)
    for each in sorted(found, key=lambda notice: notice.id):
        is_nudge = each.kind == notices.NUDGE and each.complaint_id is not None
        about[("complaint", each.complaint_id or 0) if is_nudge else ("notice", each.id)].append(each)
    return [replace(group[-1], ids=tuple(each.id for each in group)) for group in about.values()]


def _order(found: Waiting) -> tuple[bool, datetime, int]:
    due = found.row.next_breach if isinstance(found, WaitingComplaint) else found.due
    since = found.row.raised_at if isinstance(found, WaitingComplaint) else found.created_at
    return due is None, due or since, found.row.id if isinstance(found, WaitingComplaint) else found.id


def _complaints(where: Expression) -> list[WaitingComplaint]:
    found = rows(where)
    known: dict[int, tuple[Any, ...]] = {}
    query = (
        Complaint.select(
            Complaint.id, Customer.name, Customer.title, Customer.name_initials, Vehicle.model, Vehicle.plate
        )
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        .where(where)
    )
    for complaint_id, *rest in tuples(query):
        known[complaint_id] = tuple(rest)
    made = []
    for row in found:
        name, title, initials, model, plate = known[row.id]
        made.append(WaitingComplaint(row, names.display(name, title), initials, _car(model, plate)))
    return made


def _rows_of_notices(where: Expression) -> ModelSelect[Notice]:
    """The notice with all its columns, and behind them what is told of its call, its customer and its complaint."""
    order = (Task.subject == "repair_order") & (Task.subject_id == RepairOrder.id)
    sale = (Task.subject == "sale") & (Task.subject_id == Sale.id)
    return (
        Notice.select(
            Notice, Customer.name, Customer.title, Customer.name_initials, Vehicle.model, Vehicle.plate,
            Task.kind_code, Task.event_on, Task.expires_on, Task.attempts, RepairOrder.service_name, Sale.model,
            Complaint.no, Complaint.state, Escalation.clock,
        )
        .join(Customer, JOIN.LEFT_OUTER, on=(Notice.customer == Customer.id))
        .join(Task, JOIN.LEFT_OUTER, on=(Notice.task == Task.id))
        .join(Complaint, JOIN.LEFT_OUTER, on=(Notice.complaint == Complaint.id))
        .join(Escalation, JOIN.LEFT_OUTER, on=(Notice.escalation == Escalation.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Vehicle.id == fn.COALESCE(Task.vehicle, Complaint.vehicle)))
        .join(RepairOrder, JOIN.LEFT_OUTER, on=order)
        .join(Sale, JOIN.LEFT_OUTER, on=sale)
        .where(where)
    )  # fmt: skip


def _notices(where: Expression) -> list[WaitingNotice]:
    kinds = {kind.code: pick(kind.zh, kind.en) for kind in current.current().kinds}
    columns = list(Notice._meta.sorted_field_names)
    found = []
    for values in tuples(_rows_of_notices(where)):
        row = dict(zip(columns, values, strict=False))
        name, title, initials, model, plate, kind, event_on, expires_on, attempts, service, sold = values[-14:-3]
        no, state, clock_name = values[-3:]
        found.append(
            WaitingNotice(
                id=row["id"],
                kind=row["kind"],
                customer_id=row["customer"],
                customer=names.display(name, title),
                initials=initials or "",
                vehicle=_car(model, plate),
                reason=kinds.get(kind, kind or ""),
                event=service or sold or "",
                event_on=event_on,
                attempts=attempts or 0,
                text=row["text"],
                created_at=row["created_at"],
                since_on=row["since_on"],
                until=expires_on,
                answered_at=row["answered_at"],
                answer=row["answer"],
                answer_note=row["answer_note"],
                complaint_id=row["complaint"],
                complaint_no=no or "",
                complaint_state=state or "",
                clock=clock_name or "",
            )
        )
    return found


def _car(model: str | None, plate: str | None) -> str:
    return f"{model or ''} {plates.mask(plate) if plate else ''}".strip()
