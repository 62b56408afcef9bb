"""Figures that others sent, by month: the latest entry of a month that was not taken back (entering.py writes them)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from agentdesk.store.reading import tuples
from agentdesk.store.tables import ReportedFigure


def values(code: str, first: date, last: date) -> dict[date, Fraction]:
    """The reported figures of the months that begin in a period, in the indicator's own unit, by month."""
    within = (ReportedFigure.code == code) & ReportedFigure.month_on.between(first, last)
    within &= ReportedFigure.about.is_null()
    rows = ReportedFigure.select(ReportedFigure.month_on, ReportedFigure.value).where(
        within & ReportedFigure.withdrawn_at.is_null()
    )
    return {month: Fraction(value) for month, value in tuples(rows.order_by(ReportedFigure.id))}
