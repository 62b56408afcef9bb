"""Opening the dealer's database: SQLite by default, PostgreSQL by URL. SQL that differs lives here only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import peewee
from peewee import (
    SQL,
    Database,
    DatabaseError,
    ImproperlyConfigured,
    InterfaceError,
    NodeList,
    OperationalError,
    SqliteDatabase,
    fn,
)

from agentdesk.common import clock
from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url
from agentdesk.store import moved, schema, waiting
from agentdesk.store.chain import GENESIS
from agentdesk.store.patient import PatientSqlite
from agentdesk.store.problems import problem
from agentdesk.store.tables import database
from agentdesk.store.waiting import TURN

PRAGMAS = {
    "synchronous": "full",  # an acknowledged answer survives a power cut
    "foreign_keys": 1,
    "cache_size": -16000,
    "journal_size_limit": 67108864,
}
APPENDING, CHANGING, OF_PERSON = 4115_2025, 4115_2026, 4115  # numbers of a server's locks that nobody else uses
_ONE_APPENDER = f"SELECT pg_advisory_xact_lock({APPENDING})"
LOOK_SECONDS = 5  # a log-in that waits longer is better refused
# peewee turns what a statement raises into errors of its own, but not what fetching its rows does.
_OF_DRIVERS = tuple(driver.Error for driver in (peewee.sqlite3, peewee.psycopg) if driver)  # type: ignore[attr-defined]
STATEMENTS = 512  # parsed ones the driver keeps; a call runs about a hundred different ones, its default is 128


def is_postgres(url: str) -> bool:
    """Whether the URL names a PostgreSQL server rather than a file."""
    return url.startswith(("postgresql://", "postgres://", "psycopg3://"))


def shown(url: str) -> str:
    """The path in full, or the URL without its password."""
    if not is_postgres(url):
        return str(Path(url).absolute())
    return re.sub(r"(?<=://)([^:/@]*):.*@", r"\1@", url.partition("?")[0])


def without_password(url: str) -> str:
    """A server's URL with all that says how it is reached but the password, which libpq finds in ~/.pgpass."""
    _base, mark, query = url.partition("?")
    asked = "&".join(each for each in query.split("&") if each.partition("=")[0] != "password")
    return f"{shown(url)}{mark if asked else ''}{asked}"


def connect(url: str) -> Database:
    """A peewee database for the path or URL, not opened yet."""
    if is_postgres(url):
        from agentdesk.store.server import server

        return server(url)
    return PatientSqlite(url, timeout=TURN, lock_type="IMMEDIATE", pragmas=PRAGMAS, cached_statements=STATEMENTS)


def open_database(url: str | None = None, *, create: bool = False, check: bool = True) -> Database:
    """Open the database and make the tables use it.

    `create` makes the file where there is none. `check` refuses a schema that is older or newer than this program's,
    and leaves a file that is not agentdesk's as it was.
    Raises DatabaseProblem (exit 3) with one line that says what to do.
    """
    url = url or database_url()
    if not is_postgres(url):
        _prepare_file(Path(url), create)
    with translated(shown(url)):
        opened = connect(url)
        close_database()
        database.initialize(opened)
        try:
            _begin(opened, create, check)
        except BaseException:
            close_database()
            raise
    return opened


@contextmanager
def looked_at() -> Iterator[None]:
    """The configured database for one look by an account that may only read it, such as sshd's.

    A file in WAL mode that nobody has open lacks its two companions, and who may not write cannot make them: then
    there is nobody writing either, and it is read as it lies. Raises DatabaseProblem; makes and changes nothing.
    """
    url = database_url()
    with translated(shown(url)):
        database.initialize(_readable(url))
        try:
            yield
        finally:
            close_database()


def _readable(url: str) -> Database:
    if is_postgres(url):
        return connect(url)
    if not os.path.exists(url):
        raise DatabaseProblem(
            _("There is no database at {path}. Make one with: agentdesk init").format(path=shown(url)), fault="missing"
        )
    try:
        return _opened(url, "mode=ro")
    except OperationalError:
        log = Path(f"{url}-wal")
        if log.exists() and log.stat().st_size:  # what stands there, a key revoked just now, would be passed over
            raise
    return _opened(url, "mode=ro&immutable=1")


def _opened(path: str, how: str) -> Database:
    opened = SqliteDatabase(f"file:{quote(shown(path))}?{how}", uri=True, timeout=LOOK_SECONDS)
    try:
        opened.execute_sql("SELECT 1 FROM setting LIMIT 1")
    except OperationalError:
        opened.close()
        raise
    return opened


def _begin(opened: Database, create: bool, check: bool) -> None:
    opened.connect(reuse_if_open=True)
    if check:
        schema.require_current(opened)
    if isinstance(opened, SqliteDatabase) and (create or check):
        opened.pragma("journal_mode", "wal")  # kept in the file, so it is never set on one that is not ours
    if check:
        found = moved.on_opening()
        moved.require_in_use(found)
        clock.use_zone(found.get("time_zone", clock.DEFAULT_ZONE))


@contextmanager
def answering_within(seconds: float | None) -> Iterator[None]:
    """Inside the block this thread waits no longer for anybody: what takes longer fails as busy.

    For a thread that draws a screen, which must never stand still. None: as long as the settings say, for what such a
    thread does when nobody looks at the screen any more.
    """
    with waiting.patiently(waiting.Patience(seconds)):
        _tell_server()
        yield
    _tell_server()


def _tell_server() -> None:
    """Let the server know how long this thread waits, where there is one."""
    if not isinstance(database.obj, SqliteDatabase) and not database.is_closed():
        database.obj.limit(database.connection())


def close_database() -> None:
    """Close the database in use, if one is."""
    if database.obj is not None and not database.is_closed():
        database.close()


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


def refusing_triggers() -> set[str]:
    """Names of the triggers that refuse what they are called for; one that was emptied or disabled is none."""
    if isinstance(database.obj, SqliteDatabase):
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    else:
        asked = (
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgenabled <> 'D' AND position('RAISE EXCEPTION' IN p.prosrc) > 0"
        )
    return {name for (name,) in database.execute_sql(asked).fetchall()}


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


def writable(path: Path) -> bool:
    """Whether this process may write the file and its folder, which WAL needs too."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


@contextmanager
def translated(where: str = "") -> Iterator[None]:
    """Turn the driver's errors into one line a user can act on; what was not committed is rolled back by then."""
    try:
        yield
    except (DatabaseError, InterfaceError, ImproperlyConfigured, *_OF_DRIVERS) as error:
        raise problem(error, where) from error


def require_file(path: Path) -> None:
    """Raise DatabaseProblem unless a file is there that may be read and written."""
    _prepare_file(path, create=False)


def _prepare_file(path: Path, create: bool) -> None:
    try:
        if create:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite's own would be for everybody to read
            return
        about, is_folder = path.stat(), path.is_dir()
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = _("There is no database at {path}. Make one with: agentdesk init").format(path=path)
        raise DatabaseProblem(hint, fault="missing") from error
    except OSError as error:
        hint = _("{name} cannot be opened; check the path and its permissions.").format(name=path)
        raise DatabaseProblem(hint, fault="unopened") from error
    if is_folder:
        raise DatabaseProblem(_("{path} is a folder, not a database.").format(path=path), fault="unopened")
    if not about.st_size:
        hint = _("{path} is an empty file, not your database: move that back to its place, or restore a backup.")
        raise DatabaseProblem(hint.format(path=path), fault="empty")
    if not writable(path):
        raise DatabaseProblem(
            _("{name} can only be read; ask for write permission.").format(name=path), fault="read_only"
        )
