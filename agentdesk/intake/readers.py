"""Files of the dealer system as rows of text: CSV in the encodings Chinese systems write, XLS and XLSX.

Everything becomes text here, as the spreadsheet program would show it; meaning is made in `cells.py`.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import is_text

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_DELIMITERS = ",;\t"
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """A file's rows as text; the first row has number 1, as the spreadsheet program counts."""

    name: str
    sha256: str
    encoding: str  # the text encoding, or "xlsx" / "xls"
    rows: list[list[str]]


def read(path: Path) -> Sheet:
    """Read a CSV, XLS or XLSX file. Raises UserError with one line for a missing, broken or mislabelled file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(_("There is no file {path}.").format(path=path)) from error
    except OSError as error:
        raise UserError(_("{path} cannot be read: {why}").format(path=path, why=error.strerror)) from error
    if not content.strip():
        raise UserError(_("{name} is empty.").format(name=path.name))
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith((_ZIP, _OLE)):
        encoding = "xlsx" if content.startswith(_ZIP) else "xls"
        return Sheet(path.name, digest, encoding, _workbook_rows(path.name, content))
    if path.suffix.lower() in _WORKBOOKS:
        hint = _("{name} is not a workbook, whatever its ending; export it again, or save it as .xlsx.")
        raise UserError(hint.format(name=path.name))
    encoding, text = decode(path.name, content)
    return Sheet(path.name, digest, encoding, _csv_rows(path.name, text))


def decode(name: str, content: bytes) -> tuple[str, str]:
    """The encoding and the text: by its BOM, else strict UTF-8, else strict GB18030; UserError names the bad byte.

    Guessing libraries take small GB18030 files for Korean (reference data.md section 8), so nothing is guessed.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding, _strict(name, content, encoding)
    broken: UnicodeDecodeError | None = None
    for encoding in ("utf-8", "gb18030"):
        try:
            return encoding, _no_nul(name, content.decode(encoding))
        except UnicodeDecodeError as error:
            broken = error if broken is None or error.start > broken.start else broken
    assert broken is not None
    raise _not_text(name, broken.start, "UTF-8 / GB18030")


def _strict(name: str, content: bytes, encoding: str) -> str:
    try:
        return _no_nul(name, content.decode(encoding))
    except UnicodeDecodeError as error:
        raise _not_text(name, error.start, encoding.upper().removesuffix("-SIG")) from error


def _no_nul(name: str, text: str) -> str:
    if "\0" in text:
        raise _not_text(name, len(text[: text.index("\0")].encode()), "UTF-8 / GB18030")
    return text


def _not_text(name: str, offset: int, encoding: str) -> UserError:
    hint = _("{name}: byte {offset} is not {encoding}; save the file as UTF-8 and import it again.")
    return UserError(hint.format(name=name, offset=offset, encoding=encoding))


def _csv_rows(name: str, text: str) -> list[list[str]]:
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise UserError(_("{name} is a web page, not a table; open it in a spreadsheet program and save it as .xlsx.")
                        .format(name=name))  # fmt: skip
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return list(reader)
    except csv.Error as error:
        hint = _("{name}: line {line} is not a row of a table ({why}); export it again.")
        raise UserError(hint.format(name=name, line=reader.line_num, why=error)) from error


def _delimiter(text: str) -> str:
    """The delimiter that the first lines have most of; a comma where there is none."""
    head = text[:4000].splitlines()[:5]
    return max(_DELIMITERS, key=lambda mark: (sum(line.count(mark) for line in head), mark == ","))


def _workbook_rows(name: str, content: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_index(index) for index in range(len(book.sheet_names))]
        rows = next((sheet.to_python(skip_empty_area=False) for sheet in sheets if sheet.height), [])
    except (CalamineError, ValueError, OSError) as error:
        hint = _("{name} is a broken or protected workbook; open it in a spreadsheet program and save it again.")
        raise UserError(hint.format(name=name)) from error
    return [[_whole(name, number, as_text(cell)) for cell in row] for number, row in enumerate(rows, 1)]


def _whole(name: str, number: int, text: str) -> str:
    """The text; UserError for what no database server takes: NUL, and half of a character."""
    if is_text(text):
        return text
    hint = _("{name}, row {row}: a cell holds a character that is no text; clear it and import the file again.")
    raise UserError(hint.format(name=name, row=number))


def as_text(cell: object) -> str:
    """A spreadsheet's value as it is read there: 13800000001.0 is 13800000001, a date is 2026-03-05."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
