"""A whole database at once: what differs between SQLite and PostgreSQL while one is read, filled, held and closed.

The other half of database.py, which has what every change needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import peewee
from peewee import Database, SqliteDatabase

from agentdesk.store.differing import CHANGING
from agentdesk.store.digests import Row, Shape
from agentdesk.store.moved import MOVED

_AT_ONCE = 5000  # rows in memory
_SEAL = "moved_"  # begins the names of the triggers that close a database
_VERBS = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def held(opened: Database) -> Iterator[None]:
    """For the block nobody else writes, and what is read is of one moment; everybody may read. Kept if it ends well."""
    with opened.atomic():
        if not isinstance(opened, SqliteDatabase):
            _patient(opened)
            names = ", ".join(f'"{name}"' for name in tables(opened))
            opened.execute_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
        yield


def tables(opened: Database) -> list[str]:
    """The names of all tables, those of the schema's history too."""
    return sorted(name for name in opened.get_tables() if not name.startswith("sqlite_"))


def rows_of(opened: Database, shape: Shape) -> Iterator[Row]:
    """A table's rows, a few thousand in memory at a time; within `held` or `filled`."""
    if isinstance(opened, SqliteDatabase):
        cursor = opened.execute_sql(shape.selection)
        while part := cursor.fetchmany(_AT_ONCE):
            yield from part
        return
    wrapper = peewee.__exception_wrapper__  # type: ignore[attr-defined]  # errors come as execute_sql's do
    with wrapper, opened.connection().cursor(name="rows") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(shape.selection)
        yield from cursor


@contextmanager
def filled(opened: Database, shapes: Sequence[Shape]) -> Iterator[None]:
    """For the block the tables are empty, no trigger runs and links are checked at its end; kept if it ends well.

    Whoever fills it at the same time waits.
    """
    with opened.atomic():
        if isinstance(opened, SqliteDatabase):
            opened.execute_sql("PRAGMA defer_foreign_keys = ON")
            kept = opened.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _sql in kept:
                opened.execute_sql(f'DROP TRIGGER "{name}"')
            for shape in shapes:
                opened.execute_sql(f"DELETE FROM {shape.quoted}")
            yield
            for _name, sql in kept:
                opened.execute_sql(sql)
            return
        _patient(opened)
        opened.execute_sql(f"SELECT pg_advisory_xact_lock({CHANGING})")
        for shape in shapes:
            opened.execute_sql(f"ALTER TABLE {shape.quoted} DISABLE TRIGGER USER")
        opened.execute_sql(f"TRUNCATE {', '.join(shape.quoted for shape in shapes)}")
        yield
        for shape in shapes:
            _number_on(opened, shape)
            opened.execute_sql(f"ALTER TABLE {shape.quoted} ENABLE TRIGGER USER")


def fill(opened: Database, shape: Shape, rows: Iterable[Row]) -> None:
    """Insert the rows, which are in their columns' form."""
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
        if isinstance(opened, SqliteDatabase):
            marks = ", ".join("?" * len(shape.columns))
            text = f"INSERT INTO {shape.quoted} ({shape.listed}) VALUES ({marks})"
            opened.cursor().executemany(text, ([_of_file(value) for value in row] for row in rows))
            return
        with opened.cursor().copy(f"COPY {shape.quoted} ({shape.listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def close_for_good(opened: Database, where: str) -> None:
    """From the end of this transaction on every change of any table is refused, whoever tries, with where it went."""
    said = f"{MOVED}{where}".replace("'", "''")
    names = tables(opened)
    if isinstance(opened, SqliteDatabase):
        for name in names:
            for verb in _VERBS:
                opened.execute_sql(
                    f'CREATE TRIGGER "{_SEAL}{name}_{verb.lower()}" BEFORE {verb} ON "{name}" '
                    f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
                )
        return
    opened.execute_sql(
        f'CREATE FUNCTION "{_SEAL}refuse"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$moved$ BEGIN RAISE EXCEPTION USING MESSAGE = '{said}'; END $moved$".replace("%", "%%")
    )
    for name in names:
        opened.execute_sql(
            f'CREATE TRIGGER "{_SEAL}{name}" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{name}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{_SEAL}refuse"()'
        )


def _patient(opened: Database) -> None:
    """A copy takes as long as it takes."""
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        opened.execute_sql(f"SET LOCAL {limit} = 0")


def _number_on(opened: Database, shape: Shape) -> None:
    """The next row is numbered after the last one."""
    (sequence,) = opened.execute_sql(
        "SELECT pg_get_serial_sequence(%s, %s)", (shape.quoted, shape.columns[0])
    ).fetchone()
    if sequence:
        last = f'COALESCE(MAX("{shape.columns[0]}"), 0) + 1'
        opened.execute_sql(f"SELECT setval(%s, {last}, false) FROM {shape.quoted}", (sequence,))


def _of_file(value: Any) -> Any:
    """A value as SQLite's drivers store it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
