"""Figures that others sent, by month: the latest entry of a month that was not taken back (entering.py writes them).

A share may come as counts: 45/50. What a colleague counts every day lies under its day.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from agentdesk.store.reading import tuples
from agentdesk.store.tables import ReportedFigure

HUNDRED = 100


class Sent(NamedTuple):
    """What was sent: in the indicator's own unit, and its counts where it came as counts; a day may have no case."""

    value: Fraction | None
    counted: int | None = None
    of: int | None = None


def sent(code: str, first: date, last: date) -> dict[date, Sent]:
    """What was reported for the months, or days, that begin in a period, by their first day."""
    within = (ReportedFigure.code == code) & ReportedFigure.month_on.between(first, last)
    within &= ReportedFigure.about.is_null()
    rows = ReportedFigure.select(ReportedFigure.month_on, ReportedFigure.value).where(
        within & ReportedFigure.withdrawn_at.is_null()
    )
    return {on: _read(value) for on, value in tuples(rows.order_by(ReportedFigure.month_on, ReportedFigure.id))}


def values(code: str, first: date, last: date) -> dict[date, Fraction]:
    """The values alone, without the days on which nothing was counted."""
    return {on: row.value for on, row in sent(code, first, last).items() if row.value is not None}


def _read(text: str) -> Sent:
    if "/" not in text:
        return Sent(Fraction(text))
    counted, of = (int(part) for part in text.split("/"))
    return Sent(Fraction(HUNDRED * counted, of) if of else None, counted, of)
