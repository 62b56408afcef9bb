"""The dealer system's exports become facts: readers, mapping profiles, staging, undo."""

from __future__ import annotations

from agentdesk.intake.batches import BatchLine, list_batches
from agentdesk.intake.importing import KINDS, VERDICTS, ImportResult, RowVerdict, import_file
from agentdesk.intake.undo import UndoResult, undo_batch

__all__ = [
    "KINDS", "VERDICTS", "BatchLine", "ImportResult", "RowVerdict", "UndoResult", "import_file", "list_batches",
    "undo_batch",
]  # fmt: skip
