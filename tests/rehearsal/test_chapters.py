"""Whatever day it is, the demo's months are the one under way and the thirteen whole ones before it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.dates import add_months
from agentdesk.rehearsal.bulletins import bulletins
from agentdesk.rehearsal.chapters import MONTHS, chapter_of, first_day, months_back

days = st.dates(date(2024, 1, 1), date(2031, 12, 31))


@given(today=days)
def test_thirteen_whole_months_lie_before_the_one_under_way(today: date) -> None:
    first = first_day(today)
    assert (first.day, months_back(first, today), months_back(first - timedelta(days=1), today)) == (
        1,
        MONTHS,
        MONTHS + 1,
    )
    last_whole = add_months(today.replace(day=1), -1)
    assert first == add_months(last_whole, -12), "the last whole month has no year before it"


@given(today=days)
def test_every_day_belongs_to_a_chapter(today: date) -> None:
    first = first_day(today)
    told = [chapter_of(first + timedelta(days=ahead), today) for ahead in range((today - first).days + 1)]
    assert all(before.last >= after.last for before, after in pairwise(told))
    assert {each.last for each in told} == {10, 6, 3, 0}


def test_every_whole_month_has_its_bulletins() -> None:
    assert all(len(figure.values) == MONTHS for figure in bulletins().figure)
