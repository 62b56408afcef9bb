"""What somebody can do who has the database file and knows how the audit trail is made, without agentdesk."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

FIELDS = (
    "previous_hash", "at", "person_id", "person_name", "role", "origin", "action", "entity", "entity_id", "before",
    "after", "reason",
)  # fmt: skip


@contextmanager
def past_the_guards(path: Path, *, put_back: bool = True) -> Iterator[sqlite3.Connection]:
    """The database without its triggers for the block, which are put back so that nobody sees it."""
    with closing(sqlite3.connect(path)) as opened:
        opened.row_factory = sqlite3.Row
        guards = opened.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'audit_event_not_%'").fetchall()
        for guard in guards:
            opened.execute(f"DROP TRIGGER {guard['name']}")
        yield opened
        for guard in guards if put_back else []:
            opened.execute(guard["sql"])
        opened.commit()


def hashed(row: dict[str, Any]) -> str:
    """A row's hash as the program makes it, in the form that the row says."""
    names = FIELDS if row["form"] is None else ("form", *FIELDS, "session", "address")
    text = json.dumps([row[name] for name in names], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rehash(opened: sqlite3.Connection, first: int, *, only: bool = False) -> None:
    """Make the hashes fit again from a row to the end, or of this row only."""
    before = opened.execute("SELECT hash FROM audit_event WHERE id < ? ORDER BY id DESC LIMIT 1", (first,)).fetchone()
    previous = before["hash"] if before else "0" * 64
    last = first if only else 1 << 60
    for found in opened.execute(
        "SELECT * FROM audit_event WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
    ).fetchall():
        row = dict(zip(found.keys(), found, strict=True)) | {"previous_hash": previous}
        previous = hashed(row)
        opened.execute("UPDATE audit_event SET previous_hash = ?, hash = ? WHERE id = ?",
                       (row["previous_hash"], previous, row["id"]))  # fmt: skip
