"""Headings of a form's sheets: what nobody understands is named at its cell, and nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.interview.excel import YES_NO, Table, findings, workbook

pytestmark = pytest.mark.usefixtures("in_english")
Cli = Callable[..., Result]


def survey(heading: str, cell: str = "yes") -> Table:
    return [["type", "name", "label", heading], ["text", "a", "甲?", cell]]


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("requird", "required"),
        ("contraint", "constraint"),
        ("relevent", "relevant"),
        ("calculaton", "calculation"),
        ("lable::English (en)", "label::English (en)"),
        ("label：：中文 (zh)", "label::中文 (zh)"),
        ("constraint-msg", "constraint_message"),
        ("hnit", "hint"),
        ("requierd mesage", "required_message"),
        ("relevant::English", "relevant"),
        ("bind::relevnt", "bind::relevant"),
        ("apperance", "appearance"),
        ("choice-filter", "choice_filter"),
        ("repeat_cuont", "repeat_count"),
        ("parametres", "parameters"),
    ],
)
def test_a_column_written_wrong(cli: Cli, tmp_path: Path, heading: str, meant: str) -> None:
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey(heading)}))
    message, warning = found["survey!D1"]
    assert f"did you mean {meant!r}?" in message
    assert warning is False
    found = findings(cli, workbook(tmp_path / "empty.xlsx", {"survey": survey(heading, "")}))
    assert found["survey!D1"][1] is True, "nothing is lost where no cell is filled"


@pytest.mark.parametrize(
    "heading",
    [
        *("image", "media::image::English (en)", "media:audio", "big-image", "autoplay", "rows", "query", "hxl"),
        *("bind::type", "bind::odk:length", "body::accuracyThreshold", "instance::orx:max-pixels", "save_to"),
        *("kobo--score-choices", "$given_name", "_remark", "#adm1", "noAppErrorString", "compact_tag", "disabled"),
        *("Guidance Hint::English", "bind: jr:noAppErrorString", "oc_item_group", "sms_field"),
    ],
)
def test_columns_of_other_programs_are_taken(cli: Cli, tmp_path: Path, heading: str) -> None:
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": survey(heading, "no")}))
    assert not [message for message, _warning in found.values() if "column" in message], found


def test_a_remark_is_named_and_does_no_harm(cli: Cli, tmp_path: Path) -> None:
    path = workbook(tmp_path / "form.xlsx", {"survey": survey("备注", "问清楚")})
    assert list(findings(cli, path)) == ["survey!D1"]
    assert findings(cli, path)["survey!D1"][1] is True
    assert cli("form", "check", path).exit_code == 0


def test_columns_of_choices_are_the_author_s_own(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [
        ["type", "name", "label", "choice_filter"],
        ["select_one yn", "a", "甲?", "labels = 'x' or Region = 'y'"],
    ]
    choices: Table = [["list_name", "name", "label", "labels", "Region", "lable::English"]]
    choices += [["yn", "yes", "是", "x", "", "Yes"], ["yn", "no", "否", "", "y", "No"]]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": rows, "choices": choices}))
    assert list(found) == ["choices!F1"]
    assert "did you mean 'label::English'" in found["choices!F1"][0]


def test_settings_too(cli: Cli, tmp_path: Path) -> None:
    settings: Table = [["form_titel", "form_id", "style", "我的"], ["回访", "x", "pages", "1"]]
    sheets = {"survey": survey("hint", "h"), "settings": settings}
    found = findings(cli, workbook(tmp_path / "form.xlsx", sheets))
    assert {place: warning for place, (_message, warning) in found.items()} == {
        "settings!A1": False,
        "settings!D1": True,
    }


def test_one_meaning_in_two_columns(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [
        ["type", "name", "label", "relevant", "label", "relevance"],
        ["text", "a", "甲?", "", "乙?", "1 = 1"],
    ]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": rows}))
    assert list(found) == ["survey!E1", "survey!F1"]
    assert "columns D and F both say 'relevant'" in found["survey!F1"][0]


def test_cells_without_a_heading_and_far_below_are_named(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [
        ["type", "name", None, "label"],
        ["text", "a", "remark", "甲?"],
        *[[]] * 80,
        ["text", "b", "", "乙?"],
    ]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": rows}))
    assert list(found) == ["survey!C1", "survey!A83"]


def test_sheets_whose_names_are_nearly_right(cli: Cli, tmp_path: Path) -> None:
    rows: Table = [["type", "name", "label"], ["select_one yn", "a", "甲?"]]
    found = findings(cli, workbook(tmp_path / "form.xlsx", {"survey": rows, "choice": YES_NO}))
    assert "meant to be `choices`" in found["choice!0"][0]
    assert "no list 'yn'" in found["survey!A2"][0]
    found = findings(cli, workbook(tmp_path / "two.xlsx", {"surveys": rows, "choices": YES_NO}))
    assert "is 'surveys' meant to be it" in found["survey!0"][0]
