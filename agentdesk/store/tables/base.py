"""What every table shares: the database it lives in, and columns that keep the store's forms."""

from __future__ import annotations

from typing import Any

from peewee import SQL, DatabaseProxy, ForeignKeyField, Model, TextField

database = DatabaseProxy()


class Table(Model):
    """A table of the dealer's database; its name is the class's name in snake case."""

    class Meta:
        database = database
        legacy_table_names = False


def one_of(column: str, *values: str) -> SQL:
    """A CHECK that a text column holds one of the given codes (SQLite checks no types of its own)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return SQL(f"CHECK ({column} IN ({listed}))")


def coded(column: str, *values: str, **options: Any) -> TextField:
    """A text column that holds one of a closed set of codes."""
    return TextField(constraints=[one_of(column, *values)], **options)


def link(table: Any, backref: str | None = None, **options: Any) -> ForeignKeyField:
    """A foreign key that refuses to lose its target: nothing that is pointed at is ever deleted silently."""
    return ForeignKeyField(table, backref=backref, on_delete="RESTRICT", **options)
