"""Compiling XLSForms: what is taken, and what is refused with its cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import use_language
from agentdesk.interview.compile import check_form, compile_form
from agentdesk.interview.model import FormModel, Kind
from agentdesk.interview.problems import FormErrors
from agentdesk.interview.run import Run


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


CHOICES = """
| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | yes_no    | yes  | 是              | Yes                 |
|   | yes_no    | no   | 否              | No                  |
"""


def form(rows: str, columns: str = "", choices: str = CHOICES) -> str:
    heading = f"|   | type | name | label::中文 (zh) | label::English (en) |{columns}"
    return f"| survey |\n{heading}\n{rows}\n{choices}"


def row(*cells: str) -> str:
    return "|   | " + " | ".join(cells) + " |"


FIVE = form(
    "\n".join(
        [
            row("integer", "age", "几岁", "Age", ". <=", ""),
            row("text", "a", "甲", "A", "", "explode(1)"),
            row("text", "b", "乙", "B", "", "${nobody} = 1"),
            row("select_one missing", "c", "丙", "C", "", ""),
            row("geopoint", "d", "丁", "D", "", ""),
        ]
    ),
    " constraint | relevant |",
)


def test_five_kinds_of_error_each_with_its_cell() -> None:
    problems = check_form(FIVE, ".md").errors
    assert [(each.sheet, each.row, each.column, each.cell) for each in problems] == [
        ("survey", 2, "constraint", "E2"),
        ("survey", 3, "relevant", "F3"),
        ("survey", 4, "relevant", "F4"),
        ("survey", 5, "type", "A5"),
        ("survey", 6, "type", "A6"),
    ]
    for problem, word in zip(problems, ("<=", "explode", "nobody", "missing", "geopoint"), strict=True):
        assert word in problem.message


def test_compile_raises_all_errors_at_once() -> None:
    with pytest.raises(FormErrors) as caught:
        compile_form(FIVE, ".md")
    assert len(str(caught.value).splitlines()) == 5
    assert "survey F4 (relevant): there is no question ${nobody}" in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("cells", "columns", "place", "word"),
    [
        (("text", "q", "问", "Q", "${q"), " relevant |", "E2", "not closed"),
        (("text", "q", "问", "Q", "'a"), " relevant |", "E2", "quotation mark"),
        (("text", "q", "问", "Q", "“a” = 'a'"), " relevant |", "E2", "typographic"),
        (("text", "q", "问", "Q", "1 + "), " relevant |", "E2", "missing after '+'"),
        (("text", "q", "问", "Q", "(1 = 1"), " relevant |", "E2", "expected ')'"),
        (("text", "q", "问", "Q", "if(1, 2)"), " relevant |", "E2", "needs 3 arguments"),
        (("text", "q", "问", "Q", "true(1)"), " relevant |", "E2", "at most 0"),
        (("text", "q", "问", "Q", "colour = 'a'"), " relevant |", "E2", "did you mean ${colour}"),
        (("text", "q", "问${x}", "Q"), "", "C2", "${x}"),
        (("text", "1q", "问", "Q"), "", "B2", "not a name"),
        (("text", "", "问", "Q"), "", "B2", "name is missing"),
        (("begin_group", "", "问", "Q"), "", "B2", "name is missing"),
        (("calculate", "q", "", "", ""), " calculation |", "E2", "needs a calculation"),
        (("calculate", "q", "", "", "pulldata('t', 'a', 'b', 'c')"), " calculation |", "E2", "t.csv"),
        (("calculate", "q", "", ""), "", "A2", "needs a calculation"),
        (("begin_repeat", "q", "问", "Q", ""), " repeat_count |", "E2", "fixed count"),
        (("begin_group", "q", "问", "Q"), "", "A2", "never ended"),
        (("end_group", "q", "问", "Q"), "", "A2", "no open"),
        (("range", "q", "问", "Q", "start=a"), " parameters |", "E2", "numbers"),
        (("image", "q", "问", "Q"), "", "A2", "unsupported type 'image'"),
        (("select_one_from_file x.csv", "q", "问", "Q"), "", "A2", "no file x.csv"),
        (("select_one_from_file x.geojson", "q", "问", "Q"), "", "A2", "from a .csv file"),
        (("interger", "q", "问", "Q"), "", "A2", "did you mean 'integer'"),
        (("select_oen yes_no", "q", "问", "Q"), "", "A2", "did you mean 'select_one yes_no'"),
        (("select_one", "q", "问", "Q"), "", "A2", "needs the name of its list"),
        (("select_one yes no", "q", "问", "Q"), "", "A2", "one list name without spaces"),
        (("select_one Yes_No", "q", "问", "Q"), "", "A2", "did you mean 'yes_no'"),
        (("text", "q", "问", "Q", "slected('a', 'b')"), " relevant |", "E2", "did you mean selected()"),
        (("text", "q", "问", "Q", "regex(., '[0-9')"), " constraint |", "E2", "cannot read the pattern"),
        (("text", "q", "问", "Q", "format-date(today(), '%Q')"), " default |", "E2", "does not know %Q"),
        (("text", "q", "问", "Q", "a ≥ 1"), " relevant |", "E2", "write >= instead"),
        (("text", "q", "问", "Q", "selected（${q}, 'a')"), " relevant |", "E2", "write ( instead"),
        (("text", "q", "您${q", "Q"), "", "C2", "not closed"),
        (("text", "q", "您＄｛q｝", "Q"), "", "C2", "plain $ { }"),
        (
            ("text", "q", "问", "Q", "warn:想好了?", "Sure?"),
            " constraint_message::zh | constraint_message::en |",
            "E2",
            "in one language only",
        ),
        (("range", "q", "问", "Q", "start=1 end=5 stepp=1"), " parameters |", "E2", "did you mean 'step'"),
        (("range", "q", "问", "Q", "start=1 end=5 step=0"), " parameters |", "E2", "not 0"),
        (("range", "q", "问", "Q", "1 to 5"), " parameters |", "E2", "'1 to 5' is none"),
        (("select_one yes_no", "q", "问", "Q", "randomise=true"), " parameters |", "E2", "did you mean 'randomize'"),
        (("select_one yes_no", "q", "问", "Q", "seed=5"), " parameters |", "E2", "needs randomize=true"),
        (("begin_repeat", "q", "问", "Q", "500"), " repeat_count |", "E2", "1 to 99 turns"),
    ],
)
def test_errors_name_their_cell(cells: tuple[str, ...], columns: str, place: str, word: str) -> None:
    problems = check_form(form(row(*cells), columns), ".md").errors
    assert any(each.cell == place and word in each.message for each in problems), problems


def test_a_circle_is_named() -> None:
    rows = [row("calculate", "a", "", "", "${b} + 1"), row("calculate", "b", "", "", "${a} + 1")]
    (problem,) = check_form(form("\n".join(rows), " calculation |"), ".md").errors
    assert problem.cell == "E2"
    assert "a -> b -> a" in problem.message


def test_duplicate_names_and_choices() -> None:
    double = CHOICES + "|   | yes_no    | no   | 不              | No                  |\n"
    rows = row("select_one yes_no", "a", "甲", "A") + "\n" + row("text", "a", "乙", "B")
    problems = check_form(form(rows, choices=double), ".md").errors
    assert [(each.sheet, each.row, each.column) for each in problems] == [
        ("survey", 3, "name"),
        ("choices", 4, "name"),
    ]


@pytest.mark.parametrize(
    ("relevant", "word"),
    [
        ("${a} = 'maybe'", "no choice 'maybe'"),
        ("selected(${a}, 'perhaps')", "no choice 'perhaps'"),
        ("${a} > 3", "no choice of a is a number"),
        ("${n} = 'many'", "is a number"),
        ("${d} = 'soon'", "is a date"),
        ("count-selected(${a}) = 'two'", "count-selected() is a number"),
        ("false()", "never be reached"),
    ],
)
def test_slips_are_warnings(relevant: str, word: str) -> None:
    rows = [
        row("select_one yes_no", "a", "甲", "A", ""),
        row("integer", "n", "数", "N", ""),
        row("date", "d", "日", "D", ""),
        row("text", "b", "乙", "B", relevant),
    ]
    checked = check_form(form("\n".join(rows), " relevant |"), ".md")
    assert checked.form is not None
    (warning,) = checked.warnings
    assert (warning.cell, word in warning.message) == ("E5", True)


@pytest.mark.parametrize(
    ("kind", "default", "fits"),
    [
        ("select_one yes_no", "yes", True),
        ("select_one yes_no", "maybe", False),
        ("select_multiple yes_no", "yes no", True),
        ("integer", "３", True),
        ("integer", "1.5", False),
        ("date", "2026-11-20", True),
        ("date", "20/11/2026", False),
        ("time", "09:45", True),
        ("text", "anything", True),
    ],
)
def test_a_default_is_an_answer_of_its_question(kind: str, default: str, fits: bool) -> None:
    checked = check_form(form(row(kind, "a", "甲", "A", default), " default |"), ".md")
    assert [each.cell for each in checked.problems] == ([] if fits else ["E2"])


def test_an_error_that_only_pyxform_finds_has_a_cell_and_says_whose_it_is() -> None:
    rows = [row("text", "a", "甲", "A", ""), row("text", "meta", "乙", "B", "")]
    (problem,) = check_form(form("\n".join(rows), " trigger |"), ".md").errors
    assert (problem.sheet, problem.row, problem.cell) == ("survey", 3, "B3")
    assert problem.message.startswith("ODK's own compiler refuses this: ")


def test_choices_are_piped_and_their_unknown_fields_are_named() -> None:
    choices = CHOICES.replace("是  ", "是,${who}").replace("Yes  ", "Yes, ${whom}")
    rows = [row("hidden", "who", "", ""), row("select_one yes_no", "a", "甲", "A")]
    (problem,) = check_form(form("\n".join(rows), choices=choices), ".md").errors
    assert (problem.sheet, problem.cell) == ("choices", "D2")
    assert "did you mean ${who}" in problem.message
    run = Run(compile_form(form("\n".join(rows), choices=choices.replace("${whom}", "${who}")), ".md"), {"who": "李娜"})
    assert run.item("a").choices[0].label == "是,李娜"
    run.answer("a", "yes")
    assert run.outline()[0].value == "是,李娜"


def test_missing_translation_is_a_warning_in_its_column() -> None:
    checked = check_form(form(row("text", "a", "甲", "")), ".md")
    (warning,) = checked.warnings
    assert (warning.cell, warning.column) == ("D2", "label::English (en)")
    assert checked.form is not None


def test_a_prompt_that_can_be_skipped_is_a_warning() -> None:
    rows = [
        row("select_one yes_no", "a", "甲", "A", "", ""),
        row("begin_group", "g", "组", "G", "${a} = 'yes'", ""),
        row("acknowledge", "p", "说", "Say", "", "must-say"),
        row("end_group", "", "", "", "", ""),
    ]
    (warning,) = check_form(form("\n".join(rows), " relevant | appearance |"), ".md").warnings
    assert (warning.cell, "can be skipped" in warning.message) == ("F4", True)


def test_required_but_read_only_is_a_dead_end() -> None:
    text = form(row("text", "a", "甲", "A", "yes", "yes"), " required | read_only |")
    (problem,) = check_form(text, ".md").errors
    assert "dead end" in problem.message


def test_a_form_survives_json() -> None:
    made = compile_form(form(row("select_one yes_no or_other", "a", "甲", "A"), ""), ".md")
    again = FormModel.from_json(made.to_json())
    assert again == made
    assert again.to_json() == made.to_json()
    assert [node.kind for node in again.nodes] == [Kind.SELECT_ONE, Kind.TEXT]
    assert again.choice_list("yes_no")[-1].label == {"zh": "其他", "en": "Other"}


@pytest.mark.parametrize("name", ["form.xlsx", "form.csv", "form.md"])
def test_the_same_form_in_each_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = [["type", "name", "label::中文 (zh)"], ["select_one l", "q", "问"]]
    choices = [["list_name", "name", "label::中文 (zh)"], ["l", "a", "甲"]]
    if name.endswith("xlsx"):
        import xlsxwriter

        with xlsxwriter.Workbook(path) as book:
            for title, table in (("survey", rows), ("choices", choices)):
                sheet = book.add_worksheet(title)
                for number, cells in enumerate(table):
                    sheet.write_row(number, 0, cells)
    else:
        separator = "," if name.endswith("csv") else "|"
        lines = []
        for title, table in (("survey", rows), ("choices", choices)):
            lines += [[title], *([["", *cells] for cells in table])]
        texts = [separator.join(line) for line in lines]
        text = "\n".join(f"|{line}|" if separator == "|" else line for line in texts)
        path.write_text(text, encoding="utf-8")
    made = compile_form(path)
    assert [(node.name, node.label) for node in made.nodes] == [("q", {"zh": "问"})]
    assert made.choice_list("l")[0].label == {"zh": "甲"}


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"no zip"), ("a.docx", b""), ("a.xls", b"xx"), ("a.md", b"")])
def test_unreadable_files_are_one_clear_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        compile_form(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.md"):
        compile_form(tmp_path / "nowhere.md")


def test_pulldata_finds_the_table_beside_the_form(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("model,price\n朗逸,299\n", encoding="utf-8-sig")
    path = tmp_path / "f.md"
    pulled = row("calculate", "p", "", "", "pulldata('prices', 'price', 'model', '朗逸')")
    path.write_text(form(pulled, " calculation |"), encoding="utf-8")
    made = compile_form(path)
    assert json.loads(made.to_json())["tables"]["prices"]["rows"] == [["朗逸", "299"]]


def test_a_cascade_that_can_leave_no_choice_is_a_dead_end() -> None:
    choices = """
| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) | of |
|   | brand     | vw   | 大众            | VW                  |    |
|   | brand     | sk   | 斯柯达          | Skoda               |    |
|   | model     | lavida | 朗逸          | Lavida              | vw |
"""
    rows = [
        row("select_one brand", "b", "品牌", "Brand", "yes", ""),
        row("select_one model", "m", "车型", "Model", "yes", "of = ${b}"),
    ]
    checked = check_form(form("\n".join(rows), " required | choice_filter |", choices), ".md")
    (warning,) = checked.warnings
    assert (warning.cell, "dead end" in warning.message) == ("F3", True)
