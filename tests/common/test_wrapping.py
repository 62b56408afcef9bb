from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.cells import cell_len
from agentdesk.common.names import visible
from agentdesk.common.wrapping import wrap
from tests.hostile import CORPUS, END

ANY = st.one_of(st.text(st.characters(exclude_categories=()), max_size=60), st.sampled_from(sorted(CORPUS.values())))


@given(ANY, st.integers(4, 90))
def test_nothing_is_lost_and_no_line_is_too_long(text, width):
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(visible(text, lines=True).split())
    assert all(cell_len(line) <= width + 2 for line in lines), "a stop may hang over"


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧\u200d👦" * 9, "🇨🇳" * 9, "1\ufe0f\u20e3" * 9, "王\u0301" * 9])
def test_what_belongs_together_stays_together(text):
    unit = text[: len(text) // 9]
    assert all(line == unit * (len(line) // len(unit)) for line in wrap(text, 7))


@pytest.mark.parametrize("name", ["long latin", "long han", "long words", "long emoji", "a thousand marks"])
def test_a_long_text_is_broken_at_once(name):
    began = time.process_time()
    lines = wrap(CORPUS[name], 40)
    assert "".join(lines).endswith(END)
    assert time.process_time() - began < 2, "its cost is in proportion to its length"
