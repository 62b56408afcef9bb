"""What is said of figures follows from them: T-AB-02, and differences within chance."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import i18n
from agentdesk.common.intervals import difference, wilson
from agentdesk.reports.compared import Compared, comparison_table
from agentdesk.reports.document import Own
from agentdesk.reports.periods import parse
from agentdesk.reports.wording import comparison, trend, word
from agentdesk.scoreboard.figures import Figure

MONTHS = ("2010-01", "2010-02", "2010-03", "2010-04")
STORE = [Fraction(each, 10000) for each in (8541, 8613, 8546, 8746)]  # AB-02, "rose month by month" in the source


def share(numerator: int, denominator: int) -> Figure:
    bounds = wilson(numerator, denominator)
    assert bounds is not None
    value = Fraction(numerator, denominator)
    return Figure("T2B", "满意率", "", numerator, denominator, value, *bounds, None, "at_least", "no_target")


def test_store_satisfaction_of_2010_did_not_rise_month_by_month() -> None:
    """The source says it did; March fell from 86.13 to 85.46."""
    said = trend(list(zip(MONTHS, STORE, strict=True)))
    assert said == "有数据的 4 个月中，上升 2 次，下降 1 次。最近一次下降在 2010-03：86.1 % → 85.5 %。"
    i18n.use_language("en")
    assert "rose 2 times and fell 1 times" in trend(list(zip(MONTHS, STORE, strict=True)))


def test_two_months_are_no_trend_and_none_says_so() -> None:
    assert "看不出走势" in trend([("2026-10", Fraction(9, 10)), ("2026-11", Fraction(8, 10))])
    assert "另有 1 个月无数据" in trend([("2026-09", None), ("2026-10", Fraction(1)), ("2026-11", Fraction(1, 2))])
    assert "无法判断走势" in trend([("2026-10", None), ("2026-11", Fraction(8, 10))])


@given(st.lists(st.integers(0, 100), min_size=3, max_size=8))
def test_month_by_month_is_said_only_where_each_step_goes_one_way(values: list[int]) -> None:
    i18n.use_language("en")
    said = trend([(str(place), Fraction(value, 100)) for place, value in enumerate(values)])
    steps = [b - a for a, b in pairwise(values)]
    assert said.startswith("It rose from month to month") == all(step > 0 for step in steps)
    assert said.startswith("It fell from month to month") == all(step < 0 for step in steps)


def test_newcombes_interval_is_that_of_the_textbook() -> None:
    """18 of 20 against 160 of 200: +10.0 points, from -10.7 to +19.4 (standards.md section 3)."""
    bounds = difference(0.9, wilson(18, 20), 0.8, wilson(160, 200))
    assert bounds == (pytest.approx(-0.107, abs=0.0005), pytest.approx(0.194, abs=0.0005))


def test_a_judgement_is_never_blank_where_there_is_a_difference() -> None:
    small = Compared(share(8, 9), share(150, 200), None)
    assert small.judgement(small.before) == "样本不足"
    assert small.judgement(small.year) == ""
    assert Compared(share(190, 200), share(150, 200), None).judgement(share(150, 200)) == "升高"


def test_a_difference_within_chance_is_called_so_and_a_small_sample_too() -> None:
    alike = comparison(Compared(share(90, 100), share(87, 100), None))
    assert alike == "满意率 90.0 %，环比 +3.0 个百分点（属偶然波动）；同比无数据。"
    apart = comparison(Compared(share(190, 200), share(150, 200), share(199, 200)))
    assert "环比 +20.0 个百分点（确有上升）；同比 -4.5 个百分点（确有下降）" in apart
    small = comparison(Compared(share(8, 9), share(150, 200), None))
    assert "样本不足：9" in small
    assert "无法下结论" in small


def test_a_small_sample_before_is_named_as_the_reason() -> None:
    """Nothing is said of 90 of 100 against 3 of 9, and the table says why instead of leaving the cell empty."""
    row = Compared(share(90, 100), share(3, 9), None)
    (cells,) = comparison_table([row], parse("month", "2026-11")).rows
    assert cells[4:6] == (Own(Fraction(90, 100) - Fraction(3, 9), "points"), "样本不足")
    assert cells[7:] == (None, "")
    assert word(row) == "样本不足"
