"""The wall's face at every size a screen may have, and the figures it is made of."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import i18n
from agentdesk.common.intervals import wilson
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.wall import Wall
from agentdesk.tui.widgets import big_digits
from agentdesk.tui.widgets.lines import length
from agentdesk.tui.widgets.wall_face import Broken, WallFace

NOON = datetime(2026, 11, 20, 4)
VIEWS = ("open", "new", "special", "recall", "breached", "in_hand")


def indicator(number: int, counted: int, everyone: int) -> Figure:
    value = Fraction(counted, everyone) if everyone else None
    interval = wilson(counted, everyone)
    return Figure(f"KP-{number:02}", f"第{number}项指标的名称", "", counted, everyone, value,
                  interval and interval[0], interval and interval[1], Fraction(95, 100), "at_least",
                  "no_sample" if value is None else "not_met" if value < Fraction(95, 100) else "met?")  # fmt: skip


def face(done: int, due: int, figures: int, complaints: int) -> WallFace:
    made = WallFace()
    counts = tuple((view, complaints) for view in VIEWS)
    indicators = tuple(
        indicator(n, n * 3, n * 4 if n % 3 else 0) if n % 3 else indicator(n, 0, 0) for n in range(figures)
    )
    made.wall = Wall("滁州远望汽车销售服务有限公司", date(2026, 11, 20), due, done, done, done, 0, counts, complaints,
                     indicators, NOON, (1, date(2026, 11, 20), "zh"))  # fmt: skip
    return made


@given(
    width=st.integers(30, 260), height=st.integers(5, 80), done=st.integers(0, 999), more=st.integers(0, 999),
    figures=st.integers(0, 30), complaints=st.integers(0, 200), broken=st.booleans(),
    language=st.sampled_from(["zh", "en"]),
)  # fmt: skip
def test_every_line_fits_and_nothing_is_lost_below(
    width: int, height: int, done: int, more: int, figures: int, complaints: int, broken: bool, language: str
) -> None:
    i18n.use_language(language)
    shown = face(done, done + more, figures, complaints)
    shown.broken = Broken(NOON, "x" * 300) if broken else None
    lines = shown.lines(width, height)
    if width < 60 or height < 14:
        assert len(lines) <= 4
        return
    assert len(lines) <= height
    for each in lines:
        assert length(each.left) + length(each.right) <= width or each is lines[-1]
    if broken:
        assert any("12:00" in text for text, _style in lines[-1].left)


@pytest.mark.parametrize("size", big_digits.SIZES)
def test_figures_are_as_wide_and_high_as_they_say(size: int) -> None:
    for text in ("0123456789", "12/34", "96.4%", "09:42", "-"):
        rows = big_digits.drawn(text, size)
        assert len(rows) == big_digits.height(size)
        assert {len(row) for row in rows} == {big_digits.width(text, size)}


def test_no_two_characters_look_alike() -> None:
    letters = "0123456789/%-:."
    assert len({tuple(big_digits.drawn(letter, 1)) for letter in letters}) == len(letters)


def test_few_calls_have_no_rate() -> None:
    i18n.use_language("zh")
    text = ["".join(part for part, _style in each.left) for each in face(9, 12, 3, 0).lines(80, 24)]
    assert any("样本不足" in each for each in text)
    text = ["".join(part for part, _style in each.left) for each in face(10, 12, 3, 0).lines(80, 24)]
    assert any("10/10" in each for each in text)
