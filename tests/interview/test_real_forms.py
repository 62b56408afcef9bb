"""Real XLSForms from elsewhere: those of supported types load and are walked, the others are refused with the row."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentdesk.common.i18n import use_language
from agentdesk.interview.compile import Checked, check_form
from agentdesk.interview.walker import walk_form

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "xlsforms"
WALKED = [
    "calculate.xls",
    "cascading_select_test_equivalent.xls",
    "choice_filter_test.xlsx",
    "default_time_demo.xls",
    "extra_columns.xlsx",
    "field-list.xlsx",
    "group.xlsx",
    "hidden.xls",
    "or_other.xlsx",
    "specify_other.xlsx",
    "text_and_integer.xls",
    "xml_escaping.xls",
    "yes_or_no_question.xlsx",
]
REFUSED = {
    "bad_calc.xlsx": ("D2", "quotation mark"),
    "case_insensitivity.xlsx": ("A3", "select_one_external"),
    "gps.xls": ("A2", "gps"),
    "loop.xlsx": ("A3", "begin loop"),
    "tutorial.xls": ("B2", "fixed count"),
    "unknown_question_type.xls": ("A7", "get device id"),
    "widgets.xls": ("A11", "geopoint"),
}
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the folder of real XLSForms is not on this machine")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def checked(name: str) -> Checked:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl on extensions of the workbook
        return check_form(FOLDER / name)


@pytest.mark.parametrize("name", WALKED)
def test_loads_and_is_walked_to_the_end(name: str) -> None:
    form = checked(name).form
    assert form is not None
    for seed in range(50):
        made = walk_form(form, {}, seed, language="en", back=0.2)
        assert made.stuck == []
        assert made.run.can_complete() == []


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_the_row(name: str) -> None:
    made = checked(name)
    cell, word = REFUSED[name]
    assert made.form is None
    assert any(problem.cell == cell and word in problem.message for problem in made.errors), made.errors


def test_every_form_of_the_folder_is_accounted_for() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.xls*")) == sorted([*WALKED, *REFUSED])
