"""Is the database sound: the file, its links, and the audit trail against the heads that were kept of it."""

from __future__ import annotations

from datetime import timedelta

from peewee import SqliteDatabase

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url
from agentdesk.store import head_memory, heads
from agentdesk.store.settings import setting
from agentdesk.store.tables import QueueRun, database
from agentdesk.store.trail_text import known_text
from agentdesk.store.verify import verify

STALE = timedelta(days=3)  # a long weekend without a night's job is nobody's fault


def examine() -> list[str]:
    """What is wrong with the open database, a line each; empty when it is sound."""
    findings = _file() if isinstance(database.obj, SqliteDatabase) else []
    return findings + [fault.said for fault in verify(heads.read(heads.path_for(_address()))).faults]


def warnings() -> list[str]:
    """What is not wrong, or not yet: breaks of the trail that are known, heads that are not kept."""
    kept = heads.read(heads.path_for(_address()))
    said = [known_text(*each) for each in verify(kept).known]
    last = QueueRun.select().order_by(QueueRun.id.desc()).first()
    if last is None or setting("demo"):
        return said
    if kept.heads and kept.heads[-1].at >= (clock.now() - STALE).isoformat():
        return said
    return [
        *said,
        _("No head of the audit trail was kept in the last days; the night's job does it: agentdesk audit head"),
    ]


def heads_gone() -> str:
    """That heads which were kept of the trail are not in their file any more; "" where all are there."""
    kept = heads.read(heads.path_for(_address()))
    gone = head_memory.missing(kept)
    return head_memory.missed_text(kept, gone) if gone else ""


def _address() -> str:
    """The open database's own path, which need not be the configured one; a server is the configured one."""
    return str(database.obj.database) if isinstance(database.obj, SqliteDatabase) else database_url()


def _file() -> list[str]:
    findings = []
    (verdict,) = database.execute_sql("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        findings.append(
            _("The file is damaged: {reason}. Restore a backup: agentdesk db restore FILE").format(
                reason=_first_of(verdict)
            )
        )
    orphans = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        findings.append(_("{count} rows point at rows that are not there.").format(count=len(orphans)))
    return findings


def _first_of(verdict: str) -> str:
    """The first page that is named, in one line."""
    return verdict.strip().splitlines()[-1]
