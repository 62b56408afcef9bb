#!/usr/bin/env python3
"""Begin a migration: its file, and SQL for SQLite and PostgreSQL that makes the named tables; no server is needed.

    python scripts/new_migration.py 0002_board_notices notice reader

A released migration never changes. New tables are written from the models; for a new column or index, name its table,
then keep of the two SQL files what is to be added (ALTER TABLE .. ADD COLUMN ..; CREATE INDEX ..), a statement to each
`;` at a line's end. tests/store/test_migrations.py compares what all migrations make with what the models describe.
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
MODULE = '''"""{title}."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
'''


def statements(dialect: str, names: list[str]) -> list[str]:
    """The statements that create the named tables and their indexes, in the order that their links need."""
    said: list[str] = []

    class Recorder(DIALECTS[dialect]):  # type: ignore[misc,valid-type]
        """A database that notes what it is asked to do."""

        def execute_sql(self, sql: str, params: Any = None, *_: Any, **__: Any) -> None:
            assert not params, sql
            assert ";" not in sql, sql
            said.append(sql)

    recorder = Recorder("")
    with recorder.bind_ctx(ALL, bind_refs=False, bind_backrefs=False):
        for table in ALL:
            if table._meta.table_name in names:
                table.create_table(safe=False)
    return said


def text(dialect: str, names: list[str]) -> str:
    """The whole file: a column or an index to a line, so that a change can be read in a comparison."""
    lines = []
    for statement in statements(dialect, names):
        shown = CLAUSE.sub(",\n    ", statement)
        lines.append(shown if "\n" not in shown else re.sub(r"\((?=\")", "(\n    ", shown, count=1))
    return "".join(f"{line};\n" for line in lines)


def main(arguments: list[str]) -> int:
    """Write the three files of a migration."""
    if not arguments or not re.fullmatch(r"\d{4}_\w+", arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    name, tables = arguments[0], arguments[1:]
    unknown = set(tables) - {table._meta.table_name for table in ALL}
    if unknown:
        print(f"no such table: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    module = schema.MIGRATIONS / f"{name}.py"
    if module.exists():
        print(f"is there already, and a migration never changes: {module.name}", file=sys.stderr)
        return 1
    module.write_text(MODULE.format(title=name[5:].replace("_", " ").capitalize()), encoding="utf-8")
    for dialect in DIALECTS:
        (schema.MIGRATIONS / f"{name}.{dialect}.sql").write_text(text(dialect, tables), encoding="utf-8")
    print(f"written: {name}.py, {name}.sqlite.sql, {name}.postgres.sql")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
