"""A private copy of the open database, for rehearsals: the same code runs on it, and nothing of it is kept.

A copy rather than a transaction that is taken back: on SQLite that one would hold the only write lock to its end, and
every desk would wait. On a server the copies are temporary tables, which hide the stored ones for one transaction.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import Database, SqliteDatabase

from agentdesk.store import memory
from agentdesk.store.database import STATEMENTS, translated
from agentdesk.store.files import running
from agentdesk.store.tables import ALL, RolledDay, database

PREFIX = ".rehearsal-"
PRAGMAS = {"synchronous": "off", "foreign_keys": 0, "cache_size": -16000, "locking_mode": "exclusive"}


@contextmanager
def scratch() -> Iterator[None]:
    """Inside the block the tables are a copy of what they were at its beginning; links are not checked in it.

    It costs time and disk space by the size of the database; the desks go on meanwhile.
    """
    live: Database = database.obj
    with translated():
        if isinstance(live, SqliteDatabase):
            with _unnamed_copy(live) as copy:
                database.initialize(copy)
                try:
                    yield
                finally:
                    database.initialize(live)
                    memory.forget()
        else:
            with live.atomic() as transaction:
                try:
                    _hide_tables(live)
                    yield
                finally:
                    transaction.rollback()
                    live.execute_sql("DISCARD PLANS")
                    memory.forget()


@contextmanager
def _unnamed_copy(live: SqliteDatabase) -> Iterator[SqliteDatabase]:
    """A copy whose file loses its name as soon as it is made; what a killed process left of one is removed first."""
    home = Path(live.database).absolute().parent
    for left in home.glob(f"{PREFIX}*"):
        if not running(int(left.name.removeprefix(PREFIX).partition("-")[0])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=f"{PREFIX}{os.getpid()}-") as folder:
        path = Path(folder) / "copy.db"
        copy = SqliteDatabase(str(path), pragmas=PRAGMAS, cached_statements=STATEMENTS)
        copy.connect()
        try:
            live.connection().backup(copy.connection(), pages=-1)
            copy.pragma("journal_mode", "memory")  # the stored one keeps a journal in a file of its name
            for file in Path(folder).iterdir():
                file.unlink()
            yield copy
        finally:
            copy.close()


def _hide_tables(live: Database) -> None:
    for table in ALL:
        name = table._meta.table_name
        live.execute_sql(f'CREATE TEMPORARY TABLE "{name}" (LIKE public."{name}" INCLUDING ALL) ON COMMIT DROP')
        live.execute_sql(f'INSERT INTO "{name}" SELECT * FROM public."{name}"')
    RolledDay.delete().execute()  # the copies have no triggers that would throw a closed day away
    live.execute_sql("DISCARD PLANS")  # prepared statements have looked their tables up already
