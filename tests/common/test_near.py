"""What was perhaps meant."""

from __future__ import annotations

import pytest

from agentdesk.common.near import nearest

WORDS = ("required", "relevant", "name", "yes", "no")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("requird", "required"), ("Relevant", "relevant"), ("nmae", "name"), ("yse", "yes"), ("colour", ""), ("", "")],
)
def test_nearest(word: str, meant: str) -> None:
    assert nearest(word, WORDS) == meant


def test_the_same_word_in_another_case_goes_first() -> None:
    assert nearest("ABC", ["abd", "abc"]) == "abc"
