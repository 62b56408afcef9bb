"""Forms as managers write them in a spreadsheet program: each is loaded, or refused with row and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import FormModel
from tests.cli.said import like_anybody, refused, run
from tests.interview.excel import YES_NO, findings, workbook

pytestmark = pytest.mark.usefixtures("in_english")
Cli = Callable[..., Result]


def names(form: FormModel) -> list[tuple[str, str]]:
    return [(node.name, str(node.kind)) for node in form.nodes]


# -- what loads --------------------------------------------------------------------------------------------------------


def test_spaces_and_capitals_everywhere(cli: Cli, tmp_path: Path) -> None:
    survey = [
        ["Type ", "NAME", " Label::Chinese (zh) ", "Required", "Relevant"],
        [" Select One\u3000 yn ", "a ", "甲? ", True, None],
        ["TEXT", " b\u200b", "乙?", "Yes", "${a}\xa0= 'yes'"],
        ["Begin Group", "g", "组", None, "TRUE"],
        ["Integer", "n", "几?", None, None],
        ["END  GROUP", None, None, None, None],
    ]
    choices = [["List Name", "Name", "Label::Chinese (zh)"], ["yn ", "yes\u200b", " 是"], [" yn", "no", "否"]]
    path = workbook(tmp_path / "form.xlsx", {" Survey ": survey, "Choices": choices})
    assert findings(cli, path) == {}
    form = compile_form(path)
    assert names(form) == [("a", "select_one"), ("b", "text"), ("g", "group"), ("n", "integer")]
    assert [choice.name for choice in form.choice_list("yn")] == ["yes", "no"]
    assert form.node("a").label == {"zh": "甲?"}


def test_numbers_dates_and_truths_of_cells(cli: Cli, tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "default", "constraint", "required"],
        ["select_one s", "a", 1, 3, None, 1],
        ["integer", "n", "几次?", "２", ". >= 0", True],
        ["date", "d", "哪天?", date(2026, 11, 20), None, False],
        ["time", "t", "几点?", time(9, 45), None, "no"],
        ["decimal", "x", "多少?", 1.5, ". < 10", None],
    ]
    choices = [["list_name", "name", "label"], ["s", 1, "差"], ["s", 2.0, "中"], ["s", "3", 3]]
    path = workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": choices})
    assert findings(cli, path) == {}
    form = compile_form(path)
    assert [node.default for node in form.nodes] == ["3", "2", "2026-11-20", "09:45", "1.5"]
    assert [choice.name for choice in form.choice_list("s")] == ["1", "2", "3"]
    assert [node.required is not None for node in form.nodes] == [True, True, False, False, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_as_spreadsheet_programs_write_it(cli: Cli, tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = ["survey", ",type,name,label::中文 (zh),relevant", ",select_one yn,a,满意吗？,", ",,,,"]
    lines += [",text,b,为什么？,${a} = 'no'"]
    lines += ["choices", ",list_name,name,label::中文 (zh)", ",yn,yes,是", ",yn,no,否"]
    path = tmp_path / "form.csv"
    path.write_bytes("\r\n".join(lines).replace(",", delimiter).encode(encoding))
    assert findings(cli, path) == {}
    form = compile_form(path)
    assert [(node.name, node.row) for node in form.nodes] == [("a", 2), ("b", 4)]
    assert form.node("a").label == {"zh": "满意吗？"}


def test_chinese_names_and_one_language_only(cli: Cli, tmp_path: Path) -> None:
    survey = [["type", "name", "label::Chinese"], ["integer", "年龄", "多大？"], ["note", "n1", "您${年龄}岁。"]]
    path = workbook(tmp_path / "form.xlsx", {"survey": survey})
    assert findings(cli, path) == {}
    assert compile_form(path).languages == ("zh",)


def test_markdown_with_rules_and_a_missing_bar(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(
        "# a remark\n| survey |\n| | type | name | label |\n| --- | :--- | --- | --- |\n| | text | a | A \\| B\n"
        "| | | | |\n| | text | b | #1 |  # the last\n",
        encoding="utf-8",
    )
    form = compile_form(path)
    assert [(node.name, node.row, node.label[""]) for node in form.nodes] == [("a", 2, "A | B"), ("b", 4, "#1")]


def test_a_workbook_with_another_ending_is_read_all_the_same(tmp_path: Path) -> None:
    path = workbook(tmp_path / "form.xlsx", {"survey": [["type", "name", "label"], ["text", "a", "甲"]]})
    for ending in (".xls", ".csv"):
        assert names(compile_form(path.rename(path.with_suffix(ending)))) == [("a", "text")]
        path = path.with_suffix(ending)


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_title_above_the_headings(cli: Cli, tmp_path: Path) -> None:
    survey = [["售后回访问卷"], [], ["type", "name", "label"], ["text", "a", "甲?"]]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey}))
    assert list(found) == ["survey!A1"]
    assert "the headings stand in row 3" in found["survey!A1"][0]


def test_merged_cells(cli: Cli, tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["select_one yn", "a", "甲?"], ["text", None, "乙?"]]
    choices = [["list_name", "name", "label"], [None, "yes", "是"], [None, "no", "否"]]
    merged = (("choices", "A2:A3", "yn"), ("survey", "B2:B3", "a"))
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": choices}, merged))
    assert {place: warning for place, (_message, warning) in found.items()} == {
        "survey!B2": True, "survey!B3": False, "choices!A2": True, "choices!A3": False,
    }  # fmt: skip
    assert "B2:B3 are merged" in found["survey!B2"][0]


def test_signs_of_an_office_program(cli: Cli, tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "relevant", "constraint"],
        ["select_one yn", "a", "甲?", None, None],
        ["text", "b", "乙?", "${a} = “no”", None],
        ["text", "c", "丙?", "${a}＝'no'", None],
        ["integer", "n", "丁?", "selected（${a}，'no'）", ". ≥ 0"],
        ["text", "e", "您${a", "${a } = 'no'", None],
        ["text", "f", "您＄｛a｝", "${A} = 'no'", None],
    ]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": YES_NO}))
    assert list(found) == [f"survey!{cell}" for cell in ("D3", "D4", "D5", "E5", "C6", "C7", "D7")]
    assert "write >= instead" in found["survey!E5"][0]
    assert "did you mean ${a}" in found["survey!D7"][0]


def test_groups_that_end_crosswise_or_never(cli: Cli, tmp_path: Path) -> None:
    survey = [["type", "name", "label", "repeat_count"], ["begin_group", "g", "组"], ["begin repeat", "r", "车", 2]]
    survey += [["text", "b", "乙"], ["end_group"], ["end repeat"], ["begin group", "h", "组"], ["text", "c", "丙"]]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey}))
    assert list(found) == ["survey!A2", "survey!A5", "survey!A7"]
    assert "the repeat r of row 3 is to be ended first" in found["survey!A5"][0]


def test_names_used_twice(cli: Cli, tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["text", "a", "甲"], ["text", "A", "乙"], ["begin_group", "g", "组"]]
    survey += [["text", "a", "丙"], ["end_group"], ["note", "n", "说${a}"]]
    choices = [*YES_NO, ["yn", "yes ", "对"]]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": choices}))
    assert list(found) == ["survey!B3", "survey!C7", "choices!B4"]


def test_a_survey_sheet_saved_alone_as_csv(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text("type,name,label\ntext,a,甲\n", encoding="utf-8")
    assert "`survey` in the first column" in findings(cli, path)["survey!0"][0]


@pytest.mark.parametrize(
    ("choices", "heading"),
    [([["list", "name", "label"], ["yn", "yes", "是"]], "list_name"), ([["list_name", "nmae"], ["yn", "yes"]], "name")],
)
def test_choices_without_a_column_they_need(cli: Cli, tmp_path: Path, choices: list[list[str]], heading: str) -> None:
    survey = [["type", "name", "label"], ["text", "a", "甲"]]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": choices}))
    assert f"`{heading}` is missing" in found["choices!A1"][0]


@pytest.mark.parametrize("content", [b"type,name\n", b"PK\x03\x04 broken", b""])
def test_what_is_no_workbook_is_one_line(cli: Cli, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert "form.xlsx is" in refused(cli("form", "check", path), 1)


# -- what cannot be read at all ----------------------------------------------------------------------------------------

OS_WORDS = ("No such file", "Is a directory", "Permission denied", "Not a directory", "Errno")


@pytest.mark.parametrize("command", ["check", "publish", "preview"])
@pytest.mark.parametrize(("language", "word"), [("en", "There is no file"), ("zh", "没有文件")])
def test_a_missing_file_in_our_own_words(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, language: str, word: str
) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    said = refused(cli("form", command, tmp_path / "nowhere.xlsx"), 1)
    assert word in said
    assert not any(words in said for words in OS_WORDS)


@pytest.mark.parametrize(("language", "word"), [("en", "it is a folder"), ("zh", "这是文件夹")])
def test_a_folder_is_no_form(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    (tmp_path / "form.md").mkdir()
    said = refused(cli("form", "check", tmp_path / "form.md"), 1)
    assert word in said
    assert not any(words in said for words in OS_WORDS)


@pytest.mark.parametrize(("language", "word"), [("en", "not allowed"), ("zh", "没有权限")])
def test_a_file_that_may_not_be_read(tmp_path: Path, language: str, word: str) -> None:
    path = tmp_path / "form.md"
    path.write_text("| survey |", encoding="utf-8")
    path.chmod(0)
    said = refused(run("form", "check", path, env={"AGENTDESK_LANG": language}, preexec_fn=like_anybody), 1)
    assert word in said
    assert not any(words in said for words in OS_WORDS)
