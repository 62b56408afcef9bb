"""Figures that are not counted here: what others report, plain means, and the appliance score (AB-02, AB-07).

Each is worked out month by month and then averaged over the months of the period, one as heavy as the next. What goes
into a mean or a score is what was reported of it, where it was: so the sender's own arithmetic is checked; else ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from agentdesk.common.dates import add_months
from agentdesk.common.i18n import _, pick
from agentdesk.playbook.measures import Composite, Mean, Measure, Reported
from agentdesk.playbook.schema import Playbook
from agentdesk.playbook.vocabulary import Unit
from agentdesk.scoreboard.definition import OWN_DAY, Definition, Folded
from agentdesk.scoreboard.folding import fold
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.reported import HUNDRED, sent, values
from agentdesk.scoreboard.sums import of_day, together

OurValue = Callable[[str, Span], Fraction | None]  # as it is computed here; a percentage as a share
NOTHING = Folded(Fraction(), 0, None, None)


def definitions(playbook: Playbook, ours: OurValue, unit_of: Callable[[str], str]) -> Iterator[Definition]:
    """The playbook's reported figures, means and scores."""

    def best(code: str, month: Span) -> Fraction | None:
        """A month's figure as reported, else as computed here; a percentage as a share."""
        found = values(code, month.first, month.last)
        if found:
            return _as_value(_mean([*found.values()]), unit_of(code))
        return ours(code, month)

    for row in playbook.measures.reported:
        yield _reported(row)
    for mean in playbook.measures.means:
        yield _of_means(mean, best)
    for score in playbook.measures.composites:
        yield _composite(score, best)


def reported(code: str, unit: str, span: Span) -> Fraction | None:
    """What was reported for the months that begin in a period: their plain mean; a percentage as a share."""
    found = values(code, span.first, span.last)
    return _as_value(_mean([*found.values()]), unit) if found else None


def months(span: Span) -> Iterator[Span]:
    """The period month by month, its ends cut off where it does not begin or end with one."""
    first = span.first
    while first <= span.last:
        end = add_months(first.replace(day=1), 1) - timedelta(days=1)
        yield replace(span, first=first, last=min(end, span.last), memo={})
        first = end + timedelta(days=1)


def _reported(row: Reported) -> Definition:
    def compute(span: Span) -> Folded:
        found = [entry for code in row.reads or (row.code,) for entry in sent(code, span.first, span.last).items()]
        counts = [(on, each.counted, each.of) for on, each in found if each.counted is not None and each.of is not None]
        if len(counts) < len(found):  # a figure without its counts is as heavy as any other
            return _over([None if each.value is None else _as_value(each.value, row.unit) for _on, each in found])
        return of_counts(counts, mean_of_days=row.mean_of_days)

    return _outside(row, _formula(row), compute, row.unit, row)


def of_counts(counts: Sequence[tuple[date, int, int]], *, mean_of_days: bool) -> Folded:
    """What entered counts come to, each with its day: pooled, or the mean of the days that had a case (KP-22)."""
    by_day: dict[date, tuple[int, int]] = {}
    for on, counted, of in counts:
        before = by_day.get(on, (0, 0))
        by_day[on] = (before[0] + counted, before[1] + of)
    sums = together(of_day(of, counted) for counted, of in by_day.values())
    return fold("days" if mean_of_days else "share", sums)


def _formula(row: Reported) -> str:
    if row.reads:
        said = _("the entered counts of {codes} together: matching ÷ compared").format(codes=", ".join(row.reads))
    elif row.every == "day":
        said = _("counted ÷ all, as entered day by day")
    else:
        return _("as it was reported; several months are averaged, what came as counts is put together")
    if row.mean_of_days:
        return _("mean of the days, days without an answer left out: {formula}").format(formula=said)
    return said


def _of_means(row: Mean, best: Callable[[str, Span], Fraction | None]) -> Definition:
    def of_month(month: Span) -> Fraction | None:
        found = [best(code, month) for code in row.parts]
        known = [each for each in found if each is not None]
        return _mean(known) if len(known) == len(found) else None

    formula = _("plain mean of {parts}, by month").format(parts=", ".join(row.parts))
    return _outside(row, formula, lambda span: _over(map(of_month, months(span))), "percent")


def _composite(row: Composite, best: Callable[[str, Span], Fraction | None]) -> Definition:
    def first_of(codes: Sequence[str], month: Span) -> Fraction | None:
        return next((found for code in codes if (found := best(code, month)) is not None), None)

    def of_month(month: Span) -> Fraction | None:
        satisfaction = first_of(row.satisfaction, month)
        deduction = best(row.deduction, month) if row.deduction else None
        if deduction is None:
            rate = first_of(row.complaint_rate, month)
            deduction = None if rate is None else -Fraction(str(row.factor)) * HUNDRED * rate
        if satisfaction is None or deduction is None:
            return None
        return HUNDRED * satisfaction + deduction + Fraction(str(row.bonus))

    formula = _("satisfaction less {factor:g} points a percent of complaints, plus {bonus:g}; by month")
    said = formula.format(factor=row.factor, bonus=row.bonus)
    return _outside(row, said, lambda span: _over(map(of_month, months(span))), "points")


def _outside(
    row: Measure, formula: str, compute: Callable[[Span], Folded], unit: Unit, reported_row: Reported | None = None
) -> Definition:
    why = _why_empty(reported_row)
    return Definition(
        row.code,
        pick(row.zh, row.en),
        formula,
        "",
        measure="outside",
        unit=unit,
        sense=reported_row.sense if reported_row else "at_least",
        requirements=row.requirements,
        period=OWN_DAY,
        compute=compute,
        why_empty=lambda _span: why,
    )


def _why_empty(row: Reported | None) -> str:
    if row is None:
        return _("What it rests on is neither computed nor entered for this period.")
    code = row.reads[0] if row.reads else row.code
    if row.every == "day":
        return _("Nothing is entered for it; see: agentdesk kpi enter {code} DAY 8/10").format(code=code)
    return _("Nothing is entered for it; see: agentdesk kpi enter {code} MONTH VALUE").format(code=code)


def _over(found: Iterator[Fraction | None] | Sequence[Fraction | None]) -> Folded:
    """The plain mean of the months that have a figure; there is no sample in it, so no interval."""
    known = [each for each in found if each is not None]
    if not known:
        return NOTHING
    return Folded(sum(known, Fraction()), len(known), _mean(known), None)


def _mean(found: Sequence[Fraction]) -> Fraction:
    return sum(found, Fraction()) / len(found)


def _as_value(number: Fraction, unit: str) -> Fraction:
    return number / HUNDRED if unit == "percent" else number
