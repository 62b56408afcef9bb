"""Workbooks as a manager writes them in a spreadsheet program, for tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import xlsxwriter
from click.testing import Result

Table = list[list[Any]]
YES_NO: Table = [["list_name", "name", "label"], ["yn", "yes", "是"], ["yn", "no", "否"]]


def workbook(path: Path, sheets: dict[str, Table], merged: tuple[tuple[str, str, str], ...] = ()) -> Path:
    """Write sheets; numbers, dates and truths stay what they are. `merged` are (sheet, range, text)."""
    with xlsxwriter.Workbook(path) as book:
        day, clock = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"num_format": "hh:mm"})
        made = {title: book.add_worksheet(title) for title in sheets}
        for title, rows in sheets.items():
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date | time):
                        made[title].write_datetime(number, place, cell, day if isinstance(cell, date) else clock)
                    elif isinstance(cell, str):
                        made[title].write_string(number, place, cell)
                    elif cell is not None:
                        made[title].write(number, place, cell)
        for title, cells, text in merged:
            made[title].merge_range(cells, text)
    return path


def findings(cli: Callable[..., Result], path: Path) -> dict[str, tuple[str, bool]]:
    """What `form check` finds in a file: by `sheet!cell`, the message and whether it is a warning."""
    result = cli("form", "check", path, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == (0 if all(each["warning"] for each in found) else 1)
    for each in found:
        assert not each["cell"] or each["cell"].endswith(str(each["row"]))
    return {f"{each['sheet']}!{each['cell'] or each['row']}": (each["message"], each["warning"]) for each in found}
