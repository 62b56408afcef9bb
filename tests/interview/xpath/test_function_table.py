"""Every function of the library with its recorded assertions and our own; none is without, none is left out in silence.

`python -m tests.interview.xpath.test_function_table` prints the table.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.functions import LIBRARY
from agentdesk.interview.xpath.parse import ExpressionError, parse, walk
from tests.interview.xpath.test_expression_vectors import GEOGRAPHY, VECTORS
from tests.interview.xpath.test_expressions import shown

# Functions of which no assertion was recorded, or only few: an expression with what it gives, by ODK's documentation.
OURS: dict[str, list[tuple[str, str]]] = {
    "boolean": [("boolean('false')", "true"), ("boolean('')", "false"), ("boolean(0)", "false")],
    "string": [("string(1.0)", "1"), ("string(1 = 1)", "true")],
    "string-length": [("string-length('回访 ok')", "5"), ("string-length('')", "0")],
    "normalize-space": [("normalize-space('  a   b ')", "a b")],
    "contains": [
        ("contains('首保项目', '保项')", "true"),
        ("contains('a', 'b')", "false"),
        ("contains('a', '')", "true"),
    ],
    "starts-with": [("starts-with('皖M12345', '皖')", "true"), ("starts-with('a', 'ab')", "false")],
    "substring-before": [("substring-before('1999/04', '/')", "1999"), ("substring-before('a', '/')", "")],
    "substring-after": [("substring-after('1999/04', '/')", "04"), ("substring-after('a', '/')", "")],
    "translate": [("translate('bar', 'abc', 'AB')", "BAr"), ("translate('１２', '１２', '12')", "12")],
    "floor": [("floor(-1.1)", "-2"), ("floor(1.9)", "1")],
    "ceiling": [("ceiling(-1.9)", "-1"), ("ceiling(1.1)", "2")],
    "is-selected": [("is-selected('a b', 'b')", "true"), ("is-selected('', 'b')", "false")],
    "log": [("log(0)", "-Infinity"), ("log(1)", "0"), ("log(-1)", "NaN")],
    "log10": [("log10(0)", "-Infinity"), ("log10(100)", "2")],
    "decimal-time": [
        ("decimal-time('2026-11-20T12:00')", "0.5"),
        ("decimal-time('2026-11-20T04:00:00Z')", "0.5"),
        ("decimal-time(now()) < 1", "true"),
        ("decimal-time('')", "NaN"),
        ("decimal-time(0.5)", "NaN"),
    ],
    "cos": [("cos(0)", "1")],
    "atan": [("atan(0)", "0")],
    "random": [("random() >= 0 and random() < 1", "true")],
    "count": [("count(r)", "2"), ("count(nowhere)", "0")],
    "last": [("r[position() = last()]/v", "5")],
    "name": [("name(r)", "r")],
    "local-name": [("local-name(r)", "r")],
    "current": [("r[v = current()/r[2]/v]/v", "5")],
}
# Functions that only a form with lists, tables or repeats can show, and the tests that do.
IN_FORMS = {
    "instance": "test_choice_names_and_instances_follow_the_language",
    "jr:choice-name": "test_choice_names_and_instances_follow_the_language",
    "indexed-repeat": "test_repeats_follow_their_count_and_keep_lost_turns",
    "pulldata": "test_pulldata_finds_the_table_beside_the_form",
}
EXCEPTIONS = {"area": GEOGRAPHY, "distance": GEOGRAPHY}


def functions_of(text: str) -> set[str]:
    """The functions an expression calls; none where it is meant to be refused."""
    try:
        return {part.name for part in walk(parse(text).tree) if isinstance(part, syntax.Call)}
    except ExpressionError:
        return set()


def recorded() -> Counter[str]:
    """How many of the recorded assertions call each function."""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8")) if VECTORS.exists() else []
    return Counter(name for vector in vectors for name in functions_of(vector["expr"]))


@pytest.mark.parametrize(("name", "text", "expected"), [(name, *each) for name, rows in OURS.items() for each in rows])
def test_ours(name: str, text: str, expected: str) -> None:
    assert name in functions_of(text)
    assert shown(text) == expected


@pytest.mark.skipif(not VECTORS.exists(), reason=f"no recorded vectors at {VECTORS.name}")
@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_no_function_is_without_a_vector(name: str) -> None:
    assert recorded()[name] or name in OURS or name in IN_FORMS


@pytest.mark.skipif(not VECTORS.exists(), reason=f"no recorded vectors at {VECTORS.name}")
def test_what_was_recorded_and_is_not_in_the_library_has_its_reason() -> None:
    missing = {name for name in recorded() if name not in LIBRARY and not name.startswith("explode")}
    assert missing == set(EXCEPTIONS)


def table() -> list[tuple[str, int, int, str]]:
    """Each function: recorded assertions, our own, and where else it is shown or why it is left out."""
    seen = recorded()
    rows = [(name, seen[name], len(OURS.get(name, ())), IN_FORMS.get(name, "")) for name in sorted(LIBRARY)]
    return [*rows, *((name, seen[name], 0, reason) for name, reason in EXCEPTIONS.items())]


if __name__ == "__main__":
    from tabulate import tabulate

    print(tabulate(table(), ["function", "recorded", "ours", "elsewhere"]))
