"""Customer effort by each of its published scorings, through stored answers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.scoreboard.effort import SCORINGS, side
from agentdesk.scoreboard.figures import figure
from agentdesk.scoreboard.subjects import rows
from tests.dealership import Dealership
from tests.scoreboard.answers import add_to_targets, many, publish_form

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))
ROW = """
[[effort]]
code = "CES"
zh = "办事是否方便"
en = "Made it easy"
question = "easy"
"""
PUBLISHED = (80, 210, 140, 110, 160, 180, 120)  # of 1000 answers from 1 to 7


def test_the_published_counts_by_each_scoring(house: Dealership) -> None:
    form = publish_form(house)
    assert figure("CES", *NOVEMBER).note.startswith("规程没有写明怎样计算")
    add_to_targets(house, ROW)
    marks = [{"easy": mark} for mark, number in enumerate(PUBLISHED, 1) for _ in range(number)]
    many(house, form, date(2026, 11, 9), [*marks, {"easy": 9}, {"easy": "x"}, {}])
    mean, best, above, net = (figure(code, *NOVEMBER) for code in ("CES", "CES-01", "CES-02", "CES-03"))
    assert (mean.numerator, mean.denominator, mean.value) == (4080, 1000, Fraction(408, 100))
    assert (best.value, above.value, net.value) == (Fraction(30, 100), Fraction(46, 100), -13)
    assert "前两档" in best.name
    assert len({mean.name, best.name, above.name, net.name}) == 4
    assert sum(line.counted for line in rows("CES-01", *NOVEMBER)) == 300


def test_half_agree_on_five_answers() -> None:
    above = next(each for each in SCORINGS if each.suffix == "-02")
    marks = [Fraction(mark) for mark in [5] * 6 + [4] * 4 + [3] * 5 + [1] * 5]
    assert sum(above.read(mark, 5)[0] for mark in marks) == 10


@given(st.integers(3, 11))
def test_no_mark_lies_on_both_sides(scale: int) -> None:
    sides = [side(Fraction(mark), scale) for mark in range(1, scale + 1)]
    assert sides == sorted(sides)
    assert sides.count(1) == 2
