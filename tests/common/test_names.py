from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import i18n, names
from tests.hostile import CORPUS, SURROGATES, faults


@pytest.fixture(autouse=True)
def chinese():
    i18n.use_language("zh")
    yield
    i18n.use_language("zh")


def test_a_person_is_shown_with_title_in_both_languages():
    assert names.display("王建国", "mr") == "王建国 先生"
    assert names.display("周敏", "ms") == "周敏 女士"
    assert (names.title("mr"), names.title("ms"), names.title(""), names.title(None)) == ("先生", "女士", "", "")
    i18n.use_language("en")
    assert names.display("王建国", "mr") == "Mr 王建国"
    assert names.display("周敏", "ms") == "Ms 周敏"


def test_a_company_and_a_missing_name_have_no_title():
    assert names.display("滁州宏达公司") == "滁州宏达公司"
    assert names.display(None, "mr") == ""


def test_a_name_is_not_a_format_string():
    assert names.display("王{0}[/]{name}", "mr") == "王{0}[/]{name} 先生"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        ("𠮷田", "𠮷*"),
        ("李", "李"),
        ("John Smith", "J*** S****"),
        ("", ""),
        (None, ""),
    ],
)
def test_masked_to_the_first_character(name, masked):
    assert names.mask(name) == masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m王\x1b[0m", "␛[31m王␛[0m"),
        ("\x1b]52;c;5Y==\x07", "␛]52;c;5Y==␇"),
        ("a\tb\nc\r", "a␉b␊c␍"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "‹009B›31m"),
        ("王\u202e国", "王‹202E›国"),
        ("\u2066x\u2069", "‹2066›x‹2069›"),
        ("王\u200b\ufeff", "王‹200B›‹FEFF›"),
        ("王\u200d国\ufe0f", "王‹200D›国‹FE0F›"),
        ("\u200d王", "‹200D›王"),
        ("❤\u200d", "❤‹200D›"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("\u2028", "‹2028›"),
        ("\U000e0041", "‹E0041›"),
        ("\ud800", "‹D800›"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
        ("𠮷㛃[/]", "𠮷㛃[/]"),
        (None, ""),
    ],
)
def test_what_a_terminal_might_obey_becomes_visible(text, shown):
    assert names.visible(text) == shown


def test_line_feeds_stay_where_lines_are_wanted():
    assert names.visible("一\r\n二\n三\x1b", lines=True) == "一\n二\n三␛"


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_visible_is_a_control(text):
    shown = names.visible(text)
    assert faults(shown) == []
    shown.encode("utf-8")
    assert names.visible(shown) == shown
    assert "".join(names.pieces(text)) == shown
    assert faults(names.visible(text, lines=True)) == []


@given(st.text(st.sampled_from("王a\u0301\u200d\ufe0f\ufe0e\u20e3👨👩🏽🇨❤1#\u202e\x1b\u3164\n "), max_size=40))
def test_nothing_that_shapes_hides_anything(text):
    shown = names.visible(text)
    assert faults(shown) == []
    assert names.visible(shown) == shown


@pytest.mark.parametrize("text", [*CORPUS.values(), *SURROGATES.values()], ids=[*CORPUS, *SURROGATES])
def test_hostile_texts_are_harmless(text):
    for shown in (names.visible(text), names.visible(text, lines=True), names.mask(text), names.display(text, "mr")):
        assert faults(shown) == []


def test_more_marks_than_any_script_has_are_shown():
    assert names.visible("王" + "\u0301" * 8) == "王" + "\u0301" * 6 + "‹0301›" * 2


@pytest.mark.parametrize(
    ("text", "is_one"), [("王\x1b\n", True), ("", True), ("a\0", False), ("\ud800", False), ("👍", True)]
)
def test_what_a_server_takes_for_a_text(text, is_one):
    assert names.is_text(text) == is_one
