"""What was taken in so far."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from agentdesk.common import clock
from agentdesk.store.reading import pairs
from agentdesk.store.tables import ImportBatch, ImportRow


@dataclass(frozen=True)
class BatchLine:
    """A batch as lists show it; times are ISO, in the dealer's zone, `finished_at` empty for an interrupted one."""

    batch: int
    kind: str
    file: str
    status: str
    accepted: int
    corrected: int
    refused: int
    unchanged: int
    duplicate: int
    started_at: str
    finished_at: str


def list_batches(limit: int = 50) -> list[BatchLine]:
    """The latest batches, newest first."""
    batches = list(ImportBatch.select().order_by(ImportBatch.id.desc()).limit(limit))
    doubles = pairs(
        ImportRow.select(ImportRow.batch, fn.COUNT(ImportRow.id))
        .where(ImportRow.batch.in_([batch.id for batch in batches]), ImportRow.verdict == "duplicate")
        .group_by(ImportRow.batch)
    )
    return [_line(batch, doubles.get(batch.id, 0)) for batch in batches]


def _line(batch: ImportBatch, doubles: int) -> BatchLine:
    started = clock.local(batch.started_at).isoformat(" ", "seconds")
    finished = clock.local(batch.finished_at).isoformat(" ", "seconds") if batch.finished_at else ""
    counts = (batch.accepted, batch.corrected, batch.refused, batch.unchanged, doubles)
    return BatchLine(batch.id, batch.kind, batch.file_name, batch.status, *counts, started, finished)
