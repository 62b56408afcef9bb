"""Is a backup whole: read without writing to it or beside it, down to its audit trail and the heads kept of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import DatabaseError, SqliteDatabase

from agentdesk.common.errors import DatabaseProblem, UserError
from agentdesk.common.i18n import _
from agentdesk.store import heads, memory, schema, wishes_lost
from agentdesk.store.problems import problem
from agentdesk.store.tables import database
from agentdesk.store.verdict import Verdict
from agentdesk.store.verify import verify

COUNTED = ("customer", "task", "contact", "answer", "complaint")  # what people ask of a backup first


@dataclass
class Inspection:
    """What a backup holds and what is wrong with it; `later` events have happened since in the database in use."""

    path: Path
    schema: str = ""
    state: str = "current"  # or older: to be migrated once it is in place
    rows: dict[str, int] = field(default_factory=dict)
    tables: int = 0
    total: int = 0
    trail: Verdict = field(default_factory=Verdict)
    last_at: datetime | None = None  # UTC
    faults: list[str] = field(default_factory=list)
    later: int | None = None
    wishes: wishes_lost.Wishes | None = None
    lost: wishes_lost.Lost | None = None  # what customers asked for since; None where the database in use says nothing

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with the file or its trail."""
        return not self.faults and not self.trail.faults

    def as_json(self) -> dict[str, Any]:
        """For `agentdesk db restore --check --json`; the keys stay."""
        return {
            "path": str(self.path), "whole": self.whole, "schema": self.schema, "schema_state": self.state,
            "tables": self.tables, "rows": self.total, **{f"{name}_rows": self.rows.get(name, 0) for name in COUNTED},
            "last_event_at": self.last_at, "later_events": self.later,
            "lost_wishes": self.lost.as_json() if self.lost else None, "audit": self.trail.as_json(),
            "findings": [*self.faults, *(fault.said for fault in self.trail.faults)],
        }  # fmt: skip


def inspect(path: Path, kept: heads.Kept) -> Inspection:
    """Look at every page, link and audit event of a backup.

    Raises UserError for a file that is no backup of agentdesk, is still in use, or is newer than this program.
    """
    require_backup(path)
    found = Inspection(path)
    try:
        with _read_only(path) as opened:
            found.schema, found.state = _schema(opened)
            found.faults = _file(opened)
            _count(opened, found)
            found.wishes = wishes_lost.read(opened)
            found.trail = verify(kept, backup=True)
    except DatabaseError as error:
        raise UserError(str(problem(error, str(path)))) from error
    return found


def require_backup(path: Path) -> None:
    """Raise UserError for what is no file, or has a log beside it that belongs to it."""
    if not path.is_file():
        raise UserError(_("There is no file {path}.").format(path=path))
    if any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal")):
        hint = _("{path} is a database in use, not a backup; make one with: agentdesk db backup")
        raise UserError(hint.format(path=path))


@contextmanager
def _read_only(path: Path) -> Iterator[SqliteDatabase]:
    """The file as the database in use, for the block; not even a lock is left beside it."""
    before = database.obj
    opened = SqliteDatabase(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.initialize(opened)
    memory.forget()
    try:
        opened.connect()
        yield opened
    finally:
        opened.close()
        database.initialize(before)
        memory.forget()


def _schema(opened: SqliteDatabase) -> tuple[str, str]:
    have, want = schema.applied(opened), schema.known()
    if not have:
        raise DatabaseProblem(_("This is not an agentdesk database. Make one with: agentdesk init"))
    unknown = sorted(set(have) - set(want))
    if unknown:
        hint = _("The database is newer than this program ({version}). Update agentdesk.")
        raise DatabaseProblem(hint.format(version=unknown[-1]))
    return have[-1], "current" if have == want else "older"


def _file(opened: SqliteDatabase) -> list[str]:
    verdicts = [row[0] for row in opened.execute_sql("PRAGMA integrity_check(3)").fetchall()]
    faults = [] if verdicts == ["ok"] else [_("The file is damaged: {reason}").format(reason=verdicts[0])]
    orphans = opened.execute_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        faults.append(_("{count} rows point at rows that are not there.").format(count=len(orphans)))
    return faults


def _count(opened: SqliteDatabase, found: Inspection) -> None:
    for name in opened.get_tables():
        (found.rows[name],) = opened.execute_sql(f'SELECT COUNT(*) FROM "{name}"').fetchone()
    found.tables, found.total = len(found.rows), sum(found.rows.values())
    last = opened.execute_sql('SELECT "at" FROM "audit_event" ORDER BY "id" DESC LIMIT 1').fetchone()
    found.last_at = datetime.fromisoformat(str(last[0])) if last else None
