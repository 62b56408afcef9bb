"""A report as data: sections of prose, tables and charts with raw values; every renderer shows the same document.

A percentage is a share of one, unrounded, as in scoreboard/figures.py; rounding is the renderers' affair (KP-21).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

Value = int | Fraction | date | str | None
Sort = Literal["text", "count", "percent", "points", "number", "date", "phone", "yuan"]
# text, phone: as they are, phones never as numbers   count: a whole number   percent: a share of one
# points: a difference of two percentages in points, 0.05 is +5.0   number: a score, two decimals   yuan: whole yuan
Shape = Literal["line", "bars"]


@dataclass(frozen=True)
class Column:
    """A column of a table; `missing` stands where a row has None: a dash, or "no data" (RP-10)."""

    title: str
    sort: Sort = "text"
    missing: str = "-"


@dataclass(frozen=True)
class Table:
    """Rows of raw values under their columns; `empty` is said where there is none; `summed`: the last is the sum."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str = ""
    empty: str = ""
    summed: bool = False


@dataclass(frozen=True)
class Series:
    """A line or a set of bars: a value to each label, None where there is none."""

    name: str
    values: tuple[int | Fraction | None, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing of one or more series over the same labels; `target` is a level that is drawn across it."""

    title: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    sort: Sort = "percent"
    target: Fraction | None = None


@dataclass(frozen=True)
class Prose:
    """A paragraph: what follows from the figures, computed and never typed, or what the supervisor wrote."""

    text: str


@dataclass(frozen=True)
class Quote:
    """What a customer said, unchanged, and where it comes from."""

    words: str
    source: str


@dataclass(frozen=True)
class Quotes:
    """Customers' own words; `empty` is said where there are none."""

    lines: tuple[Quote, ...]
    empty: str = ""


Block = Table | Chart | Prose | Quotes


@dataclass(frozen=True)
class Section:
    """A part of the report; `requirement` is the item of the regulation it answers: RP-01 (2)."""

    title: str
    blocks: tuple[Block, ...]
    requirement: str = ""


@dataclass(frozen=True)
class Document:
    """A report over a period, both days inclusive, as it was seen on a day. Nothing in it says when it was made."""

    name: str  # as the command calls it: aftersales-monthly
    title: str
    dealer: str
    first: date
    last: date
    seen_on: date
    sections: tuple[Section, ...] = field(default=())
    recipients: str = ""  # who gets it, by position

    def as_json(self) -> dict[str, Any]:
        """The report's data with stable keys; the same facts give the same bytes."""
        return {
            "name": self.name,
            "title": self.title,
            "dealer": self.dealer,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "seen_on": self.seen_on.isoformat(),
            "recipients": self.recipients,
            "sections": [_section(section) for section in self.sections],
        }


def _section(section: Section) -> dict[str, Any]:
    blocks = [_block(block) for block in section.blocks]
    return {"title": section.title, "requirement": section.requirement, "blocks": blocks}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Prose):
        return {"prose": block.text}
    if isinstance(block, Quotes):
        return {"quotes": [{"words": line.words, "source": line.source} for line in block.lines], "empty": block.empty}
    if isinstance(block, Chart):
        series = [{"name": each.name, "values": _values(each.values)} for each in block.series]
        return {
            "chart": block.title,
            "shape": block.shape,
            "sort": block.sort,
            "labels": list(block.labels),
            "series": series,
            "target": _plain(block.target),
        }
    columns = [{"title": column.title, "sort": column.sort, "missing": column.missing} for column in block.columns]
    rows = [_values(row) for row in block.rows]
    return {"table": block.caption, "columns": columns, "rows": rows, "empty": block.empty, "summed": block.summed}


def _values(row: Sequence[Value]) -> list[int | float | str | None]:
    return [_plain(value) for value in row]


def _plain(value: Value) -> int | float | str | None:
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
