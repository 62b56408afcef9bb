"""What points come to: shares of what applies, nought for a critical error, means of what was drawn at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.quality.figures import of_judgements
from agentdesk.quality.judged import Happened, Judged, Line, score
from agentdesk.quality.sampling import RANDOM, Reason

AT = datetime(2026, 11, 20, 2)


def line(given_points: int | None, points: int = 2, weight: int = 1, critical: str = "", applies: bool = True) -> Line:
    return Line(1, "x", "甲", "A", points, weight, critical, given_points, applies)


def test_points_reached_of_points_possible_each_times_its_weight() -> None:
    assert score([line(2), line(1), line(0)]) == Fraction(3, 6)
    assert score([line(2, weight=2), line(0)]) == Fraction(4, 6)
    assert score([line(1, points=1), line(1), line(None, applies=False)]) == Fraction(2, 3)
    assert score([line(2), line(None)]) == 1  # what is not judged yet counts for nothing


def test_a_critical_error_makes_it_nought() -> None:
    assert score([line(2), line(0, critical="customer")]) == 0
    assert score([line(2), line(1, points=1, critical="customer")]) == 1
    assert score([line(2), line(None, critical="customer", applies=False)]) == 1


def test_where_nothing_applies_there_is_no_score() -> None:
    assert score([]) is None
    assert score([line(None, applies=False)]) is None


LINES = st.lists(
    st.builds(
        lambda points, share, weight, critical, applies: line(
            min(share, points) if applies else None, points, weight, critical, applies
        ),
        st.integers(1, 9), st.integers(0, 9), st.integers(1, 5), st.sampled_from(["", "", "customer", "business"]),
        st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(LINES)
def test_a_score_lies_between_nought_and_one_and_more_points_never_lower_it(lines: list[Line]) -> None:
    value = score(lines)
    assert (value is None) == (not any(each.applies for each in lines))
    if value is None:
        return
    assert 0 <= value <= 1
    assert (value == 1) == all(each.given == each.points for each in lines if each.applies)
    for place, each in enumerate(lines):
        if each.applies and each.given is not None and each.given < each.points:
            better = [*lines[:place], replace(each, given=each.given + 1), *lines[place + 1 :]]
            found = score(better)
            assert found is not None
            assert found >= value


@given(LINES)
def test_what_does_not_apply_changes_nothing(lines: list[Line]) -> None:
    assert score([*lines, line(None, points=9, weight=5, critical="customer", applies=False)]) == score(lines)


def judged(number: int, points: int, *, reason: str = RANDOM, failed: bool = False) -> Judged:
    lines = (line(points, points=10), *((line(0, critical="business"),) if failed else ()))
    return Judged(
        number, number, "王**", AT, 1, "李娜", 9, "方慧", date(2026, 11, 20), (Reason(reason),), None, None, "", AT, AT,
        lines, (Happened("submitted", AT, "方慧"),),
    )  # fmt: skip


def test_the_mean_is_of_what_was_drawn_at_random() -> None:
    drawn = [judged(1, 8), judged(2, 9), judged(3, 10), judged(4, 7), judged(5, 6, failed=True)]
    (row,) = of_judgements([*drawn, judged(6, 0, reason="quick_answers")])
    assert (row.person, row.judged, row.others, row.failed) == ("李娜", 5, 1, 1)
    assert row.mean == Fraction(34, 50)  # (0.8 + 0.9 + 1.0 + 0.7 + 0) ÷ 5
    assert row.lower is not None
    assert row.upper is not None
    assert row.lower < 0.68 < row.upper <= 1.0
    assert row.is_small


def test_of_three_calls_no_interval_is_said() -> None:
    (row,) = of_judgements([judged(number, 8) for number in range(3)])
    assert (row.judged, row.lower, row.upper) == (3, None, None)
    assert row.as_json()["interval"] is None


def test_flagged_calls_alone_have_no_mean() -> None:
    (row,) = of_judgements([judged(1, 3, reason="same_calls")])
    assert (row.judged, row.mean, row.others) == (0, None, 1)
