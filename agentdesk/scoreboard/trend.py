"""An indicator month by month: the same function as everywhere, once for each month (RP-01: trend, month, year)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from agentdesk.common.dates import add_months
from agentdesk.scoreboard.figures import Figure, figure


@dataclass(frozen=True)
class MonthFigure:
    """A month's figure; `month` is its first day."""

    month: date
    figure: Figure


def months(kpi: str, last: date, count: int = 13) -> list[MonthFigure]:
    """An indicator in `count` months, the earliest first, the last one that of a day; the month under way up to today.

    Thirteen months hold the month before (month-on-month) and the same month of the year before (year-on-year).
    """
    starts = [add_months(last.replace(day=1), -back) for back in range(count - 1, -1, -1)]
    return [MonthFigure(first, figure(kpi, first, add_months(first, 1) - timedelta(days=1))) for first in starts]
