"""The connection to a PostgreSQL server: how long it waits, and what becomes of one that broke."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import peewee
import psycopg
from peewee import InterfaceError, OperationalError
from playhouse.db_url import parse
from playhouse.postgres_ext import Psycopg3Database

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.common.settings import busy_seconds
from agentdesk.store import waiting

# A server that is gone is noticed by what is sent to it, a client that is gone by the server: neither waits for ever.
REACHING = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    "application_name": "agentdesk",
}
STATEMENT = "15min"  # longer than the night's longest; what takes more has gone wrong
IDLE_IN_CHANGE = "5min"  # a desk that froze in the middle of a change must not keep everybody from theirs
ON_SCREEN = 5000  # milliseconds for a look at what is on a screen that stands still meanwhile
Statement = tuple[str, Sequence[Any]]
_READS = ("SELECT", "WITH")


class Server(Psycopg3Database):  # type: ignore[misc]
    """Opens a connection that broke anew where no change is under way: a look is repeated, a change begins.

    A change that was under way is lost as a whole, and its error says so.
    """

    @staticmethod
    def limit(connection: Any) -> None:
        """Let the server end what takes longer than this thread's patience; without a limit of its own, the settings'.

        A connection that has broken is left alone: the next one is told when it begins.
        """
        seconds = waiting.here().seconds
        if seconds is None:
            lock, statement = "DEFAULT", "DEFAULT"
        else:
            lock, statement = str(int(seconds * 1000) or 1), str(ON_SCREEN)
        with suppress(psycopg.OperationalError):
            connection.execute(f"SET lock_timeout = {lock}; SET statement_timeout = {statement}")

    def _initialize_connection(self, conn: Any) -> None:
        if waiting.here().seconds is not None:  # else it is as it should be
            self.limit(conn)

    def begin(self) -> None:
        """Begin a transaction, on a new connection where the old one broke since."""
        self._again(super().begin)

    def at_commit(self, statements: list[Statement]) -> None:
        """Statements that go to the server together with the COMMIT of the transaction, in one message."""
        self._state.last_words = statements

    def commit(self) -> None:
        """Commit; what was kept for it is sent in the same message, so that its locks are held for no round trip."""
        statements, self._state.last_words = getattr(self._state, "last_words", []), []
        if not statements:
            super().commit()
            return
        wrapper = peewee.__exception_wrapper__  # type: ignore[attr-defined]
        with wrapper, self._state.conn.pipeline(), self.cursor() as cursor:
            for text, values in statements:
                cursor.execute(text, values)
            cursor.execute("COMMIT")

    def rollback(self) -> None:
        """Take a transaction back; the server has done so itself where the connection broke."""
        self._state.last_words = []
        if not self._is_broken():
            super().rollback()

    def execute_sql(self, sql: str, params: Any = None, named_cursor: Any = None) -> Any:
        """Run a statement; one that reads is repeated once where the connection had broken before it."""
        if self._is_broken() and sql.startswith("ROLLBACK TO"):
            return None
        run = super().execute_sql
        if self.in_transaction() or not sql.lstrip().upper().startswith(_READS):
            return run(sql, params, named_cursor)
        return self._again(run, sql, params, named_cursor)

    def _again(self, work: Callable[..., Any], *given: Any) -> Any:
        waiting.here().require()
        try:
            return work(*given)
        except (OperationalError, InterfaceError):
            if self.in_transaction() or not self._is_broken():
                raise
            self.close()
        return work(*given)

    def _is_broken(self) -> bool:
        return not self.is_closed() and bool(self._state.conn.closed)


def server(url: str) -> Server:
    """The database that a URL names, not opened yet; UsageError for one that names none."""
    try:
        given = parse(url, unquote_password=True, unquote_user=True)
        host_and_port = urlsplit(url)
        named = bool(given.get("database")) and host_and_port.port != 0
    except ValueError:
        named = False
    if not named:
        raise UsageError(_("The database's URL is not like postgresql://USER:PASSWORD@HOST:5432/NAME."))
    waits = {
        "lock_timeout": f"{int(busy_seconds() * 1000) or 1}ms",
        "statement_timeout": STATEMENT,
        "idle_in_transaction_session_timeout": IDLE_IN_CHANGE,
    }
    options = " ".join([*(f"-c {name}={value}" for name, value in waits.items()), str(given.pop("options", ""))])
    return Server(**{**REACHING, **given, "options": options.strip()})
