"""What chance does to equally good people, and that the words do not take it for anything else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.scoreboard.figures import cuts
from agentdesk.scoreboard.funnel import ALARM, ALERT, WORDS, cumulated, funnel, limits, word
from tests.dealership import Dealership

rates = st.fractions(0, 1, max_denominator=200)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("trials", "shares"), [(10, (0.60, 1.00)), (20, (0.70, 1.00)), (50, (0.74, 0.94)), (200, (0.80, 0.90))]
)
def test_the_alert_limits_around_85_percent(trials: int, shares: tuple[float, float]) -> None:
    low, high = limits(trials, Fraction(85, 100), ALERT)
    assert (low / trials, high / trials) == shares


def exact(trials: int, rate: Fraction) -> list[Fraction]:
    """The probability of each count, in whole numbers."""
    return [comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(trials + 1)]


@settings(max_examples=60, deadline=None)
@given(trials=st.integers(1, 70), rate=rates)
def test_sums_are_those_of_exact_fractions(trials: int, rate: Fraction) -> None:
    masses = exact(trials, rate)
    for count, below in cumulated(trials, rate):
        assert below == pytest.approx(float(sum(masses[: count + 1])), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(trials=st.integers(1, 70), rate=rates, outside=st.sampled_from([ALERT, ALARM]))
def test_no_more_than_asked_for_lies_outside_on_either_side(trials: int, rate: Fraction, outside: Fraction) -> None:
    masses, (low, high) = exact(trials, rate), limits(trials, rate, outside)
    assert 0 <= low <= rate * trials + 1
    assert rate * trials - 1 <= high <= trials
    assert sum(masses[:low]) < outside / 2
    assert sum(masses[high + 1 :]) <= outside / 2 + Fraction(1, 10**12)
    assert sum(masses[: low + 1]) >= outside / 2 - Fraction(1, 10**12)  # the next count would be one too many


@given(trials=st.integers(10, 400), rate=st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50))
def test_the_alarm_lies_outside_the_alert(trials: int, rate: Fraction) -> None:
    alert, alarm = limits(trials, rate, ALERT), limits(trials, rate, ALARM)
    assert alarm[0] <= alert[0] <= alert[1] <= alarm[1]


def test_many_trials_neither_under_nor_overflow() -> None:
    low, high = limits(4_000_000, Fraction(85, 100), ALARM)
    assert (low + high) / 2 == pytest.approx(3_400_000, abs=2)
    assert (high - low) / 2 == pytest.approx(3.2905 * (4_000_000 * 0.85 * 0.15) ** 0.5, rel=0.001)


@pytest.mark.parametrize(("calls", "gap"), [(20, 20.0), (50, 12.9), (200, 6.5)])
def test_eight_equal_agents_are_far_apart_and_the_words_do_not_say_so(calls: int, gap: float) -> None:
    """standards.md section 0, no. 8: eight identical agents of 88 %."""
    chance, rate, rounds = Random(calls), Fraction(88, 100), 600
    alert, alarm = limits(calls, rate, ALERT), limits(calls, rate, ALARM)
    gaps, said = 0, []
    for _ in range(rounds):
        done = [sum(chance.random() < 0.88 for _call in range(calls)) for _agent in range(8)]
        gaps += max(done) - min(done)
        said += [word(each, calls, alert, alarm) for each in done]
    assert 100 * gaps / rounds / calls == pytest.approx(gap, abs=0.7)
    flagged = sum(each != "within" for each in said) / len(said)
    assert flagged <= 0.055
    assert sum(each.endswith("999") for each in said) / len(said) <= 0.003


def test_words() -> None:
    alert, alarm = limits(50, Fraction(85, 100), ALERT), limits(50, Fraction(85, 100), ALARM)
    said = [word(count, 50, alert, alarm) for count in (32, 36, 37, 47, 48, 50)]
    assert said == ["below_999", "below_95", "within", "within", "above_95", "above_999"]
    assert word(0, 9, (1, 9), (1, 9)) == "too_small"
    assert set(said) < set(WORDS)


def test_a_houses_agents(house: Dealership) -> None:
    """KP-06 has a target of 90 %; KP-03 one of all, where the house's own rate is the middle."""
    for agent, done in (("李娜", 12), ("孙悦", 4)):
        for number in range(15):
            sale = house.sale(NOVEMBER[0] + timedelta(days=number % 5))
            task = house.task("CB-03", "sale", sale.id, sale.customer, sale.delivered_on, agent=house.people[agent])
            outcome = "completed" if number < done else "refused_do_not_contact"
            house.decide(task, outcome, _at(sale.delivered_on), agent)
    order = house.order(NOVEMBER[0])
    task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on)
    house.decide(task, "completed", _at(order.left_on))
    found = funnel("KP-06", "agent", *NOVEMBER)
    assert (found.around, found.centre) == ("target", Fraction(9, 10))
    assert [(row.cut.segment.name, row.word) for row in found.parts] == [("孙悦", "below_999"), ("李娜", "within")]
    assert [row.cut for row in found.parts] == cuts("agent", *NOVEMBER, "KP-06")  # by name, no ranks
    assert funnel("KP-03", "agent", *NOVEMBER).around == "house"
    assert [row.word for row in funnel("KP-03", "agent", *NOVEMBER).parts] == ["too_small"]
    assert found.parts[0].as_json()["alert"] == [11 / 15, 1.0]
    assert funnel("KP-12", "agent", *NOVEMBER).parts == ()


def _at(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(10))
