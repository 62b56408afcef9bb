"""Why a vehicle's next maintenance is due when it is: the readings, what was made of each, the rate, both dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from agentdesk.common import plates, vins
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.playbook import current
from agentdesk.queue import histories
from agentdesk.queue.odometer import MERGED_DAYS
from agentdesk.queue.predicting import interval_of, next_service, visits_of
from agentdesk.queue.prediction import Interval, Prediction, Visit, predict
from agentdesk.store.tables import Vehicle

# used; doubtful; read within days of another one; not within a year or the last four, or before an odometer started
# anew; nothing was read
Use = Literal["used", "doubtful", "merged", "left_out", "blank"]


@dataclass(frozen=True)
class Outlook:
    """A vehicle's next maintenance and what it rests on; `prediction` is None where it was never serviced here."""

    vehicle: Vehicle
    interval: Interval
    visits: tuple[tuple[Visit, Use], ...]
    prediction: Prediction | None
    next_on: date | None

    @property
    def source(self) -> str:
        """Where the coming day is from: `given` by another system, `predicted`, or `none`."""
        if self.next_on is None:
            return "none"
        predicted = self.prediction is not None and self.prediction.due_on == self.next_on
        return "predicted" if predicted else "given"

    @property
    def earlier(self) -> str:
        """Which of both dates comes first: `km`, `time`, or "" where nothing is predicted."""
        found = self.prediction
        if found is None:
            return ""
        return "km" if found.by_km is not None and found.by_km <= found.by_time else "time"

    def as_json(self) -> dict[str, Any]:
        """Everything with stable keys; plate and VIN are masked."""
        found = self.prediction
        return {
            "vehicle": self.vehicle.source_key,
            "plate": plates.mask(self.vehicle.plate),
            "vin": vins.mask(self.vehicle.vin),
            "model": self.vehicle.model,
            "use_type": self.vehicle.use_type,
            "interval": {"km": self.interval.km, "months": self.interval.months},
            "readings": [
                {"on": visit.on, "km": visit.km, "service": visit.service, "told": visit.told, "use": use}
                for visit, use in self.visits
            ],
            "prediction": _as_json(found, self.earlier) if found else None,
            "given_on": self.vehicle.given_service_on,
            "next_service_on": self.next_on,
            "source": self.source,
        }


def outlook(text: str) -> Outlook:
    """The next maintenance of the vehicle with this plate, VIN or number, reckoned from the facts as they are now.

    Raises UsageError where no vehicle or several are meant, UserError under a playbook that predicts none.
    """
    vehicle = vehicle_named(text)
    rules = current.current().head.maintenance
    if rules is None:
        raise UserError(_("The playbook in force has no [maintenance]; nothing is predicted."))
    orders, told = histories.orders_of([vehicle.id]), histories.told_of([vehicle.id])
    visits = visits_of(orders.get(vehicle.id, ()), told.get(vehicle.id, ()), rules)
    interval = interval_of(vehicle.model, vehicle.use_type, rules)
    found = predict(visits, interval)
    next_on = next_service(vehicle.given_service_on, vehicle.given_on, found)
    shown = tuple((visit, _use(visit, visits, found)) for visit in sorted(visits, key=lambda visit: visit.on))
    return Outlook(vehicle, interval, shown, found, next_on)


def vehicle_named(text: str) -> Vehicle:
    """The one vehicle with this plate, VIN or number of the dealer's system; UsageError for none or several."""
    wanted = (Vehicle.plate == plates.normalise(text)) | (Vehicle.vin == vins.normalise(text))
    found = list(Vehicle.select().where((wanted | (Vehicle.source_key == text)) & (text != "")).limit(2))
    if len(found) != 1:
        message = _("Several vehicles are meant by {name}; give the VIN.") if found else _("No such vehicle: {name}")
        raise UsageError(message.format(name=visible(text)))
    return found[0]


def _use(visit: Visit, visits: list[Visit], found: Prediction | None) -> Use:
    if not visit.km or visit.km < 0:
        return "blank"
    used = {(reading.on, reading.km): reading for reading in found.odometer.used} if found else {}
    if (visit.on, visit.km) in used:
        return "used"
    doubt = found.doubt.reading if found and found.doubt else None
    if doubt and (doubt.on, doubt.km) == (visit.on, visit.km):
        return "doubtful"
    near = any(other is not visit and abs((other.on - visit.on).days) < MERGED_DAYS for other in visits if other.km)
    return "merged" if near else "left_out"


def _as_json(found: Prediction, earlier: str) -> dict[str, Any]:
    doubt = found.doubt
    return {
        "serviced_on": found.serviced_on,
        "km_a_day": round(found.km_a_day, 3) if found.km_a_day else None,
        "spread": round(found.spread, 3) if found.spread is not None else None,
        "readings": found.readings,
        "span_days": found.span_days,
        "method": found.method,
        "confidence": found.confidence,
        "due_by_km": found.by_km,
        "due_by_time": found.by_time,
        "earlier": earlier,
        "due_on": found.due_on,
        "doubt": {"kind": doubt.kind, "on": doubt.reading.on, "km": doubt.reading.km, "asked": found.odometer.asked}
        if doubt
        else None,
    }
