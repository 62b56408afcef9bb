"""All tables of the first schema, as SQL that no later change of the models can touch (scripts/freeze_schema.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

END = ";\n"


def up(migrator: Any, db: Any) -> None:
    """Create the tables with their checks and indexes."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgres"
    frozen = Path(__file__).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
    for statement in filter(str.strip, frozen.split(END)):
        db.execute_sql(statement)
