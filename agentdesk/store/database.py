"""Opening the dealer's database: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import peewee
from peewee import (
    Database,
    DatabaseError,
    ImproperlyConfigured,
    InterfaceError,
    OperationalError,
    SqliteDatabase,
)

from agentdesk.common import clock
from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.common.settings import SERVERS, database_url
from agentdesk.store import moved, schema, waiting
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
LOOK_SECONDS = 5  # a log-in that waits longer is better refused
# peewee turns what a statement raises into errors of its own, but not what fetching its rows does.
_OF_DRIVERS = tuple(driver.Error for driver in (peewee.sqlite3, peewee.psycopg) if driver)  # type: ignore[attr-defined]
STATEMENTS = 512  # parsed ones the driver keeps; a call runs about a hundred different ones, its default is 128

_DRIVER = "psycopg[binary]>=3.3,<4"  # pyproject's extra, which a checkout has no metadata of


def is_postgres(url: str) -> bool:
    """Whether the URL names a PostgreSQL server rather than a file."""
    return url.startswith(tuple(f"{scheme}://" for scheme in SERVERS))


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
    """A peewee database for the path or URL, not opened yet; DatabaseProblem where a server's driver is missing."""
    if is_postgres(url):
        try:
            from agentdesk.store.server import server
        except ImportError as error:
            text = _("The driver for PostgreSQL is missing (the extra postgres); install it: {command}")
            command = shlex.join([os.path.abspath(sys.executable), "-m", "pip", "install", _DRIVER])
            raise DatabaseProblem(text.format(command=command), fault="no_driver") from error
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
    require_no_log_alone(Path(url))
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


def require_no_log_alone(path: Path) -> None:
    """Raise DatabaseProblem where the log of a database lies, but the database itself, or all that was in it, is gone.

    SQLite takes the log for that of whichever file gets its name, and mixes the two; of an empty file it removes it.
    """
    place = os.path.realpath(path)  # beside the file that a link leads to
    if _size(place) or not (_size(f"{place}-wal") or os.path.exists(f"{place}-shm")):  # the index: somebody has it open
        return
    hint = _(
        "{path} was moved away while it was in use; its log is still here ({log}) and holds what was stored last. Put "
        "the file back at its place, with this log beside it. Nothing was changed. Only if the file is lost for good: "
        "close every desk, move {log} and {index} away, then restore a backup."
    )
    name = os.path.basename(place)
    raise DatabaseProblem(hint.format(path=path, log=f"{name}-wal", index=f"{name}-shm"), fault="moved")


def _size(path: str) -> int:
    """Bytes in the file; 0 too where there is none or nobody may look."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _prepare_file(path: Path, create: bool) -> None:
    require_no_log_alone(path)
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
