"""The CSV files that a form reads: tables of `pulldata()`, and the choices of `select_one_from_file`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from agentdesk.intake.readers import decode
from agentdesk.interview.model import Choice, ChoiceList, Table
from agentdesk.interview.spreadsheet import read_bytes
from agentdesk.interview.workbook import heading_of

_SPOKEN = frozenset({"name", "label"})


class TablesBeside(Mapping[str, Table]):
    """The CSV files beside a form by their names without `.csv`, each read when it is asked for.

    `given` stand before the files. Only what the form names is read: other files of the folder may be anything.
    """

    def __init__(self, source: Path | str, given: Mapping[str, Table] | None = None) -> None:
        is_text = isinstance(source, str) and "\n" in source
        self._folder = None if is_text else Path(source).parent
        self._known: dict[str, Table] = dict(given or {})

    def __getitem__(self, name: str) -> Table:
        if name not in self._known:
            path = self._folder / f"{name}.csv" if self._folder and "/" not in name else None
            if path is None or not path.is_file():
                raise KeyError(name)
            self._known[name] = read_table(path)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def read_table(path: Path) -> Table:
    """A CSV (UTF-8, GB18030 or UTF-16, as spreadsheet programs write it) as a table; UserError where it is none."""
    text = decode(path.name, read_bytes(path))[1]
    rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    return Table(columns=rows[0] if rows else (), rows=tuple(rows[1:]))


def choices_of(name: str, table: Table, value: str, label: str) -> ChoiceList:
    """A table as a list of choices; `value` and `label` are the columns of the choices' names and texts.

    KeyError names a column that the table lacks. Every column stays there for choice filters.
    """
    columns = [heading_of(heading, place) for place, heading in enumerate(table.columns)]
    names = [column for column in columns if column.heading == value]
    texts = [column for column in columns if column.heading == label or column.kind == label]
    for wanted, found in ((value, names), (label, texts)):
        if not found:
            raise KeyError(wanted)
    return ChoiceList(
        name,
        tuple(
            Choice(
                row[names[0].place],
                {column.language: row[column.place] for column in texts if row[column.place]},
                {
                    column.heading: row[column.place]
                    for column in columns
                    if column.kind not in _SPOKEN and row[column.place]
                },
            )
            for row in (each + ("",) * (len(columns) - len(each)) for each in table.rows)
            if row[names[0].place]
        ),
        file=f"{name}.csv",
        value=value,
        label=label,
    )
