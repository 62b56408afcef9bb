"""Raw values of a report as text, rounded only here (KP-21): the same for text, Markdown and HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from agentdesk.common import names, phones
from agentdesk.reports.document import Block, Chart, Column, Document, Own, Plain, Prose, Quote, Quotes, Sort, Value

NOTHING = "-"
RIGHT: frozenset[str] = frozenset({"count", "percent", "points", "number", "change", "yuan"})


def readable(document: Document) -> Document:
    """The document with nothing in its texts that a terminal, a page or a workbook would obey."""
    return replace(
        document,
        title=names.visible(document.title),
        dealer=names.visible(document.dealer),
        recipients=names.visible(document.recipients),
        period_title=names.visible(document.period_title),
        sections=tuple(
            replace(each, title=names.visible(each.title), blocks=tuple(map(_readable, each.blocks)))
            for each in document.sections
        ),
    )


def _readable(block: Block) -> Block:
    if isinstance(block, Prose):
        return Prose(names.visible(block.text, lines=True), names.visible(block.source))
    if isinstance(block, Quotes):
        lines = tuple(Quote(names.visible(each.words, lines=True), names.visible(each.source)) for each in block.lines)
        return Quotes(lines, names.visible(block.empty))
    if isinstance(block, Chart):
        series = tuple(replace(each, name=names.visible(each.name)) for each in block.series)
        labels = tuple(map(names.visible, block.labels))
        return replace(block, title=names.visible(block.title), labels=labels, series=series)
    columns = tuple(
        replace(each, title=names.visible(each.title), missing=names.visible(each.missing)) for each in block.columns
    )
    return replace(block, columns=columns, caption=names.visible(block.caption), empty=names.visible(block.empty))


def opened(value: Value, column: Column) -> tuple[Plain, Sort]:
    """A cell's raw value and its sort: its own, else the column's."""
    return (value.value, value.sort) if isinstance(value, Own) else (value, column.sort)


def cell(value: Value, column: Column) -> str:
    """A table's cell as text; what stands for None is the column's affair."""
    plain, sort = opened(value, column)
    return column.missing if plain is None else shown(plain, sort)


def shown(value: Plain, sort: Sort) -> str:
    """96.4 %, +5.0, 88.61, 1,234 and texts, in which nothing is left that a terminal would obey."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return phones.display(value) if sort == "phone" else names.visible(value, lines=True)
    if sort == "percent":
        return f"{float(100 * value):.1f} %"
    if sort == "points":
        return f"{float(100 * value):+.1f}"
    if sort in ("number", "change"):
        return f"{float(value):{'+' if sort == 'change' else ''},.2f}"
    return f"{round(value):,}" if isinstance(value, Fraction) else f"{value:,}"
