from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.intervals import wilson
from agentdesk.scoreboard.rates import VERDICTS, verdict

# Published values (standards.md section 3; the second group is Newcombe 1998), to four decimals.
WILSON = """
0/1 0 .7935
1/1 .2065 1
0/5 0 .4345
5/5 .5655 1
3/4 .3006 .9544
4/5 .3755 .9638
9/10 .5958 .9821
10/10 .7225 1
27/30 .7438 .9654
45/50 .7864 .9565
90/100 .8256 .9448
180/200 .8506 .9343
285/300 .9192 .9695
81/263 .2553 .3662
15/148 .0624 .1605
0/20 0 .1611
1/29 .0061 .1718
"""


@pytest.mark.parametrize("line", WILSON.split("\n")[1:-1])
def test_wilson_agrees_with_the_published_values(line: str) -> None:
    counts, lower, upper = line.split()
    found = wilson(*map(int, counts.split("/")))  # type: ignore[arg-type]
    assert found == pytest.approx((float(lower), float(upper)), abs=5.1e-5)


def test_no_trials_have_no_interval_and_impossible_counts_no_answer() -> None:
    assert wilson(0, 0) is None
    for counts in ((2, 1), (-1, 5)):
        with pytest.raises(ValueError, match=" of "):
            wilson(*counts)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_an_interval_holds_its_rate_and_lies_in_nought_to_one(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    lower, upper = wilson(successes, trials)  # type: ignore[misc]
    assert 0 <= lower <= successes / trials <= upper <= 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        (57, 60, "met?"),  # W-11: 95.00 % passes; the interval still crosses
        (56, 60, "not_met"),  # 93.33 %
        (9496, 10000, "not_met"),  # 94.96 %, shown as 95.0 %
        (9900, 10000, "met"),
        (0, 0, "no_sample"),
    ],
)
def test_w11_unrounded_comparison(numerator: int, denominator: int, said: str) -> None:
    value = Fraction(numerator, denominator) if denominator else None
    assert verdict(value, wilson(numerator, denominator), Fraction(95, 100), "at_least") == said


def test_nothing_lies_beyond_all_so_there_the_figure_decides() -> None:
    assert verdict(Fraction(1), wilson(3, 3), Fraction(1), "at_least") == "met"
    assert verdict(Fraction(2, 3), wilson(2, 3), Fraction(1), "at_least") == "not_met"


def test_targets_from_above() -> None:
    one_percent = Fraction(1, 100)
    assert verdict(Fraction(1, 100), wilson(1, 100), one_percent, "at_most") == "met?"
    assert verdict(Fraction(1, 100), wilson(1, 100), one_percent, "below") == "not_met"
    assert verdict(Fraction(0), wilson(0, 10000), one_percent, "below") == "met"
    assert verdict(Fraction(1, 2), wilson(1, 2), None, "at_least") == "no_target"
    assert set(VERDICTS) == {"met", "met?", "not_met", "small", "no_sample", "no_target"}
