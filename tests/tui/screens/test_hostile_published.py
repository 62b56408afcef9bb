"""A playbook and a questionnaire full of hostile texts, published by the commands, and a call worked with them by keys.

The words of the shipped ones stay, so that rules and places for facts work; a hostile text follows each.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import i18n
from agentdesk.interview.spreadsheet import read_grids
from agentdesk.store.audit import actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Answer, Complaint, Interview, Person, Task
from tests.dealership import PEOPLE
from tests.hostile import CORPUS, END, faults
from tests.interview.call_world import Desk
from tests.interview.excel import workbook
from tests.tui.hostile_desk import Step, watch

SHIPPED = Path(__file__).resolve().parents[3] / "agentdesk" / "playbook" / "car_dealership"
AFTERSALES = SHIPPED / "forms" / "aftersales.md"
A_PLACE = "template"  # ${7*7}: a label of a form names a question that way
_WORDS = re.compile(r'(\b(?:zh|en|\w+_zh|\w+_en) *= *)"((?:[^"\\]|\\.)*)"')
_TEXTS = re.compile(r"(label|hint|guidance_hint|short|form_title)(::.*)?$")


def hostile(but: tuple[str, ...] = ()) -> Iterator[str]:
    """Each text of the corpus, for ever."""
    while True:
        yield from (text for name, text in CORPUS.items() if name not in but)


def hostile_playbook(folder: Path) -> Path:
    """The shipped playbook with a hostile text after each of its words."""
    made = folder / "hostile_dealer"
    shutil.copytree(SHIPPED, made)
    texts = hostile()
    for path in made.glob("*.toml"):
        said = path.read_text(encoding="utf-8")
        path.write_text(_WORDS.sub(lambda found: f'{found[1]}"{found[2]}{_in_toml(next(texts))}"', said), "utf-8")
    return made


def _in_toml(text: str) -> str:
    return "".join(f"\\U{ord(each):08X}" if not each.isalnum() or ord(each) > 0xFFFF else each for each in text)


def hostile_form(path: Path) -> Path:
    """The shipped after-sales questionnaire with a hostile text after each label, hint and choice, as a workbook."""
    grids, _name = read_grids(AFTERSALES, None)
    texts = hostile(REFUSED)
    sheets: dict[str, list[list[Any]]] = {}
    for title, grid in grids.items():
        headings, *rows = grid.rows
        is_text = [bool(_TEXTS.match(heading)) for heading in headings]
        sheets[title] = [headings, *(
            [cell + next(texts) if said and cell else cell for cell, said in zip(row, is_text, strict=False)]
            for row in rows
        )]  # fmt: skip
    return workbook(path, sheets)


CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REFUSED = (A_PLACE, *(name for name, text in CORPUS.items() if CONTROLS.search(text)))


@pytest.fixture
def published(tmp_path: Path, cli: Any, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> Desk:
    """A dealer set up with that playbook and that questionnaire by the commands; 李娜 has a customer to call."""
    at("2026-11-20T09:42")
    monkeypatch.setenv("AGENTDESK_DATABASE", str(tmp_path / "agentdesk.db"))
    form = hostile_form(tmp_path / "aftersales.xlsx")
    for arguments in (
        ("playbook", "check", hostile_playbook(tmp_path)),
        ("init", "--playbook", tmp_path / "hostile_dealer"),
        ("form", "check", form),
        ("form", "publish", form, "--unapproved"),
        ("form", "show", "aftersales"),
        ("form", "list"),
        ("playbook", "show"),
    ):
        result = cli(*arguments)
        assert result.exit_code == 0, (arguments, result.stderr)
        assert faults(result.output) == []
    open_database(str(tmp_path / "agentdesk.db"))
    i18n.use_language("zh")
    for code, name, position, role in PEOPLE:
        Person.create(code=code, name=name, position=position, role=role)
    office = Desk(tmp_path)
    office.callback("0550-3012345", "138 1234 5678")
    return office


AGENT: tuple[Step, ...] = (
    "s", "down", "end", "escape", "p", "end", "1", "x", "w", "escape", "t", "escape",
    "enter", "1", "pagedown", "1", "pagedown", "enter", *"11111111", "4", "text:还行", "enter",
    "text:等得太久", "enter", "c", "enter", "end", "home", "enter", "enter", "1", "enter", "enter", "enter", "enter",
)  # fmt: skip
# Seen somewhere, letter by letter: nothing took them for markup, an escape or a place to fill.
LITERALLY = ("[/]", "[A]", "[on click]", "‹202E›", "␛[2J")


def test_a_call_is_worked_with_them(published: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer, the complaint and the ending come to the database as with the shipped texts."""
    li = actor_of(Person.get(Person.name == "李娜"), "desk")
    found = watch(li, "queue", AGENT, monkeypatch)
    assert not found.faults, "\n".join(found.faults.values())
    assert {"SkipScreen", "PauseScreen", "HoursScreen", "CallScreen", "ComplaintScreen"} <= found.seen
    missing = [text for text in LITERALLY if not any(text in line for line in found.texts)]
    assert missing == []
    assert Interview.get().result == "complete"
    given = {row.node: row.value for row in Answer.select() if not row.draft}
    assert (given["reception"], given["overall"], given["dissatisfied_reason"]) == ("at_once", "2", "等得太久")
    assert Complaint.get().words == "等得太久"
    assert Task.get().disposition == "completed"
    assert Person.select().count() == len(PEOPLE), "no text was run as a statement"


def test_all_of_a_long_question_is_within_reach(
    published: Desk, tmp_path: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end comes into view by turning pages, and its choices answer to their keys."""
    close_database()
    survey, choices, settings = (each for each in read_grids(AFTERSALES, None)[0].values())
    label = survey.rows[0].index("label::中文 (zh)")
    opening = next(row for row in survey.rows if "opening" in row)
    opening[label] = CORPUS["long emoji"]
    path = workbook(tmp_path / "long.xlsx", {"survey": survey.rows, "choices": choices.rows, "settings": settings.rows})
    assert cli("form", "publish", path, "--name", "aftersales", "--unapproved").exit_code == 0
    open_database(str(tmp_path / "agentdesk.db"))
    li = actor_of(Person.get(Person.name == "李娜"), "desk")
    found = watch(li, "queue", ("enter", *["pagedown"] * 12, "1", "1"), monkeypatch)
    assert not found.faults, "\n".join(found.faults.values())
    assert any(END in line for line in found.texts)
    assert {"opening": "yes", "recording": "yes"}.items() <= {row.node: row.value for row in Answer.select()}.items()


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_form_may_hold_is_refused_with_its_cell(tmp_path: Path, cli: Any, name: str) -> None:
    """XML, in which forms travel, knows no control characters; `${` names a question."""
    path = tmp_path / "bad.csv"
    survey = [["survey"], ["", "type", "name", "label"], ["", "text", "a", "甲"], ["", "text", "b", CORPUS[name]]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(survey)
    result = cli("form", "check", path, "--json")
    assert result.exit_code == 1
    assert faults(result.output) == []
    if name == "nul":
        return  # the file itself is refused
    (found,) = json.loads(result.stdout)
    assert (found["sheet"], found["cell"], found["warning"]) == ("survey", "C3", False)
