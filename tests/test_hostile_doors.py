"""Every door that takes a text is given each hostile one: it is stored letter by letter, or refused with a clear line.

Nothing is altered but blanks at both ends; a refused text leaves nothing behind.
"""

from __future__ import annotations

import csv
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common.errors import UserError
from agentdesk.intake.cells import is_blank
from agentdesk.store import memory
from agentdesk.store.database import open_database
from agentdesk.store.tables import (
    Customer,
    database,
)
from tests.hostile import CORPUS, SURROGATES, faults
from tests.hostile_doors import DOORS, GIVEN, PREPARED, House, rows


@pytest.fixture
def house(hostile_dealer: Path, hostile_file: Path) -> House:
    """The dealer of the screens; its database is this test's own."""
    return House(json.loads(hostile_file.with_name("people.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", DOORS)
def test_door(house: House, name: str) -> None:
    """Each text on a state of its own: what was done is taken back."""
    wrong, taken = [], 0
    for text in GIVEN:
        before = rows()
        with database.atomic() as whole:
            try:
                stored = DOORS[name](house, text)
                taken += 1
                if stored not in (text, text.strip()):
                    wrong.append(f"{text[:40]!r} became {stored[:40]!r}")
            except UserError as refusal:
                if text.strip() and len(text) < 200:
                    wrong.append(f"{text[:40]!r}: {refusal}")
                assert rows() == before or name in PREPARED
            finally:
                whole.rollback()
                memory.forget()
    assert wrong == [], "\n".join(wrong)
    assert taken > len(GIVEN) // 2


# ------------------------------------------------------------------------------------------------------- files

TITLES = ("客户编号", "客户名称", "移动电话", "地址", "职业", "备注", "联系时间要求")


def cells() -> list[tuple[str, ...]]:
    """A row for each text that a spreadsheet can hold; what is no text at all is refused with the whole file."""
    texts_ = [text for text in CORPUS.values() if "\0" not in text and "\uffff" not in text]
    return [(f"H{n}", f"甲{text}乙", f"1390000{n:04d}", f"甲{text}乙", text, text, "") for n, text in enumerate(texts_)]


def as_csv(path: Path, table: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def as_xlsx(path: Path, table: list[tuple[str, ...]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return path


@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_cells_of_an_export(house: House, tmp_path: Path, cli: Any, write: Callable[..., Path]) -> None:
    table = cells()
    path = write(tmp_path / f"x.{'csv' if write is as_csv else 'xlsx'}", [TITLES, *table])
    result = cli("import", "customers", path)
    assert result.exit_code == 0, result.stderr
    assert faults(result.output) == []
    open_database(os.environ["AGENTDESK_DATABASE"])
    found = {row.source_key: row for row in Customer.select().where(Customer.source_key.startswith("H"))}
    for key, name, _number, address, job, note, _hours in table:
        row = found[key]
        assert (row.name, row.address) == (name, address)
        assert row.note in (note.strip(), ""), "a cell that says nothing is none"
        assert bool(row.note) == (not is_blank(note))
        assert row.occupation == row.note == (job.strip() if row.note else "")


def test_what_is_no_text_is_refused(house: House, tmp_path: Path, cli: Any) -> None:
    """NUL ends a text for a server, and half a character is none: nothing of such a file or argument is taken."""
    before = rows()
    bad = as_xlsx(tmp_path / "a.xlsx", [TITLES, ("H1", "王x_x0000_y", "13900000001", "", "", "", "")])
    with zipfile.ZipFile(bad) as book, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as made:
        for name in book.namelist():
            made.writestr(name, book.read(name).replace(b"_x005F_x0000_", b"_x0000_"))
    notice = {"days": [{"date": f"2027-01-{day:02d}", "name": "元\ud800旦", "isOffDay": True} for day in range(1, 30)]}
    (tmp_path / "n.json").write_text(json.dumps(notice), encoding="utf-8")
    for arguments in (
        ("import", "customers", tmp_path / "b.xlsx"),
        ("calendar", "import", tmp_path / "n.json"),
        ("calendar", "set", "2026-12-06", "closed", "--name", SURROGATES["undecodable"]),
        ("people", "add", "n1", SURROGATES["undecodable"]),
        ("complaint", "raise", "--customer", "1", "--words", SURROGATES["undecodable"]),
    ):
        result = cli(*arguments)
        assert result.exit_code in (1, 2), (arguments, result.output, result.exception)
        assert len(result.stderr.splitlines()) == 1
        assert isinstance(result.exception, SystemExit)
    open_database(os.environ["AGENTDESK_DATABASE"])
    assert rows() == before
