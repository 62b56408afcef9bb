"""Repairs of one vehicle that do not end: what its workshop orders add up to within the warranty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.playbook.schema import Counters
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import RepairOrder, Vehicle


class Order(NamedTuple):
    """A workshop visit as the counting needs it."""

    no: str
    repeats: str  # the number of the order whose fault it repairs again
    opened_on: date | None
    completed_on: date | None
    left_on: date | None
    mileage_km: int | None
    is_warranty: bool

    @property
    def days(self) -> int:
        """Days in the workshop until it was done, one at least; 0 where nobody knows when it came in."""
        if self.opened_on is None:
            return 0
        return max((_end(self) - self.opened_on).days, 1)


class Repairs(NamedTuple):
    """The most repairs of one fault, and the days in the workshop, within the warranty."""

    same_fault: int
    days: int


def repairs_of(vehicle_id: int, limits: Counters) -> Repairs:
    """What a vehicle's orders add up to within its warranty; nought where nobody knows when it was delivered."""
    found = _delivered.first(vehicle_id)
    if not found or found[0] is None:
        return Repairs(0, 0)
    return count([Order(*row) for row in _orders.rows(vehicle_id)], found[0], limits)


def count(orders: Sequence[Order], delivered_on: date, limits: Counters) -> Repairs:
    """Pure. What counts is only what the dealer system says for certain.

    The same fault: an order that the dealer system marks as the repetition of another (返修原单号), that other one, and
    so on through the chain. The name of a service (一般维修) says what kind of visit it was, never which fault, and is
    not used: a fault that came back without being marked is not seen here. Days in the workshop: of warranty repairs
    and of such chains, from coming in until done (or until today), a part of a day as one. An order counts by the day
    it was opened, and by its odometer where the warranty is limited by distance and the reading is known.
    """
    chains = _chains(orders)
    ends = add_months(delivered_on, limits.months)
    within = [order for order in orders if _within(order, delivered_on, ends, limits.km)]
    repeated = Counter(chains[order.no] for order in within if order.no in chains)
    days = sum(order.days for order in within if order.is_warranty or order.no in chains)
    return Repairs(max(repeated.values(), default=0), days)


def _chains(orders: Iterable[Order]) -> dict[str, str]:
    """Orders that repeat one another, by number, with the first of their chain."""
    repeats = {order.no: order.repeats for order in orders if order.repeats and order.repeats != order.no}
    found: dict[str, str] = {}
    for no in (*repeats, *repeats.values()):
        seen = [no]
        while (earlier := repeats.get(seen[-1])) is not None and earlier not in seen:
            seen.append(earlier)
        found[no] = seen[-1]
    return found


def _within(order: Order, first: date, last: date, km: int | None) -> bool:
    day = order.opened_on or order.completed_on or order.left_on
    if day is None or not first <= day < last:
        return False
    return km is None or order.mileage_km is None or order.mileage_km <= km


def _end(order: Order) -> date:
    return order.completed_on or order.left_on or clock.today()


@prepared
def _delivered(vehicle_id: Any) -> ModelSelect[Vehicle]:
    return Vehicle.select(Vehicle.delivered_on).where(Vehicle.id == vehicle_id)


@prepared
def _orders(vehicle_id: Any) -> ModelSelect[RepairOrder]:
    columns = (
        RepairOrder.source_key, RepairOrder.re_repair_of, RepairOrder.opened_on, RepairOrder.completed_on,
        RepairOrder.left_on, RepairOrder.mileage_km, RepairOrder.is_warranty,
    )  # fmt: skip
    return RepairOrder.select(*columns).where(RepairOrder.vehicle == vehicle_id).order_by(RepairOrder.id)
