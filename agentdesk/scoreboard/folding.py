"""From subjects to a figure: numerator, denominator, unrounded value and interval of what was observed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from agentdesk.common.intervals import mean_interval, net_promoter, wilson
from agentdesk.scoreboard.definition import Folded, Interval, Measure, Observation

Days = Mapping[tuple[str, int], date | None]
NPS_POINTS = 100


def fold(measure: Measure, found: Sequence[Observation], days: Days | None = None) -> Folded:
    """What these subjects come to by a measure; `days` (their own days) are needed for the mean of days only."""
    return _FOLDS[measure](found, days or {})


def share(counted: int, everyone: int) -> Folded:
    """A share by its counts."""
    value = Fraction(counted, everyone) if everyone else None
    return Folded(Fraction(counted), everyone, value, wilson(counted, everyone))


def daily_shares(found: Sequence[Observation], days: Days) -> dict[date, Fraction]:
    """The share of each day that has a subject, by day."""
    of_day: dict[date, list[bool]] = defaultdict(list)
    for row in found:
        day = days.get((row.subject, row.id))
        if day is not None:
            of_day[day].append(row.counted)
    return {day: Fraction(sum(marks), len(marks)) for day, marks in sorted(of_day.items())}


def _share(found: Sequence[Observation], _days: Days) -> Folded:
    return share(sum(row.counted for row in found), len(found))


def _days(found: Sequence[Observation], days: Days) -> Folded:
    """KP-22: the mean of the days' shares; numerator and denominator stay those of all days together."""
    value, interval = mean_of_shares(list(daily_shares(found, days).values()))
    return Folded(Fraction(sum(row.counted for row in found)), len(found), value, interval)


def mean_of_shares(shares: Sequence[Fraction]) -> tuple[Fraction | None, Interval]:
    """The plain mean of shares with its interval, which stays within nought and one; None without a share."""
    value = sum(shares, Fraction()) / len(shares) if shares else None
    interval = mean_interval([float(one) for one in shares])
    return value, (max(interval[0], 0.0), min(interval[1], 1.0)) if interval else None


def _ratio(found: Sequence[Observation], _days: Days) -> Folded:
    total, counted = _sum(found), sum(row.counted for row in found)
    return Folded(total, counted, total / counted if counted else None, None)


def _mean(found: Sequence[Observation], _days: Days) -> Folded:
    total, number = _sum(found), len(found)
    interval = mean_interval([float(row.value or 0) for row in found])
    return Folded(total, number, total / number if number else None, interval)


def _net(found: Sequence[Observation], _days: Days) -> Folded:
    """Promoters have the value 1, detractors -1, everybody else 0."""
    ups, downs = (sum(row.value == one for row in found) for one in (1, -1))
    value = Fraction(NPS_POINTS * (ups - downs), len(found)) if found else None
    return Folded(Fraction(ups - downs), len(found), value, net_promoter(ups, downs, len(found)))


def _count(found: Sequence[Observation], _days: Days) -> Folded:
    return Folded(Fraction(len(found)), len(found), Fraction(len(found)), None)


def _weighted(found: Sequence[Observation], _days: Days) -> Folded:
    """An estimate: what is uncertain in the weights has no interval here."""
    total = sum((_one(row.value) for row in found if row.counted), Fraction())
    weights = sum((_one(row.weight) for row in found), Fraction())
    return Folded(total, len(found), total / weights if weights else None, None)


def _one(number: Fraction | None) -> Fraction:
    return Fraction(1) if number is None else number


def _outside(_found: Sequence[Observation], _days: Days) -> Folded:
    return Folded(Fraction(), 0, None, None)


def _sum(found: Sequence[Observation]) -> Fraction:
    return sum((row.value or Fraction() for row in found), Fraction())


_FOLDS: dict[Measure, Callable[[Sequence[Observation], Days], Folded]] = {
    "share": _share,
    "days": _days,
    "ratio": _ratio,
    "mean": _mean,
    "net": _net,
    "count": _count,
    "weighted": _weighted,
    "outside": _outside,
}
