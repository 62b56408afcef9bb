"""`select_one_from_file`: choices of a CSV beside the form are published with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.interview.compile import compile_form
from agentdesk.interview.published import version_of
from agentdesk.interview.run import Run
from agentdesk.interview.xlsform import write_xlsx
from tests.interview.excel import Table, findings, workbook

pytestmark = pytest.mark.usefixtures("in_english")
Cli = Callable[..., Result]
HEAD = ["type", "name", "label", "choice_filter", "parameters", "calculation"]
SURVEY: Table = [
    HEAD,
    ["select_one_from_file regions.csv", "region", "哪个地区?"],
    ["select_one_from_file cities.csv", "city", "哪个城市?", "region = ${region}", "value=code label=title"],
    ["select_multiple_from_file regions.csv", "others", "还有哪些?"],
    ["calculate", "said", "", "", "", "instance('cities')/root/item[name = ${city}]/zip"],
]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    regions = "name,label::中文 (zh),label::English (en)\nah,安徽,Anhui\njs,江苏,Jiangsu\n"
    (tmp_path / "regions.csv").write_text(regions, encoding="utf-8-sig")
    cities = "code,title,region,zip\ncz,滁州,ah,239000\nnj,南京,js,210000\nhf,合肥,ah,230000\n"
    (tmp_path / "cities.csv").write_bytes(cities.encode("gb18030"))
    (tmp_path / "no_table.csv").write_bytes(b"\xff\xff\x00 nothing of the form's")
    return workbook(tmp_path / "form.xlsx", {"survey": SURVEY})


def test_they_are_asked_filtered_and_looked_up(cli: Cli, form: Path) -> None:
    assert findings(cli, form) == {}
    run = Run(compile_form(form), language="zh")
    assert [choice.label for choice in run.item("region").choices] == ["安徽", "江苏"]
    assert run.answer("region", "ah").ok
    assert [(choice.name, choice.label) for choice in run.item("city").choices] == [("cz", "滁州"), ("hf", "合肥")]
    assert run.answer("city", "hf").ok
    assert not run.answer("city", "nj").ok
    assert run.answer("others", "ah js").ok
    assert run.results()["said"] == "230000"
    run.language = "en"
    assert [choice.label for choice in run.item("region").choices] == ["Anhui", "Jiangsu"]


def test_a_published_form_needs_the_file_no_more_and_gives_it_back(
    cli: Cli, form: Path, tmp_path: Path, database: Database
) -> None:
    before = compile_form(form, name="visit")
    assert cli("form", "publish", form, "--name", "visit").exit_code == 0
    for path in tmp_path.glob("*.csv"):
        path.unlink()
    out = tmp_path / "out" / "back.xlsx"
    out.parent.mkdir()
    said = cli("form", "show", "visit", "--xlsx", out)
    assert said.exit_code == 0, said.stderr
    assert {path.name for path in out.parent.iterdir()} == {"back.xlsx", "regions.csv", "cities.csv"}
    assert findings(cli, out) == {}
    again = compile_form(out, name="visit")
    assert (again.nodes, again.lists) == (before.nodes, before.lists) == (version_of("visit")[1].nodes, before.lists)
    assert cli("form", "show", "visit", "--xlsx", out.with_name("other.xlsx")).exit_code == 1, "the CSVs are there"


def test_a_table_that_is_looked_up_too_stays_as_it_is(form: Path, tmp_path: Path) -> None:
    survey = [*SURVEY, ["calculate", "pulled", "", "", "", "pulldata('cities', 'title', 'code', 'nj')"]]
    made = compile_form(workbook(form, {"survey": survey}), name="form")
    assert Run(made).results()["pulled"] == "南京"
    out = tmp_path / "out"
    out.mkdir()
    write_xlsx(made, out / "form.xlsx")
    assert compile_form(out / "form.xlsx", name="form") == made


@pytest.mark.parametrize(
    ("row", "cell", "word"),
    [
        (["select_one_from_file nowhere.csv", "q", "Q"], "A2", "no file nowhere.csv"),
        (["select_one_from_file regions.xml", "q", "Q"], "A2", "other kinds of files"),
        (["select_one_from_file regions", "q", "Q"], "A2", "other kinds of files"),
        (["select_one_from_file cities.csv", "q", "Q"], "A2", "has no column 'name'; its columns: code, title"),
        (["select_one_from_file cities.csv", "q", "Q", "", "value=code"], "E2", "has no column 'label'"),
        (["select_one_from_file no_table.csv", "q", "Q"], "A2", "no_table.csv"),
        (["select_one_from_file regions.csv or_other", "q", "Q"], "A2", "or_other"),
        (["select_one_from_file twice.csv", "q", "Q"], "A2", "'a' is there twice"),
        (["select_multiple_from_file spaced.csv", "q", "Q"], "A2", "'a b'"),
        (["select_one_from_file empty.csv", "q", "Q"], "A2", "no choices"),
        (["select_one_from_file regions.csv", "q", "Q", "colour = 'x'"], "D2", "'colour' is no column"),
        (["select_one_from_file", "q", "Q"], "A2", "needs the name of its list"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_row(
    cli: Cli, form: Path, tmp_path: Path, row: list[str], cell: str, word: str
) -> None:
    (tmp_path / "twice.csv").write_text("name,label\na,A\na,B\n", encoding="utf-8")
    (tmp_path / "spaced.csv").write_text("name,label\na b,A\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("name,label\n", encoding="utf-8")
    found = findings(cli, workbook(form, {"survey": [HEAD, row]}))
    assert word in found[f"survey!{cell}"][0]


def test_other_files_of_the_folder_are_left_alone(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(b"\xff\xff\x00 no text at all")
    (tmp_path / "a.csv").mkdir()
    path = workbook(tmp_path / "form.xlsx", {"survey": [["type", "name", "label"], ["text", "a", "A"]]})
    assert findings(cli, path) == {}
