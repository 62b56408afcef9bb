from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.scoreboard.periods import Period, before, parse, period_of, stepped, year_before

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with clock.travel(datetime(2026, 11, 20, 9)):
        yield


@pytest.mark.parametrize(
    ("first", "last", "previous", "year"),
    [
        ("2026-11-01", "2026-11-30", "2026-10-01 2026-10-31", "2025-11-01 2025-11-30"),
        ("2026-03-01", "2026-03-31", "2026-02-01 2026-02-28", "2025-03-01 2025-03-31"),
        ("2025-02-01", "2025-02-28", "2025-01-01 2025-01-31", "2024-02-01 2024-02-29"),
        ("2026-11-01", "2026-11-20", "2026-10-01 2026-10-20", "2025-11-01 2025-11-20"),  # like with like
        ("2026-03-01", "2026-03-30", "2026-02-01 2026-02-28", "2025-03-01 2025-03-30"),
        ("2026-10-01", "2026-12-31", "2026-07-01 2026-09-30", "2025-10-01 2025-12-31"),
        ("2026-11-16", "2026-11-20", "2026-11-11 2026-11-15", "2025-11-16 2025-11-20"),
        ("2026-11-20", "2026-11-20", "2026-11-19 2026-11-19", "2025-11-20 2025-11-20"),
    ],
)
def test_what_a_period_is_compared_with(first: str, last: str, previous: str, year: str) -> None:
    span = date.fromisoformat(first), date.fromisoformat(last)
    assert " ".join(map(str, before(*span))) == previous
    assert " ".join(map(str, year_before(*span))) == year


days = st.dates(date(2024, 1, 1), date(2026, 11, 20))


@given(days, st.integers(0, 400))
def test_the_period_before_ends_where_this_one_begins_or_earlier(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    for start, end in (before(first, last), year_before(first, last)):
        assert start <= end < last
    assert before(first, last)[1] < first


def test_a_month_is_typed_as_one() -> None:
    assert parse(" 2026-10 ") == Period("month", date(2026, 10, 1), date(2026, 10, 31))
    assert parse("2026-11") == Period("month", date(2026, 11, 1), TODAY)
    for text, says in (("2026-13", "没有这个月"), ("2026-12", "还没有开始")):
        with pytest.raises(UsageError, match=says):
            parse(text)


def test_sorts_of_periods() -> None:
    said = {sort: period_of(sort, TODAY) for sort in ("month", "week", "seven", "quarter")}
    assert {sort: (str(row.first), str(row.last)) for sort, row in said.items()} == {
        "month": ("2026-11-01", "2026-11-20"),
        "week": ("2026-11-16", "2026-11-20"),
        "seven": ("2026-11-14", "2026-11-20"),
        "quarter": ("2026-10-01", "2026-11-20"),
    }
    assert stepped(said["month"], -1) == Period("month", date(2026, 10, 1), date(2026, 10, 31))
    assert stepped(said["quarter"], -1) == Period("quarter", date(2026, 7, 1), date(2026, 9, 30))
    assert stepped(said["week"], -1) == Period("week", date(2026, 11, 9), date(2026, 11, 15))
    assert stepped(said["seven"], -1) == Period("seven", date(2026, 11, 7), date(2026, 11, 13))
    assert [stepped(row, 1) for row in said.values()] == [None] * 4


@given(st.sampled_from(["month", "week", "seven", "quarter"]), days, st.integers(1, 20))
def test_steps_lead_back_to_where_they_began(sort: str, day: date, steps: int) -> None:
    with clock.travel(datetime(2026, 11, 20, 9)):
        found = period_of(sort, day)
        back = stepped(found, -steps)
        assert back is not None
        assert back.last < found.first
        assert stepped(back, steps) == found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10-01 2026-11-20", "2026-10-01", "2026-11-20"),
        ("10-1 11-20", "2026-10-01", "2026-11-20"),
        ("12-30", "2025-12-30", "2025-12-30"),  # the last such day that has been
        ("10-01 至 10-15", "2026-10-01", "2026-10-15"),
        ("2-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_free_dates_as_they_are_typed(text: str, first: str, last: str) -> None:
    assert parse(text) == Period("free", date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "gestern", "11-20 10-01", "2026-02-30", "1-1 2-2 3-3", "10-01 x 10-02"])
def test_what_is_no_period_says_so(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text)
