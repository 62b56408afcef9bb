"""A complaint that no call of ours gave rise to: the front desk, another system (CP-12). Names become facts here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentdesk.common import plates, vins
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _, pick
from agentdesk.complaints.context import Context
from agentdesk.complaints.model import Draft, Proposal
from agentdesk.complaints.proposing import propose
from agentdesk.complaints.raising import draft_for, new_draft
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.tables import RepairOrder, Sale, Vehicle

USUAL_ORIGIN = "store"  # CP-12: what the stores take down themselves


def coded(what: str, text: str) -> str:
    """The code of a subject, origin or severity by code or by either name; UsageError names what there is."""
    rows: Any = current.current().complaints
    known = {"subject": rows.subjects, "origin": rows.origins, "severity": rows.severities}[what]
    wanted = text.strip().casefold()
    for row in known:
        if wanted in (row.code, row.zh.casefold(), row.en.casefold()):
            return str(row.code)
    allowed = _(", ").join(f"{row.code} {pick(row.zh, row.en)}" for row in known)
    raise UsageError(_("{value} is not one of: {allowed}").format(value=text.strip(), allowed=allowed))


def context_of(customer_id: int, *, vehicle: str = "", order: str = "", about_id: int | None = None) -> Context:
    """What a customer complains of: the order or sale of that number, the car by plate, VIN or number, the colleague.

    An order brings its car and its advisor. The only car of a customer with one is meant where none is named.
    UsageError for an order or a car that is not this customer's, or that do not belong together.
    """
    found = Context(customer_id, about_id=about_id)
    if order:
        found = _with_order(found, order.strip())
    car = _car(customer_id, vehicle) if vehicle else None
    if car is not None and found.vehicle_id not in (None, car):
        raise UsageError(_("The order {order} is not about the car {car}.").format(order=order, car=vehicle))
    if car is None and found.vehicle_id is None:
        cars = list(Vehicle.select(Vehicle.id).where((Vehicle.customer == customer_id) & Vehicle.sold_on.is_null()))
        car = cars[0].id if len(cars) == 1 else None
    return found._replace(vehicle_id=found.vehicle_id or car)


def form_outside(actor: Actor, customer_id: int) -> Draft:
    """The form of a complaint at the front desk; the one this person has begun for the customer as it was.

    UserError where this person has begun one for another customer.
    """
    kept = draft_for(actor, customer_id=customer_id, origin=USUAL_ORIGIN)
    return kept if kept.id is not None else new_draft(context_of(customer_id), origin=USUAL_ORIGIN)


def outside_draft(
    found: Context, *, words: str, origin: str, severity: str = "", **more: Any
) -> tuple[Draft, Proposal | None]:
    """The form for it, with what is proposed: without a severity it has the proposed one, which somebody confirms."""
    draft = replace(new_draft(found, words=words, origin=origin), **more)
    proposal = propose(draft)
    chosen = severity or (proposal.severity if proposal else draft.severity)
    return replace(draft, severity=chosen), proposal


def _with_order(found: Context, no: str) -> Context:
    fact: RepairOrder | Sale | None = None
    for table in (RepairOrder, Sale):
        fact = fact or table.get_or_none((table.source_key == no) & (table.customer == found.customer_id))
    if fact is None:
        raise UsageError(_("This customer has no order {no}.").format(no=no))
    return found._replace(
        repair_order_id=fact.id if isinstance(fact, RepairOrder) else None,
        sale_id=fact.id if isinstance(fact, Sale) else None,
        vehicle_id=fact.vehicle_id,
        about_id=found.about_id if found.about_id is not None else fact.advisor_id,
    )


def _car(customer_id: int, text: str) -> int:
    wanted = text.strip()
    named = (Vehicle.source_key == wanted) | (Vehicle.plate == plates.normalise(wanted))
    car = Vehicle.get_or_none((Vehicle.customer == customer_id) & (named | (Vehicle.vin == vins.normalise(wanted))))
    if car is None:
        raise UsageError(_("This customer has no car {car}.").format(car=wanted))
    return int(car.id)
