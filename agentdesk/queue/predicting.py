"""The night's predictions: which vehicles have a new history, what follows from it, and what is stored of it.

A vehicle is looked at again when the fingerprint of its facts is no longer that of its prediction, so a second run
writes nothing. Reading and reckoning take no lock, and what is written goes in short turns: memory stays small, and no
desk waits.
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
from peewee import ModelUpdate

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.playbook.schema import Maintenance
from agentdesk.queue import histories, moved
from agentdesk.queue.histories import Order, Told, VehicleFacts
from agentdesk.queue.odometer import MERGED_DAYS
from agentdesk.queue.prediction import Interval, Visit, predict
from agentdesk.queue.prediction import Prediction as Predicted
from agentdesk.store.audit import Actor, change
from agentdesk.store.pace import Pace
from agentdesk.store.prepared import insert_rows, prepared
from agentdesk.store.tables import Finding, Prediction, Vehicle

ODOMETER = "odometer"  # the finding's code

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


def predict_changed(actor: Actor, day: date, *, progress: Callable[[str], None] | None = None) -> PredictionReport:
    """Predict the next maintenance of every vehicle whose history changed since it was predicted last (RM-23).

    Writes `Vehicle.next_service_on` where another system gave no day, then lets open reminders follow it (RM-20).
    Nothing is predicted under a playbook without [maintenance].
    """
    report, rules, pace = PredictionReport(day), current.current(day).head.maintenance, Pace()
    if rules is not None:
        for vehicles in histories.changed(_stamp(rules)):
            found = [*zip(vehicles, forecasts(vehicles, rules), strict=True)]
            for part in pace.parts(found):
                _store(actor, day, rules, part, report)
            if progress:
                progress(_("{count} service days predicted").format(count=f"{report.predicted:,}"))
    report.moved, report.withdrawn = moved.follow(actor, day)
    return report


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


def _store(actor: Actor, day: date, rules: Maintenance, found: Sequence[Found], report: PredictionReport) -> None:
    """One short transaction with its audit event."""
    start = time.monotonic()
    with change(actor, "vehicle.predict") as audit:
        Prediction.delete().where(Prediction.id.in_([row.predicted for row, _new in found if row.predicted])).execute()
        insert_rows(Prediction, _COLUMNS, (_row(*each, day) for each in found if each[0].basis is not None))
        dated = sum(_set_day(*each, rules.same_service_days) for each in found)
        doubts = [row for each in found for row in _doubt(*each, day)]
        insert_rows(Finding, _FINDING, doubts)
        counts = {"day": day, "vehicles": len(found), "dated": dated, "findings": len(doubts)}
        audit("prediction", None, after={**counts, "first": found[0][0].id, "last": found[-1][0].id})
    report.longest_change = max(report.longest_change, time.monotonic() - start)
    report.predicted += len(found)
    report.dated += dated
    report.findings += len(doubts)


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


def _set_day(vehicle: VehicleFacts, new: Forecast, same: int) -> bool:
    """Store the coming day and by which one that service is known; whether the coming day is another one now."""
    known_by = vehicle.service_from
    if new.next_on is None:
        known_by = None
    elif known_by is None or not _same_service(vehicle, new, same):
        found = new.predicted
        known_by = found.serviced_on if found and found.due_on == new.next_on else new.next_on
    if (known_by, new.next_on) != (vehicle.service_from, vehicle.next_service_on):
        _store_day.run(known_by, new.next_on, vehicle.id)
    return new.next_on != vehicle.was_next_on


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
