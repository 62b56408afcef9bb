"""Figures that are not counted here: what others report, plain means, and the appliance score (AB-02, AB-07).

Each is worked out month by month and then averaged over the months of the period, one as heavy as the next. What goes
into a mean or a score is what was reported of it, where it was: so the sender's own arithmetic is checked; else ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from agentdesk.common.dates import add_months
from agentdesk.common.i18n import _, pick
from agentdesk.playbook.measures import Composite, Mean, Measure, Reported
from agentdesk.playbook.schema import Playbook
from agentdesk.playbook.vocabulary import Unit
from agentdesk.scoreboard.definition import OWN_DAY, Definition, Folded
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.reported import values

OurValue = Callable[[str, Span], Fraction | None]  # as it is computed here; a percentage as a share
HUNDRED = 100
NOTHING = Folded(Fraction(), 0, None, None)


def definitions(playbook: Playbook, ours: OurValue, unit_of: Callable[[str], str]) -> Iterator[Definition]:
    """The playbook's reported figures, means and scores."""

    def best(code: str, month: Span) -> Fraction | None:
        """A month's figure as reported, else as computed here; a percentage as a share."""
        sent = values(code, month.first, month.last)
        if sent:
            return _as_value(_mean([*sent.values()]), unit_of(code))
        return ours(code, month)

    for row in playbook.measures.reported:
        yield _reported(row)
    for mean in playbook.measures.means:
        yield _of_means(mean, best)
    for score in playbook.measures.composites:
        yield _composite(score, best)


def reported(code: str, unit: str, span: Span) -> Fraction | None:
    """What was reported for the months that begin in a period: their plain mean; a percentage as a share."""
    sent = values(code, span.first, span.last)
    return _as_value(_mean([*sent.values()]), unit) if sent else None


def months(span: Span) -> Iterator[Span]:
    """The period month by month, its ends cut off where it does not begin or end with one."""
    first = span.first
    while first <= span.last:
        end = add_months(first.replace(day=1), 1) - timedelta(days=1)
        yield replace(span, first=first, last=min(end, span.last), memo={})
        first = end + timedelta(days=1)


def _reported(row: Reported) -> Definition:
    def compute(span: Span) -> Folded:
        sent = [_as_value(each, row.unit) for each in values(row.code, span.first, span.last).values()]
        return _over(sent)

    return _outside(row, _("as it was reported; several months are averaged"), compute, row.unit, row)


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
    row: Measure, formula: str, compute: Callable[[Span], Folded], unit: Unit, sent: Reported | None = None
) -> Definition:
    why = _("Nothing is entered for it; see: agentdesk kpi enter {code} MONTH VALUE") if sent else _(
        "What it rests on is neither computed nor entered for this period."
    )  # fmt: skip
    return Definition(
        row.code,
        pick(row.zh, row.en),
        formula,
        "",
        measure="outside",
        unit=unit,
        sense=sent.sense if sent else "at_least",
        requirements=row.requirements,
        period=OWN_DAY,
        compute=compute,
        why_empty=lambda _span: why.format(code=row.code),
    )


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
