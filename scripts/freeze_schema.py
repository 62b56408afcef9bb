#!/usr/bin/env python3
"""Write the models' tables into the first migration as SQL, for SQLite and for PostgreSQL; no server is needed.

    python scripts/freeze_schema.py           write both files
    python scripts/freeze_schema.py --check   say whether they are what the models give; exit code 1 where not

A released migration never changes: once there is a second one, this writes nothing and a change of the models needs a
migration of its own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from peewee import Database, PostgresqlDatabase, SqliteDatabase

from agentdesk.store import schema
from agentdesk.store.tables import ALL

DIALECTS: dict[str, type[Database]] = {"sqlite": SqliteDatabase, "postgres": PostgresqlDatabase}
CLAUSE = re.compile(r", (?=\"\w+\" [A-Z]|FOREIGN KEY)")


def frozen_file(dialect: str) -> Path:
    """Where the first migration keeps its SQL."""
    return schema.MIGRATIONS / f"0001_initial.{dialect}.sql"


def statements(dialect: str) -> list[str]:
    """The statements that create the models' tables and indexes, table by table."""
    said: list[str] = []

    class Recorder(DIALECTS[dialect]):  # type: ignore[misc]
        """A database that notes what it is asked to do."""

        def execute_sql(self, sql: str, params: Any = None, *_: Any, **__: Any) -> None:
            assert not params, sql
            assert ";" not in sql, sql
            said.append(sql)

    recorder = Recorder("")
    with recorder.bind_ctx(ALL, bind_refs=False, bind_backrefs=False):
        for table in ALL:
            table.create_table(safe=False)
    return said


def text(dialect: str) -> str:
    """The whole file: a column or an index to a line, so that a change can be read in a comparison."""
    lines = []
    for statement in statements(dialect):
        shown = CLAUSE.sub(",\n    ", statement)
        lines.append(shown if "\n" not in shown else re.sub(r"\((?=\")", "(\n    ", shown, count=1))
    return "".join(f"{line};\n" for line in lines)


def main(arguments: list[str]) -> int:
    """Write the files, or compare them."""
    stale = [
        name
        for name in DIALECTS
        if not frozen_file(name).exists() or frozen_file(name).read_text("utf-8") != text(name)
    ]
    if arguments == ["--check"]:
        print(
            "\n".join(f"not what the models give: {frozen_file(name).name}" for name in stale), end="\n" * bool(stale)
        )
        return 1 if stale else 0
    if len(schema.known()) > 1:
        print("The first migration is released; write a new migration instead.", file=sys.stderr)
        return 1
    for name in stale:
        frozen_file(name).write_text(text(name), encoding="utf-8")
        print(f"written: {frozen_file(name).name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
