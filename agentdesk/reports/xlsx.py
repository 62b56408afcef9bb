"""A report as a workbook: a sheet per section, numbers as numbers, charts drawn by the spreadsheet from its cells.

What people wrote is always text: a cell that begins like a formula is none, a phone number keeps its first nought.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agentdesk.common.cells import cell_len, fit
from agentdesk.common.i18n import _
from agentdesk.common.spreadsheet import cell_text, is_formula
from agentdesk.common.wrapping import wrap
from agentdesk.reports.document import Block, Chart, Document, Plain, Prose, Quotes, Section, Sort, Table, Value
from agentdesk.reports.making import Made, foot, heading
from agentdesk.reports.values import RIGHT, opened, readable, shown
from agentdesk.reports.xlsx_chart import CHART_ROWS, add_chart, chart_table
from agentdesk.reports.xlsx_styles import Styles

A4 = 9
PROSE = 8  # columns that a paragraph takes
NARROWEST, WIDEST = 9, 46  # cells of a column
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def as_xlsx(made: Made) -> bytes:
    """The workbook; the same report gives the same bytes."""
    import xlsxwriter

    document, file = readable(made.document), io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties(
        {"title": document.title, "company": document.dealer,
         "created": datetime(document.seen_on.year, document.seen_on.month, document.seen_on.day)}
    )  # fmt: skip
    styles = Styles(book)
    names = sheet_names([section.title for section in document.sections], _("Overview"))
    cover = book.add_worksheet(names[0])
    for section, name in zip(document.sections, names[1:], strict=True):
        _Sheet(book, book.add_worksheet(name), name, styles, document.title).section(section)
    _cover(cover, document, names[1:], foot(made), styles)
    book.close()
    return file.getvalue()


def sheet_names(titles: Sequence[str], first: str) -> list[str]:
    """Names that a workbook can have: numbered, within 31 characters, nothing forbidden in them."""
    numbered = [f"{place} {title}" for place, title in enumerate(titles, 1)]
    return [name.translate(FORBIDDEN)[:31].strip() for name in (first, *numbered)]


def _cover(sheet: Any, document: Document, names: Sequence[str], end: Sequence[str], styles: Styles) -> None:
    title, *rest = heading(document)
    sheet.set_column(0, 0, 90)
    sheet.write_string(0, 0, title, styles.title)
    lines = [*rest, ""]
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line, styles.prose)
    row = len(lines) + 1
    for place, name in enumerate(names):
        sheet.write_url(row + place, 0, f"internal:'{name}'!A1", styles.link, name)
    for place, line in enumerate(end):
        sheet.write_string(row + len(names) + 1 + place, 0, line, styles.source)
    _print_setup(sheet, document.title)


def _print_setup(sheet: Any, title: str) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{fit(title, 60).replace('&', '&&')}&C&A&R&P/&N")
    sheet.hide_gridlines(2)


class _Sheet:
    """One section, block below block; remembers the row it has come to."""

    def __init__(self, book: Any, sheet: Any, name: str, styles: Styles, title: str) -> None:
        self._book, self._sheet, self._name, self._styles = book, sheet, name, styles
        self._row = 0
        self._widths: dict[int, int] = {}
        _print_setup(sheet, title)

    def section(self, section: Section) -> None:
        """Write the section; its title, or the head of its only table, stays in sight and on each printed page."""
        title = f"{section.title}  {section.requirement}".strip()
        self._sheet.write_string(0, 0, title, self._styles.title)
        self._row = 2
        tables = [block for block in section.blocks if isinstance(block, Table) and block.rows]
        only = len(tables) == 1 and section.blocks[0] is tables[0]
        head = 3 + bool(tables[0].caption) if only else 1
        self._sheet.freeze_panes(head, 0)
        self._sheet.repeat_rows(0, head - 1)
        for block in section.blocks:
            self._block(block)
            self._row += 1
        for place, width in self._widths.items():
            self._sheet.set_column(place, place, min(max(width + 2, NARROWEST), WIDEST))

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)
            case Quotes():
                self._quotes(block)
            case Prose():
                self._prose(block.text, self._styles.prose)
                if block.source:
                    self._prose(f"—— {block.source}", self._styles.source)

    def _prose(self, text: str, style: Any) -> None:
        said = cell_text(text)
        room = sum(min(max(self._widths.get(place, 0) + 2, NARROWEST), WIDEST) for place in range(PROSE))
        self._sheet.merge_range(self._row, 0, self._row, PROSE - 1, "", style)
        self._sheet.write_string(self._row, 0, said, self._styles.quoted(style) if is_formula(said) else style)
        self._sheet.set_row(self._row, 16 * len(wrap(said, max(room - 2, 40))))
        self._row += 1

    def _quotes(self, block: Quotes) -> None:
        if not block.lines:
            self._prose(block.empty or _("None."), self._styles.prose)
        for line in block.lines:
            self._prose(line.words, self._styles.words)
            self._prose(f"—— {line.source}", self._styles.source)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._sheet.write_string(self._row, 0, table.caption, self._styles.caption)
            self._row += 1
        if not table.rows:
            self._prose(table.empty or _("None."), self._styles.prose)
            return
        for place, column in enumerate(table.columns):
            style = self._styles.head_right if column.sort in RIGHT else self._styles.head
            self._sheet.write_string(self._row, place, column.title, style)
            self._widen(place, column.title)
        self._row += 1
        for number, row in enumerate(table.rows):
            last = table.summed and number == len(table.rows) - 1
            for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                plain, sort = opened(value, column)
                self._cell(place, plain, sort, column.missing, bold=last)
            self._row += 1

    def _cell(self, place: int, value: Plain, sort: Sort, missing: str, *, bold: bool = False) -> None:
        text = missing if value is None else cell_text(shown(value, sort))
        self._widen(place, text)
        if value is None:
            if missing:  # a drawn value that is missing stays an empty cell, or its gap would be drawn as nought
                self._sheet.write_string(self._row, place, missing, self._styles.missing)
        elif isinstance(value, str):
            style = self._styles.of(sort, bold=bold)
            self._sheet.write_string(
                self._row, place, text, self._styles.quoted(style, bold=bold) if is_formula(text) else style
            )
        elif sort == "date":
            day = datetime.fromisoformat(str(value))
            self._sheet.write_datetime(self._row, place, day, self._styles.of(sort, bold=bold))
        else:
            self._sheet.write_number(self._row, place, number_of(value, sort), self._styles.of(sort, bold=bold))

    def _chart(self, chart: Chart) -> None:
        """The drawn values stand as a table; the drawing beside it is made from its cells."""
        head = self._row + 1
        self._table(chart_table(chart))
        add_chart(self._book, self._sheet, self._name, chart, head)
        self._row = max(self._row, head + CHART_ROWS)

    def _widen(self, place: int, text: str) -> None:
        longest = max(map(cell_len, text.split("\n")), default=0)
        self._widths[place] = max(self._widths.get(place, 0), longest)


def number_of(value: Value, sort: Sort) -> float | int:
    """A raw value as the number of its cell: a share stays a share, points are points."""
    assert not isinstance(value, str)
    number: Any = value
    if sort == "points":
        return float(100 * number)
    return number if isinstance(number, int) else float(number)
