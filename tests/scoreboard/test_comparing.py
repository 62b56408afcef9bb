"""Two periods of a figure: Newcombe's oracle, and that no difference is said that chance could have made."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.errors import UsageError
from agentdesk.common.intervals import newcombe, wilson
from agentdesk.scoreboard.comparing import WORDS, compare, compare_all, word
from tests.dealership import Dealership
from tests.scoreboard.random_facts import some
from tests.scoreboard.stored_facts import stored

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))


def test_the_oracle_of_two_agents() -> None:
    found = newcombe(18, 20, 160, 200)
    assert found == pytest.approx((-0.107, 0.194), abs=5e-4)
    assert word(*found) == "same"  # type: ignore[misc]
    assert newcombe(0, 0, 3, 9) is None


@pytest.mark.parametrize(
    ("counts", "interval"),
    [((56, 70, 48, 80), (0.0524, 0.3339)), ((9, 10, 3, 10), (0.1705, 0.8090)), ((10, 10, 0, 10), (0.6075, 1.0))],
)
def test_newcombes_published_examples(counts: tuple[int, int, int, int], interval: tuple[float, float]) -> None:
    """Newcombe 1998, Statistics in Medicine 17:873, table II: method 10."""
    assert newcombe(*counts) == pytest.approx(interval, abs=5.1e-5)


shares = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda row: (min(row), max(row)))


@given(shares, shares)
def test_the_interval_holds_the_difference_and_turns_with_the_sides(one: tuple[int, int], two: tuple[int, int]) -> None:
    lower, upper = newcombe(*one, *two)  # type: ignore[misc]
    assert -1 <= lower <= one[0] / one[1] - two[0] / two[1] <= upper <= 1
    turned = newcombe(*two, *one)
    assert turned == pytest.approx((-upper, -lower))
    if word(lower, upper) != "same":  # what is said to differ lies outside the other's own interval
        low, high = wilson(*two)  # type: ignore[misc]
        assert not low <= one[0] / one[1] <= high


def calls(house: Dealership, first: date, done: int, everybody: int) -> None:
    for number in range(everybody):
        order = house.order(first + timedelta(days=number % 9))
        task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on)
        at = datetime.combine(order.left_on + timedelta(days=1), time(10))
        house.decide(task, "completed" if number < done else "broken_off", at)


def test_a_month_against_the_one_before(house: Dealership) -> None:
    calls(house, date(2026, 10, 2), 6, 20)
    calls(house, date(2026, 11, 2), 16, 20)
    found = compare("KP-02", NOVEMBER, OCTOBER)
    assert (found.difference, found.word) == (Fraction(1, 2), "higher")
    assert compare("KP-02", OCTOBER, NOVEMBER).word == "lower"
    assert (found.lower, found.upper) == pytest.approx(newcombe(16, 20, 6, 20))
    assert compare("KP-01", NOVEMBER, OCTOBER).word == "same"  # all of both are done on time
    assert compare("KP-07", NOVEMBER, OCTOBER).word == "no_sample"
    assert compare("KP-14", NOVEMBER, OCTOBER).word == "no_interval"
    data = found.as_json()
    assert (data["from"], data["other"]["to"], data["small"]) == ("2026-11-01", "2026-10-31", False)
    assert data["other"]["numerator"] == 6


def test_of_a_time_before_the_first_playbook_nothing_is_known(house: Dealership) -> None:
    calls(house, date(2026, 11, 2), 16, 20)
    year = (date(2025, 11, 1), date(2025, 11, 20))
    found = compare("KP-02", NOVEMBER, year)
    assert (found.word, found.other.value) == ("no_sample", None)
    assert "2025-11-20" in found.other.note
    assert {row.word for row in compare_all(NOVEMBER, year)} == {"no_sample"}
    with pytest.raises(UsageError):
        compare("KP-02", NOVEMBER, (date(2026, 10, 2), date(2026, 10, 1)))


def test_all_of_them_at_once(house: Dealership) -> None:
    with stored(house, some(Random(2), 30)):
        found = compare_all(NOVEMBER, OCTOBER)
        for row in found:
            assert row == compare(row.figure.id, NOVEMBER, OCTOBER)
            assert (row.word == "no_sample") == (row.difference is None)
            assert (row.word in ("higher", "lower", "same")) == (row.lower is not None)
        assert {row.word for row in found} <= set(WORDS)
