"""A backup in the database's place: only while nobody works with it, in one step, and what was there stays beside it.

What may not happen is that the log of the old file is applied to the new one. So the old one is closed into a single
file first; where it is too damaged for that, its log is moved away before the new file takes its place.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from peewee import DatabaseError, SqliteDatabase

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store import heads, schema, wishes_lost
from agentdesk.store.audit import Actor, change
from agentdesk.store.database import close_database, is_postgres, open_database, require_no_log_alone, translated
from agentdesk.store.files import clear, draft_of, settle
from agentdesk.store.inspecting import Inspection, inspect, require_backup
from agentdesk.store.sessions import open_sessions
from agentdesk.store.tables import Person, database

_SHARED = (0x40000002, 510)  # the bytes that SQLite locks in a file for as long as somebody has it open in WAL mode
_LOGS = ("-wal", "-shm", "-journal")


def look_at(path: Path, url: str) -> Inspection:
    """Inspect a backup and compare it with the database in use, where that can be read."""
    _require_file(url)
    found = inspect(path, heads.read(heads.path_for(url)))
    _compare(found, url)
    return found


def _compare(found: Inspection, url: str) -> None:
    """Add what the database in use has and the backup does not, as far as it can be read."""
    with suppress(UserError):
        open_database(url)
        try:
            with translated(url):
                found.later = max(heads.current().last_id - found.trail.last, 0)
                if found.wishes is not None:
                    found.lost = wishes_lost.lost(wishes_lost.read(database.obj), found.wishes)
        finally:
            close_database()


def restore(
    actor: Actor, path: Path, url: str, *, reason: str = "", anyway: bool = False
) -> tuple[Inspection, Path | None]:
    """Put a backup in the database's place; what was found in it, and where the old database lies now.

    Refused with UserError, nothing changed: a backup that is not whole (unless `anyway`), a newer one, and a database
    that a desk or a job has open, or that was moved away from its log. Administrators only.
    """
    actor.require("administrator")
    _require_file(url)
    target = Path(url).absolute()
    require_no_log_alone(target)
    draft = draft_of(target)
    try:
        _copy(path, draft, target)
        found = inspect(draft, heads.read(heads.path_for(url)))
        found.path = path
        if not found.whole and not anyway:
            findings = [*found.faults, *(fault.said for fault in found.trail.faults)]
            hint = _("{path} is not whole: {reason} Nothing was changed.")
            raise UserError(hint.format(path=path, reason=findings[0]))
        _compare(found, url)
        kept = _take_its_place(draft, target)
    except OSError as error:
        raise UserError(_("The copy could not be written: {reason}").format(reason=error)) from error
    finally:
        clear(draft)
    _note(actor, found, url, kept, reason)
    return found, kept


def _require_file(url: str) -> None:
    if is_postgres(url):
        raise UserError(_("A database server restores its own backups; use pg_restore."))


def _copy(path: Path, draft: Path, target: Path) -> None:
    """The backup under a draft's name, with the mode of what it replaces."""
    require_backup(path)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    shutil.copyfile(path, draft)
    draft.chmod(mode)
    settle(draft)


def _take_its_place(draft: Path, target: Path) -> Path | None:
    if not target.exists():
        draft.rename(target)
        settle(target)
        return None
    sound = _closed_into_one_file(target)
    with _alone(target):
        kept = _aside(target)
        for end in _LOGS:  # where the old one is sound there is none
            log = target.with_name(target.name + end)
            if log.exists():
                if sound and end == "-wal":
                    raise UserError(_open_desks([]))
                log.rename(kept.with_name(kept.name + end))
        with _named(target, kept):
            draft.replace(target)
    settle(target)
    return kept


def _closed_into_one_file(target: Path) -> bool:
    """Take the log into the file, for which nobody else may have it open; False where it is too damaged."""
    opened = SqliteDatabase(str(target), timeout=0.2)
    try:
        opened.connect()
        names = _at_desks(opened)
        if names:
            raise UserError(_open_desks(names))
        opened.execute_sql("PRAGMA journal_mode = delete")
    except DatabaseError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UserError(_open_desks([])) from error
        return False
    finally:
        opened.close()
    return True


def _at_desks(opened: SqliteDatabase) -> list[str]:
    """Names of the people whose desks are open and live."""
    if schema.applied(opened) != schema.known():
        return []
    before = database.obj
    database.initialize(opened)
    try:
        people = {each.person_id for each in open_sessions() if each.lives}
        return [person.name for person in Person.select().where(Person.id.in_(people)).order_by(Person.id)]
    finally:
        database.initialize(before)


def _open_desks(names: list[str]) -> str:
    if names:
        hint = _("Desks are open: {names}. Close them first; nothing was changed.")
        return hint.format(names=", ".join(names))
    return _("Somebody works with the database. Close desks and jobs first; nothing was changed.")


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the lock that every connection of the file takes; UserError where somebody has it open."""
    with target.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED[1], _SHARED[0])
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):
                raise UserError(_open_desks([])) from error
            raise
        yield


def _aside(target: Path) -> Path:
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    kept = target.with_name(f"{target.stem}.before-restore-{stamp}{target.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.stem}.before-restore-{stamp}-{number}{target.suffix}")
    return kept


@contextmanager
def _named(target: Path, kept: Path) -> Iterator[None]:
    """The old file has its second name before it loses the first: at no moment is there no database."""
    try:
        os.link(target, kept)
    except OSError:  # a share without hard links
        shutil.copyfile(target, kept)
        kept.chmod(0o600)
    try:
        yield
    except BaseException:
        kept.unlink(missing_ok=True)
        raise


def _note(actor: Actor, found: Inspection, url: str, kept: Path | None, reason: str) -> None:
    """Say in the kept heads, and in the trail itself, that a backup took the database's place.

    One of an older schema has no room for the event before it is migrated; the heads say it then.
    """
    current = found.state == "current"
    open_database(url, check=current)
    try:
        with translated(url):
            head = heads.current(heads.RESTORE)
            if current:
                with change(actor, "db.restore") as audit:
                    audit("audit_event", head.last_id, reason=reason,
                          after={"from": found.path.name, "kept": kept.name if kept else None})  # fmt: skip
        heads.keep(heads.path_for(url), head)
    finally:
        close_database()
