"""The axis of a chart: from where to where it goes, and the levels that are written beside it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from agentdesk.reports.document import Chart

STEPS = 5  # levels, about
SPAN = {"percent": Fraction(1, 10)}  # the least a scale covers, or noise would look like a fall
_ROUND = (1, 2, Fraction(5, 2), 5, 10)


@dataclass(frozen=True)
class Scale:
    """An axis; `levels` go from its low end to its high end at equal distances."""

    levels: tuple[Fraction, ...]

    @property
    def low(self) -> Fraction:
        """Its low end."""
        return self.levels[0]

    @property
    def high(self) -> Fraction:
        """Its high end."""
        return self.levels[-1]

    def place(self, value: Fraction) -> float:
        """Where a value lies between the ends, 0 to 1; one beyond them lies at the end."""
        share = float((value - self.low) / (self.high - self.low))
        return min(max(share, 0.0), 1.0)


def scale_of(chart: Chart) -> Scale:
    """A scale in round steps that holds every value and the target.

    Bars begin at nought, or their lengths would lie; a line may begin where its values do. A share never passes 100 %.
    """
    found = [Fraction(value) for series in chart.series for value in series.values if value is not None]
    if chart.target is not None:
        found.append(chart.target)
    if chart.shape == "bars" or not found:
        found.append(Fraction())
    low, high = min(found), max(found)
    least = SPAN.get(chart.sort, Fraction())
    if high - low < least:
        high = min(high + (least - (high - low)) / 2, max(high, Fraction(1)))
        low = max(high - least, Fraction()) if low >= 0 else high - least
    if low == high:
        low, high = (Fraction(), high) if high > 0 else (low, low + 1)
    step = _step((high - low) / STEPS)
    if chart.sort == "count":
        step = max(step, Fraction(1))
    first, last = floor(low / step), -floor(-high / step)
    levels = [number * step for number in range(first, max(last, first + 1) + 1)]
    return Scale(tuple(levels))


def _step(rough: Fraction) -> Fraction:
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    power = Fraction(10) ** floor(log10(rough))
    return next(each * power for each in _ROUND if each * power >= rough)
