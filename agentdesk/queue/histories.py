"""What vehicles' predictions rest on, read in batches: their visits, what was told, and whether any of it changed.

The database notes each vehicle whose history is written to (HistoryChange), so that a night looks at those only; of
them a fingerprint of the facts says whether anything is different after all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, Cast, ModelDelete, ModelInsert, ModelSelect, Value, fn

from agentdesk.store.prepared import prepared
from agentdesk.store.tables import HistoryChange, Prediction, RepairOrder, ToldMileage, Vehicle

AT_ONCE = 2_000  # vehicles in memory


class VehicleFacts(NamedTuple):
    """A vehicle whose history is not what its prediction rests on."""

    id: int
    customer: int
    model: str
    use_type: str
    given_service_on: date | None
    given_on: date | None
    service_from: date | None
    next_service_on: date | None
    predicted: int | None  # the row of its prediction
    was_serviced_on: date | None
    was_next_on: date | None
    doubt_on: date | None
    doubt_km: int | None
    basis: str | None  # None: it has neither a visit nor a given day any more


class Order(NamedTuple):
    """A workshop visit as it is read."""

    vehicle: int
    on: date
    km: int | None
    name: str
    advisor: int | None


class Told(NamedTuple):
    """What a customer said their car has done."""

    vehicle: int
    on: date
    km: int


class Touched(NamedTuple):
    """A vehicle whose history was written to, and how often so far."""

    vehicle: int
    changes: int


def touched() -> Iterator[list[Touched]]:
    """Batches of the vehicles whose history was written to since they were predicted."""
    last = 0
    while found := [Touched(*row) for row in _touched.rows(last, AT_ONCE)]:
        last = found[-1].vehicle
        yield found


def changed(stamp: str, vehicles: Sequence[int]) -> list[VehicleFacts]:
    """Those whose facts are not what their prediction rests on; `stamp` is the playbook's part."""
    return [VehicleFacts(*row) for row in _changed.rows(stamp, vehicles)]


def seen(vehicles: Sequence[Touched]) -> None:
    """Forget that these were written to, but for those that were again in the meantime."""
    _forget.run_each(vehicles)


def touch_all(low: int, high: int) -> int:
    """Have every vehicle of a span of ids looked at, the first one excluded; returns how many were added."""
    return _touch_all.run(low, high)


@prepared
def _touched(after: Any, limit: Any) -> ModelSelect[HistoryChange]:
    columns = HistoryChange.select(HistoryChange.vehicle, HistoryChange.changes)
    return columns.where(HistoryChange.vehicle > after).order_by(HistoryChange.vehicle).limit(limit)


@prepared
def _forget(vehicle: Any, changes: Any) -> ModelDelete:
    return HistoryChange.delete().where((HistoryChange.vehicle == vehicle) & (HistoryChange.changes == changes))


@prepared
def _touch_all(low: Any, high: Any) -> ModelInsert:
    rows = Vehicle.select(Vehicle.id, Value(1)).where((Vehicle.id > low) & (Vehicle.id <= high))
    columns = [HistoryChange.vehicle, HistoryChange.changes]
    once = [HistoryChange.vehicle]
    return HistoryChange.insert_from(rows, columns).on_conflict(action="nothing", conflict_target=once).as_rowcount()


@prepared
def _changed(stamp: Any, vehicles: Any) -> ModelSelect[Vehicle]:
    """Of these vehicles those whose facts differ from what their prediction rests on."""
    basis = _basis(stamp)
    columns = (
        Vehicle.id, Vehicle.customer, Vehicle.model, Vehicle.use_type, Vehicle.given_service_on, Vehicle.given_on,
        Vehicle.service_from, Vehicle.next_service_on, Prediction.id, Prediction.serviced_on, Prediction.next_on,
        Prediction.doubt_on, Prediction.doubt_km, basis,
    )  # fmt: skip
    query = Vehicle.select(*columns).join(Prediction, JOIN.LEFT_OUTER, on=(Prediction.vehicle == Vehicle.id))
    differs = fn.COALESCE(basis, "") != fn.COALESCE(Prediction.basis, "")
    return query.where(Vehicle.id.in_(vehicles) & differs).order_by(Vehicle.id)


def _basis(stamp: Any) -> Any:
    """A vehicle's fingerprint: the playbook's figures, its use and model, the day given, its visits, what was told.

    NULL where it has neither a visit nor a given day. Products of day and mileage tell apart what their sums would not.
    """
    name = RepairOrder.service_name
    read = _number(_visited()) * (fn.COALESCE(RepairOrder.mileage_km, 0) + 17) + fn.LENGTH(name)
    visits = RepairOrder.select(
        _joined(Cast(fn.COUNT(RepairOrder.id), "TEXT"), Cast(fn.SUM(read), "TEXT"), fn.MIN(name), fn.MAX(name))
    ).where((RepairOrder.vehicle == Vehicle.id) & _visited().is_null(False))
    told = ToldMileage.select(Cast(fn.SUM(_number(ToldMileage.told_on) * ToldMileage.km), "TEXT")).where(
        (ToldMileage.vehicle == Vehicle.id) & ToldMileage.withdrawn_at.is_null()
    )
    given, given_on = Cast(Vehicle.given_service_on, "TEXT"), Cast(Vehicle.given_on, "TEXT")
    texts = (fn.COALESCE(text, "") for text in (told, given, given_on))
    parts = (Vehicle.use_type, Vehicle.model, fn.COALESCE(visits, given), *texts)
    return _joined(Cast(stamp, "TEXT"), *parts)


def _joined(first: Any, *more: Any) -> Any:
    for part in more:
        first = first.concat("|").concat(part)
    return first


def _visited() -> Any:
    """The day a car was at the workshop; the odometer is read when it comes."""
    return fn.COALESCE(RepairOrder.opened_on, RepairOrder.completed_on, RepairOrder.left_on)


def _number(day: Any) -> Any:
    """A date as a number, 20261120, on every database."""
    return Cast(fn.REPLACE(Cast(day, "TEXT"), "-", ""), "BIGINT")


def orders_of(vehicles: Sequence[int]) -> dict[int, list[Order]]:
    """The workshop visits of these vehicles that have a day, each vehicle's in the order of days."""
    found: dict[int, list[Order]] = defaultdict(list)
    for vehicle, on, *more in _orders.rows(vehicles):
        found[vehicle].append(Order(vehicle, date.fromisoformat(on), *more))
    for orders in found.values():
        orders.sort(key=lambda order: order.on)
    return found


def told_of(vehicles: Sequence[int]) -> dict[int, list[Told]]:
    """What was said on the telephone about these vehicles."""
    found: dict[int, list[Told]] = defaultdict(list)
    for row in _told.rows(vehicles):
        found[row[0]].append(Told(*row))
    return found


@prepared
def _orders(vehicles: Any) -> ModelSelect[RepairOrder]:
    day = Cast(_visited(), "TEXT")
    columns = (RepairOrder.vehicle, day, RepairOrder.mileage_km, RepairOrder.service_name, RepairOrder.advisor)
    return RepairOrder.select(*columns).where(RepairOrder.vehicle.in_(vehicles) & _visited().is_null(False))


@prepared
def _told(vehicles: Any) -> ModelSelect[ToldMileage]:
    columns = ToldMileage.select(ToldMileage.vehicle, ToldMileage.told_on, ToldMileage.km)
    return columns.where(ToldMileage.vehicle.in_(vehicles) & ToldMileage.withdrawn_at.is_null())
