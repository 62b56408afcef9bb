"""A report as plain text: aligned by cells, at most 100 columns wide, long cells wrapped, charts as small bars."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.cells import cell_len, fit, pad
from agentdesk.common.i18n import _
from agentdesk.common.wrapping import wrap
from agentdesk.reports.document import Block, Chart, Document, Prose, Quotes, Section, Table
from agentdesk.reports.making import Made, foot, heading
from agentdesk.reports.text_chart import chart_lines
from agentdesk.reports.values import RIGHT, cell, readable

WIDEST, NARROWEST = 100, 40
GAP = "  "
LEAST, WORD = 8, 16  # cells that a wrapped column keeps: as many as its longest word has, within these
NARROW = 4  # what it keeps where a terminal is too narrow even for that: nothing is cut


def as_text(made: Made, width: int = WIDEST) -> str:
    """The whole report, its lines at most `width` cells long."""
    width = min(max(width, NARROWEST), WIDEST)
    document = readable(made.document)
    parts = [_head(document, width), *(_section(section, width) for section in document.sections)]
    end = "\n".join(line for said in foot(made) for line in wrap(said, width))
    return "\n\n".join([*parts, f"{'─' * width}\n{end}"]) + "\n"


def _head(document: Document, width: int) -> str:
    title, *rest = heading(document)
    rule = "━" * width
    return "\n".join([*wrap(title, width), *(line for said in rest for line in wrap(said, width)), rule])


def _section(section: Section, width: int) -> str:
    return "\n".join(section_lines(section, width))


def section_lines(section: Section, width: int) -> list[str]:
    """A section in lines of at most `width` cells: its title, a rule below it, its blocks with blank lines between."""
    title = f"{section.title}  {section.requirement}".rstrip()
    blocks = [["", *lines] for block in section.blocks if (lines := _block(block, width))]
    head = [fit(title, width), "─" * min(cell_len(title), width)]
    return [*head, *(line for lines in blocks for line in lines)]


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Table():
            return table_lines(block, width)
        case Chart():
            return chart_lines(block, width)
        case Quotes():
            return _quotes(block, width)
    return _prose(block, width)


def _prose(block: Prose, width: int) -> list[str]:
    lines = wrap(block.text, width)
    return [*lines, *wrap(f"—— {block.source}", width)] if block.source else lines


def _quotes(block: Quotes, width: int) -> list[str]:
    if not block.lines:
        return wrap(block.empty or _("None."), width)
    lines: list[str] = []
    for quote in block.lines:
        first, *more = wrap(quote.words, width - 2)
        lines += [f"• {first}", *(f"  {line}" for line in more)]
        lines += [f"  —— {line}" for line in wrap(quote.source, width - 5)]
    return lines


def table_lines(table: Table, width: int) -> list[str]:
    """A table's caption, titles and rows; columns of text give way, the widest first, and are wrapped."""
    caption = wrap(table.caption, width) if table.caption else []
    if not table.rows:
        return [*caption, *wrap(table.empty or _("None."), width)]
    titles = [column.title for column in table.columns]
    rows = [[cell(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    sides = ["right" if column.sort in RIGHT else "left" for column in table.columns]
    widths = _widths([titles, *rows], [side == "left" for side in sides], width)
    lines = [*_row(titles, widths, sides), _rule(widths)]
    for place, row in enumerate(rows):
        if table.summed and place == len(rows) - 1:
            lines.append(_rule(widths))
        lines += _row(row, widths, sides)
    return [*caption, *lines]


def _rule(widths: Sequence[int]) -> str:
    return GAP.join("-" * cells for cells in widths)


def _widths(rows: Sequence[Sequence[str]], gives: Sequence[bool], width: int) -> list[int]:
    """What each column takes: as wide as its widest line, less what the whole is too wide by.

    Columns of text give way first and keep their longest word; then all, down to LEAST, and to NARROW at last.
    """
    wide = [max(cell_len(line) for row in rows for line in row[place].split("\n")) for place in range(len(gives))]
    longest = [max(_longest_word(row[place]) for row in rows) for place in range(len(gives))]
    words = [max(min(each, WORD), LEAST) for each in longest]
    room = width - len(GAP) * (len(wide) - 1)
    texts, everything = [place for place, each in enumerate(gives) if each], list(range(len(wide)))
    for yields, kept in (
        (texts, words),
        (everything, words),
        *((everything, [n] * len(wide)) for n in (LEAST, NARROW)),
    ):
        _shrink(wide, yields, kept, room)
    return wide


def _shrink(wide: list[int], yields: Sequence[int], kept: Sequence[int], room: int) -> None:
    """Take from the widest of those that yield, a cell at a time, until the whole fits or all are down to `kept`."""
    while sum(wide) > room:
        able = [place for place in yields if wide[place] > kept[place]]
        if not able:
            return
        wide[max(able, key=lambda place: wide[place])] -= 1


def _longest_word(text: str) -> int:
    """Chinese may be broken anywhere, other words at blanks."""
    return max((cell_len(word) for word in text.split() if word.isascii()), default=0)


def _row(values: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> list[str]:
    wrapped = [wrap(value, cells) for value, cells in zip(values, widths, strict=True)]
    height = max(len(lines) for lines in wrapped)
    return [
        GAP.join(
            pad(lines[place] if place < len(lines) else "", cells, side)
            for lines, cells, side in zip(wrapped, widths, sides, strict=True)
        ).rstrip()
        for place in range(height)
    ]
