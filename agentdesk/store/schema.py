"""The schema's version: which migrations the database has had, against which ones this program knows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from peewee import Database

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
HISTORY = "schema_migration"


def known() -> list[str]:
    """Names of this program's migrations, oldest first: as they were when it looked first, for a desk may be open while
    a newer program is laid in its place.
    """
    return list(_names(MIGRATIONS))


@lru_cache(maxsize=4)
def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("[0-9]*.py")))


def outdated(opened: Database) -> str:
    """Why a desk that is open must not go on: another program has changed the schema, or lies in this one's place."""
    if set(applied(opened)) - set(known()) or _mark() != _AT_START:
        return _("A newer version of agentdesk was installed; log in again to go on.")
    return ""


def _mark() -> tuple[int, int] | None:
    """What changes when the program's files are written anew."""
    try:
        about = (MIGRATIONS.parent.parent / "__init__.py").stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns


_AT_START = _mark()


def applied(opened: Database) -> list[str]:
    """Names of the migrations the database has had, oldest first; empty for a database that is not agentdesk's."""
    if not opened.table_exists(HISTORY):
        return []
    return sorted(name for (name,) in opened.execute_sql(f"SELECT name FROM {HISTORY}"))


def require_current(opened: Database) -> None:
    """Raise DatabaseProblem unless the database has exactly the migrations this program knows."""
    have, want = applied(opened), known()
    if have == want:
        return
    if not have:
        raise DatabaseProblem(_("This is not an agentdesk database. Make one with: agentdesk init"), fault="foreign")
    unknown = sorted(set(have) - set(want))
    if unknown:
        hint = _("The database is newer than this program ({version}). Update agentdesk.")
        raise DatabaseProblem(hint.format(version=unknown[-1]), fault="newer")
    raise DatabaseProblem(_("The database is older than this program. Run: agentdesk db migrate"), fault="older")


def migrate(opened: Database) -> list[str]:
    """Apply the migrations the database has not had; returns their names."""
    from playhouse.migrations import Runner

    return list(Runner(opened, str(MIGRATIONS), table_name=HISTORY).up())
