"""Statements of the hot paths: their SQL is written once in a process, which is most of what a short query costs.

A function that builds a peewee query from its values becomes a statement that is run with values::

    @prepared
    def _items(contact_id: Any, task_ids: Any) -> Any:
        here = AgendaItem.contact == contact_id
        return AgendaItem.select(AgendaItem.position, AgendaItem.decided_at).where(here & AgendaItem.task.in_(task_ids))

    _items.rows(contact_id, task_ids)

The function is called with a placeholder in each value's place, so what it builds must not depend on the values. A list
or tuple stands for the values of an IN; None is SQL's NULL, which equals nothing. Columns are converted as their fields
say, anything else comes as the driver gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import peewee
from peewee import (
    BooleanField,
    ColumnBase,
    Context,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Select,
    TextField,
)

from agentdesk.store.tables.base import Table, database

Row = tuple[Any, ...]
Rooms = tuple[int | None, ...]  # for each value, how many marks it gets as a list
Converter = Callable[[Any], Any]
PLAIN = (  # of each kind of column, the type of values that are stored as they are
    (TextField, str),
    (IntegerField, int),
    (ForeignKeyField, int),
    (BooleanField, bool),
    (DateField, date),
    (DateTimeField, datetime),
)
CONVERTED = (BooleanField, DateField, DateTimeField)  # the drivers give every other kind of column as it is used


class _Value(NamedTuple):
    """What is bound to marks of a statement: a constant of the query, or one of the values it is run with."""

    place: int | None
    room: int | None  # of a list: how many marks it has
    convert: Converter | None
    constant: Any = None

    def of(self, values: Sequence[Any]) -> Sequence[Any]:
        if self.place is None:
            return (self.constant,)
        value, convert = values[self.place], self.convert
        if self.room is None:
            return (value if convert is None or value is None else convert(value),)
        filled = [*value, *value[-1:] * (self.room - len(value))]
        return filled if convert is None else [item if item is None else convert(item) for item in filled]


class _Placeholder(ColumnBase):
    """Stands in a query for a value of each run; takes the conversion of the field it is compared with."""

    def __init__(self, place: int) -> None:
        self.place = place

    def __sql__(self, context: Context) -> Any:
        return context.value(_Value(self.place, None, _conversion(context)), converter=False)


class _Placeholders(ColumnBase):
    """Stands for a list of values, in an IN; written at once, since thousands are named in one statement."""

    def __init__(self, place: int, room: int) -> None:
        self.place, self.room = place, room

    def __sql__(self, context: Context) -> Any:
        context.literal(f"({', '.join([context.state.param or '?'] * self.room)})")
        return context.value(_Value(self.place, self.room, _conversion(context)), converter=False, add_param=False)


def _conversion(context: Context) -> Converter | None:
    """How a value is stored; a number is stored as it is."""
    convert: Converter | None = context.state.converter
    return None if isinstance(getattr(convert, "__self__", None), IntegerField) else convert


class _Statement(NamedTuple):
    """A written query: its text, what is bound to its marks, and how its columns are read."""

    text: str
    bound: tuple[_Value, ...]
    names: tuple[str, ...]  # none where two columns have the same
    converters: tuple[tuple[int, Converter], ...]

    def fill(self, values: Sequence[Any]) -> list[Any]:
        """What is bound to the marks, in their order."""
        return [bound for value in self.bound for bound in value.of(values)]


class Prepared:
    """A query whose text is kept, by database and by the length of its lists; `query` builds it, for other ones."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.query = build
        self._written: dict[tuple[type, Rooms], _Statement] = {}

    def rows(self, *values: Any) -> list[Row]:
        """The rows as tuples."""
        return self._read(self._statement(values), values)

    def dicts(self, *values: Any) -> list[dict[str, Any]]:
        """The rows as dictionaries by field or alias; ValueError where two columns have the same name."""
        statement = self._statement(values)
        return [dict(zip(statement.names, row, strict=True)) for row in self._read(statement, values)]

    def first(self, *values: Any) -> Row | None:
        """The first row, None where there is none; the query should be limited to it."""
        found = self.rows(*values)
        return found[0] if found else None

    def column(self, *values: Any) -> list[Any]:
        """The first column of every row."""
        return list(map(itemgetter(0), self.rows(*values)))

    def run(self, *values: Any) -> int:
        """Carry out an INSERT, UPDATE or DELETE; returns how many rows it touched."""
        return int(database.rows_affected(self._execute(self._statement(values), values)))

    def run_each(self, rows: Sequence[Sequence[Any]]) -> None:
        """Carry out an INSERT, UPDATE or DELETE with the values of each row, none of them a list."""
        if rows:
            statement = self._statement(rows[0])
            _execute_many(statement.text, (statement.fill(row) for row in rows))

    def _statement(self, values: Sequence[Any]) -> _Statement:
        rooms = tuple(map(_room, values))
        found = self._written.get((type(database.obj), rooms))
        if found is None:
            found = self._written[type(database.obj), rooms] = _write(self.query, rooms)
        return found

    def _read(self, statement: _Statement, values: Sequence[Any]) -> list[Row]:
        rows: list[Row] = self._execute(statement, values).fetchall()
        return [_converted(row, statement.converters) for row in rows] if statement.converters else rows

    def _execute(self, statement: _Statement, values: Sequence[Any]) -> Any:
        return database.execute_sql(statement.text, statement.fill(values))


def prepared(build: Callable[..., Any]) -> Prepared:
    """Make a function that builds a query a statement that is written once; for use as a decorator."""
    return Prepared(build)


def _room(value: Any) -> int | None:
    """For a list, how many marks it gets: a power of two, the last value repeated, so that few texts serve all."""
    if not isinstance(value, list | tuple):
        return None
    return 1 << (len(value) - 1).bit_length() if value else 0


def _write(build: Callable[..., Any], rooms: Rooms) -> _Statement:
    marks: list[Any] = [
        _Placeholder(place) if room is None else _Placeholders(place, room) if room else []
        for place, room in enumerate(rooms)
    ]
    query = build(*marks)
    text, params = query.sql()
    values = [value if isinstance(value, _Value) else _Value(None, None, None, value) for value in params]
    text, bound = _with_constants(text, values, database.param)
    columns = query.selected_columns if isinstance(query, Select) else ()
    converters = [
        (number, column.unwrap().python_value)
        for number, column in enumerate(columns)
        if isinstance(column.unwrap(), CONVERTED)
    ]
    names = tuple(getattr(column, "name", "") for column in columns)
    return _Statement(text, tuple(bound), names if len(set(names)) == len(names) else (), tuple(converters))


def _with_constants(text: str, values: list[_Value], mark: str) -> tuple[str, list[_Value]]:
    """The text with the query's own words and numbers in it, and what is left to be bound.

    SQLite looks at a constant while it plans, for a partial index above all, and plans anew each time such a mark is
    bound: the list's next customer costs less than half with the constants in the text.
    """
    marks = iter([value for value in values for _place in range(value.room or 1)])
    kept: list[_Value] = []

    def written(found: re.Match[str]) -> str:
        if found[0] != mark:
            return found[0]
        value = next(marks)
        constant = _literal(value.constant) if value.place is None else ""
        if constant:
            return constant
        if not (kept and kept[-1] is value):
            kept.append(value)
        return mark

    return re.sub(rf"""'(?:[^']|'')*'|"(?:[^"]|"")*"|{re.escape(mark)}""", written, text), kept


def _literal(constant: Any) -> str:
    """A constant as SQL, "" where it is better bound: a driver would take a percent sign for a mark of its own."""
    if isinstance(constant, str) and not set(constant) & set("%\\\0"):
        return "'" + constant.replace("'", "''") + "'"
    return str(constant) if type(constant) is int else ""


def _converted(row: Row, converters: Iterable[tuple[int, Converter]]) -> Row:
    values = list(row)
    for number, convert in converters:
        values[number] = convert(values[number])
    return tuple(values)


def _execute_many(text: str, rows: Iterable[Sequence[Any]]) -> None:
    """Hand the rows to the driver at once; nothing where there are none."""
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]  # errors come as execute_sql's do
        database.cursor().executemany(text, rows)


def insert_rows(table: type[Table], columns: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of these columns; columns that are left out take the table's defaults."""
    statement = _insert(table, columns, database.param, returning=False)
    _execute_many(statement.text, map(statement.bind, rows))


def insert_row(table: type[Table], **values: Any) -> int:
    """Insert one row; columns that are left out take the table's defaults. Returns its id."""
    statement = _insert(table, tuple(values), database.param, returning=True)
    ((row_id,),) = database.execute_sql(statement.text, statement.bind(values.values())).fetchall()
    return int(row_id)


class _Insert(NamedTuple):
    """A written INSERT: its text, how each given value is stored, and the defaults that follow them."""

    text: str
    converters: tuple[tuple[type, Converter], ...]  # with the type that is stored as it is
    defaults: tuple[Any, ...]

    def bind(self, values: Iterable[Any]) -> list[Any]:
        rows = zip(self.converters, values, strict=True)
        return [v if v is None or type(v) is plain else convert(v) for (plain, convert), v in rows] + [*self.defaults]


@lru_cache(maxsize=64)
def _insert(table: type[Table], columns: tuple[str, ...], mark: str, *, returning: bool) -> _Insert:
    fields = table._meta.fields
    defaults = {name: value for name, value in table._meta.get_default_dict().items() if name not in columns}
    names = ", ".join(f'"{fields[name].column_name}"' for name in (*columns, *defaults))
    marks = ", ".join([mark] * (len(columns) + len(defaults)))
    text = f'INSERT INTO "{table._meta.table_name}" ({names}) VALUES ({marks})'
    return _Insert(
        text + ' RETURNING "id"' if returning else text,
        tuple((_plain(fields[name]), fields[name].db_value) for name in columns),
        tuple(fields[name].db_value(value) for name, value in defaults.items()),
    )


def _plain(field: Any) -> type:
    """The type of values that a field stores as they are."""
    return next((plain for column, plain in PLAIN if isinstance(field, column)), type(None))
