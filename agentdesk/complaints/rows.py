"""Complaints as rows, with one column for what runs out next. Reads only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, Expression

from agentdesk.common import clock, names
from agentdesk.common.business_time import BusinessClock
from agentdesk.complaints.clocks import working_clock
from agentdesk.complaints.derive import Event, Standing, event_of, standing
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
    age_business_minutes: int  # from raising to closing, or to now
    reopened: int

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
        }


def rows(where: Expression) -> list[ComplaintRow]:
    """The complaints that fit, by what runs out next; those without a running clock last."""
    found = list(_select(where))
    now = clock.now()
    working = working_clock(now) if found else None
    standings = standings_of([record[0] for record in found])
    lines = [_row(record, standings[record[0]], now, working) for record in found if working]
    return sorted(lines, key=lambda row: (row.next_breach is None, row.next_breach or row.raised_at, row.id))


def _select(where: Expression) -> Any:
    return (
        Complaint.select(
            Complaint.id, Complaint.no, Complaint.subject, Complaint.raised_at, Customer.id, Customer.name, Person.name
        )
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Complaint.responsible == Person.id))
        .where(where)
        .tuples()
    )


def _row(record: tuple[Any, ...], found: Standing, now: datetime, working: BusinessClock) -> ComplaintRow:
    complaint_id, no, subject, raised_at, customer_id, customer, responsible = record
    age = working.elapsed(raised_at, found.closed_at or now)
    next_breach = found.next_breach
    return ComplaintRow(
        id=complaint_id,
        no=no,
        state=found.state,
        severity=found.severity,
        subject=subject,
        customer_id=customer_id,
        customer=names.mask(customer),
        responsible_id=found.responsible_id,
        responsible=names.visible(responsible),
        next_clock=found.next_clock,
        next_breach=next_breach,
        breached=next_breach is not None and next_breach < now,
        raised_at=raised_at,
        age_business_minutes=age // timedelta(minutes=1),
        reopened=found.reopened,
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
