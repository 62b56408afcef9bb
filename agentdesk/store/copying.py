"""A dealer's database copied to another one, SQLite to PostgreSQL or back, compared row for row, and closed behind it.

Nothing is lost on the way: the source takes no change from the first row read until it says where it went, and the
copy is one transaction, so that a copy that was broken off leaves nothing behind (store/moved.py has the steps).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peewee import Database, sort_models  # type: ignore[attr-defined]

from agentdesk.common.errors import DatabaseProblem, UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import known_database
from agentdesk.store import bulk, heads, memory, moved, schema
from agentdesk.store.audit import Actor, change
from agentdesk.store.database import (
    close_database,
    connect,
    is_postgres,
    require_file,
    require_no_log_alone,
    shown,
    translated,
)
from agentdesk.store.digests import Digest, Row, Shape, Unfit, counted, digest_of
from agentdesk.store.sessions import open_sessions
from agentdesk.store.tables import ALL, AuditEvent, Person, Setting, database
from agentdesk.store.verify import verify

NAMED_AT_MOST = 5  # rows that are named in a refusal
Report = Callable[[str], None]


@dataclass(frozen=True)
class Copied:
    """A table: its rows, and the checksum that both sides have."""

    table: str
    rows: int
    checksum: str


@dataclass
class Copy:
    """What was copied where; `resumed` that an earlier run had done all but the last step."""

    source: str
    target: str
    tables: list[Copied] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)  # where a NUL became a visible mark
    events: int = 0  # of the audit trail, which was followed on the copy
    resumed: bool = False
    written: bool = False  # the copy is there, finished or not

    @property
    def rows(self) -> int:
        """All of them."""
        return sum(each.rows for each in self.tables)


def copy(actor: Actor, source_url: str, target_url: str, report: Report, *, mark_nul: bool = False) -> Copy:
    """Copy the database to an empty one, compare both, and close the source; only its owner may.

    UserError, and nothing changed on either side: where desks are open, the target is not empty or no database that is
    known, a row does not fit, or the copy does not equal the source. `mark_nul` puts a visible mark in the place of
    NULs, which a server stores in no text; without it the rows that have one are named. The audit trail is never
    changed.
    """
    actor.require("administrator")
    known_database(target_url)
    done = Copy(shown(source_url), shown(target_url))
    if done.source == done.target:
        raise UserError(_("That is the database itself."))
    if not is_postgres(source_url):
        require_file(Path(source_url))
    if not is_postgres(target_url):
        require_no_log_alone(Path(target_url))
    kept = heads.read(heads.path_for(source_url))
    with _both(source_url, target_url, done) as (source, target):
        schema.require_current(source)
        with _named(source):
            went = moved.on_opening().get(moved.MOVED_TO)
        if went == done.target:
            done.resumed = done.written = True
        elif went:
            raise DatabaseProblem(moved.says(went))
        else:
            _prepare(target, done)
            _copy(actor, source, target, done, _Reading(mark_nul), report, kept)
        _finish(actor, target, done)
    _carry_heads(source_url, target_url)
    return done


@contextmanager
def _both(source_url: str, target_url: str, done: Copy) -> Iterator[tuple[Database, Database]]:
    """Both databases, open; none is afterwards. A new file in which nothing came is removed."""
    close_database()
    with translated(shown(source_url)):
        source = connect(source_url)
        source.connect()
    made = not is_postgres(target_url) and not Path(target_url).exists()
    if made:
        os.close(os.open(target_url, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    target = connect(target_url)
    try:
        with translated(shown(target_url)):
            target.connect()
        yield source, target
    finally:
        for each in (source, target):
            with suppress(Exception):  # its error is on the way already
                each.close()
        if made and not done.written:
            Path(target_url).unlink(missing_ok=True)


@contextmanager
def _named(opened: Database) -> Iterator[None]:
    """The tables are this database's for the block."""
    before = database.obj
    database.initialize(opened)
    memory.forget()
    try:
        yield
    finally:
        database.initialize(before)
        memory.forget()


def _prepare(target: Database, done: Copy) -> None:
    """Tables that are empty, or what an earlier run left that did not come to its end."""
    with translated(done.target):
        if not bulk.tables(target):
            schema.migrate(target)
        if not schema.applied(target):
            raise UserError(_("{path} has tables of something else; the copy needs a database of its own.").format(
                path=done.target))  # fmt: skip
        schema.require_current(target)
        with _named(target):
            if moved.on_opening().get(moved.COPY_OF) == done.source:
                return
            used = [table._meta.table_name for table in ALL if table.select().exists()]
    if used:
        hint = _("{path} is not empty ({tables}); nothing was changed. The copy needs a database of its own.")
        raise UserError(hint.format(path=done.target, tables=", ".join(used[:3])))


def _copy(
    actor: Actor, source: Database, target: Database, done: Copy, reading: _Reading, report: Report, kept: heads.Kept
) -> None:
    with translated(done.source), bulk.held(source):
        with _named(source):
            _require_no_desks()
        with translated(done.target), target.atomic():
            _fill(source, target, done, reading, report)
            report(_("Following the audit trail"))
            with _named(target):
                verdict = verify(kept)
            if verdict.faults:
                raise UserError(verdict.faults[0].said)
            done.events = verdict.count
            _sign(actor, target, done, moved.COPY_OF, done.source)
        done.written = True
        _sign(actor, source, done, moved.MOVED_TO, done.target)
        bulk.close_for_good(source, done.target)


def _require_no_desks() -> None:
    people = {each.person_id for each in open_sessions() if each.lives}
    names = [person.name for person in Person.select().where(Person.id.in_(people)).order_by(Person.id)]
    if names:
        raise UserError(_("Desks are open: {names}. Close them first; nothing was changed.").format(
            names=", ".join(names)))  # fmt: skip


def _fill(source: Database, target: Database, done: Copy, reading: _Reading, report: Report) -> None:
    """Copy all tables, and compare them."""
    shapes = [Shape(table) for table in sort_models(ALL)]
    with bulk.filled(target, shapes):
        digests = {}
        for shape in shapes:
            digest = digests[shape.name] = Digest()
            rows = reading.rows(shape, bulk.rows_of(source, shape))
            bulk.fill(target, shape, counted(rows, digest, report, shape.name))
        reading.require_fit()
        done.marked = reading.marked
        for shape in shapes:
            report(_("Comparing {table}").format(table=shape.name))
            found = digest_of(shape, bulk.rows_of(target, shape))
            if found != digests[shape.name]:
                hint = _("The copy of {table} is not what it was made of; nothing was changed.")
                raise UserError(hint.format(table=shape.name))
            done.tables.append(Copied(shape.name, found.count, found.text))
    done.tables.sort(key=lambda each: each.table)


class _Reading:
    """Rows on their way: which ones a server cannot hold, and what becomes of them."""

    def __init__(self, mark_nul: bool) -> None:
        self._mark_nul = mark_nul
        self._refused: list[str] = []
        self.marked: list[str] = []

    def rows(self, shape: Shape, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows in their columns' form, no NUL in them."""
        kept_as_it_is = shape.table is AuditEvent
        for row in rows:
            try:
                values = shape.read(row)
            except Unfit as error:
                hint = _("A value does not fit its column: {where}. Nothing was changed.")
                raise UserError(hint.format(where=error)) from error
            for column in shape.without_nul(values):
                found = self._refused if kept_as_it_is or not self._mark_nul else self.marked
                found.append(f"{shape.name}.{column} ({shape.named(row)})")
            yield values

    def require_fit(self) -> None:
        """UserError naming the rows that were refused."""
        if self._refused:
            hint = _("A server stores no NUL in a text; found in {count} places: {where}. Nothing was changed. "
                     "--mark-nul writes ␀ in its place, but not in the audit trail.")  # fmt: skip
            raise UserError(hint.format(count=len(self._refused), where=", ".join(self._refused[:NAMED_AT_MOST])))


def _sign(actor: Actor, opened: Database, done: Copy, mark: str, other: str) -> None:
    """Set the mark, with an event in that database's own trail."""
    after: dict[str, Any] = {mark: other, "tables": len(done.tables), "rows": done.rows}
    if done.marked:
        after["nul_marked"] = len(done.marked)
    with _named(opened), change(actor, "db.copy") as audit:
        Setting.create(name=mark, value=other)
        audit("database", None, after=after)


def _finish(actor: Actor, target: Database, done: Copy) -> None:
    """The copy may be worked with from here on."""
    with translated(done.target), _named(target), change(actor, "db.copy") as audit:
        audit.skip()  # the copy itself is noted already
        if moved.on_opening().get(moved.COPY_OF) not in (None, done.source):
            raise UserError(_("{path} is a copy of something else.").format(path=done.target))
        Setting.delete().where(Setting.name == moved.COPY_OF).execute()


def _carry_heads(source_url: str, target_url: str) -> None:
    """The trail goes on, and so do the heads that were kept of it."""
    kept, to = heads.path_for(source_url), heads.path_for(target_url)
    if kept.exists() and not to.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, to)
        to.chmod(0o600)
