"""Raw values of a report as text, rounded only here (KP-21): the same for text, Markdown and HTML."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from agentdesk.common import names, phones
from agentdesk.reports.document import Column, Own, Plain, Sort, Value

NOTHING = "-"
RIGHT: frozenset[str] = frozenset({"count", "percent", "points", "number", "change", "yuan"})


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
