"""Small-number arithmetic: intervals of rates, scores and means, and from how many cases on a rate says something."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

Z95 = 1.959964
SMALL = 10  # below this a rate says little (standards.md section 3)


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a rate, in 0 to 1; None without trials, ValueError for an impossible count."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials}")
    if trials == 0:
        return None
    rate, square = successes / trials, Z95 * Z95 / trials
    middle = rate + square / 2
    spread = Z95 * sqrt(rate * (1 - rate) / trials + square / (4 * trials))
    lower, upper = (middle - spread) / (1 + square), (middle + spread) / (1 + square)
    return (0.0 if successes == 0 else lower, 1.0 if successes == trials else upper)


def net_promoter(promoters: int, detractors: int, answers: int) -> tuple[float, float] | None:
    """The 95 % adjusted-Wald interval of a Net Promoter Score, in points within -100 to 100; None without answers.

    Three answers are added, three quarters each to promoters and detractors (after Rocks 2016, The American
    Statistician): the plain interval of five promoters would be a single point.
    """
    if answers == 0:
        return None
    trials = answers + 3
    up, down = (promoters + 0.75) / trials, (detractors + 0.75) / trials
    spread = Z95 * sqrt((up + down - (up - down) ** 2) / trials)
    return max(100 * (up - down - spread), -100.0), min(100 * (up - down + spread), 100.0)


def mean_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % t interval of a mean; None of fewer than four values or of equal ones, whose spread nobody knows."""
    exact = [Fraction(value) for value in values]
    return interval_of_mean(len(exact), sum(exact), sum(value * value for value in exact))


def interval_of_mean(number: int, total: Fraction | int, squares: Fraction | int) -> tuple[float, float] | None:
    """The same from how many values there are, their sum and that of their squares.

    These are exact, so that parts of a period put together give the same interval as the whole, to the last bit.
    """
    if number < 4:
        return None
    mean = Fraction(total) / number
    scatter = squares - total * mean
    if not scatter:
        return None  # twenty full marks would seem to be certain to the last digit
    spread = sqrt(scatter / (number - 1) / number) * _t95(number - 1)
    return float(mean) - spread, float(mean) + spread


def _t95(freedom: int) -> float:
    """Student's t for 95 %, by Fisher and Cornish's expansion: within 1 % of the tables from three degrees on."""
    z = Z95
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def difference(
    value: float, interval: tuple[float, float] | None, other: float, other_interval: tuple[float, float] | None
) -> tuple[float, float] | None:
    """The 95 % interval of `value` less `other`, from the interval of each (square-and-add); None where one has none.

    With Wilson's intervals of two shares this is Newcombe's hybrid interval (1998, method 10); it serves means as well.
    """
    if interval is None or other_interval is None:
        return None
    lower = value - other - sqrt((value - interval[0]) ** 2 + (other_interval[1] - other) ** 2)
    upper = value - other + sqrt((interval[1] - value) ** 2 + (other - other_interval[0]) ** 2)
    return lower, upper


def newcombe(successes: int, trials: int, others: int, other_trials: int) -> tuple[float, float] | None:
    """The 95 % interval of the difference of two shares, -1 to 1; None where one of them has no trials."""
    if not trials or not other_trials:
        return None
    first, second = wilson(successes, trials), wilson(others, other_trials)
    return difference(successes / trials, first, others / other_trials, second)
