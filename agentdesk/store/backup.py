"""Copies of the database that can be trusted."""

from __future__ import annotations

import os
from pathlib import Path

from peewee import Database, DatabaseError, SqliteDatabase

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.os_errors import why
from agentdesk.store.audit import Actor, change
from agentdesk.store.files import clear, draft_of, require_new, settle, sweep, take_place
from agentdesk.store.problems import problem

STAMP = "%Y%m%d-%H%M%S"  # in a backup's name


def backup_file(opened: Database, target: Path) -> Path:
    """Copy a running SQLite database to `target` (mode 0600) in one piece, and check the copy.

    A copy that fails leaves nothing behind. Raises UserError where the target is there or cannot be written, or where
    the database is a server's, whose tools make its backups.
    """
    if not isinstance(opened, SqliteDatabase):
        raise UserError(_("A database server makes its own backups; use pg_dump."))
    require_new(target)
    draft = draft_of(target)
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(opened, draft, target)
        settle(draft)
        take_place(draft, target)
        settle(target)
    except FileExistsError as error:
        raise UserError(_("{path} is there already; choose another name.").format(path=target)) from error
    except OSError as error:
        raise UserError(_("The copy could not be written: {reason}").format(reason=why(error))) from error
    finally:
        clear(draft)
    return target


def _copy(opened: SqliteDatabase, draft: Path, target: Path) -> None:
    copy = SqliteDatabase(str(draft))
    source = opened.connection()
    try:
        copy.connect()
        source.backup(copy.connection(), pages=-1)
        (verdict,) = copy.execute_sql("PRAGMA quick_check").fetchone()
    except (DatabaseError, source.Error) as error:  # the driver's own here, which peewee does not turn into its own
        raise UserError(str(problem(error, str(target)))) from error
    finally:
        copy.close()
    if verdict != "ok":
        raise UserError(_("The file is damaged: {reason}").format(reason=verdict))


def dated(source: Path, folder: Path) -> Path:
    """Where a backup of this moment goes: the database's name and the dealer's wall clock."""
    return folder / f"{source.stem}.{clock.local_now():{STAMP}}{source.suffix}"


def backup_into(opened: Database, folder: Path) -> Path:
    """A backup of this moment in a folder, which is made where it is missing; see `backup_file`."""
    if not isinstance(opened, SqliteDatabase):
        raise UserError(_("A database server makes its own backups; use pg_dump."))
    source = Path(opened.database)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(folder, f"{source.stem}.")
    except OSError as error:
        raise UserError(_("The copy could not be written: {reason}").format(reason=error)) from error
    return backup_file(opened, dated(source, folder))


def note(actor: Actor, made: Path) -> None:
    """Say in the audit trail that a copy of all that is known of the customers was made, and where it lies."""
    actor.require("supervisor")
    with change(actor, "db.backup") as audit:
        audit("database", None, after={"to": str(made)})


def before_migration(opened: Database) -> Path | None:
    """A backup beside the database, named by the moment; None for PostgreSQL, whose tools make their own."""
    if not isinstance(opened, SqliteDatabase):
        return None
    path = Path(opened.database)
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    return backup_file(opened, path.with_name(f"{path.stem}.before-migration-{stamp}{path.suffix}"))
