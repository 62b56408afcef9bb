"""Small-number arithmetic: the Wilson interval of a rate, and what may be said of it against a target."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from agentdesk.common.i18n import N_

Z95 = 1.959964
SMALL = 10  # below this a rate says little (standards.md section 3)

VERDICTS: dict[str, str] = {
    "met": N_("met"),
    "met?": N_("met?"),
    "not_met": N_("not met"),
    "no_sample": N_("no sample"),
    "no_target": N_("no target"),
}


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a rate, in 0 to 1; None without trials, ValueError for an impossible count."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials}")
    if trials == 0:
        return None
    rate, square = successes / trials, Z95 * Z95 / trials
    middle = rate + square / 2
    spread = Z95 * sqrt(rate * (1 - rate) / trials + square / (4 * trials))
    lower, upper = (middle - spread) / (1 + square), (middle + spread) / (1 + square)
    return (0.0 if successes == 0 else lower, 1.0 if successes == trials else upper)


def meets(value: Fraction, target: Fraction, sense: str = "at_least") -> bool:
    """Whether the unrounded ratio meets the target (KP-21)."""
    return {"at_least": value >= target, "at_most": value <= target, "below": value < target}[sense]


def verdict(value: Fraction | None, interval: tuple[float, float] | None, target: Fraction | None, sense: str) -> str:
    """What may be said: met, met? (met, but the interval still crosses the target), not_met, no_sample, no_target.

    Nothing lies beyond a target of all or none, so there the figure itself decides.
    """
    if value is None or interval is None:
        return "no_sample"
    if target is None:
        return "no_target"
    if not meets(value, target, sense):
        return "not_met"
    highest = target >= 1 or interval[0] >= target
    lowest = target <= 0 or interval[1] <= target
    return "met" if (highest if sense == "at_least" else lowest) else "met?"
