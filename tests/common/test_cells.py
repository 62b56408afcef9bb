from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len as painted

from agentdesk.common.cells import cell_len, column, cut, fit, pad
from agentdesk.common.names import visible
from tests.hostile import CORPUS, faults

ANY = st.text(st.characters(exclude_categories=()), max_size=40)
LETTERS = st.sampled_from("王建国𠮷㛃 abcＡ１，。…·●▌▲✓▸⌫❤🇨e\u0301\ufe0f👨👩\u200d")
WORDS = st.text(LETTERS, max_size=30).map(visible)


@given(WORDS)
def test_the_terminal_paints_what_is_measured(text):
    if "\ufe0f" not in text and "\u200d" not in text:
        assert cell_len(text) == painted(text)


@pytest.mark.parametrize(
    "text", ["王建国 先生", "👨\u200d👩\u200d👧", "❤\ufe0f 1\ufe0f\u20e3", "🇨🇳", "e\u0301", "ｶﾞ", "皖M1**45 …", ""]
)
def test_joined_emoji_are_painted_as_measured(text):
    assert cell_len(text) == painted(text)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("王建国", 6, "王建国"),
        ("王建国", 5, "王建…"),
        ("王建国", 4, "王…"),
        ("王建国", 2, "…"),
        ("王建国", 1, "…"),
        ("王建国", 0, ""),
        ("abcdef", 4, "abc…"),
        ("ab cdef", 4, "ab…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_cut_with_a_mark(text, width, cut):
    assert fit(text, width) == cut


def test_padded_by_cells():
    assert pad("王", 4) == "王  "
    assert pad("王", 4, "right") == "  王"
    assert pad("王", 5, "centre") == " 王  "
    assert pad("王建", 2) == "王建"


@given(WORDS, st.integers(1, 20), st.sampled_from(["left", "right", "centre"]))
def test_a_column_is_exactly_as_wide_as_asked(text, width, align):
    assert cell_len(column(text, width, align)) == width


@given(ANY, st.integers(0, 30))
def test_what_is_cut_or_padded_is_harmless_and_fits(text, width):
    shown, was_cut = cut(text, width)
    assert cell_len(shown) <= width
    assert was_cut or shown == visible(text)
    assert fit(shown, width) == shown == fit(text, width)
    assert faults(shown) == []
    assert cell_len(text) == cell_len(visible(text))
    assert cell_len(column(text, width)) == width


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_hostile_texts_are_painted_as_measured(text):
    assert cell_len(text) == painted(visible(text))
    for width in (0, 1, 2, 7, 40):
        assert cell_len(column(text, width)) == width == painted(column(text, width))
