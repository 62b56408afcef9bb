"""An indicator over a period: value, interval, target and verdict. One function for every door that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.playbook.schema import Playbook
from agentdesk.scoreboard.kpis import BY_ID, DEFINITIONS, Definition
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.rates import SMALL, verdict, wilson


@dataclass(frozen=True)
class Figure:
    """An indicator's figure; `value` is unrounded and None where the denominator is nought (KP-21)."""

    id: str
    name: str
    formula: str
    numerator: int
    denominator: int
    value: Fraction | None
    lower: float | None
    upper: float | None
    target: Fraction | None
    sense: str
    verdict: str  # a code of rates.VERDICTS

    @property
    def is_small(self) -> bool:
        """Whether the sample is too small to say much."""
        return 0 < self.denominator < SMALL

    def as_json(self) -> dict[str, Any]:
        """The figure with stable keys; ratios between 0 and 1, unrounded."""
        return {
            "id": self.id,
            "name": self.name,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": None if self.value is None else float(self.value),
            "interval": None if self.lower is None else [self.lower, self.upper],
            "target": None if self.target is None else float(self.target),
            "verdict": self.verdict,
        }


def figures(first: date, last: date) -> list[Figure]:
    """Every indicator over a period, both days inclusive; names in the language in use."""
    span = period(first, last)
    playbook = current.current(last)
    return [_figure(definition, span, playbook) for definition in DEFINITIONS]


def figure(kpi: str, first: date, last: date) -> Figure:
    """One indicator over a period; UsageError for an unknown one."""
    return _figure(definition(kpi), period(first, last), current.current(last))


def month_to(day: date) -> tuple[date, date]:
    """The month of a day up to that day."""
    return day.replace(day=1), day


def definition(kpi: str) -> Definition:
    """An indicator's definition by its id; UsageError names the known ones."""
    found = BY_ID.get(kpi.strip().upper())
    if found is None:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=kpi, allowed=", ".join(BY_ID)))
    return found


def period(first: date, last: date) -> Span:
    """A period as it is seen today; UsageError where it ends before it begins."""
    if last < first:
        raise UsageError(_("The period ends before it begins."))
    return Span(first, last, clock.today())


def _figure(found: Definition, span: Span, playbook: Playbook) -> Figure:
    numerator, denominator = found.numerator(span).count(), found.denominator(span).count()
    value = Fraction(numerator, denominator) if denominator else None
    interval = wilson(numerator, denominator)
    row = playbook.target(found.id)
    target = Fraction(str(row.goal)) / 100 if row and row.unit == "percent" else None
    sense = row.sense if row else "at_least"
    return Figure(
        id=found.id,
        name=_(found.name),
        formula=_(found.formula),
        numerator=numerator,
        denominator=denominator,
        value=value,
        lower=interval[0] if interval else None,
        upper=interval[1] if interval else None,
        target=target,
        sense=sense,
        verdict=verdict(value, interval, target, sense),
    )
