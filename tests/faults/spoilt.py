"""A database file with a fault in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def spoil_page(path: Path, table: str) -> None:
    """Overwrite the first page of a table, as a failing disk may."""
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = opened.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xa5" * size)
