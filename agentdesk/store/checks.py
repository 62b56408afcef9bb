"""Is the database sound: the file, its links, its expected indexes, and the audit chain."""

from __future__ import annotations

from peewee import SqliteDatabase

from agentdesk.common.i18n import _
from agentdesk.store.audit import GENESIS, chain_hash
from agentdesk.store.reading import dicts
from agentdesk.store.tables import AuditEvent, database


def examine() -> list[str]:
    """What is wrong with the open database, a line each; empty when it is sound."""
    findings = _file() if isinstance(database.obj, SqliteDatabase) else []
    broken = first_broken_event()
    if broken is not None:
        findings.append(_("The audit trail is broken at event {id}.").format(id=broken))
    return findings


def _file() -> list[str]:
    findings = []
    (verdict,) = database.execute_sql("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        findings.append(_("The file is damaged: {reason}").format(reason=verdict))
    orphans = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        findings.append(_("{count} rows point at rows that are not there.").format(count=len(orphans)))
    return findings


def first_broken_event() -> int | None:
    """The first audit event whose hash or link does not fit, or None."""
    previous = GENESIS
    for row in dicts(AuditEvent.select().order_by(AuditEvent.id)):
        if row["previous_hash"] != previous or row["hash"] != chain_hash(row):
            return int(row["id"])
        previous = row["hash"]
    return None
