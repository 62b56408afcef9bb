from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.json_text import dumped
from agentdesk.common.names import visible
from agentdesk.common.spreadsheet import LONGEST_CELL, cell_text, csv_text, is_formula
from tests.hostile import CORPUS, SURROGATES, faults

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.sampled_from([*CORPUS.values(), *SURROGATES.values()]),
)


@pytest.mark.parametrize("name", [name for name in CORPUS if "formula" in name or name in ("plus", "minus", "at")])
def test_what_a_spreadsheet_would_run_is_text(name):
    assert is_formula(CORPUS[name])
    assert csv_text(CORPUS[name]) == f"'{CORPUS[name]}"


@pytest.mark.parametrize("text", ["", " ", "王", "a=b", "1+1", "13.5", "'=1"])
def test_other_texts_stay_as_they_are(text):
    assert csv_text(text) == text


@pytest.mark.parametrize("text", ["013800000000", "341102199001011234"])
def test_digits_that_would_be_lost_are_text(text):
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize("letter", ["王", "x", "👍"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(letter):
    cut = cell_text(letter * 40_000)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert cut.endswith(f"{letter}…")
    assert cell_text(letter * 10_000) == letter * 10_000


@given(st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)))
def test_json_reads_back_as_it_was_and_is_harmless(value):
    text = dumped(value)
    assert json.loads(text) == value
    assert faults(text) == []
    assert visible(text, lines=True) == text
