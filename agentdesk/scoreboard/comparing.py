"""A figure of one period against that of another: the difference with its interval, and what may be said of it.

"Higher" and "lower" are said only where the 95 % interval of the difference leaves nought out; else the two periods are
not distinguishable, however far apart their values look (standards.md section 3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from agentdesk.common import intervals
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import N_
from agentdesk.scoreboard.figures import Figure, all_figures, figure
from agentdesk.scoreboard.periods import before, year_before

WORDS: dict[str, str] = {
    "higher": N_("higher"),
    "lower": N_("lower"),
    "same": N_("not distinguishable"),
    "no_interval": N_("no interval"),
    "no_sample": N_("no sample"),
}
WITH = {"previous": before, "year": year_before}
Span = tuple[date, date]


@dataclass(frozen=True)
class Comparison:
    """A figure and another period's; `difference` is the first less the second, in the figure's unit, unrounded.

    `word` is a code of WORDS. What is not a sample (a count, a reported figure) has a difference without an interval.
    """

    figure: Figure
    span: Span
    other: Figure
    other_span: Span
    difference: Fraction | None
    lower: float | None
    upper: float | None
    word: str

    @property
    def is_small(self) -> bool:
        """Whether one of the samples is too small to say much."""
        return self.figure.is_small or self.other.is_small

    def as_json(self) -> dict[str, Any]:
        """The comparison with stable keys; shares and their difference between -1 and 1."""
        return {
            "id": self.figure.id,
            "name": self.figure.name,
            "unit": self.figure.unit,
            **_side(self.figure, self.span),
            "other": _side(self.other, self.other_span),
            "difference": None if self.difference is None else float(self.difference),
            "difference_interval": None if self.lower is None else [self.lower, self.upper],
            "word": self.word,
            "small": self.is_small,
        }


def compare(kpi: str, span: Span, other: Span) -> Comparison:
    """One indicator in two periods; UsageError for an unknown one or a period that ends before it begins."""
    one = figure(kpi, *span)
    try:
        then = figure(kpi, *other)
    except UsageError:
        raise
    except UserError as error:  # no playbook was in force by then
        then = _nothing(one, str(error))
    return compared(one, span, then, other)


def compare_all(span: Span, other: Span) -> list[Comparison]:
    """Every indicator in two periods, in the order of the requirements."""
    now = all_figures(*span)
    try:
        then = {row.id: row for row in all_figures(*other)}
    except UsageError:
        raise
    except UserError as error:
        then = {row.id: _nothing(row, str(error)) for row in now}
    return [compared(row, span, then[row.id], other) for row in now if row.id in then]


def _nothing(found: Figure, why: str) -> Figure:
    """The figure of a time of which nothing is known (RP-10: no data is not nought)."""
    return replace(found, numerator=0, denominator=0, value=None, lower=None, upper=None, verdict="no_sample",
                   note=why, reported=None)  # fmt: skip


def compared(one: Figure, span: Span, other: Figure, other_span: Span) -> Comparison:
    """Two figures of one indicator; a pure function."""
    if one.value is None or other.value is None:
        return Comparison(one, span, other, other_span, None, None, None, "no_sample")
    apart = one.value - other.value
    bounds = intervals.difference(float(one.value), one.interval, float(other.value), other.interval)
    if bounds is None:
        return Comparison(one, span, other, other_span, apart, None, None, "no_interval")
    return Comparison(one, span, other, other_span, apart, *bounds, word(*bounds))


def word(lower: float, upper: float) -> str:
    """What an interval of a difference lets one say."""
    if lower > 0:
        return "higher"
    return "lower" if upper < 0 else "same"


def _side(found: Figure, span: Span) -> dict[str, Any]:
    row = found.as_json()
    named = ("numerator", "denominator", "value", "interval")
    return {"from": span[0].isoformat(), "to": span[1].isoformat(), **{key: row[key] for key in named}}
