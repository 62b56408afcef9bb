"""The raw rows of imports are copies of the files they brought: they go with them."""

from __future__ import annotations

from typing import Any

from peewee import Value, fn

from agentdesk.common import clock
from agentdesk.store.audit import Actor, change
from agentdesk.store.pace import Pace
from agentdesk.store.retention import Files, Progress
from agentdesk.store.tables import ImportBatch, ImportRow

KINDS = {"sale": "sales", "repair_order": "repair-orders"}


def purge(actor: Actor, files: Files, progress: Progress) -> int:
    """Remove the raw rows whose file is not there any more, and every one of batches older than the files are kept."""
    highest = ImportRow.select(fn.MAX(ImportRow.id)).scalar() or 0
    removed = 0
    for low, high in Pace().spans(highest):
        with change(actor, "db.purge") as audit:
            span = ImportRow.id.between(low + 1, high)
            gone = ImportRow.delete().where(span & _left_over(files)).execute()
            if gone:
                audit("import_row", None, after={"removed": gone, "kind": KINDS[files.name]})
            else:
                audit.skip()
        removed += gone
        progress(f"import.{files.name}", high, highest)
    return removed


def count(files: Files) -> int:
    """How many raw rows would go with the files that a purge would remove today."""
    with_file = files.table.select(Value(1)).where((files.table.source_key == ImportRow.source_key) & files.goes)
    kind = ImportBatch.select(ImportBatch.id).where(ImportBatch.kind == KINDS[files.name])
    going = ImportRow.batch.in_(kind) & (ImportRow.source_key != "") & fn.EXISTS(with_file)
    found: int = ImportRow.select().where(_left_over(files) | going).count()
    return found


def _left_over(files: Files) -> Any:
    """A refused row never became a file: it stays as long as a batch of its time."""
    batches = ImportBatch.select(ImportBatch.id).where(ImportBatch.kind == KINDS[files.name])
    applied = batches.where(ImportBatch.status == "applied")
    old = batches.where(ImportBatch.started_at < clock.at(files.kept_from))
    there = files.table.select(Value(1)).where(files.table.source_key == ImportRow.source_key)
    became = (ImportRow.source_key != "") & (ImportRow.verdict != "refused") & ImportRow.batch.in_(applied)
    return ImportRow.batch.in_(old) | (became & ~fn.EXISTS(there))
