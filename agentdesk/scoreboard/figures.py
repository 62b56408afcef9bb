"""An indicator over a period: value, interval, target and verdict. One function for every door that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.common.intervals import SMALL
from agentdesk.playbook import current
from agentdesk.playbook.schema import Playbook
from agentdesk.playbook.vocabulary import Unit
from agentdesk.scoreboard import outside, reasons
from agentdesk.scoreboard.computing import by_day, computed, folded
from agentdesk.scoreboard.definition import Definition, Folded, Measure, Observation
from agentdesk.scoreboard.kpis import BY_ID, find, registry
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.rates import meets, verdict
from agentdesk.scoreboard.segments import DIMENSIONS, Dimension, Segment, days_of, traits
from agentdesk.scoreboard.sums import daily_shares


@dataclass(frozen=True)
class Figure:
    """An indicator's figure; `value` is unrounded and None where the denominator is nought (KP-21).

    A percentage is a share of one; points, ranks and numbers are what they are. `note` says why there is no value.
    `reported` is what others sent for the same months, `difference` how far it lies from ours.
    """

    id: str
    name: str
    formula: str
    numerator: int | Fraction  # a fraction where values are added up
    denominator: int
    value: Fraction | None
    lower: float | None
    upper: float | None
    target: Fraction | None
    sense: str
    verdict: str  # a code of rates.VERDICTS
    unit: Unit = "percent"
    measure: Measure = "share"
    note: str = ""
    reported: Fraction | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval, where there is one."""
        return None if self.lower is None or self.upper is None else (self.lower, self.upper)

    @property
    def is_small(self) -> bool:
        """Whether the sample is too small to say whether a target is met: below ten cases."""
        return _is_few(self.measure, self.denominator, self.interval)

    @property
    def difference(self) -> Fraction | None:
        """What was reported less what was computed here; None where one of them is missing."""
        return None if self.reported is None or self.value is None else self.reported - self.value

    def as_json(self) -> dict[str, Any]:
        """The figure with stable keys; ratios between 0 and 1, unrounded."""
        return {
            "id": self.id,
            "name": self.name,
            "numerator": self.numerator if isinstance(self.numerator, int) else float(self.numerator),
            "denominator": self.denominator,
            "value": _float(self.value),
            "interval": list(self.interval) if self.interval else None,
            "target": _float(self.target),
            "verdict": self.verdict,
            "unit": self.unit,
            "note": self.note,
            "reported": _float(self.reported),
            "difference": _float(self.difference),
        }


@dataclass(frozen=True)
class Cut:
    """A figure of one segment of a dimension."""

    by: Dimension
    segment: Segment
    figure: Figure

    def as_json(self) -> dict[str, Any]:
        """The figure with its segment, stable keys."""
        return {**self.figure.as_json(), "by": self.by, "segment": self.segment.key, "segment_name": self.segment.name}


@dataclass(frozen=True)
class Daily:
    """KP-22: the mean of the days' shares beside the pooled one, and over how many days it goes."""

    mean: Fraction
    days: int


def figures(first: date, last: date) -> list[Figure]:
    """The scoreboard's indicators over a period, both days inclusive; names in the language in use.

    Those of the regulation, and every other share that is counted here and has a target in the playbook.
    """
    span, playbook = period(first, last), current.current(last)
    found = registry(playbook)
    shown = [*BY_ID, *(code for code, row in found.items() if code not in BY_ID and _is_watched(row, playbook))]
    return [_figure(found[code], span, playbook) for code in shown]


def all_figures(first: date, last: date) -> list[Figure]:
    """Every indicator over a period, in the order of the requirements."""
    span, playbook = period(first, last), current.current(last)
    return [_figure(row, span, playbook) for row in registry(playbook).values()]


def figure(kpi: str, first: date, last: date) -> Figure:
    """One indicator over a period; UsageError for an unknown one."""
    return _figure(definition(kpi, last), period(first, last), current.current(last))


def several(codes: Sequence[str], first: date, last: date) -> list[Figure]:
    """Some indicators over a period, in the order given; what they have in common is read once."""
    span, playbook = period(first, last), current.current(last)
    return [_figure(definition(code, last), span, playbook) for code in codes]


def cuts(by: str, first: date, last: date, *kpis: str) -> list[Cut]:
    """Some indicators, all where none is named, by agent, advisor, department, model or kind; by name, never by rank.

    Pooled, the segments are the whole: each subject belongs to exactly one. Segments without a subject are left out,
    and so are figures that are not counted here. UsageError for an unknown dimension.
    """
    if by not in DIMENSIONS:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=by, allowed=", ".join(DIMENSIONS)))
    span, playbook = period(first, last), current.current(last)
    wanted = [definition(kpi, last) for kpi in kpis if kpi] or [*registry(playbook).values()]
    return [cut for row in wanted for cut in _cuts(row, by, span, playbook)]


def daily(kpi: str, first: date, last: date) -> Daily | None:
    """The mean of the days' shares of an indicator that is a share; None for another, and without a subject."""
    row, span = definition(kpi, last), period(first, last)
    if row.measure not in ("share", "days"):
        return None
    days = by_day(row, span)
    if days is None:
        found = row.observations(span)
        shares = [*daily_shares(found, days_of(found, span)).values()]
    else:
        shares = [Fraction(day.shares) for day in days.values() if day.days]
    return Daily(sum(shares, Fraction()) / len(shares), len(shares)) if shares else None


def month_to(day: date) -> tuple[date, date]:
    """The month of a day up to that day."""
    return day.replace(day=1), day


def definition(kpi: str, last: date | None = None) -> Definition:
    """An indicator's definition by its id, as the playbook in force on a period's last day has it.

    One that this playbook does not know yet is today's; UsageError names those.
    """
    code = kpi.strip().upper()
    return BY_ID.get(code) or (registry(current.current(last)).get(code) if last else None) or find(kpi)


def period(first: date, last: date) -> Span:
    """A period as it is seen today; UsageError where it ends before it begins."""
    if last < first:
        raise UsageError(_("The period ends before it begins."))
    return Span(first, last, clock.today())


def _is_watched(row: Definition, playbook: Playbook) -> bool:
    return row.measure != "outside" and row.unit == "percent" and playbook.target(row.id) is not None


def _figure(row: Definition, span: Span, playbook: Playbook) -> Figure:
    made = _made(row, computed(row, span), playbook)
    note = reasons.why_empty(row, span) if made.value is None else ""
    sent = None if _only_reported(row, playbook) else outside.reported(row.id, row.unit, span)
    return replace(made, note=note, reported=sent)


def _only_reported(row: Definition, playbook: Playbook) -> bool:
    return any(each.code == row.id for each in playbook.measures.reported)


def _made(row: Definition, found: Folded, playbook: Playbook) -> Figure:
    goal = playbook.target(row.id)
    target = None if goal is None else Fraction(str(goal.goal)) / (100 if goal.unit == "percent" else 1)
    sense = goal.sense if goal else row.sense
    return Figure(
        id=row.id,
        name=_(row.name),
        formula=_(row.formula),
        numerator=_number(found.numerator),
        denominator=found.denominator,
        value=found.value,
        lower=found.interval[0] if found.interval else None,
        upper=found.interval[1] if found.interval else None,
        target=target,
        sense=sense,
        verdict=_verdict(row, found, target, sense),
        unit=row.unit,
        measure=row.measure,
    )


def _verdict(row: Definition, found: Folded, target: Fraction | None, sense: str) -> str:
    """What is counted or reported as a whole has no sample behind it, so there the figure itself decides.

    Of anything else below ten cases nothing is said, whatever the value.
    """
    if _is_whole(row.measure, found.interval) and found.value is not None and target is not None:
        return "met" if meets(found.value, target, sense) else "not_met"
    if found.value is not None and _is_few(row.measure, found.denominator, found.interval):
        return "small"
    return verdict(found.value, found.interval, target, sense)


def _is_whole(measure: Measure, interval: tuple[float, float] | None) -> bool:
    return measure == "count" or (measure == "outside" and interval is None)


def _is_few(measure: Measure, cases: int, interval: tuple[float, float] | None) -> bool:
    return 0 < cases < SMALL and not _is_whole(measure, interval)


def _cuts(row: Definition, by: Dimension, span: Span, playbook: Playbook) -> list[Cut]:
    found = row.observations(span)
    whose = traits(found, span)
    parts: dict[str, list[Observation]] = defaultdict(list)
    names: dict[str, str] = {}
    for each in found:
        segment = whose[each.subject, each.id].of(by)
        parts[segment.key].append(each)
        names[segment.key] = names.get(segment.key) or segment.name
    return [
        Cut(by, Segment(key, names[key]), _made(row, folded(row, parts[key], span), playbook))
        for key in sorted(parts, key=lambda key: (not key, names[key], key))
    ]


def _number(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
