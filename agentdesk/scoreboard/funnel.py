"""Parts of a figure against what chance alone does: the limits of a funnel plot, and a word for each part.

Around the target, else around the house's own rate, chance leaves 95 % of equally good people within the alert limits
and 99.9 % within the alarm limits (Spiegelhalter 2005, Stat. Med. 24:1185). Nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from agentdesk.common.i18n import N_
from agentdesk.common.intervals import SMALL
from agentdesk.scoreboard.figures import Cut, Figure, cuts, figure

ALERT, ALARM = Fraction(5, 100), Fraction(1, 1000)  # what chance alone puts outside, both sides together
Around = Literal["target", "house"]
Limits = tuple[float, float]
WORDS: dict[str, str] = {
    "within": N_("within limits"),
    "below_95": N_("below 95 %"),
    "above_95": N_("above 95 %"),
    "below_999": N_("below 99.9 %"),
    "above_999": N_("above 99.9 %"),
    "too_small": N_("sample too small"),
    "no_limits": N_("no limits"),
}
_TINY = 1e-20  # a weight beside that of the likeliest count which changes no sum any more


@dataclass(frozen=True)
class Part:
    """A segment's figure with the limits that chance sets for so many cases, and a code of WORDS."""

    cut: Cut
    alert: Limits | None
    alarm: Limits | None
    word: str

    def as_json(self) -> dict[str, Any]:
        """The cut with its limits, stable keys; limits in the unit of the value."""
        limits = {"alert": self.alert, "alarm": self.alarm}
        return {**self.cut.as_json(), **{key: list(each) if each else None for key, each in limits.items()},
                "word": self.word}  # fmt: skip


@dataclass(frozen=True)
class Funnel:
    """The parts of a figure by name; `centre` is what the limits lie around."""

    whole: Figure
    around: Around
    centre: Fraction | None
    parts: tuple[Part, ...]


def funnel(kpi: str, by: str, first: date, last: date) -> Funnel:
    """An indicator of a period cut by agent, advisor, department, model or kind, with its limits.

    UsageError for an unknown indicator or dimension.
    """
    whole = figure(kpi, first, last)
    around, centre = middle(whole)
    parts = tuple(part(each, centre) for each in cuts(by, first, last, kpi))
    return Funnel(whole, around, centre, parts)


def middle(whole: Figure) -> tuple[Around, Fraction | None]:
    """What the limits lie around: the target, and the house's own value where it has none.

    Around a target of all or none every single miss would lie outside, so there the house's own rate counts too.
    """
    if whole.target is not None and (whole.measure != "share" or 0 < whole.target < 1):
        return "target", whole.target
    return "house", whole.value


def part(cut: Cut, centre: Fraction | None) -> Part:
    """One segment against the middle."""
    found = cut.figure
    if centre is None or found.value is None:
        return Part(cut, None, None, "no_limits")
    if found.measure != "share":
        return Part(cut, None, None, _by_interval(found, centre))
    alert, alarm = limits(found.denominator, centre, ALERT), limits(found.denominator, centre, ALARM)
    said = word(int(found.numerator), found.denominator, alert, alarm)
    return Part(cut, _shares(alert, found.denominator), _shares(alarm, found.denominator), said)


def _shares(counts: tuple[int, int], trials: int) -> Limits:
    return counts[0] / trials, counts[1] / trials


def word(counted: int, trials: int, alert: tuple[int, int], alarm: tuple[int, int]) -> str:
    """What may be said of a count; below ten cases nothing."""
    if trials < SMALL:
        return "too_small"
    for name, (low, high) in (("999", alarm), ("95", alert)):
        if not low <= counted <= high:
            return f"{'below' if counted < low else 'above'}_{name}"
    return "within"


def _by_interval(found: Figure, centre: Fraction) -> str:
    """A score or a mean of days has no binomial limits: whether its own interval leaves the middle out."""
    if found.denominator < SMALL:
        return "too_small"
    if found.lower is None or found.upper is None:
        return "no_limits"
    if found.upper < centre:
        return "below_95"
    return "above_95" if found.lower > centre else "within"


def limits(trials: int, rate: Fraction, outside: Fraction) -> tuple[int, int]:
    """The counts between which chance leaves all but a share `outside` of its draws, half of that on each side.

    Exact quantiles of the binomial distribution: fewer than the first are less likely than half of `outside`, and so
    are more than the second.
    """
    half = float(outside) / 2
    low = high = None
    for count, below in cumulated(trials, rate):
        if low is None and below >= half:
            low = count
        if below >= 1 - half:
            high = count
            break
    return (0 if low is None else low), (trials if high is None else high)


def cumulated(trials: int, rate: Fraction) -> Iterator[tuple[int, float]]:
    """Each count with the probability of no more than it, from the first that is likely at all.

    Weights go out from the likeliest count step by step, so that nothing under- or overflows however many trials.
    """
    if rate <= 0 or rate >= 1:
        yield (trials if rate >= 1 else 0), 1.0
        return
    odds = float(rate / (1 - rate))
    mode = min(int((trials + 1) * rate), trials)
    below, above = [1.0], []
    count = mode
    while count > 0 and below[-1] > _TINY:
        below.append(below[-1] * count / ((trials - count + 1) * odds))
        count -= 1
    weight, top = 1.0, mode
    while top < trials and weight > _TINY:
        weight *= (trials - top) * odds / (top + 1)
        above.append(weight)
        top += 1
    weights = [*reversed(below), *above]
    whole, total = sum(sorted(weights)), 0.0
    for place, each in enumerate(weights, mode - len(below) + 1):
        total += each
        yield place, total / whole
