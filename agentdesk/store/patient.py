"""The SQLite database peewee knows, made patient: it waits in turns that can be left, and sees its file go."""

from __future__ import annotations

import os
import threading
from time import monotonic
from typing import Any

from peewee import OperationalError, SqliteDatabase

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.store import waiting

Files = tuple[tuple[int, int] | None, ...]  # device and number of each


class _Begun(threading.local):
    """Which connection of this thread has begun a change before, and the files that it then wrote to."""

    connection: Any = None
    files: Files = ()


class PatientSqlite(SqliteDatabase):
    """A file: whoever finds it locked looks again, as long as the thread's patience lasts."""

    def __init__(self, database: str, **options: Any) -> None:
        super().__init__(database, **options)
        self._begun = _Begun()
        self._was_opened = False
        self._file: Files = ()  # as this process opened it first

    def begin(self, lock_type: str | None = None) -> None:
        """Begin a transaction when nobody else writes; DatabaseProblem where the file is not the same any more."""
        waiting.until_free(lambda: super(PatientSqlite, self).begin(lock_type))
        if not self._is_in_place():
            self.rollback()
            raise self._moved()

    def _is_in_place(self) -> bool:
        """Whether what is stored now will be found under the database's name.

        Another process opens the files by their names: a file that lost its name, or a log, would take changes that
        nobody sees again. While a connection is open SQLite itself removes none of them.
        """
        found, begun = _files(self.database), self._begun
        connection = self.connection()  # type: ignore[no-untyped-call]
        if begun.connection is not connection:
            begun.connection, begun.files = connection, found
        self._file = self._file or found[:1]
        return found[:1] == self._file and all(map(_same, begun.files, found))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """One statement; outside a transaction it waits for who holds the file alone, as a recovery does."""
        since = monotonic()
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        except OperationalError as error:
            if self.in_transaction() or not waiting.is_busy(error):
                raise
        step = super().execute_sql
        return waiting.until_free(lambda: step(sql, params), since)  # type: ignore[no-untyped-call]

    def _connect(self) -> Any:
        """A connection; never to a new file at the old place, which would be taken for an emptied database."""
        if self._was_opened and not os.path.exists(self.database):
            raise self._moved()
        connection = waiting.until_free(super()._connect)  # type: ignore[misc]
        self._was_opened = True
        return connection

    def _moved(self) -> DatabaseProblem:
        hint = _("{name} was moved or replaced while it was open. Close every desk, then run: agentdesk doctor")
        return DatabaseProblem(hint.format(name=self.database), fault="moved")


def _files(path: str) -> Files:
    """The database, its log, and the log's index, as their names lead to them; None where there is none."""
    return tuple(_file(path + end) for end in ("", "-wal", "-shm"))


def _file(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _same(before: tuple[int, int] | None, now: tuple[int, int] | None) -> bool:
    return before is None or before == now
