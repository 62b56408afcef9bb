"""What an import that was taken back had brought: kept with its rows, so that an earlier day can be seen again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from peewee import Expression

from agentdesk.common import clock
from agentdesk.intake.apply import to_json
from agentdesk.intake.facts import Target
from agentdesk.store.reading import column, dicts, tuples
from agentdesk.store.tables import Consent, DoNotContact, ImportBatch, ImportRow, Phone, Table
from agentdesk.store.typed import typed

OWN: tuple[type[Table], ...] = (Phone, DoNotContact, Consent)  # what an import writes beside a customer
_AT_ONCE = 500


def keep_deleted(batch_id: int, target: Target, ids: Mapping[int, str], owned: Iterable[type[Table]]) -> None:
    """Keep the facts that are about to be deleted, with what belongs to them, in the rows that had brought them."""
    table: Any = target.table
    whole = {row["id"]: row for row in dicts(table.select().where(table.id.in_(list(ids))))}
    belongings: dict[int, dict[str, list[Any]]] = {}
    for own in owned:
        link: Any = own
        for row in dicts(own.select().where(link.customer.in_(list(ids)))):
            belongings.setdefault(row["customer"], {}).setdefault(own._meta.table_name, []).append(row)
    for row_id, key in ids.items():
        _note(batch_id, key, {"row": whole[row_id], "own": belongings.get(row_id, {})})


def keep_changed(batch_id: int, target: Target, key: str, names: Iterable[str]) -> None:
    """Keep what the import had made of a fact's columns before they become what they were."""
    table: Any = target.table
    columns = [table._meta.fields[name] for name in names]
    found = dicts(table.select(*columns).where(getattr(table, target.key) == key))
    if found:
        _note(batch_id, key, {"columns": found[0]})


def bring_back(targets: Mapping[str, Target], first_later_batch: int, at: datetime) -> set[int]:
    """Undo what was taken back after an instant (naive UTC); returns the batches that came back as far as they were.

    Only of batches below an id, and only ever in a private copy. A row whose place is taken stays away.
    """
    rows = (
        ImportRow.select(ImportBatch.kind, ImportRow.batch, ImportRow.source_key, ImportRow.undone)
        .join(ImportBatch)
        .where(_taken_back(first_later_batch))
        .order_by(ImportRow.batch.desc(), ImportRow.id)
    )
    known: set[int] = set()
    failed: set[int] = set()
    for kind, batch_id, key, undone in tuples(rows):
        kept = json.loads(undone)
        if datetime.fromisoformat(kept["at"]) > at and kind in targets:
            known.add(batch_id)
            if not _put_back(targets[kind], key, kept):
                failed.add(batch_id)
    ImportBatch.update(status="applied").where(ImportBatch.id.in_(sorted(known))).execute()
    return known - failed


def _taken_back(first_later_batch: int) -> Expression:
    here: Expression = (ImportRow.batch < first_later_batch) & ImportRow.undone.is_null(False)
    return here


def _put_back(target: Target, key: str, kept: dict[str, Any]) -> bool:
    table: Any = target.table
    if "columns" in kept:
        table.update(typed(table, kept["columns"])).where(getattr(table, target.key) == key).execute()
        return True
    taken = column(table.select(table.id).where((table.id == kept["row"]["id"]) | (getattr(table, target.key) == key)))
    if taken:
        return False
    table.insert(typed(table, kept["row"])).execute()
    for own in OWN:
        for row in kept["own"].get(own._meta.table_name, []):
            own.insert(typed(own, row)).execute()
    return True


def _note(batch_id: int, key: str, kept: dict[str, Any]) -> None:
    """The first time counts: a batch may be taken back in part, and the rest later."""
    here = (ImportRow.batch == batch_id) & (ImportRow.source_key == key) & (ImportRow.change != "")
    text = to_json({"at": clock.now(), **kept})
    ImportRow.update(undone=text).where(here & ImportRow.undone.is_null()).execute()
