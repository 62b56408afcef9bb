"""The sheets of an XLSForm as rows of cells that know where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.model import Texts
from agentdesk.interview.problems import Problem

FILE_TYPES = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
_TEXT_COLUMNS = frozenset({"label", "hint", "guidance_hint", "short", "constraint_message", "required_message"})
_ALIASES = {
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
        letters, rest = "", self.place + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return letters


@dataclass
class Row:
    """A row of a sheet: its number as the spreadsheet counts, and its cells by heading."""

    sheet: Sheet
    number: int
    cells: dict[str, str]

    def get(self, kind: str) -> str:
        """The text of a column of one kind, in whichever language stands first; "" where it is empty."""
        return next((text for column, text in self._of(kind) if text), "")

    def texts(self, kind: str) -> Texts:
        """The text of a column in each language that has one."""
        return {column.language: text for column, text in self._of(kind) if text}

    def _of(self, kind: str) -> Iterator[tuple[Column, str]]:
        for column in self.sheet.columns:
            if column.kind == kind:
                yield column, self.cells.get(column.heading, "")

    def problem(self, kind: str, message: str, *, warning: bool = False, language: str = "") -> Problem:
        """A problem in this row, in the column of this kind."""
        of_kind = [column for column in self.sheet.columns if column.kind == kind]
        exact = [column for column in of_kind if column.language == language]
        filled = [column for column in of_kind if self.cells.get(column.heading)]
        column = next(iter([*(exact if language else []), *filled, *of_kind]), None)
        heading = column.heading if column else kind
        stand_in = next((each for each in self.sheet.columns if each.kind in {"type", "list_name"}), None)
        letter = (column or stand_in or Column("", "", "", 0)).letter  # of the type where the sheet lacks the column
        return Problem(self.sheet.name, self.number, heading, message, f"{letter}{self.number}", warning)


@dataclass
class Sheet:
    """A sheet: its columns and its rows that are not empty."""

    name: str
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def languages(self) -> list[str]:
        """The languages of its texts, in order."""
        return list(dict.fromkeys(column.language for column in self.columns if column.kind in _TEXT_COLUMNS))


@dataclass
class Workbook:
    """The three sheets of a form, with pyxform's own reading of them for its checks."""

    survey: Sheet
    choices: Sheet
    settings: Sheet
    source: object
    name: str


def read_workbook(source: Path | str, file_type: str | None = None) -> Workbook:
    """Read a form from a file, or from the text of Markdown tables or CSV with `file_type` `.md` or `.csv`.

    UserError where the file is missing, is of another type, or cannot be read.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    data, suffix, name = _contents(source, file_type)
    try:
        read = get_xlsform(data, file_type=suffix)
    except PyXFormError as error:
        raise UserError(
            _("{name}: cannot be read as {suffix}: {error}").format(name=name, suffix=suffix, error=error)
        ) from error
    except Exception as error:  # the readers below pyxform raise their own kinds
        reason = type(error).__name__
        raise UserError(
            _("{name}: is not a readable {suffix} file ({reason})").format(name=name, suffix=suffix, reason=reason)
        ) from error
    return Workbook(
        survey=_sheet("survey", read.survey_header, read.survey),
        choices=_sheet("choices", read.choices_header, read.choices),
        settings=_sheet("settings", read.settings_header, read.settings),
        source=read,
        name=name,
    )


def _contents(source: Path | str, file_type: str | None) -> tuple[bytes, str, str]:
    if isinstance(source, str) and (file_type is not None and "\n" in source):
        return source.encode(), file_type, "form"
    path = Path(source)
    suffix = file_type or path.suffix.lower()
    if suffix not in FILE_TYPES:
        raise UserError(_("{name}: a form is one of {text}").format(name=path.name, text=", ".join(FILE_TYPES)))
    try:
        return path.read_bytes(), suffix, path.stem
    except OSError as error:
        raise UserError(_("{path}: {text}").format(path=path, text=error.strerror or error)) from error


def _sheet(name: str, header: object, rows: object) -> Sheet:
    headings = [str(each) for each in (header[0] if isinstance(header, list | tuple) and header else {})]
    sheet = Sheet(name, [_column(heading, place) for place, heading in enumerate(headings)])
    known = set(headings)
    for number, cells in enumerate(rows if isinstance(rows, list | tuple) else (), 2):
        for heading in [each for each in cells if each not in known]:
            known.add(heading)
            sheet.columns.append(_column(heading, len(sheet.columns)))
        filled = {heading: str(text).strip() for heading, text in cells.items() if str(text).strip()}
        if filled:
            sheet.rows.append(Row(sheet, number, filled))
    return sheet


def _column(heading: str, place: int) -> Column:
    clean = re.sub(r"\s+", " ", heading.strip())
    lowered = clean.lower()
    legacy = "::" not in lowered and lowered.startswith(("bind:", "control:"))
    whole = lowered.replace(":", "::", 1) if legacy else lowered
    kind = _ALIASES.get(whole) or _ALIASES.get(whole.replace(" ", "_"))
    if kind:
        return Column(heading, kind, "", place)
    base, _sign, language = clean.partition("::") if "::" in clean else clean.partition(":")
    base = base.strip().lower().replace(" ", "_")
    base = _ALIASES.get(base, base)
    if base in _TEXT_COLUMNS:
        return Column(heading, base, language_code(language), place)
    return Column(heading, lowered if language else lowered.replace(" ", "_"), "", place)


def language_code(name: str) -> str:
    """`中文 (zh)` -> `zh`, `English` -> `en`; another name stays as it is."""
    name = name.strip()
    match = re.search(r"\(([A-Za-z-]+)\)\s*$", name)
    code = match[1] if match else name
    return _LANGUAGES.get(code.lower(), code.lower().split("-")[0] if match else code)
