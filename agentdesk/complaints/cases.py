"""Complaints as reports need them: each with its department, its people by name and what its history amounts to.

What a history says is read from its events, never from the columns that repeat them; a complaint that was merged into
another counts with that one, and not again. Reads only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Expression

from agentdesk.common import clock, names
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.responsible import SELLERS, concerns_sales
from agentdesk.complaints.rows import standings_of
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, ComplaintEvent, Customer, Person, RepairOrder, Sale, Vehicle

Department = str  # "sales" or "service"
SALES, SERVICE = "sales", "service"
_BATCH = 500
DEPARTMENTS: tuple[Department, ...] = (SERVICE, SALES)


@dataclass(frozen=True)
class Case:
    """A complaint; `customer` is masked, people are (staff code, name), empty where there is nobody.

    `visit` is the number of the order or sale it is about, `model` the car's.
    """

    id: int
    no: str
    raised_on: date
    raised_at: datetime  # naive UTC
    department: Department
    subject: str
    severity: str
    origin: str
    words: str
    customer: str
    model: str
    visit: str
    about: tuple[str, str]
    responsible: tuple[str, str]
    standing: Standing
    raised_by: tuple[str, str] = ("", "")  # who took it down

    @property
    def is_open(self) -> bool:
        """Whether its loop is not closed (CP-07)."""
        return self.standing.state != "closed"

    def closed_within(self, first: date, last: date) -> bool:
        """Whether it stands closed since a day of the period."""
        return _within(self.standing.closed_at, first, last)


def raised(first: date, last: date, department: Department = "") -> list[Case]:
    """The complaints raised in a period, oldest first; of one department, or of both."""
    return _cases(Complaint.raised_on.between(first, last), department, lambda _case: True)


def by_ids(ids: Sequence[int]) -> list[Case]:
    """These complaints, oldest first, without those merged into another."""
    found: list[Case] = []
    for start in range(0, len(ids), _BATCH):
        found += _cases(Complaint.id.in_(list(ids[start : start + _BATCH])), "", lambda _case: True)
    return found


def still_open(last: date, department: Department = "") -> list[Case]:
    """Every complaint raised up to a day whose loop is open now, however old it is, oldest first (CP-07)."""
    not_over = Complaint.closed_at.is_null() | (Complaint.state != "closed")
    return _cases(not_over & (Complaint.raised_on <= last), department, lambda case: case.is_open)


def closed(first: date, last: date, department: Department = "") -> list[Case]:
    """The complaints that stand closed since a day of the period."""
    return _with_event("closed", first, last, department, lambda case: case.closed_within(first, last))


def handled(first: date, last: date, department: Department = "") -> list[Case]:
    """The complaints whose last handling was finished on a day of the period."""

    def fits(case: Case) -> bool:
        day = case.standing.handled_on
        return day is not None and first <= day <= last

    return _with_event("handled", first, last, department, fits)


def recalled(first: date, last: date, department: Department = "") -> list[Case]:
    """The complaints whose customer was first reached by a re-call in the period (KP-08)."""
    return _with_event(
        "recalled", first, last, department, lambda case: _within(case.standing.first_recall_at, first, last)
    )


def unreached(first: date, last: date, department: Department = "") -> list[Case]:
    """The complaints with a re-call in the period whose last handling never got the customer's word (CP-07)."""
    return _with_event("recalled", first, last, department, lambda case: case.standing.unanswered)


def _with_event(kind: str, first: date, last: date, department: Department, fits: Callable[[Case], bool]) -> list[Case]:
    start, end = clock.day_span(first)[0], clock.day_span(last)[1]
    within = (ComplaintEvent.kind == kind) & (ComplaintEvent.at >= start) & (ComplaintEvent.at < end)
    return _cases(Complaint.id.in_(ComplaintEvent.select(ComplaintEvent.complaint).where(within)), department, fits)


def _within(instant: datetime | None, first: date, last: date) -> bool:
    return instant is not None and first <= clock.local(instant).date() <= last


About, Responsible = Person.alias(), Person.alias()


def _cases(where: Expression, department: Department, fits: Callable[[Case], bool]) -> list[Case]:
    rows = tuples(
        Complaint.select(
            Complaint.id, Complaint.no, Complaint.raised_on, Complaint.raised_at, Complaint.subject, Complaint.origin,
            Complaint.words, Customer.name, Vehicle.model, Sale.model, RepairOrder.source_key, Sale.source_key,
            Complaint.repair_order, Complaint.sale, About.code, About.name, About.position, Responsible.id,
            Complaint.raised_by,
        )
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        .join(Sale, JOIN.LEFT_OUTER, on=(Complaint.sale == Sale.id))
        .join(RepairOrder, JOIN.LEFT_OUTER, on=(Complaint.repair_order == RepairOrder.id))
        .join(About, JOIN.LEFT_OUTER, on=(Complaint.about == About.id))
        .join(Responsible, JOIN.LEFT_OUTER, on=(Complaint.responsible == Responsible.id))
        .where(where)
        .order_by(Complaint.id)
    )  # fmt: skip
    standings = standings_of([row[0] for row in rows])
    people = {key: (code, name) for key, code, name in tuples(_people())}
    made = [_case(row, standings[row[0]], people) for row in rows if standings[row[0]].merged_into_id is None]
    return [case for case in made if department in ("", case.department) and fits(case)]


def _people() -> Any:
    return Person.select(Person.id, Person.code, Person.name)


def _case(row: tuple[Any, ...], standing: Standing, people: dict[int, tuple[str, str]]) -> Case:
    (complaint_id, no, raised_on, raised_at, subject, origin, words, customer, model, sold, order_no, sale_no,
     order_id, sale_id, about_code, about, position, responsible_id, raised_by_id) = row  # fmt: skip
    of_sales = concerns_sales(sale=sale_id is not None, order=order_id is not None, about_seller=position in SELLERS)
    return Case(
        id=complaint_id,
        no=no,
        raised_on=raised_on,
        raised_at=raised_at,
        department=SALES if of_sales else SERVICE,
        subject=subject,
        severity=standing.severity,
        origin=origin,
        words=words,
        customer=names.mask(customer),
        model=model or sold or "",
        visit=order_no or sale_no or "",
        about=(about_code or "", about or ""),
        responsible=people.get(standing.responsible_id or responsible_id or 0, ("", "")),
        standing=standing,
        raised_by=people.get(raised_by_id or 0, ("", "")),
    )
