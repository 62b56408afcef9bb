"""What can be wrong around a database that opens: each check looks at one thing, and says it with its mend in one line.

What keeps a database from being opened at all is a DatabaseProblem with a name of its own (`common/errors.py`).
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from peewee import OperationalError, SqliteDatabase

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.common.os_errors import why
from agentdesk.store import clock_back, held_server, waiting
from agentdesk.store.checks import examine, heads_gone
from agentdesk.store.database import close_database, is_postgres, open_database, translated
from agentdesk.store.found import Found
from agentdesk.store.tables import database

ROOM = 1 << 20  # bytes that a look at the disk writes and takes back
LITTLE = 256 << 20  # bytes below which a disk is nearly full: a log grows to a quarter of it before it is cut
HELD_SECONDS = 2.0  # longer than any change of ours takes
WRITE_LOCK = 120  # the byte of the log's index that a writer locks (SQLite's WAL format, section 2.3.1)
BUG_ENDS = (3, 51, 3)  # before it two writers could, rarely, damage a file in WAL mode


def look_around(url: str) -> list[Found]:
    """What is wrong around the database's file, which also tells why it may not open; nothing for a server."""
    path = Path(url).absolute()
    if is_postgres(url) or not path.parent.is_dir():
        return []
    return [*_no_room(path.parent), *_lost_files(path)]


def look() -> list[Found]:
    """What is wrong with the open database, by all checks."""
    return [found for check in CHECKS for found in check()]


def warnings() -> list[str]:
    """What is not wrong yet: little room on the disk, an SQLite with a known fault."""
    said = []
    folder = _folder()
    if folder is not None:
        with suppress(OSError):
            state = os.statvfs(folder)
            free = state.f_bavail * state.f_frsize
            if free < LITTLE:
                text = _("Only {free} MB are free on the disk of {folder}; make room.")
                said.append(text.format(free=free >> 20, folder=folder))
        if database.obj.server_version < BUG_ENDS:
            text = _("SQLite {version} has a fault that can damage a file in use; install pysqlite3.")
            said.append(text.format(version=".".join(map(str, database.obj.server_version))))
    return said


def _no_room(folder: Path) -> Iterator[Found]:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        text = _("Nothing can be stored in {folder}: {reason}. Make room.") if full else _("{folder}: {reason}.")
        yield Found("full" if full else "read_only", text.format(folder=folder, reason=why(error)), 3)


def _held() -> Iterator[Found]:
    if _folder() is None:
        yield from held_server.find(HELD_SECONDS)
        return
    with waiting.patiently(waiting.Patience(HELD_SECONDS)):
        try:
            with database.atomic() as transaction:
                transaction.rollback()
        except (OperationalError, DatabaseProblem) as error:
            if not waiting.is_busy(error):
                raise
            yield Found("busy", _who_holds(), 3)


def behind(problem: DatabaseProblem, url: str) -> list[Found]:
    """A problem that kept the database from being looked at; where a server is busy, the sessions that make it so."""
    told = [Found(problem.fault, str(problem), problem.exit_code)]
    if problem.fault != "busy" or not is_postgres(url):
        return told
    with suppress(DatabaseProblem):
        open_database(url, check=False)
        try:
            with translated():
                told = [*held_server.find(HELD_SECONDS)] or told
        finally:
            close_database()
    return told


def _who_holds() -> str:
    for process in _holders(Path(f"{database.obj.database}-shm")):
        text = _("Process {process} ({command}) does not end its change of the database; if it hangs, end it.")
        return text.format(process=process, command=_command(process))
    return _("Another process does not end its change of the database; if it hangs, end it.")


def _holders(index: Path) -> Iterator[int]:
    """The process that has the write lock, where the system tells (Linux)."""
    with suppress(OSError, ValueError):
        number = index.stat().st_ino
        for line in Path("/proc/locks").read_text().splitlines():
            _number, _kind, _advisory, mode, process, file, first, last = line.split()[:8]
            if mode == "WRITE" and file.endswith(f":{number}") and int(first) <= WRITE_LOCK <= int(last):
                yield int(process)


def _command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()[:60]
    return "?"


def _lost_files(path: Path) -> Iterator[Found]:
    """Processes that write to a file of the database which has lost its name: nobody else sees what they store."""
    names = {f"{path}{end} (deleted)" for end in ("", "-wal", "-shm")}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):  # somebody else's, or it has ended
            if any(os.readlink(each) in names for each in folder.iterdir()):
                text = _("Process {process} ({command}) writes to a file that was removed; close it, then look again.")
                process = int(folder.parent.name)
                yield Found("moved", text.format(process=process, command=_command(process)), 3)


def _clock_behind() -> Iterator[Found]:
    said = clock_back.warning()
    if said:
        yield Found("clock", said)


def _unsound() -> Iterator[Found]:
    for said in examine():
        yield Found("unsound", said)


def _heads_gone() -> Iterator[Found]:
    said = heads_gone()
    if said:
        yield Found("heads", said)


def _folder() -> str | None:
    """Where the database's file lies; None for a server's."""
    opened = database.obj
    return str(Path(opened.database).absolute().parent) if isinstance(opened, SqliteDatabase) else None


CHECKS: tuple[Callable[[], Iterator[Found]], ...] = (_held, _clock_behind, _unsound, _heads_gone)
