"""`form check` through its door: every kind of finding with its sheet, row, column and cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentdesk.interview.compile import check_form
from tests.cli.said import Cli

pytestmark = pytest.mark.usefixtures("in_english")
HEAD = (
    "|   | type | name | label::中文 (zh) | label::English (en) "
    "| relevant | constraint | required | appearance | calculation |"
)
CHOICES = """
| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | yn        | yes  | 是              | Yes                 |
|   | yn        | no   | 否              | No                  |
"""
BEGIN = [
    ("select_one yn", "a", "甲", "A"),
    ("integer", "n", "数", "N", "", ". >= 18"),
    ("date", "d", "日", "D"),
    ("select_one yn", "b", "乙", "B", "${a} = 'yes'"),
    ("decimal", "x", "量", "X"),
    ("text", "t", "文", "T"),
    ("calculate", "c", "", "", "", "", "", "", "if(${a} = 'yes', 1, 2)"),
]
PLACE = len(BEGIN) + 2  # the row of what a case adds


def written(*rows: tuple[str, ...], choices: str = CHOICES) -> str:
    lines = ["|   | " + " | ".join([*row, *[""] * (9 - len(row))]) + " |" for row in (*BEGIN, *rows)]
    return "\n".join(["| survey |", HEAD, *lines, choices])


def asked(relevant: str = "", constraint: str = "", kind: str = "text") -> tuple[str, ...]:
    return (kind, "q", "问", "Q", relevant, constraint)


GROUP = [("begin_group", "g", "组", "G", "${a} = 'yes'"), ("end_group",)]
FINDINGS = {
    # type mismatches in comparisons
    "number and word": ([asked("${n} = 'many'")], "relevant", "E", "is a number", True),
    "date and word": ([asked("${d} > 'soon'")], "relevant", "E", "is a date", True),
    "choice that is none": ([asked("${a} = 'maybe'")], "relevant", "E", "no choice 'maybe'", True),
    "choice and number": ([asked("${a} > 3")], "relevant", "E", "no choice of a is a number", True),
    "own value": ([asked("", ". = 'many'", "integer")], "constraint", "F", "is a number", True),
    "date that is none": ([asked("${d} = '2026-02-30'")], "relevant", "E", "is a date", True),
    "date and number": ([asked("${d} > 5")], "relevant", "E", "5 is a number", True),
    "date and question": ([asked("${d} > ${n}")], "relevant", "E", "n is a number", True),
    "clock and number": ([asked("today() > ${n}")], "relevant", "E", "today() is a date", True),
    "clock and word": ([asked("today() = 'soon'")], "relevant", "E", "is a date", True),
    "truth and word": ([asked("selected(${a}, 'yes') = 'no'")], "relevant", "E", "true or false", True),
    "order of words": ([asked("${t} > 'b'")], "relevant", "E", "compare numbers and dates", True),
    "choice written wrong": ([asked("${a} = 'yse'")], "relevant", "E", "did you mean 'yes'", True),
    "times": ([asked("", ". > '12:00'", "time")], "constraint", "F", "decimal-time()", True),
    "a number is never dk": ([asked("${n} = 'dk'")], "relevant", "E", "is a number", True),
    # questions that can never be reached
    "itself": ([asked("${q} = 'a'")], "relevant", "E", "never be reached", True),
    "two days": ([asked("${d} < '2026-01-01' and ${d} > '2026-01-01'")], "relevant", "E", "never be reached", True),
    "dates written out": ([asked("${d} < date('2026-01-01') and ${d} > date('2027-01-01')")], "relevant", "E",
                          "never be reached", True),
    "a constant": ([asked("false()")], "relevant", "E", "never be reached", True),
    "two answers at once": ([asked("${a} = 'yes' and ${a} = 'no'")], "relevant", "E", "never be reached", True),
    "an answer hides it": ([asked("${a} = 'no' and ${b} = 'yes'")], "relevant", "E", "never be reached", True),
    "out of its bounds": ([asked("${n} < 18")], "relevant", "E", "never be reached", True),
    "between two numbers": ([asked("${x} > 3 and ${x} < 2")], "relevant", "E", "never be reached", True),
    "by a calculation": ([asked("${c} = 3")], "relevant", "E", "never be reached", True),
    "two texts": ([asked("${t} = 'a' and ${t} = 'b'")], "relevant", "E", "never be reached", True),
    # dead ends
    "no number is both": ([asked("", ". > 10 and . < 5", "integer")], "constraint", "F", "dead end", False),
    "no whole number between": ([asked("", ". > 1 and . < 2", "integer")], "constraint", "F", "dead end", False),
    "no choice": ([asked("", ". != 'yes' and . != 'no'", "select_one yn")], "constraint", "F", "dead end", False),
    "false": ([asked("", "false()")], "constraint", "F", "dead end", False),
    # the rest
    "no translation": ([("text", "q", "问", "")], "label::English (en)", "D", "translation", True),
    "braces without a dollar": ([("text", "q", "问{a}", "Q")], "label::中文 (zh)", "C", "did you mean ${a}", True),
    "unknown field read aloud": ([("text", "q", "问${nobody}", "Q")], "label::中文 (zh)", "C", "${nobody}", False),
    "unknown field in the other language": ([("text", "q", "问", "Q ${nobody}")], "English", "D", "${nobody}", False),
}  # fmt: skip


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_with_its_cell(cli: Cli, tmp_path: Path, name: str) -> None:
    rows, column, letter, word, warning = FINDINGS[name]
    path = tmp_path / "form.md"
    path.write_text(written(*rows), encoding="utf-8")
    result = cli("form", "check", path, "--json")
    (found,) = json.loads(result.stdout)
    assert (found["sheet"], found["row"], found["cell"]) == ("survey", PLACE, f"{letter}{PLACE}")
    assert column in found["column"]
    assert word in found["message"]
    assert found["warning"] is warning
    assert result.exit_code == (0 if warning else 1)


def test_a_choice_twice(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(written(choices=CHOICES + "|   | yn | no | 不 | Not |\n"), encoding="utf-8")
    result = cli("form", "check", path, "--json")
    (found,) = json.loads(result.stdout)
    assert (result.exit_code, found["sheet"], found["cell"], found["column"]) == (1, "choices", "B4", "name")


def test_a_duty_in_a_repeat_that_may_have_no_turn(cli: Cli, tmp_path: Path) -> None:
    head = HEAD + " repeat_count |"
    duty = ("acknowledge", "p", "说", "Say", "", "", "yes", "must-say", "", "")
    for count, found in (("${n}", [f"H{PLACE + 1}"]), ("2", [])):
        rows = [("begin_repeat", "r", "车", "Car", "", "", "", "", "", count), duty, ("end_repeat",)]
        text = written(*[(*each, *[""] * (10 - len(each))) for each in rows]).replace(HEAD, head)
        path = tmp_path / "form.md"
        path.write_text(text, encoding="utf-8")
        said = json.loads(cli("form", "check", path, "--json").stdout)
        assert [each["cell"] for each in said] == found


def test_several_choices_at_once_are_counted() -> None:
    rows = [("select_multiple yn", "m", "多", "M"), asked("selected(${m}, 'yes') and not(selected(${m}, 'yes'))")]
    (problem,) = check_form(written(*rows), ".md").problems
    assert (problem.cell, "never be reached" in problem.message) == (f"E{PLACE + 1}", True)
    assert check_form(written(rows[0], asked("count-selected(${m}) = 2")), ".md").problems == []


def test_a_duty_in_a_group_that_can_be_skipped(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    duty = ("acknowledge", "p", "说", "Say", "", "", "yes", "must-say")
    path.write_text(written(GROUP[0], duty, GROUP[1]), encoding="utf-8")
    (found,) = json.loads(cli("form", "check", path, "--json").stdout)
    assert (found["sheet"], found["cell"], found["column"]) == ("survey", f"H{PLACE + 1}", "appearance")
    assert "group g around it can be skipped" in found["message"]


@pytest.mark.parametrize(
    "row",
    [
        asked("${n} = 18"),
        asked("${x} > 1 and ${x} < 1.2"),
        asked("${a} = 'yes' and ${b} = 'no'"),
        asked("${a} != 'yes'"),
        asked("${t} = 'a' or ${t} = 'b'"),
        asked("${c} = 2"),
        # what cannot be counted is not claimed
        asked("${d} > today()"),
        asked("${d} > '2026-01-01' and ${d} < '2026-01-03'"),
        asked("${d} = '2026-01-01'"),
        asked("decimal-time('12:00') > 0.4"),
        asked("", "decimal-time(.) > decimal-time('12:00')", "time"),
        asked("selected(${a}, 'yes') = 'true'"),
        asked("today() > date('2999-01-01')"),
        asked("${n} * 2 = 37"),
        asked("regex(${t}, 'a+')"),
        asked("", "regex(., '1[0-9]+') and string-length(.) = 11"),
        asked("", ". >= 0 and . <= 0", "integer"),
        asked("", ". > 0 and . < 0.1", "decimal"),
        asked("", "not(selected(., 'yes'))", "select_one yn"),
    ],
)
def test_what_can_be_reached_and_answered_is_no_finding(row: tuple[str, ...]) -> None:
    assert check_form(written(row), ".md").problems == []
