"""`form check` walks a form before anybody is called with it: dead ends, failures, and how many walks there were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.interview import trial
from agentdesk.interview.compile import check_form
from agentdesk.interview.run import Run
from tests.interview.excel import YES_NO, Table, findings, workbook

pytestmark = pytest.mark.usefixtures("in_english")
Cli = Callable[..., Result]


def book(path: Path, rows: Table, choices: Table = YES_NO, **columns: int) -> Path:
    return workbook(path / "form.xlsx", {"survey": rows, "choices": choices})


HEAD = ["type", "name", "label", "required", "constraint", "choice_filter", "relevant", "calculation"]


def test_it_says_how_often_it_walked_and_where_it_never_came(cli: Cli, tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            HEAD,
            ["select_one yn", "a", "甲?", "yes"],
            ["text", "b", "乙?", "", "", "", "${a} = 'yes' and today() < date('2000-01-01')"],
        ],
    )
    said = cli("form", "check", path)
    assert said.exit_code == 0
    assert "Walked 400 times" in said.stdout
    assert "No walk came to: b (row 3)" in said.stdout


def test_no_walk_where_there_is_an_error(cli: Cli, tmp_path: Path) -> None:
    assert "Walked" not in cli("form", "check", book(tmp_path, [HEAD, ["hologram", "a", "甲?"]])).stdout


def test_answers_before_it_leave_no_number_that_passes(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [HEAD, ["integer", "least", "至少?", "yes"], ["integer", "most", "至多?", "yes"]]
    rows += [["integer", "n", "几?", "yes", ". >= ${least} and . <= ${most}"]]
    (message, warning) = findings(cli, book(tmp_path, rows))["survey!E4"]
    assert "a dead end" in message
    assert "of 400 walks" in message
    assert warning is True


def test_answers_before_it_leave_no_choice(cli: Cli, tmp_path: Path) -> None:
    choices: Table = [["list_name", "name", "label", "of"], ["brand", "vw", "大众"], ["brand", "sk", "斯柯达"]]
    choices += [["model", "lavida", "朗逸", "vw"]]
    rows: Table = [HEAD, ["select_one brand", "b", "品牌?", "yes"]]
    rows += [["select_one model", "m", "车型?", "yes", "", "of = ${b}"]]
    assert "no choice" in findings(cli, book(tmp_path, rows, choices))["survey!F3"][0]


def test_a_choice_that_its_constraint_always_refuses_after_an_answer(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [HEAD, ["select_one yn", "a", "甲?", "yes"]]
    rows += [["select_one yn", "b", "乙?", "yes", "${a} = 'yes' and . = 'no'"]]
    assert "a dead end" in findings(cli, book(tmp_path, rows))["survey!E3"][0]


@pytest.mark.parametrize(
    "row",
    [
        ["text", "q", "Q", "yes", "regex(., '[A-Z]{3}-[0-9]{7}')"],  # nothing is claimed of what cannot be guessed
        ["integer", "q", "Q", "yes", ". > 123456 and . < 123459"],
        ["date", "q", "Q", "yes", ". > today() and . <= date(today() + 3)"],
        ["date", "q", "Q", "yes", ". >= '2030-05-01' and . <= '2030-05-02'"],
        ["select_multiple yn", "q", "Q", "yes", "count-selected(.) = 2"],
    ],
)
def test_what_can_be_answered_is_no_dead_end(cli: Cli, tmp_path: Path, row: list[str]) -> None:
    assert findings(cli, book(tmp_path, [HEAD, row])) == {}


def test_an_expression_that_some_answers_make_fail(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [HEAD, ["text", "a", "甲?"], ["calculate", "c", "", "", "", "", "", "regex('x', ${a})"]]
    rows[1] = ["text", "a", "甲?", "yes", ". = '('"]
    (message, warning) = findings(cli, book(tmp_path, rows))["survey!H3"]
    assert "regex() cannot read the pattern '('" in message
    assert warning is True


def test_a_rank_with_don_t_know_is_walked(cli: Cli, tmp_path: Path) -> None:
    choices: Table = [*YES_NO, ["yn", "dk", "不清楚"], ["yn", "ref", "拒答"]]
    assert findings(cli, book(tmp_path, [HEAD, ["rank yn", "a", "甲?", "yes"]], choices)) == {}


def test_a_failing_walk_is_an_error_with_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Run.answer

    def fails(self: Run, key: str, value: object, **more: bool) -> object:
        if key == "b":
            raise RecursionError
        return answer(self, key, value, **more)

    monkeypatch.setattr(Run, "answer", fails)
    text = "| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | b | B |\n"
    (problem,) = check_form(text, ".md").errors
    assert (problem.cell, "RecursionError" in problem.message) == ("A3", True)


def test_an_answer_left_over_is_named_with_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results that keep what the path no longer leads to: the engine does not, so it is made to."""
    results = Run.results

    def keeps(self: Run) -> dict[str, str]:
        return {**self.answers(), **results(self)}

    monkeypatch.setattr(Run, "results", keeps)
    text = (
        "| survey |\n| | type | name | label | relevant |\n| | select_one yn | a | A | |\n"
        "| | text | b | B | ${a} = 'yes' |\n"
        "| choices |\n| | list_name | name | label |\n| | yn | yes | Y |\n| | yn | no | N |\n"
    )
    walked = check_form(text, ".md", walks=trial.MANY)
    assert [problem.cell for problem in walked.problems] == ["D3"]
    assert "no longer leads to" in walked.problems[0].message


def test_the_same_form_is_walked_the_same_way() -> None:
    text = "| survey |\n| | type | name | label | repeat_count |\n| | integer | n | N | |\n"
    text += "| | begin_repeat | r | R | ${n} |\n| | text | t | T | |\n| | end_repeat | | | |\n"
    made = [check_form(text, ".md", walks=trial.MANY).trial for _again in range(2)]
    assert made[0] == made[1]
    assert (made[0].walks, made[0].missed) == (trial.MANY, [])


def test_a_large_form_is_walked_less_often() -> None:
    rows = "".join(f"| | text | q{number} | Q{number} |\n" for number in range(1500))
    walked = check_form(f"| survey |\n| | type | name | label |\n{rows}", ".md", walks=trial.MANY).trial
    assert 0 < walked.walks < trial.FEW
    assert walked.missed == []
