"""ODK's rules for blanks, NaN, dates and nodes, on a dealer's wall clock."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.interview.xpath.evaluate import evaluate
from agentdesk.interview.xpath.functions import LIBRARY
from agentdesk.interview.xpath.parse import ExpressionError, parse
from agentdesk.interview.xpath.shuffle import shuffled
from agentdesk.interview.xpath.tree import DataNode
from agentdesk.interview.xpath.values import EvaluationError, Value, number_of, number_text, to_text
from tests.interview.xpath.xml_world import World, read

SHANGHAI = World(ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 20, 1, 30, tzinfo=UTC), "zh")
TREE = read("<data><a>3</a><b>x</b><none/><day>2026-11-19</day><r><v>1</v></r><r><v>5</v></r></data>")


def value(text: str) -> Value:
    return evaluate(parse(text), SHANGHAI, TREE.children[0])


def shown(text: str) -> str:
    return to_text(value(text), SHANGHAI.zone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a blank is NaN as a number and equals only a blank
        ("none = ''", "true"),
        ("none + 1", "NaN"),
        ("none < 5", "false"),
        ("none >= 0", "false"),
        ("none != 5", "true"),
        ("number('')", "NaN"),
        ("coalesce(none, 0) + 1", "1"),
        ("sum(r/v)", "6"),
        ("max(r/v, 9)", "9"),
        ("count(r)", "2"),
        ("count(nowhere)", "0"),
        # dates: text of the wall clock, days as numbers
        ("today()", "2026-11-20"),
        ("now()", "2026-11-20T09:30:00.000+08:00"),
        ("day < today()", "true"),
        ("today() - day", "1"),
        ("date(today() + 7)", "2026-11-27"),
        ("format-date(date(today() + 7), '%Y年%n月%e日')", "2026年11月27日"),
        ("format-date(day, '%a %b')", "周四 11月"),
        ("format-date('', '%Y')", ""),
        ("decimal-time('12:00')", "0.5"),
        ("date('2026-02-30')", "Invalid Date"),
        ("date('')", ""),
        ("'2026-11-19' = day", "true"),
        ("'2026-1-9' < '2026-01-10'", "true"),
        ("int(decimal-date-time('1970-01-02T00:00:00Z'))", "1"),
        # numbers
        ("7 mod -3", "1"),
        ("-7 mod 3", "-1"),
        ("1 div 0", "Infinity"),
        ("0 div 0", "NaN"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(1234.5, -2)", "1200"),
        ("int(-1.9)", "-1"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("0.1 + 0.2 = 0.3", "true"),  # as JavaRosa compares numbers
        ("0.1 + 0.2 != 0.3", "false"),
        ("1 div 0 = 1 div 0", "true"),
        ("none != none + 1", "true"),
        ("0.3001 = 0.3", "false"),
        ("1 div 10000000", "0.0000001"),
        ("pow(2, 0.5) > 1.41", "true"),
        ("sqrt(-1)", "NaN"),
        # text
        ("substr('abcdef', 2, 4)", "cd"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("substring-before('1999/04', '/')", "1999"),
        ("substring-after('1999/04', '/')", "04"),
        ("normalize-space('  a   b ')", "a b"),
        ("string-length('回访')", "2"),
        ("regex('1234', '[0-9]{3}')", "false"),
        ("regex('13800138000', '1[3-9][0-9]{9}')", "true"),
        ("join('-', r/v)", "1-5"),
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        # choices
        ("selected('a b', 'a')", "true"),
        ("selected('', 'a')", "false"),
        ("selected-at('a b c', 1)", "b"),
        ("selected-at('a b c', 9)", ""),
        ("count-selected(' a  b ')", "2"),
        # paths
        ("/data/r[2]/v", "5"),
        ("r[v = 5]/v", "5"),
        ("r[position() = last()]/v", "5"),
        ("//v[. > 1]", "5"),
        ("../data/b", "x"),
        ("/data/r[1]/following-sibling::r/v", "5"),
        ("name(r)", "r"),
        ("r/v | b", "x"),
        # the language of the operators
        ("1+1=2 and not(1>2)", "true"),
        ("a - 1", "2"),
        ("-a", "-3"),
        ("a*2", "6"),
        ("* = 'x'", "true"),
    ],
)
def test_value(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (". <=", 4),
        ("1 +", 3),
        ("(1", 2),
        ("1 2", 2),
        ("f(1,)", 4),
        ("'open", 0),
        ("${a", 0),
        ("a[1", 3),
        ("a &amp; b", 2),
        ("", 0),
        ("sideways::a", 0),
    ],
)
def test_what_cannot_be_read_says_where(text: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.offset == offset


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(ExpressionError):
        parse("(" * 5000 + "1" + ")" * 5000)


@pytest.mark.parametrize(
    "text", ["sum(1)", "count('a')", "randomize(r, 'a')", "'a' | 'b'", "regex('a', '(')", "nothing()"]
)
def test_misuse_is_an_error(text: str) -> None:
    with pytest.raises(EvaluationError):
        value(text)


@pytest.mark.parametrize(("seed", "order"), [(42, "AFCBDE"), (-42, "EDAFBC"), (1, "BFEACD"), (11111111, "ACDBFE")])
def test_odk_s_seeded_orders(seed: int, order: str) -> None:
    assert "".join(shuffled("ABCDEF", seed)) == order


@given(st.lists(st.integers()), st.integers())
def test_a_shuffle_loses_nothing(items: list[int], seed: int) -> None:
    assert sorted(shuffled(items, seed)) == sorted(items)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_so_that_they_read_back(number: float) -> None:
    text = number_text(number)
    assert "e" not in text
    assert math.isclose(number_of(text), number, rel_tol=1e-15, abs_tol=0.0)


@given(st.text(alphabet="1a.$ {}()[]'\"+-*/<>=!|,@:andorivm", max_size=25))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        offset = len(parse(text).text)
    except ExpressionError as error:
        offset = error.offset
    assert 0 <= offset <= len(text)


def test_the_library_has_what_forms_use() -> None:
    named = """selected selected-at count-selected if coalesce once regex concat join substr string-length contains
    starts-with ends-with translate number int round pow abs min max sum count count-non-empty position today now date
    date-time format-date format-date-time decimal-date-time decimal-time boolean-from-string checklist
    weighted-checklist randomize jr:choice-name indexed-repeat pulldata true false not uuid"""
    assert set(named.split()) <= LIBRARY.keys()


class Answered(World):
    """An environment in which every question was answered with these texts, one in each turn."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(SHANGHAI.zone, datetime(2026, 11, 20, 1, 30, tzinfo=UTC), "zh")
        self.nodes = [DataNode("question", value=text) for text in texts]

    def answers(self, name: str, origin: DataNode) -> list[DataNode]:
        return self.nodes


said = st.sampled_from(["", "yes", "no", "5", "05", "5.0", "NaN", "20776", "2026-11-19", "2026-11-19T00:00:00+08:00"])


@given(texts=st.lists(said, max_size=3), literal=said, sign=st.sampled_from(["=", "!="]))
def test_a_question_compared_with_a_choice_is_the_choice_compared_with_the_question(texts, literal, sign):
    """The first is what most conditions of a form consist of, and has a way of its own."""
    world = Answered(texts)
    one, other = (
        evaluate(parse(text), world, TREE)
        for text in (f"${{question}} {sign} '{literal}'", f"'{literal}' {sign} ${{question}}")
    )
    assert one == other
