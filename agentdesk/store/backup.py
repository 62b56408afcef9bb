"""Copies of the database that can be trusted."""

from __future__ import annotations

import os
from pathlib import Path

from peewee import Database, SqliteDatabase

from agentdesk.common import clock


def backup_file(opened: Database, target: Path) -> Path:
    """Copy a running SQLite database to `target` (mode 0600) in one piece, and check the copy.

    Raises OSError where the target cannot be written.
    """
    assert isinstance(opened, SqliteDatabase)
    copy = SqliteDatabase(str(target))
    try:
        copy.connect()
        os.chmod(target, 0o600)
        opened.connection().backup(copy.connection(), pages=-1)
        (verdict,) = copy.execute_sql("PRAGMA quick_check").fetchone()
        if verdict != "ok":
            raise OSError(verdict)
    finally:
        copy.close()
    return target


def before_migration(opened: Database) -> Path | None:
    """A backup beside the database, named by the moment; None for PostgreSQL, whose tools make their own."""
    if not isinstance(opened, SqliteDatabase):
        return None
    path = Path(opened.database)
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    return backup_file(opened, path.with_name(f"{path.stem}.before-migration-{stamp}{path.suffix}"))
