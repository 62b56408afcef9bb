"""From sums to a figure: numerator, denominator, unrounded value and interval of what was observed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from agentdesk.common.intervals import interval_of_mean, net_promoter, wilson
from agentdesk.scoreboard.definition import Folded, Measure
from agentdesk.scoreboard.sums import Sums

NPS_POINTS = 100


def fold(measure: Measure, sums: Sums) -> Folded:
    """What these sums come to by a measure."""
    return _FOLDS[measure](sums)


def share(counted: int, everyone: int) -> Folded:
    """A share by its counts."""
    value = Fraction(counted, everyone) if everyone else None
    return Folded(Fraction(counted), everyone, value, wilson(counted, everyone))


def _share(sums: Sums) -> Folded:
    return share(sums.counted, sums.everyone)


def _days(sums: Sums) -> Folded:
    """KP-22: the mean of the days' shares; numerator and denominator stay those of all days together."""
    value = Fraction(sums.shares) / sums.days if sums.days else None
    interval = interval_of_mean(sums.days, sums.shares, sums.share_squares)
    bounded = (max(interval[0], 0.0), min(interval[1], 1.0)) if interval else None
    return Folded(Fraction(sums.counted), sums.everyone, value, bounded)


def _ratio(sums: Sums) -> Folded:
    total = Fraction(sums.total)
    return Folded(total, sums.counted, total / sums.counted if sums.counted else None, None)


def _mean(sums: Sums) -> Folded:
    total = Fraction(sums.total)
    interval = interval_of_mean(sums.everyone, total, sums.squares)
    return Folded(total, sums.everyone, total / sums.everyone if sums.everyone else None, interval)


def _net(sums: Sums) -> Folded:
    """Promoters count and have the value 1, detractors -1, everybody else 0."""
    ups, net = sums.counted, Fraction(sums.total)
    value = NPS_POINTS * net / sums.everyone if sums.everyone else None
    return Folded(net, sums.everyone, value, net_promoter(ups, int(ups - net), sums.everyone))


def _count(sums: Sums) -> Folded:
    return Folded(Fraction(sums.everyone), sums.everyone, Fraction(sums.everyone), None)


def _weighted(sums: Sums) -> Folded:
    """An estimate: what is uncertain in the weights has no interval here."""
    total, weights = Fraction(sums.total), Fraction(sums.weights)
    return Folded(total, sums.everyone, total / weights if weights else None, None)


def _outside(_sums: Sums) -> Folded:
    return Folded(Fraction(), 0, None, None)


_FOLDS: dict[Measure, Callable[[Sums], Folded]] = {
    "share": _share,
    "days": _days,
    "ratio": _ratio,
    "mean": _mean,
    "net": _net,
    "count": _count,
    "weighted": _weighted,
    "outside": _outside,
}
