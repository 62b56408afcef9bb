"""Reading over a link that may break: each look opens a connection of its own and leaves nothing open behind it.

A connection that stays open would go on reading a file that was moved away, and hold it when another takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import fn

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.settings import database_url
from agentdesk.store import memory, moved, schema
from agentdesk.store.database import is_postgres, require_file, shown, translated
from agentdesk.store.tables import AuditEvent, database


@contextmanager
def fresh_look() -> Iterator[None]:
    """A connection for the block, in a thread that has none open, to the configured database as it is now.

    DatabaseProblem where it is missing, busy, unreachable or of another version, with the database's name only: what
    looks like this hangs where anybody can read it. A missing file is not made.
    """
    url = database_url()
    try:
        if not is_postgres(url):
            require_file(Path(url))
        with translated(shown(url)), database.connection_context():
            schema.require_current(database.obj)
            moved.require_in_use(moved.on_opening())
            memory.forget()  # a new connection cannot tell what was written before it
            yield
    except DatabaseProblem as error:
        said = str(error).replace(shown(url), Path(url).name).replace(url, Path(url).name)
        raise DatabaseProblem(said, fault=error.fault) from error


def last_change() -> int:
    """The number of the latest change; every change of data has its audit event, so as long as it stays, all does."""
    return AuditEvent.select(fn.MAX(AuditEvent.id)).scalar() or 0
