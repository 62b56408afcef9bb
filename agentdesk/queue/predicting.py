"""The night's predictions: which vehicles have a new history, what follows from it, and what is stored of it.

Looked at are the vehicles whose history was written to since the last time, all of them where the playbook's figures
are others; one is predicted anew when the fingerprint of its facts is no longer that of its prediction. So an ordinary
night costs by the day's orders and not by the cars there are, and a second run writes nothing. Reading and reckoning
take no lock, and what is written goes in short turns: memory stays small, and no desk waits.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from peewee import ModelDelete, ModelUpdate, fn

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.playbook.schema import Maintenance
from agentdesk.queue import histories, moved
from agentdesk.queue.histories import Order, Told, Touched, VehicleFacts
from agentdesk.queue.odometer import MERGED_DAYS
from agentdesk.queue.prediction import Interval, Visit, predict
from agentdesk.queue.prediction import Prediction as Predicted
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.pace import Pace
from agentdesk.store.prepared import insert_rows, prepared
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import Finding, Prediction, Vehicle

ODOMETER = "odometer"  # the finding's code
PREDICTED_BY = "predicted_by"  # the setting that says by which figures every vehicle was looked at

_COLUMNS = (
    "vehicle", "basis", "computed_on", "serviced_on", "due_on", "next_on", "due_by_km", "due_by_time", "method",
    "confidence", "km_a_day", "spread", "readings", "span_days", "doubt", "doubt_on", "doubt_km", "asked",
)  # fmt: skip
_FINDING = ("kind", "code", "customer", "vehicle", "against", "found_at", "work_date", "note")


@dataclass
class PredictionReport:
    """What one run changed: vehicles looked at, days of service set, odometers to ask about, tasks moved or ended."""

    day: date
    predicted: int = 0
    dated: int = 0
    findings: int = 0
    moved: int = 0
    withdrawn: int = 0
    longest_change: float = 0.0  # seconds for which the write lock was held at most

    def as_json(self) -> dict[str, Any]:
        """The report with stable keys."""
        return {**vars(self), "day": self.day.isoformat()}


def predict_changed(
    actor: Actor, day: date, *, progress: Callable[[str], None] | None = None, pace: Pace | None = None
) -> PredictionReport:
    """Predict the next maintenance of every vehicle whose history changed since it was predicted last (RM-23).

    Writes `Vehicle.next_service_on` where another system gave no day, then lets open reminders follow it (RM-20).
    Nothing is predicted under a playbook without [maintenance]. `pace` is that of the job it is a part of.
    """
    report, rules, pace = PredictionReport(day), current.current(day).head.maintenance, pace or Pace()
    if rules is not None:
        stamp = _stamp(rules)
        _look_at_all(actor, stamp, pace)
        for batch in histories.touched():
            vehicles = histories.changed(stamp, [one.vehicle for one in batch])
            found = {each[0].id: each for each in zip(vehicles, forecasts(vehicles, rules), strict=True)}
            for part in pace.parts(batch):
                _store(actor, day, rules, part, [found[one.vehicle] for one in part if one.vehicle in found], report)
            if progress:
                progress(_("{count} service days predicted").format(count=f"{report.predicted:,}"))
    report.moved, report.withdrawn = moved.follow(actor, day)
    return report


def _look_at_all(actor: Actor, stamp: str, pace: Pace) -> None:
    """Have every vehicle looked at where they were not by these figures, as in the first night."""
    if setting(PREDICTED_BY) == stamp:
        return
    last = Vehicle.select(fn.MAX(Vehicle.id)).scalar() or 0
    for low, high in pace.spans(last):
        with change(actor, "vehicle.predict") as audit:
            audit.skip()
            histories.touch_all(low, high)
    put(SYSTEM, PREDICTED_BY, stamp)  # no setting of a person's


def _stamp(rules: Maintenance) -> str:
    return hashlib.sha256(msgspec.json.encode(rules, order="sorted")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a vehicle's history says, and whose order the doubtful reading is in."""

    predicted: Predicted | None
    next_on: date | None
    doubt_against: int | None


Found = tuple[VehicleFacts, Forecast]


def forecasts(vehicles: Sequence[VehicleFacts], rules: Maintenance) -> Iterator[Forecast]:
    """Read these vehicles' histories and predict; nothing is written."""
    ids = [vehicle.id for vehicle in vehicles]
    orders, told = histories.orders_of(ids), histories.told_of(ids)
    for vehicle in vehicles:
        visits = orders.get(vehicle.id, [])
        found = predict(
            visits_of(visits, told.get(vehicle.id, ()), rules), interval_of(vehicle.model, vehicle.use_type, rules)
        )
        doubt = found.doubt if found else None
        wrote = {(visit.on, visit.km): visit.advisor for visit in visits} if doubt else {}
        against = wrote.get((doubt.reading.on, doubt.reading.km)) if doubt else None
        yield Forecast(found, next_service(vehicle.given_service_on, vehicle.given_on, found), against)


def visits_of(orders: Iterable[Order], told: Iterable[Told], rules: Maintenance) -> list[Visit]:
    """What the prediction is made from."""
    visits = [Visit(order.on, order.km, _is_service(rules, order.name)) for order in orders]
    return visits + [Visit(each.on, each.km, service=False, told=True) for each in told]


@lru_cache(maxsize=1024)
def _is_service(rules: Maintenance, name: str) -> bool:
    return rules.is_service(name)


@lru_cache(maxsize=1024)
def _interval(rules: Maintenance, model: str) -> tuple[int, int]:
    return rules.interval(model)


def interval_of(model: str, use_type: str, rules: Maintenance) -> Interval:
    """What the playbook says of a vehicle of this model and use."""
    km, months = _interval(rules, model)
    at_most = rules.km_a_day_at_most
    return Interval(km, months, rules.km_a_day, at_most.official if use_type == "official" else at_most.private)


def next_service(given: date | None, given_on: date | None, found: Predicted | None) -> date | None:
    """The day of the next maintenance: the given one until a service was done after it was given, else the predicted.

    A day of which nobody knows since when it was given counts until a service is done on it or later.
    """
    if given is None or found is None:
        return given or (found.due_on if found else None)
    done = found.serviced_on > given_on if given_on else found.serviced_on >= given
    return found.due_on if done else given


def _store(
    actor: Actor, day: date, rules: Maintenance, seen: Sequence[Touched], found: Sequence[Found],
    report: PredictionReport,
) -> None:  # fmt: skip
    """One short transaction, with its audit event where any of the vehicles that were seen is predicted anew."""
    start, dated, doubts = time.monotonic(), 0, list[Any]()
    with change(actor, "vehicle.predict") as audit:
        histories.seen(seen)
        if found:
            _drop.run_each([(row.predicted,) for row, _new in found if row.predicted])
            insert_rows(Prediction, _COLUMNS, (_row(*each, day) for each in found if each[0].basis is not None))
            dated = _set_days(found, rules.same_service_days)
            doubts = [row for each in found for row in _doubt(*each, day)]
            insert_rows(Finding, _FINDING, doubts)
            counts = {"day": day, "vehicles": len(found), "dated": dated, "findings": len(doubts)}
            audit("prediction", None, after={**counts, "first": found[0][0].id, "last": found[-1][0].id})
        else:
            audit.skip()
    report.longest_change = max(report.longest_change, time.monotonic() - start)
    report.predicted += len(found)
    report.dated += dated
    report.findings += len(doubts)


@prepared
def _drop(prediction_id: Any) -> ModelDelete:
    return Prediction.delete().where(Prediction.id == prediction_id)


def _row(vehicle: VehicleFacts, new: Forecast, day: date) -> tuple[Any, ...]:
    head, found = (vehicle.id, vehicle.basis, day), new.predicted
    if found is None:
        return (*head, None, None, new.next_on, None, None, "", "", None, None, 0, 0, "", None, None, False)
    doubt = found.doubt
    return (
        *head, found.serviced_on, found.due_on, new.next_on, found.by_km, found.by_time, found.method, found.confidence,
        found.km_a_day, found.spread, found.readings, found.span_days, doubt.kind if doubt else "",
        doubt.reading.on if doubt else None, doubt.reading.km if doubt else None, found.odometer.asked,
    )  # fmt: skip


def _set_days(found: Sequence[Found], same: int) -> int:
    """Store the coming days, and by which one each service is known; how many of them are another day now."""
    days = [(_known_by(*each, same), each[1].next_on, each[0]) for each in found]
    _store_day.run_each([
        (known_by, next_on, row.id)
        for known_by, next_on, row in days
        if (known_by, next_on) != (row.service_from, row.next_service_on)
    ])  # fmt: skip
    return sum(next_on != row.was_next_on for _known, next_on, row in days)


def _known_by(vehicle: VehicleFacts, new: Forecast, same: int) -> date | None:
    """The day by which the coming service is known; the old one as long as it is the same service."""
    if new.next_on is None:
        return None
    if vehicle.service_from is not None and _same_service(vehicle, new, same):
        return vehicle.service_from
    found = new.predicted
    return found.serviced_on if found and found.due_on == new.next_on else new.next_on


@prepared
def _store_day(known_by: Any, next_on: Any, vehicle_id: Any) -> ModelUpdate:
    return Vehicle.update(service_from=known_by, next_service_on=next_on).where(Vehicle.id == vehicle_id)


def _same_service(vehicle: VehicleFacts, new: Forecast, same: int) -> bool:
    """Whether the car was not serviced since, and its day moved only a little: a reminder of the old day serves."""
    before, now = vehicle.was_serviced_on, new.predicted.serviced_on if new.predicted else None
    served = now is not None and before is not None and abs((now - before).days) >= MERGED_DAYS
    if served or vehicle.was_next_on is None or new.next_on is None:
        return False
    return abs((new.next_on - vehicle.was_next_on).days) <= same


def _doubt(vehicle: VehicleFacts, new: Forecast, day: date) -> Iterator[tuple[Any, ...]]:
    """A finding for a doubtful reading that is new, counted against who wrote the order (DA-02)."""
    doubt = new.predicted.doubt if new.predicted else None
    if doubt is None or (doubt.reading.on, doubt.reading.km) == (vehicle.doubt_on, vehicle.doubt_km):
        return
    note = f"{doubt.kind} {doubt.reading.km} km {doubt.reading.on}"
    yield "other", ODOMETER, vehicle.customer, vehicle.id, new.doubt_against, clock.now(), day, note
