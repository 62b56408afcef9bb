"""The sheets of a form's file as cells at their places: workbooks, CSV and Markdown tables.

Nothing that stands in a sheet is left out here, and nothing stands elsewhere than in the file: a finding must name the
cell that the form's author sees. A CSV or Markdown file has its sheets one below the other, each begun by its name in
the first column; rows and columns are then counted from the sheet's headings.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.os_errors import why
from agentdesk.intake.readers import as_text, decode

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
FILE_TYPES = (*WORKBOOKS, ".csv", ".md")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Copied from web pages and chats; in a name they make it another name that looks the same.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200e\u200f\u2060\ufeff"))
_COMMENT = re.compile(r"\s*#|^(?P<row>.*\|)\s*#[^|]*$")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|\-:\s]*--[|\-:\s]*")
_LONGEST_CELL = 1_000_000


@dataclass
class Grid:
    """A sheet's cells as text, row by row from its headings on, and what is merged in it.

    `merged` holds (first row, first column, last row, last column), counted from 0.
    """

    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_grids(source: Path | str, file_type: str | None) -> tuple[dict[str, Grid], str]:
    """The sheets of a file by name, as they are written there, and the file's name without its ending.

    `source` may be the text of a CSV or Markdown file itself where `file_type` says which. UserError where the file is
    missing, is of another type, or cannot be read.
    """
    content, suffix, name = _contents(source, file_type)
    if content.startswith((_ZIP, _OLE)):
        return _workbook(name + suffix, content), name
    if suffix in WORKBOOKS:
        text = _("{name} is not a workbook, whatever its ending; save it again as .xlsx.")
        raise UserError(text.format(name=name + suffix))
    text = decode(name + suffix, content)[1]
    return (_markdown(text) if suffix == ".md" else _csv(text)), name


def _contents(source: Path | str, file_type: str | None) -> tuple[bytes, str, str]:
    if isinstance(source, str) and (file_type is not None and "\n" in source):
        return source.encode(), file_type, "form"
    path = Path(source)
    suffix = file_type or path.suffix.lower()
    if suffix not in FILE_TYPES:
        raise UserError(_("{name}: a form is one of {text}").format(name=path.name, text=", ".join(FILE_TYPES)))
    return read_bytes(path), suffix, path.stem


def read_bytes(path: Path) -> bytes:
    """The content of a file; UserError in the user's language where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(_("There is no file {path}.").format(path=path)) from error
    except OSError as error:
        raise UserError(_("{path} cannot be read: {why}").format(path=path, why=why(error))) from error


def source_text(path: Path) -> str:
    """What the author wrote, where it is text; "" for a workbook, which its author keeps."""
    content = read_bytes(path)
    is_workbook = path.suffix.lower() in WORKBOOKS or content.startswith((_ZIP, _OLE))
    return "" if is_workbook else decode(path.name, content)[1]


def _clean(text: str) -> str:
    return text.replace("\xa0", " ").translate(_INVISIBLE).strip()


def _trimmed(rows: Iterable[list[str]]) -> list[list[str]]:
    """Cleaned rows, without the empty ones at the end."""
    cleaned = [[_clean(cell) for cell in row] for row in rows]
    while cleaned and not any(cleaned[-1]):
        cleaned.pop()
    return cleaned


# -- workbooks ---------------------------------------------------------------------------------------------------------


def _workbook(name: str, content: bytes) -> dict[str, Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(each) for each in book.sheet_names]
        return {
            sheet.name: Grid(
                _trimmed([as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)),
                [(*start, *end) for start, end in sheet.merged_cell_ranges or ()],
            )
            for sheet in sheets
        }
    except (CalamineError, ValueError, OSError) as error:
        hint = _("{name} is a broken or protected workbook; open it in a spreadsheet program and save it again.")
        raise UserError(hint.format(name=name)) from error


# -- sheets one below the other ----------------------------------------------------------------------------------------


def _csv(text: str) -> dict[str, Grid]:
    csv.field_size_limit(_LONGEST_CELL)
    head = text[:4000].splitlines()[:5]
    delimiter = max(",;\t", key=lambda mark: (sum(line.count(mark) for line in head), mark == ","))
    return _stacked(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _markdown(text: str) -> dict[str, Grid]:
    rows = []
    for line in text.splitlines():
        comment = _COMMENT.match(line)
        row = (comment["row"] or "" if comment else line).strip()
        if row.startswith("|") and not _RULE.fullmatch(row):
            cells = [cell.replace(r"\|", "|") for cell in _BAR.split(row)[1:]]
            rows.append(cells[:-1] if len(cells) > 1 and not cells[-1].strip() else cells)
    return _stacked(rows)


def _stacked(rows: Iterable[list[str]]) -> dict[str, Grid]:
    """The sheets of rows whose first column names a sheet where one begins."""
    found: dict[str, list[list[str]]] = {}
    here: list[list[str]] = []
    for row in rows:
        if row and _clean(row[0]):
            here = found.setdefault(_clean(row[0]), [])
        rest = row[1:]
        if here or any(map(_clean, rest)):  # rows above the headings count for nothing
            here.append(rest)
    return {name: Grid(_trimmed(each)) for name, each in found.items()}
