"""What may be said of a rate with its interval (common/intervals.py) against a target."""

from __future__ import annotations

from fractions import Fraction

from agentdesk.common.i18n import N_

VERDICTS: dict[str, str] = {
    "met": N_("met"),
    "met?": N_("met?"),
    "not_met": N_("not met"),
    "small": N_("too few"),
    "no_sample": N_("no sample"),
    "no_target": N_("no target"),
}


def meets(value: Fraction, target: Fraction, sense: str = "at_least") -> bool:
    """Whether the unrounded ratio meets the target (KP-21)."""
    return {"at_least": value >= target, "at_most": value <= target, "below": value < target}[sense]


def verdict(value: Fraction | None, interval: tuple[float, float] | None, target: Fraction | None, sense: str) -> str:
    """What may be said: met, met? (met, but the interval still crosses the target), not_met, no_sample, no_target.

    Nothing lies beyond a target of all or none, so there the figure itself decides; of what has no interval, nobody can
    say that it is met for certain.
    """
    if value is None:
        return "no_sample"
    if target is None:
        return "no_target"
    if not meets(value, target, sense):
        return "not_met"
    if interval is None:
        return "met?"
    highest = target >= 1 or interval[0] >= target
    lowest = target <= 0 or interval[1] <= target
    return "met" if (highest if sense == "at_least" else lowest) else "met?"
