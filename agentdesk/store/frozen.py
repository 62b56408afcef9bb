"""A migration as frozen SQL: one file for each dialect beside it, which no later change of the models can touch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from peewee import Database, SqliteDatabase

END = ";\n"


def sql_beside(migration: str) -> Callable[[Any, Database], None]:
    """The `up` of a migration whose statements lie in NAME.sqlite.sql and NAME.postgres.sql beside `migration`."""

    def up(migrator: Any, db: Database) -> None:
        """Run the statements of the database's dialect, in their order."""
        dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgres"
        frozen = Path(migration).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
        for statement in filter(str.strip, frozen.split(END)):
            db.execute_sql(statement)

    return up
