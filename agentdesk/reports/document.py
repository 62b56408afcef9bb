"""A report as data: sections of prose, tables and charts with raw values; every renderer shows the same document.

A percentage is a share of one, unrounded, as in scoreboard/figures.py; rounding is the renderers' affair (KP-21).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from agentdesk.common.json_text import dumped

Plain = int | Fraction | date | str | None
Sort = Literal["text", "count", "percent", "points", "number", "change", "date", "phone", "yuan"]
# text, phone: as they are, phones never as numbers   count: a whole number   percent: a share of one
# points: a difference of two percentages in points, 0.05 is +5.0   number: a score, two decimals   yuan: whole yuan
# change: a difference of two numbers, with its sign
Shape = Literal["line", "bars"]


@dataclass(frozen=True)
class Own:
    """A cell that is of another sort than its column: where a share and a score stand one below the other."""

    value: Plain
    sort: Sort


Value = Plain | Own


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
    """A paragraph: what follows from the figures, computed and never typed, or what somebody wrote (`source`: who)."""

    text: str
    source: str = ""


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
    """A part of the report; `requirement` is the item of the regulation it answers: RP-01 (2).

    `key` names it for the supervisor's text, which is added behind its blocks (making.py): complaints, proposals.
    """

    title: str
    blocks: tuple[Block, ...]
    requirement: str = ""
    key: str = ""


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
    period: str = ""  # as the command takes it: 2026-10
    period_title: str = ""  # in words
    language: str = "zh"

    def as_json(self) -> dict[str, Any]:
        """The report's data with stable keys; the same facts give the same bytes."""
        return {
            "name": self.name,
            "title": self.title,
            "language": self.language,
            "dealer": self.dealer,
            "period": self.period,
            "period_title": self.period_title,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "seen_on": self.seen_on.isoformat(),
            "recipients": self.recipients,
            "sections": [_section(section) for section in self.sections],
        }

    def data(self) -> str:
        """The same as text: what `--json` prints, and what the fingerprint in the report's foot is taken of."""
        return dumped(self.as_json()) + "\n"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of `data()` as UTF-8, in hexadecimal digits."""
        return hashlib.sha256(self.data().encode()).hexdigest()


def _section(section: Section) -> dict[str, Any]:
    blocks = [_block(block) for block in section.blocks]
    return {"key": section.key, "title": section.title, "requirement": section.requirement, "blocks": blocks}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Prose):
        return {"prose": block.text, "source": block.source}
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


def _values(row: Sequence[Value]) -> list[Any]:
    return [_plain(value) for value in row]


def _plain(value: Value) -> Any:
    if isinstance(value, Own):
        return {"value": _plain(value.value), "sort": value.sort}
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
