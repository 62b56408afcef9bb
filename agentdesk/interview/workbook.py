"""The sheets of an XLSForm as rows of cells that know where they stand, and what each column means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agentdesk.common.near import nearest
from agentdesk.interview.model import Texts
from agentdesk.interview.problems import Problem
from agentdesk.interview.question_types import canonical
from agentdesk.interview.spreadsheet import Grid, read_grids

SHEETS = ("survey", "choices", "settings")
EMPTY_ROWS = 60  # what stands below so many empty rows is no part of the form, for pyxform and so for ODK
TEXT_COLUMNS = frozenset({"label", "hint", "guidance_hint", "short", "constraint_message", "required_message"})
ALIASES = {
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::required": "required",
    "bind::calculate": "calculation",
    "bind::readonly": "read_only",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "list name": "list_name",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "control::jr:count": "repeat_count",
    "form_title": "title",
    "set_form_title": "title",
    "id_string": "form_id",
    "set_form_id": "form_id",
}
_LANGUAGES = {"english": "en", "chinese": "zh", "中文": "zh", "汉语": "zh", "英文": "en", "英语": "en"}


@dataclass(frozen=True)
class Column:
    """A heading: what it means (`kind`), in which language, and where it stands (0 is column A)."""

    heading: str
    kind: str
    language: str
    place: int

    @property
    def letter(self) -> str:
        """The column's letter in a spreadsheet."""
        return letter(self.place)


def letter(place: int) -> str:
    """The letter of a column in a spreadsheet; 0 is A."""
    letters, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@dataclass
class Row:
    """A row of a sheet: its number as the spreadsheet counts, and its cells that are not empty, by column."""

    sheet: Sheet
    number: int
    cells: dict[int, str]

    def cell(self, column: Column) -> str:
        """The text of a column, "" where the cell is empty."""
        return self.cells.get(column.place, "")

    def get(self, kind: str) -> str:
        """The text of a column of one kind, in whichever language stands first; "" where it is empty."""
        return next((text for column, text in self._of(kind) if text), "")

    def texts(self, kind: str) -> Texts:
        """The text of a column in each language that has one."""
        return {column.language: text for column, text in self._of(kind) if text}

    def _of(self, kind: str) -> Iterator[tuple[Column, str]]:
        for column in self.sheet.columns:
            if column.kind == kind:
                yield column, self.cell(column)

    def problem(self, kind: str, message: str, *, warning: bool = False, language: str = "") -> Problem:
        """A problem in this row, in the column of this kind."""
        of_kind = [column for column in self.sheet.columns if column.kind == kind]
        exact = [column for column in of_kind if column.language == language]
        filled = [column for column in of_kind if self.cell(column)]
        column = next(iter([*(exact if language else []), *filled, *of_kind]), None)
        heading = column.heading if column else kind
        stand_in = next((each for each in self.sheet.columns if each.kind in {"type", "list_name"}), None)
        place = column or stand_in or Column("", "", "", 0)  # of the type where the sheet lacks the column
        return Problem(self.sheet.name, self.number, heading, message, f"{place.letter}{self.number}", warning)


@dataclass
class Sheet:
    """A sheet: its columns and its rows that are not empty.

    `merged` is as in its grid; `beyond` is the first row below so many empty ones that it is left out, 0 for none.
    """

    name: str
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    beyond: int = 0

    def languages(self) -> list[str]:
        """The languages of its texts, in order."""
        return list(dict.fromkeys(column.language for column in self.columns if column.kind in TEXT_COLUMNS))

    def problem(self, column: Column, message: str, *, warning: bool = False) -> Problem:
        """A problem with a column as a whole, at its heading."""
        return Problem(self.name, 1, column.heading, message, f"{column.letter}1", warning)


@dataclass
class Workbook:
    """The three sheets of a form, and the names of all sheets in the file."""

    survey: Sheet
    choices: Sheet
    settings: Sheet
    names: list[str]
    name: str

    def for_pyxform(self) -> dict[str, object]:
        """The same cells as pyxform takes them."""
        made: dict[str, object] = {"sheet_names": list(SHEETS)}
        for sheet in (self.survey, self.choices, self.settings):
            if sheet.columns:
                made[f"{sheet.name}_header"] = [
                    {column.heading: None for column in sheet.columns if column.kind not in _NOT_FOR_US}
                ]
                made[sheet.name] = _numbered(sheet)
        return made


_NOT_FOR_US = frozenset({"", "save_to"})  # without a heading, or of a sheet that only ODK's server reads


def _numbered(sheet: Sheet) -> list[dict[str, str]]:
    """The rows by heading; empty ones between them keep pyxform's own row numbers true."""
    last = sheet.rows[-1].number if sheet.rows else 1
    made: list[dict[str, str]] = [{} for _number in range(2, last + 1)]
    for row in sheet.rows:
        filled = [column for column in sheet.columns if column.kind not in _NOT_FOR_US and row.cell(column)]
        made[row.number - 2] = {
            column.heading: canonical(row.cell(column)) if column.kind == "type" else row.cell(column)
            for column in filled
        }
    return made


def read_workbook(source: Path | str, file_type: str | None = None) -> Workbook:
    """Read a form from a file, or from the text of Markdown tables or CSV with `file_type` `.md` or `.csv`.

    UserError where the file is missing, is of another type, or cannot be read.
    """
    grids, name = read_grids(source, file_type)
    by_name = {title.strip().lower(): grid for title, grid in grids.items()}
    if len(grids) == 1 and "survey" not in by_name:
        by_name = {"survey": next(iter(grids.values()))}
    survey, choices, settings = (_sheet(each, by_name.get(each, Grid())) for each in SHEETS)
    return Workbook(survey, choices, settings, list(grids), name)


def misspelt(workbook: Workbook, name: str) -> str:
    """A sheet of the file whose name is nearly the one of a sheet that is missing; "" where there is none."""
    known = {each.strip().lower(): each for each in workbook.names if not each.startswith("_")}
    near = "" if name in known else nearest(name, known.keys() - set(SHEETS))
    return known.get(near, "")


def _sheet(name: str, grid: Grid) -> Sheet:
    headings, *rows = grid.rows or [[]]
    width = max((len(row) for row in grid.rows), default=0)
    sheet = Sheet(name, merged=grid.merged)
    for place in range(width):
        heading = re.sub(r"\s+", " ", headings[place]) if place < len(headings) else ""
        if heading or any(place < len(row) and row[place] for row in rows):
            sheet.columns.append(heading_of(heading, place))
    for number, cells in enumerate(rows, 2):
        filled = {place: text for place, text in enumerate(cells) if text}
        if filled and number - (sheet.rows[-1].number if sheet.rows else 1) > EMPTY_ROWS:
            sheet.beyond = number
            break
        if filled:
            sheet.rows.append(Row(sheet, number, filled))
    return sheet


def heading_of(heading: str, place: int) -> Column:
    """What a heading means, however it is spelt; `place` is its column (0 is A)."""
    clean = re.sub(r"\s*(:+)\s*", r"\1", re.sub(r"\s+", " ", heading.strip()))
    lowered = clean.lower()
    legacy = "::" not in lowered and lowered.startswith(("bind:", "control:", "body:"))
    whole = lowered.replace(":", "::", 1) if legacy else lowered
    kind = ALIASES.get(whole) or ALIASES.get(whole.replace(" ", "_"))
    if kind:
        return Column(heading, kind, "", place)
    base, _sign, language = clean.partition("::") if "::" in clean else clean.partition(":")
    base = base.strip().lower().replace(" ", "_")
    base = ALIASES.get(base, base)
    if base in TEXT_COLUMNS:
        return Column(heading, base, language_code(language), place)
    return Column(heading, lowered if language else lowered.replace(" ", "_"), "", place)


def language_code(name: str) -> str:
    """`中文 (zh)` -> `zh`, `English` -> `en`; another name stays as it is."""
    name = name.strip()
    match = re.search(r"\(([A-Za-z-]+)\)\s*$", name)
    code = match[1] if match else name
    return _LANGUAGES.get(code.lower(), code.lower().split("-")[0] if match else code)
