"""Reading without models: a query's rows as plain tuples or dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peewee import SqliteDatabase

from agentdesk.store.tables import database


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read in the block is of one moment, whatever others write meanwhile; nothing may be written in it.

    It holds no lock that a desk would wait for. Inside a transaction that one decides.
    """
    if database.in_transaction():
        yield
        return
    if not isinstance(database.obj, SqliteDatabase):
        with database.atomic():
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
        return
    database.execute_sql("BEGIN")  # deferred: peewee's own transactions take the only lock for writing
    try:
        yield
    finally:
        database.execute_sql("ROLLBACK")


def tuples(query: Any) -> list[tuple[Any, ...]]:
    """The rows of a SELECT as tuples."""
    return list(query.tuples())


def dicts(query: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT as dictionaries by column or alias."""
    return list(query.dicts())


def pairs(query: Any) -> dict[Any, Any]:
    """A SELECT of two columns as a mapping from the first to the second."""
    return dict(query.tuples())


def column(query: Any) -> list[Any]:
    """A SELECT of one column as a list."""
    return [value for (value,) in query.tuples()]
