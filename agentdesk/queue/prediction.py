"""When a vehicle's next scheduled maintenance is due, from its own history (RM-23): a pure function.

It stands in this room because the night's build asks for it before it makes the reminders, and rooms import downwards
only: `care` lies above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import ceil
from statistics import median
from typing import Literal, NamedTuple

from agentdesk.common.dates import add_months
from agentdesk.queue.odometer import Doubt, Odometer, Reading, clean

LEAST_SPAN = 30  # days between the first and the last reading, below which a rate means nothing
LONGEST = 36_500  # days; a car that hardly moves is due by time anyway
# What a prediction is worth to whoever reads it; statistics, not a manager's decision [ours].
SURE_SPAN = 180  # days
SURE_READINGS = 4
SURE_SPREAD = 0.15
VAGUE_SPREAD = 0.5

Method = Literal["siegel", "default", "time"]
Confidence = Literal["low", "medium", "high"]


class Interval(NamedTuple):
    """What the playbook says of a vehicle: how far and how long between services, and what is usual and possible."""

    km: int
    months: int
    usual: int | None  # km a day where the history says nothing; None: the time alone counts
    at_most: int  # km a day


class Visit(NamedTuple):
    """A day at the workshop, or a call in which the customer told the mileage."""

    on: date
    km: int | None
    service: bool  # a scheduled maintenance
    told: bool = False


@dataclass(frozen=True, slots=True)
class Prediction:
    """The next service of a vehicle: both dates, the earlier of them, and what they rest on."""

    serviced_on: date  # the last maintenance; the next one is the service that is predicted
    due_on: date
    by_km: date | None
    by_time: date
    method: Method
    confidence: Confidence
    km_a_day: float | None
    spread: float | None  # median distance of the pairwise rates from the rate, as a share of it
    readings: int
    span_days: int
    odometer: Odometer

    @property
    def doubt(self) -> Doubt | None:
        """The reading that is to be asked about on the call; None where there is none."""
        return self.odometer.doubt


def predict(visits: Sequence[Visit], interval: Interval) -> Prediction | None:
    """The next maintenance after the last one: km date or time date, whichever is earlier; None without a maintenance.

    The rate is the Siegel repeated median of the cleaned readings, the usual one where fewer than two of them or less
    than a month remain. A last reading that was rejected is projected from the one before (standards, section 6).
    """
    serviced_on = max((visit.on for visit in visits if visit.service), default=None)
    if serviced_on is None:
        return None
    read = (Reading(visit.on, visit.km, visit.service, visit.told) for visit in visits if visit.km)
    odometer = clean(read, interval.usual, interval.at_most)
    used = odometer.used
    span = (used[-1].on - used[0].on).days if used else 0
    measured = siegel(used) if len(used) > 1 and span >= LEAST_SPAN else None
    rate = measured if measured and measured > 0 else interval.usual
    method: Method = "time" if rate is None else "siegel" if rate == measured else "default"
    spread = _spread(used, rate) if method == "siegel" and rate else None
    by_km = _by_km(serviced_on, used, interval.km, rate) if rate else None
    by_time = add_months(serviced_on, interval.months)
    return Prediction(
        serviced_on=serviced_on,
        due_on=min(by_km or by_time, by_time),
        by_km=by_km,
        by_time=by_time,
        method=method,
        confidence=_confidence(method, len(used), span, spread, odometer.doubt),
        km_a_day=rate,
        spread=spread,
        readings=len(used),
        span_days=span,
        odometer=odometer,
    )


def siegel(readings: Sequence[Reading]) -> float:
    """The repeated median of km a day: of each reading's median rate to the others, the median. Half may be wrong."""
    points = [(reading.on.toordinal(), reading.km) for reading in readings]
    return median(
        median((km - other) / (day - before) for before, other in points if before != day) for day, km in points
    )


def _spread(readings: Sequence[Reading], rate: float) -> float:
    slopes = [(later.km - earlier.km) / (later.on - earlier.on).days for earlier, later in combinations(readings, 2)]
    return median(abs(slope - rate) for slope in slopes) / rate


def _by_km(serviced_on: date, used: Sequence[Reading], interval: int, rate: float) -> date:
    """The day the interval is driven: from the last reading where the maintenance's own is known, else from its day."""
    service = next((reading for reading in reversed(used) if reading.service), None)
    if service is None or service.on < serviced_on:
        return serviced_on + timedelta(days=min(ceil(interval / rate), LONGEST))
    last = used[-1]
    ahead = ceil((service.km + interval - last.km) / rate)
    return last.on + timedelta(days=max(min(ahead, LONGEST), (service.on - last.on).days))


def _confidence(method: Method, readings: int, span: int, spread: float | None, doubt: Doubt | None) -> Confidence:
    if method != "siegel" or spread is None or readings < 3 or spread > VAGUE_SPREAD:
        return "low"
    sure = readings >= SURE_READINGS and span >= SURE_SPAN and spread <= SURE_SPREAD and doubt is None
    return "high" if sure else "medium"
