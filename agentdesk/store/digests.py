"""A table as rows that compare the same wherever they lie, and a checksum over them.

Each value takes the form of its column: an instant is a datetime, a yes or no a bool, whatever the driver gives. A row
is hashed as JSON by SHA-256, and a table's sum is that of its rows' hashes, so that their order says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import msgspec
from peewee import (
    BooleanField,
    DateField,
    DateTimeField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from agentdesk.common.i18n import _
from agentdesk.store.tables import Table

Row = Sequence[Any]
NUL, MARK = "\0", "\u2400"  # what a server stores in no text, and the sign that is seen in its place
_WHOLE = 2**256
_LARGEST = 2**31  # a server's whole numbers end here
_encode = msgspec.json.Encoder().encode


class Unfit(Exception):
    """A value that its column cannot hold."""


@dataclass
class Shape:
    """A table's columns, and how each one's values are read."""

    table: type[Table]
    name: str = field(init=False)
    columns: list[str] = field(init=False)
    readers: list[tuple[int, Callable[[Any], Any]]] = field(init=False)

    def __post_init__(self) -> None:
        fields = self.table._meta.sorted_fields
        self.name = self.table._meta.table_name
        self.columns = [each.column_name for each in fields]
        self.readers = [(place, _reader(each)) for place, each in enumerate(fields)]

    @property
    def selection(self) -> str:
        """The statement that reads all of it."""
        return f"SELECT {self.listed} FROM {self.quoted}"

    @property
    def listed(self) -> str:
        """The columns for a statement."""
        return ", ".join(f'"{name}"' for name in self.columns)

    @property
    def quoted(self) -> str:
        """The name for a statement."""
        return f'"{self.name}"'

    def read(self, row: Row) -> list[Any]:
        """The row with each value in its column's form; Unfit names the column that cannot hold its value."""
        values = list(row)
        for place, reader in self.readers:
            if values[place] is not None:
                try:
                    values[place] = reader(values[place])
                except (ValueError, TypeError, OverflowError) as error:
                    raise Unfit(f"{self.name}.{self.columns[place]} ({self.named(row)})") from error
        return values

    def named(self, row: Row) -> str:
        """The row by its first column, which is its key."""
        return f"{self.columns[0]} {row[0]}"

    def without_nul(self, values: list[Any]) -> list[str]:
        """Put a mark in the place of each NUL in the row's texts; the columns where there was one."""
        found = [place for place, value in enumerate(values) if isinstance(value, str) and NUL in value]
        for place in found:
            values[place] = values[place].replace(NUL, MARK)
        return [self.columns[place] for place in found]


@dataclass
class Digest:
    """How many rows, and the sum of their hashes."""

    count: int = 0
    total: int = 0

    def add(self, values: Sequence[Any]) -> None:
        """Count a row in."""
        self.count += 1
        self.total = (self.total + int.from_bytes(sha256(_encode(values)).digest(), "big")) % _WHOLE

    @property
    def text(self) -> str:
        """The sum as hexadecimal digits."""
        return f"{self.total:064x}"


def digest_of(shape: Shape, rows: Iterable[Row]) -> Digest:
    """The digest of a table's rows as they are read from either kind of database."""
    digest = Digest()
    for row in rows:
        digest.add(shape.read(row))
    return digest


def counted(rows: Iterable[Row], digest: Digest, report: Callable[[str], None], name: str) -> Iterator[Row]:
    """The same rows, each counted in and the progress told every so often."""
    for row in rows:
        digest.add(row)
        if not digest.count % 20_000:
            report(_("Copying {table}: {count:,} rows").format(table=name, count=digest.count))
        yield row


def _reader(column: Any) -> Callable[[Any], Any]:
    while isinstance(column, ForeignKeyField):
        column = column.rel_field
    for kind, reader in _READERS:
        if isinstance(column, kind):
            return reader
    raise TypeError(f"no form for {column!r}")


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _whole(value: Any) -> int:
    number = int(value)
    if number != value or not -_LARGEST <= number < _LARGEST:
        raise ValueError(value)
    return number


def _truth(value: Any) -> bool:
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


_READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (BooleanField, _truth), (DateTimeField, _instant), (DateField, _day), (FloatField, float), (IntegerField, _whole),
    (TextField, _text),
)  # fmt: skip
