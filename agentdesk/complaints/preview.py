"""What stands around the complaint form: names for its ids, the severity its words propose, its deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agentdesk.common import clock, names, plates
from agentdesk.common.i18n import _
from agentdesk.complaints import in_call
from agentdesk.complaints.clocks import Deadlines, deadlines, working_clock
from agentdesk.complaints.model import POSITIONS, Draft, Proposal
from agentdesk.complaints.proposing import propose
from agentdesk.complaints.responsible import candidates
from agentdesk.playbook import current
from agentdesk.store.tables import Customer, Person, RepairOrder, Sale, Vehicle


@dataclass(frozen=True)
class PersonLine:
    """A colleague as the form names one, 陈涛 服务顾问, with nothing in it that a terminal would obey."""

    person_id: int
    name: str
    position: str


@dataclass(frozen=True)
class Preview:
    """The form's surroundings in the language in use; instants are naive UTC, None while the severity is unknown."""

    customer: str  # 王建国 先生
    vehicle: str  # model and masked plate
    event: str  # the service, or the model sold
    about: PersonLine | None
    responsible: PersonLine | None
    proposal: Proposal | None
    acknowledge_by: datetime | None
    plan_by: datetime | None
    solve_by: datetime | None
    recalled: str = ""  # number of the complaint whose re-call it is filled in in


def preview(draft: Draft) -> Preview:
    """What to show around a form that is being filled in; reads only."""
    customer = Customer.get_by_id(draft.customer_id)
    due, recalled = _deadlines(draft.severity), in_call.recalled_in(draft)
    return Preview(
        customer=names.display(customer.name, customer.title),
        vehicle=_vehicle(draft.vehicle_id),
        event=_event(draft),
        about=person_line(draft.about_id),
        responsible=person_line(draft.responsible_id),
        proposal=propose(draft),
        acknowledge_by=due.get("acknowledge_by"),
        plan_by=due.get("plan_by"),
        solve_by=due.get("solve_by"),
        recalled=recalled.no if recalled else "",
    )


def responsible_choices(draft: Draft) -> list[PersonLine]:
    """Whom the form offers as responsible: managers first, never the person it is about."""
    return [_line(person) for person in candidates(draft.about_id)]


def person_line(person_id: int | None) -> PersonLine | None:
    """A colleague by id, None for none."""
    person = Person.get_or_none(Person.id == person_id) if person_id is not None else None
    return _line(person) if person else None


def _line(person: Person) -> PersonLine:
    return PersonLine(person.id, person.name, _(POSITIONS[person.position]))


def _vehicle(vehicle_id: int | None) -> str:
    car = Vehicle.get_or_none(Vehicle.id == vehicle_id) if vehicle_id is not None else None
    return f"{car.model} {plates.mask(car.plate)}".strip() if car else ""


def _event(draft: Draft) -> str:
    if draft.repair_order_id is not None:
        return str(RepairOrder.get_by_id(draft.repair_order_id).service_name)
    return str(Sale.get_by_id(draft.sale_id).model) if draft.sale_id is not None else ""


def _deadlines(severity: str) -> Deadlines:
    row = next((row for row in current.current().complaints.severities if row.code == severity), None)
    now = clock.now()
    return deadlines(row, now, working_clock(now)) if row else {}
