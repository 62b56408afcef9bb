"""Rows of a sheet as typed values, each with what was wrong in it. Nothing of the database is known here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from agentdesk.common.i18n import N_
from agentdesk.intake import cells
from agentdesk.intake.profiles import Columns, Field, Kind
from agentdesk.intake.readers import Sheet

EMPTY = N_("required, but empty")
NO_KEY = N_("the row has nothing to know it by")
SAME_ROW = N_("the same row stands above")
SAME_KEY = N_("a row with the same number stands above; that one was taken")
_TOTALS = ("合计", "总计", "小计", "total")


class Problem(NamedTuple):
    """What is wrong in one cell: its column's title, what stood there, and why (a message id)."""

    column: str
    value: str
    reason: str


class RowRefused(Exception):
    """The row cannot be taken; the others can."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = Problem(column, value, reason)


@dataclass(slots=True)
class Row:
    """One row: `values` has the fields that were understood; `verdict` is set as soon as it is known."""

    number: int
    cells: list[str]
    header: list[str]
    titles: dict[str, str]  # of the fields that were found
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    key: str = ""
    verdict: str = ""

    def doubt(self, name: str, value: str, reason: str) -> None:
        """Note something about a field that does not stop the row."""
        self.problems.append(Problem(self.titles.get(name, name), value, reason))

    def refuse(self, problem: Problem) -> None:
        """Refuse the row for this."""
        self.problems.append(problem)
        self.verdict = "refused"

    def given(self, name: str) -> str:
        """A text field's value, empty where the column is missing or blank."""
        return str(self.values.get(name) or "")


def parse(kind: Kind, columns: Columns, sheet: Sheet, shift_days: int = 0) -> Iterator[Row]:
    """All rows below the titles, but for blank lines and totals; doubles are marked `duplicate`."""
    shift = timedelta(days=shift_days)
    places = [(field, columns.places[field.name]) for field in kind.field if field.name in columns.places]
    header = sheet.rows[columns.title_row - 1]
    seen: dict[str, list[str]] = {}
    for number, raw in enumerate(sheet.rows[columns.title_row :], start=columns.title_row + 1):
        first = next((cell.strip() for cell in raw if cell.strip()), "")
        if not first or cells.plain(first).lower().rstrip(": ") in _TOTALS:
            continue
        row = Row(number, raw, header, columns.titles)
        for described, place in places:
            _take(row, described, raw[place] if place < len(raw) else "", shift)
        if not row.verdict:
            _identify(row, kind, seen)
        yield row


def _take(row: Row, described: Field, text: str, shift: timedelta) -> None:
    try:
        value, doubt = cells.convert(described, text)
    except cells.CellRefused as refusal:
        problem = Problem(row.titles[described.name], text.strip(), refusal.reason)
        if described.required:
            row.refuse(problem)
        else:
            row.problems.append(problem)
        return
    if described.required and value in ("", None):
        row.refuse(Problem(row.titles[described.name], "", EMPTY))
        return
    if doubt:
        row.doubt(described.name, text.strip(), doubt)
    row.values[described.name] = cells.shifted(value, shift) if shift else value


def _identify(row: Row, kind: Kind, seen: dict[str, list[str]]) -> None:
    known_by = next((name for name in kind.key if row.given(name)), "")
    row.key = row.given(known_by)
    if kind.per and known_by and known_by != kind.key[0]:
        defaults = {each.name: each.default for each in kind.field}
        row.key = ":".join([row.key, *(str(row.values.get(name) or defaults[name]) for name in kind.per)])
    if not row.key:
        row.refuse(Problem(row.titles.get(kind.key[0], kind.key[0]), "", NO_KEY))
    elif row.key in seen:
        row.verdict = "duplicate"
        reason = SAME_ROW if seen[row.key] == row.cells else SAME_KEY
        row.problems = [Problem(row.titles.get(kind.key[0], kind.key[0]), row.key, reason)]
    else:
        seen[row.key] = row.cells
