"""What may be said of a figure against an earlier one: the difference with its interval, and one honest word.

The interval of a difference is put together from the intervals of the two figures (Newcombe's square-and-add, which of
two Wilson intervals is his method 10), so that it holds for shares, means and net scores alike. Only a difference whose
interval leaves nought out is called higher or lower; of few cases, and of what has no interval, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from agentdesk.common.i18n import N_, _
from agentdesk.reports.document import Own, Value
from agentdesk.scoreboard.figures import Figure

WORDS: dict[str, str] = {
    "higher": N_("higher"),
    "lower": N_("lower"),
    "chance": N_("not distinguishable"),
    "small": N_("sample too small"),
    "counted": N_("counted, no interval"),
    "no_data": N_("no data"),
}


@dataclass(frozen=True)
class Change:
    """`difference` is now less before, None without one of them; `word` is a code of WORDS."""

    difference: Fraction | None
    interval: tuple[float, float] | None
    word: str

    @property
    def text(self) -> str:
        """Its word in the language in use."""
        return _(WORDS[self.word])


def change(now: Figure, before: Figure) -> Change:
    """A figure against an earlier one of the same indicator."""
    if now.value is None or before.value is None:
        return Change(None, None, "no_data")
    difference = now.value - before.value
    if now.measure in ("count", "outside"):
        return Change(difference, None, "counted")
    interval = _interval(now, before)
    if now.is_small or before.is_small or interval is None:
        return Change(difference, interval, "small")
    word = "higher" if interval[0] > 0 else "lower" if interval[1] < 0 else "chance"
    return Change(difference, interval, word)


def _interval(now: Figure, before: Figure) -> tuple[float, float] | None:
    if now.value is None or now.lower is None or now.upper is None:
        return None
    if before.value is None or before.lower is None or before.upper is None:
        return None
    new, old = float(now.value), float(before.value)
    down = sqrt((new - now.lower) ** 2 + (before.upper - old) ** 2)
    up = sqrt((now.upper - new) ** 2 + (old - before.lower) ** 2)
    return new - old - down, new - old + up


def value_of(figure: Figure) -> Value:
    """A figure's value as a cell: a percentage as such, everything else as a number; None where there is none."""
    return None if figure.value is None else Own(figure.value, "percent" if figure.unit == "percent" else "number")


def difference_of(figure: Figure, found: Change) -> Value:
    """A difference as a cell: of percentages in points, of everything else as a number with its sign."""
    if found.difference is None:
        return None
    return Own(found.difference, "points" if figure.unit == "percent" else "change")


def doubt(figure: Figure) -> str:
    """What stands beside a figure of few cases; empty where there are enough, or where nothing was counted."""
    return _("sample too small") if figure.is_small else ""
