"""What a file and a server do differently once they are open: SQL that is not the same on both stands here only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from time import monotonic, sleep
from typing import Any, NamedTuple

from peewee import SQL, NodeList, SqliteDatabase, fn

from agentdesk.store.chain import GENESIS
from agentdesk.store.tables import database

APPENDING, CHANGING, OF_PERSON = 4115_2025, 4115_2026, 4115  # numbers of a server's locks that nobody else uses
# Who is in the middle of a transaction that keeps others from changing something, and waits for nobody itself: it has
# one of our locks, or a table as those have it who write or lock rows in it. A reader and a vacuum keep nobody.
_HOLDING = f"""
SELECT a.pid, a.application_name, a.usename, COALESCE(host(a.client_addr), ''), a.xact_start,
       COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - a.xact_start), 0)
  FROM pg_stat_activity a
 WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.pid IN (
       SELECT l.pid FROM pg_locks l WHERE l.granted AND (
              l.locktype = 'advisory' AND l.objsubid = 1 AND l.objid IN ({APPENDING}, {CHANGING})
           OR l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = {OF_PERSON}
           OR l.locktype = 'relation' AND l.relation >= 16384
              AND l.mode NOT IN ('AccessShareLock', 'ShareUpdateExclusiveLock')))
   AND pg_blocking_pids(a.pid) = ARRAY[]::integer[]
 ORDER BY a.xact_start, a.pid
"""
_ONE_APPENDER = f"SELECT pg_advisory_xact_lock({APPENDING})"


def server_version() -> str | None:
    """What serves the open database, as `PostgreSQL 18.6`; None for a file."""
    if isinstance(database.obj, SqliteDatabase):
        return None
    major, minor = divmod(database.obj.server_version, 10_000)
    return f"PostgreSQL {major}.{minor}"


def owned() -> bool:
    """Whether the open database is this account's own: its file, or, on a server, the tables of the role it logs in as.

    Who merely may write there is not its owner: people with accounts of their own log in as a role without tables.
    """
    if isinstance(database.obj, SqliteDatabase):
        return os.stat(database.obj.database).st_uid == os.getuid()
    asked = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('audit_event')"
    found = database.execute_sql(asked).fetchone()
    return bool(found and found[0])


def change_token() -> object:
    """What is another one once somebody has committed: a look costs one statement that reads no table.

    SQLite counts the commits of all other connections for each connection, so two looks compare only on one that stays
    open between them, as the main thread's does; this connection's own commits are not counted. A server counts every
    transaction that writes.
    """
    if isinstance(database.obj, SqliteDatabase):
        return database.connection(), database.execute_sql("PRAGMA data_version").fetchone()[0]
    return database.execute_sql("SELECT pg_current_snapshot()::text").fetchone()[0]


def overwrite_deleted() -> None:
    """What this connection deletes from now on is overwritten in the file too; a server's vacuum does that itself."""
    if isinstance(database.obj, SqliteDatabase):
        database.obj.pragma("secure_delete", 1)


def take_turn(person_id: int | None, *, beside_others: bool) -> None:
    """Until its end this transaction is the only one that changes anything, as each is on SQLite.

    `beside_others`: what it looks at and writes is the person's own, so that others of its kind go on meanwhile, only
    not the same person's. Whoever waits gets the lock in turn. The locks are always taken in this order: turn, person,
    rows, trail.
    """
    if isinstance(database.obj, SqliteDatabase):
        return
    if beside_others and person_id is not None:
        text = f"SELECT pg_advisory_xact_lock_shared({CHANGING}), pg_advisory_xact_lock({OF_PERSON}, {int(person_id)})"
    else:
        text = f"SELECT pg_advisory_xact_lock({CHANGING})"
    database.execute_sql(text)


class Holding(NamedTuple):
    """A session of a server's in the middle of a change: since when, and for how many seconds (0: it is not told)."""

    process: int
    program: str
    account: str
    host: str  # "" on the server itself
    since: datetime | None  # with its zone; None where this account may not see it
    seconds: float


def holding() -> list[Holding]:
    """The sessions of the open database on a server that changes wait for, the oldest first; none for a file."""
    if isinstance(database.obj, SqliteDatabase):
        return []
    rows = database.execute_sql(_HOLDING).fetchall()
    return [Holding(pid, name or "?", user or "?", at, since, float(age)) for pid, name, user, at, since, age in rows]


def chosen_rows(column: Any, query: Any) -> Any:
    """The condition that a column is among a query's ids, for an UPDATE of just these rows.

    A server locks them, leaving out those that another transaction holds: nobody waits for a colleague's claim, and two
    that take overlapping rows cannot wait for each other. The list is made once, or a plan could lock more than it.
    """
    if isinstance(database.obj, SqliteDatabase):
        return column.in_(query)
    return column == fn.ANY(NodeList((SQL("ARRAY"), query.for_update("FOR NO KEY UPDATE", skip_locked=True))))


def one_appender() -> None:
    """Until its end this transaction alone appends to the audit trail; on SQLite whoever writes is alone anyway."""
    if not isinstance(database.obj, SqliteDatabase):
        database.execute_sql(_ONE_APPENDER)


def appended_at_commit(columns: Sequence[str], rows: Iterable[tuple[Sequence[Any], str, str]]) -> bool:
    """Leave it to the server to append events to the trail and hash them, in one message with the COMMIT.

    A row is what the columns hold, all but the last two, and the text around the hash before it (store/chain.py). Every
    writer waits for the trail's end, so on a busy server it must not be held while anything goes to and fro. False, and
    no row looked at, on SQLite.
    """
    if isinstance(database.obj, SqliteDatabase):
        return False
    marks = ", ".join(["%s"] * (len(columns) - 2))
    listed = ", ".join(f'"{name}"' for name in columns)
    text = (
        f'INSERT INTO "audit_event" ({listed}) '
        f"SELECT {marks}, last.hash, encode(sha256(convert_to(%s || last.hash || %s, 'UTF8')), 'hex') "
        f"FROM (SELECT COALESCE((SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1), '{GENESIS}') AS hash) AS last"
    )
    found = [(text, (*values, before, after)) for values, before, after in rows]
    database.obj.at_commit([(_ONE_APPENDER, ()), *found])
    return True


def dialect() -> str:
    """Which of a migration's two texts made the open database: `sqlite` or `postgres`."""
    return "sqlite" if isinstance(database.obj, SqliteDatabase) else "postgres"


def standing_triggers() -> dict[str, str]:
    """The audit trail's triggers that fire for everybody: by name what made them, and the function that is called."""
    if isinstance(database.obj, SqliteDatabase):
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = 'audit_event'"
    else:
        asked = (
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true) || p.prosrc FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql' "
            "WHERE t.tgrelid = to_regclass('audit_event') AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
    return dict(database.execute_sql(asked).fetchall())


def wait_for_writers(seconds: float = 30) -> bool:
    """Wait until every change that is under way has ended; False where one takes longer than that.

    SQLite knows one writer at a time and shows nobody a change before its end, so there is nothing to wait for.
    """
    opened = database.obj
    if isinstance(opened, SqliteDatabase):
        return True
    (newest,) = opened.execute_sql("SELECT pg_current_xact_id()::text::bigint").fetchone()  # a change of our own, over
    until = monotonic() + seconds
    while True:
        (oldest,) = opened.execute_sql("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
        if oldest >= newest:
            return True
        if monotonic() > until:
            return False
        sleep(0.02)
