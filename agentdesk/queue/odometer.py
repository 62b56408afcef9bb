"""What a vehicle's odometer said over the years, cleaned: which readings may be used, and which one is doubtful.

Readings are typed by hand: a rework brings a second one within days, a slip of the keyboard one that no car could have
driven. Pure functions; the method is that of the maintenance prediction (RM-23).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import log
from typing import Literal, NamedTuple

MERGED_DAYS = 7  # visits less than so many days apart are one; rates are judged over longer gaps only
YEAR = timedelta(days=365)
AT_LEAST = 4  # records that count although they are older than a year (RM-23)
TOLD_ROUNDING_KM = 1_000  # customers say round figures: so far below the last reading one says nothing

DoubtKind = Literal["falling", "jump"]


class Reading(NamedTuple):
    """What the odometer showed on a day, in km; `service`: at a scheduled maintenance; `told`: by the customer."""

    on: date
    km: int
    service: bool = False
    told: bool = False


class Doubt(NamedTuple):
    """A reading that cannot be right beside the others: it fell, or the car would have driven too far in a day."""

    kind: DoubtKind
    reading: Reading


class Odometer(NamedTuple):
    """A history cleaned: the readings of the window, oldest first, those left out, and the doubtful one."""

    used: tuple[Reading, ...]
    doubt: Doubt | None
    asked: bool  # the customer has told a figure since the doubtful one was taken


def clean(readings: Iterable[Reading], usual: int | None, at_most: int) -> Odometer:
    """The readings that count: merged, plausible, of the last year or the last four where that is more.

    `usual` and `at_most` are km a day: what is expected where two readings contradict each other, and what no such car
    exceeds. The order in which the readings are given does not matter.
    """
    readings = list(readings)
    recent = _recent(merge(readings), AT_LEAST + 1)
    kept, doubt = gate(recent, usual, at_most)
    asked = doubt is not None and any(reading.told and reading.on >= doubt.reading.on for reading in readings)
    return Odometer(tuple(_recent(kept, AT_LEAST)), None if doubt and doubt.reading.told else doubt, asked)


def merge(readings: Iterable[Reading]) -> list[Reading]:
    """One reading for visits within a week, the highest the workshop read; without those that say nothing."""
    groups: list[list[Reading]] = []
    for reading in _told_anew(sorted(each for each in readings if each.km > 0)):
        if groups and (reading.on - groups[-1][0].on).days < MERGED_DAYS:
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return [_one(group) for group in groups]


def _told_anew(readings: Sequence[Reading]) -> Iterable[Reading]:
    """Without a customer's round figures that lie just below what the workshop had read before."""
    read = 0
    for reading in readings:
        if reading.told and read - TOLD_ROUNDING_KM <= reading.km <= read:
            continue
        yield reading
        read = reading.km


def _one(group: Sequence[Reading]) -> Reading:
    if len(group) == 1:
        return group[0]
    read = [reading for reading in group if not reading.told] or group
    highest = max(read, key=lambda reading: (reading.km, reading.on))
    return highest._replace(service=any(reading.service for reading in group))


def _recent(readings: Sequence[Reading], at_least: int) -> Sequence[Reading]:
    """Those of the year before the last one, or the last few where that is more."""
    if len(readings) <= at_least:
        return readings
    within = sum(reading.on > readings[-1].on - YEAR for reading in readings)
    return readings[-max(within, at_least) :]


def rates(readings: Sequence[Reading]) -> list[float]:
    """Km a day from each reading to the next, over gaps of at least a week."""
    return [
        (later.km - earlier.km) / (later.on - earlier.on).days
        for earlier, later in pairwise(readings)
        if (later.on - earlier.on).days >= MERGED_DAYS
    ]


def gate(readings: Sequence[Reading], usual: int | None, at_most: int) -> tuple[Sequence[Reading], Doubt | None]:
    """The readings without the one whose removal makes every rate plausible, and that one as a doubt.

    Where several would do, it is the one without which the car drove most evenly, and nearest to the usual; where none
    would, all before the last implausible step are left out: that odometer may have been exchanged.
    """
    wrong = _implausible(readings, at_most)
    if not wrong:
        return readings, None
    candidates = [
        (_unevenness(rest, usual), -place)
        for place in range(len(readings))
        if not _implausible(rest := [*readings[:place], *readings[place + 1 :]], at_most)
    ]
    if not candidates:
        return readings[wrong[-1] :], _doubt(readings, wrong[-1])
    place = -min(candidates)[1]
    return [*readings[:place], *readings[place + 1 :]], _doubt(readings, place)


def _implausible(readings: Sequence[Reading], at_most: int) -> list[int]:
    """Places of the readings that no car could show after the one before."""
    return [
        place
        for place, (earlier, later) in enumerate(pairwise(readings), start=1)
        if (later.on - earlier.on).days >= MERGED_DAYS
        and not 0 < later.km - earlier.km <= at_most * (later.on - earlier.on).days
    ]


def _unevenness(readings: Sequence[Reading], usual: int | None) -> float:
    logs = [log(rate) for rate in [*([usual] if usual else []), *rates(readings)]]
    return round(max(logs) - min(logs), 9) if logs else 0.0


def _doubt(readings: Sequence[Reading], place: int) -> Doubt:
    """What is strange about a reading: too low beside the one before, or else too high beside a neighbour."""
    reading = readings[place]
    fell = place > 0 and reading.km <= readings[place - 1].km
    return Doubt("falling" if fell else "jump", reading)
