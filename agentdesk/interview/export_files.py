"""Results as a file: CSV with its codebook beside it, an XLSX workbook of two sheets, or JSON.

What a customer said is no formula and no number in them (common/spreadsheet.py). JSON has every answer unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agentdesk.common.json_text import dumped
from agentdesk.common.spreadsheet import cell_text, csv_text, is_formula
from agentdesk.interview.codebook import Column, Meaning
from agentdesk.interview.exporting import InterviewRow, Results
from agentdesk.interview.model import Kind
from agentdesk.store.files import require_name, require_new, write_new

_SEVERAL = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})
_ABOUT = (
    *("interview", "version", "kind", "task", "event_on", "agent", "language", "started_at", "ended_at", "result"),
    "superseded_by",
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
_SCORE = re.compile(r"-?(?:0|[1-9]\d{0,5})(?:\.\d+)?")  # what is calculated may be a number of a phone: no sum


def write(results: Results, file_format: str, path: Path) -> list[Path]:
    """Write the results to new files; returns them. CSV is UTF-8 with the mark Excel needs.

    UserError where one of them is there already or cannot be written.
    """
    if file_format == "xlsx":
        made = {path: _xlsx(results)}
    elif file_format == "json":
        made = {path: as_json(results).encode()}
    else:
        made = {file: text.encode("utf-8-sig") for file, text in zip(
            files(file_format, path), (as_csv(results), codebook_csv(results)), strict=True)}  # fmt: skip
    for file in made:
        require_new(file)
    for file, content in made.items():
        write_new(file, content)
    return [*made]


def files(file_format: str, path: Path) -> list[Path]:
    """The files that are written: CSV has its codebook beside it. UserError where a name is none."""
    require_name(path)
    return [path] if file_format != "csv" else [path, path.with_name(f"{path.stem}.codebook{path.suffix or '.csv'}")]


def as_csv(results: Results) -> str:
    """One line for each interview, after the line of headings."""
    body = [[_csv_cell(cell) for cell in line] for line in _lines(results)]
    return _csv([heading_row(results), *body])


def codebook_csv(results: Results) -> str:
    """The codebook as CSV."""
    return _csv([list(Meaning._fields), *([_csv_cell(cell) for cell in line] for line in results.codebook())])


def as_json(results: Results) -> str:
    """Interviews and codebook as JSON; numbers are numbers, several choices are a list, don't-know is `dk`."""
    columns = {column.key: column for column in results.columns}
    interviews = [
        {
            **{name: _plain(value) for name, value in row.about().items()},
            "answers": {key: _typed(columns[key], value) for key, value in row.answers.items()},
        }
        for row in results.rows
    ]
    codebook = [line._asdict() for line in results.codebook()]
    whole = {"form": results.name, "title": results.title, "interviews": interviews, "codebook": codebook}
    return dumped(whole) + "\n"


def heading_row(results: Results) -> list[str]:
    """The headings: what is known of the interview begins with an underscore, then the questions by name."""
    return [*(f"_{name}" for name in _ABOUT), *(column.key for column in results.columns)]


def _lines(results: Results) -> list[list[Any]]:
    return [[*_about(row), *(_cell(column, row) for column in results.columns)] for row in results.rows]


def _about(row: InterviewRow) -> list[Any]:
    about = row.about()
    return [_plain(about[name]) if about[name] is not None else "" for name in _ABOUT]


def _cell(column: Column, row: InterviewRow) -> Any:
    value = row.answers.get(column.key, "")
    return _number(column, value)


def _typed(column: Column, value: str) -> Any:
    if column.kind in _SEVERAL:
        return value.split()
    return _number(column, value)


def _number(column: Column, value: str) -> Any:
    """The number an answer is, or its text: don't-know and refused stay codes."""
    form = _SCORE if column.kind is Kind.CALCULATE else _NUMBER
    if not column.is_number or not form.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _csv(lines: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows(lines)
    return text.getvalue()


def _csv_cell(value: Any) -> Any:
    return csv_text(value) if isinstance(value, str) else value


def _xlsx(results: Results) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    formats = (book.add_format({"bold": True}), book.add_format({"quote_prefix": True}))
    _fill(book.add_worksheet("results"), [heading_row(results), *_lines(results)], formats)
    _fill(book.add_worksheet("codebook"), [list(Meaning._fields), *map(list, results.codebook())], formats)
    book.close()
    return file.getvalue()


def _fill(sheet: Any, lines: list[list[Any]], formats: tuple[Any, Any]) -> None:
    bold, quoted = formats
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(lines[0]) - 1), 16)
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            if isinstance(value, int | float):
                sheet.write_number(number, place, value)
            elif value != "":
                style = bold if number == 0 else quoted if is_formula(value) else None
                sheet.write_string(number, place, cell_text(value), style)
