"""Complaints as rows, with one column for what runs out next. Reads only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, Expression, ModelSelect

from agentdesk.common import clock, names
from agentdesk.common.business_time import BusinessClock
from agentdesk.complaints.clocks import working_clock
from agentdesk.complaints.derive import Event, Standing, event_of, standing
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, ComplaintEvent, Customer, Person

_BATCH = 500  # complaints whose events are read at once; SQLite limits the values of one statement


@dataclass(frozen=True)
class ComplaintRow:
    """One line of a list; instants are naive UTC, `customer` is masked."""

    id: int
    no: str
    state: str
    severity: str
    subject: str
    customer_id: int
    customer: str
    responsible_id: int | None
    responsible: str
    next_clock: str  # acknowledge, plan, solve, recall; empty where nothing runs
    next_breach: datetime | None
    breached: bool
    raised_at: datetime
    closed_at: datetime | None
    paused_until: datetime | None  # where its clocks stand still now
    age_business_minutes: int  # from raising to closing, or to now
    reopened: int
    paused: str = ""  # why they stand still, a code of the playbook's pauses; empty where they run
    duplicate_of: str = ""  # the number of the complaint it was merged into

    def as_json(self) -> dict[str, Any]:
        """The row with stable keys; instants as the dealer's wall clock."""
        return {
            "no": self.no,
            "state": self.state,
            "severity": self.severity,
            "subject": self.subject,
            "customer": self.customer,
            "responsible": self.responsible,
            "next_clock": self.next_clock,
            "next_breach": wall(self.next_breach),
            "breached": self.breached,
            "raised_at": wall(self.raised_at),
            "age_business_minutes": self.age_business_minutes,
            "reopened": self.reopened,
            "paused": self.paused or None,
            "paused_until": wall(self.paused_until),
            "duplicate_of": self.duplicate_of or None,
        }


def rows(where: Expression, limit: int | None = None) -> list[ComplaintRow]:
    """The complaints that fit, by what runs out next; those without a running clock last.

    Read from the columns that repeat what the histories say, so that ten thousand cost one statement.
    """
    found = tuples(_columns().where(where).order_by(*SOONEST).limit(limit))
    if not found:
        return []
    now = clock.now()
    working = working_clock(now)
    return [_row(record, now, working) for record in found]


Survivor = Complaint.alias()
SOONEST = (Complaint.next_breach.is_null(), Complaint.next_breach, Complaint.id)


def _columns() -> ModelSelect[Complaint]:
    return (
        Complaint.select(
            Complaint.id, Complaint.no, Complaint.state, Complaint.severity, Complaint.subject, Complaint.raised_at,
            Complaint.responsible, Complaint.next_clock, Complaint.next_breach, Complaint.closed_at,
            Complaint.paused_for, Complaint.paused_until, Complaint.reopened, Survivor.no, Customer.id, Customer.name,
            Person.name,
        )
        .join(Survivor, JOIN.LEFT_OUTER, on=(Complaint.merged_into == Survivor.id))
        .switch(Complaint)
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Complaint.responsible == Person.id))
    )  # fmt: skip


def _row(record: tuple[Any, ...], now: datetime, working: BusinessClock) -> ComplaintRow:
    (complaint_id, no, state, severity, subject, raised_at, responsible_id, next_clock, next_breach, closed_at,
     paused_for, paused_until, reopened, survivor, customer_id, customer, responsible) = record  # fmt: skip
    paused = paused_until is not None and paused_until > now and closed_at is None
    return ComplaintRow(
        id=complaint_id,
        no=no,
        state=state,
        severity=severity,
        subject=subject,
        customer_id=customer_id,
        customer=names.mask(customer),
        responsible_id=responsible_id,
        responsible=responsible or "",
        next_clock=next_clock,
        next_breach=next_breach,
        breached=next_breach is not None and next_breach < now,
        raised_at=raised_at,
        closed_at=closed_at,
        paused_until=paused_until if paused else None,
        age_business_minutes=working.elapsed(raised_at, closed_at or now) // timedelta(minutes=1),
        reopened=reopened,
        paused=paused_for if paused else "",
        duplicate_of=survivor or "",
    )


def standings_of(ids: list[int]) -> dict[int, Standing]:
    """What the histories of these complaints amount to."""
    events: dict[int, list[Event]] = defaultdict(list)
    for start in range(0, len(ids), _BATCH):
        found: Any = (
            ComplaintEvent.select(
                ComplaintEvent.complaint, ComplaintEvent.kind, ComplaintEvent.at, ComplaintEvent.data,
                ComplaintEvent.person,
            )
            .where(ComplaintEvent.complaint.in_(ids[start : start + _BATCH]))
            .order_by(ComplaintEvent.id)
            .tuples()
        )  # fmt: skip
        for complaint_id, *rest in found:
            events[complaint_id].append(event_of(*rest))
    return {complaint_id: standing(events[complaint_id]) for complaint_id in ids}


def wall(instant: datetime | None) -> str | None:
    """A stored instant as the dealer's wall clock, ISO to the minute."""
    return clock.local(instant).isoformat(timespec="minutes") if instant else None
