"""From sums to a figure: numerator, denominator, unrounded value and interval of what was observed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from agentdesk.common.intervals import interval_of_mean, net_promoter, wilson
from agentdesk.scoreboard.definition import Folded, Interval, Measure
from agentdesk.scoreboard.sums import Number, Sums

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
    value, interval = _mean_share(sums.days, sums.shares, sums.share_squares)
    return Folded(Fraction(sums.counted), sums.everyone, value, interval)


def mean_of_shares(shares: Sequence[Fraction]) -> tuple[Fraction | None, Interval]:
    """The plain mean of shares with its interval, which stays within nought and one; None without a share."""
    return _mean_share(len(shares), sum(shares), sum(share * share for share in shares))


def _mean_share(days: int, shares: Number, squares: Number) -> tuple[Fraction | None, Interval]:
    interval = interval_of_mean(days, shares, squares)
    bounded = (max(interval[0], 0.0), min(interval[1], 1.0)) if interval else None
    return Fraction(shares) / days if days else None, bounded


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
    total = Fraction(sums.worth)
    return Folded(total, sums.everyone, total / sums.weights if sums.weights else None, None)


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
