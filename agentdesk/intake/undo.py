"""Taking a batch back: what it added goes where nothing depends on it, what it changed becomes what it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import ForeignKeyField

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.intake import undone
from agentdesk.intake.facts import TARGETS, Target
from agentdesk.intake.undone import OWN
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import column
from agentdesk.store.tables import (
    Consent,
    DoNotContact,
    HistoryChange,
    ImportBatch,
    ImportRow,
    Phone,
    Prediction,
    Table,
    Task,
)
from agentdesk.store.tables.privacy import ERASED, FROM_DEALER
from agentdesk.store.typed import typed

IN_USE = N_("other facts, tasks or calls depend on it")
CHANGED_SINCE = N_("a later import changed it")
NOT_TAKEN_BACK = N_("its telephone numbers and opt-outs stay")
_DERIVED = (Prediction, HistoryChange)  # go with their vehicle
_SUBJECTS = {"sales": "sale", "repair-orders": "repair_order", "vehicles": "vehicle", "customers": "customer",
             "appointments": "appointment", "store-visits": "store_visit"}  # fmt: skip


@dataclass(frozen=True)
class UndoResult:
    """What was taken back, and the rows that were kept, each with its reason (a message id)."""

    batch_id: int
    deleted: int
    restored: int
    kept: tuple[tuple[str, str], ...]


def undo_batch(actor: Actor, batch_id: int, *, targets: Mapping[str, Target] = TARGETS) -> UndoResult:
    """Take a batch back; administrators only. What is in use stays, and the batch can be undone again later.

    `targets` has what became of each kind, as for the import.

    Raises UserError for a batch that is not there, was undone already, or of which nothing can be taken back.
    """
    actor.require("administrator")
    batch: ImportBatch | None = ImportBatch.get_or_none(ImportBatch.id == batch_id)
    if batch is None:
        raise UserError(_("There is no import {batch}; see: agentdesk import list").format(batch=batch_id))
    if batch.status == "undone":
        raise UserError(_("Import {batch} was undone already.").format(batch=batch_id))
    with change(actor, "import.undo") as audit:
        result = _Undo(batch, actor, targets[batch.kind]).run()
        if result.kept and not result.deleted and not result.restored:
            hint = _("Import {batch} cannot be undone: {count} of its rows are in use or were changed since.")
            raise UserError(hint.format(batch=batch_id, count=len(result.kept)))
        if not result.kept:
            batch.status = "undone"
            batch.save()
        audit(batch, after={"deleted": result.deleted, "restored": result.restored, "kept": len(result.kept)})
    return result


class _Undo:
    """One batch on its way back."""

    def __init__(self, batch: ImportBatch, actor: Actor, target: Target) -> None:
        self._batch, self._actor = batch, actor
        self._target = target
        self._table: Any = self._target.table
        self._kept: list[tuple[str, str]] = []

    def run(self) -> UndoResult:
        rows = list(ImportRow.select().where(ImportRow.batch == self._batch, ImportRow.change != ""))
        later = self._changed_later(row.source_key for row in rows)
        free = [row for row in rows if row.source_key not in later]
        self._kept += [(row.source_key, CHANGED_SINCE) for row in rows if row.source_key in later]
        deleted = self._delete([row.source_key for row in free if row.change == "created"])
        restored = sum(self._restore(row) for row in free if row.change == "updated")
        return UndoResult(self._batch.id, deleted, restored, tuple(self._kept))

    def _changed_later(self, keys: Iterable[str]) -> set[str]:
        rows = (
            ImportRow.select(ImportRow.source_key)
            .join(ImportBatch)
            .where(ImportBatch.kind == self._batch.kind, ImportBatch.id > self._batch.id)
            .where(ImportBatch.status != "undone", ImportRow.change != "")
        )
        return set(column(rows)) & set(keys)

    def _delete(self, keys: list[str]) -> int:
        if self._target.take_back is not None:
            gone, kept = self._target.take_back(keys, self._actor)
            self._kept += kept
            return gone
        key = getattr(self._table, self._target.key)
        ids: dict[int, str] = {}
        for start in range(0, len(keys), 500):
            some = self._table.select(self._table.id, key).where(key.in_(keys[start : start + 500]))
            ids.update(some.tuples())
        used = self._in_use(ids)
        self._kept += [(name, IN_USE) for id_, name in ids.items() if id_ in used]
        free = [id_ for id_ in ids if id_ not in used]
        for start in range(0, len(free), 500):
            some = free[start : start + 500]
            named = {id_: ids[id_] for id_ in some}
            undone.keep_deleted(self._batch.id, self._target, named, self._owned())
            for own in self._owned():
                link: Any = own
                own.delete().where(link.customer.in_(some)).execute()
            self._unlink(some)
            self._table.delete().where(self._table.id.in_(some)).execute()
        return len(free)

    def _owned(self) -> tuple[type[Table], ...]:
        return OWN if self._batch.kind == "customers" else ()

    def _unlink(self, ids: list[int]) -> None:
        """Colleagues of one batch point at each other; free them first."""
        if self._batch.kind == "people":
            self._table.update(manager=None).where(self._table.id.in_(ids)).execute()

    def _in_use(self, ids: Iterable[int]) -> set[int]:
        """Which of the rows something else points at, beside what the import itself put there."""
        wanted, used = set(ids), set()
        for link, table in self._table._meta.backrefs.items():
            if table in _DERIVED:
                continue
            if table in self._owned():
                used |= self._dependents_of_own(table, link)
            else:
                inner = self._own_links(table, link, wanted)
                used |= set(column(table.select(link).where(link.is_null(False), *inner).distinct()))
        subject = _SUBJECTS.get(self._batch.kind)
        used |= set(column(Task.select(Task.subject_id).where(Task.subject == subject).distinct()))
        return used & wanted

    def _own_links(self, table: type[Table], link: ForeignKeyField, wanted: set[int]) -> list[Any]:
        """A superior counts as used only where somebody outside the batch reports to them."""
        return [table.id.not_in(wanted)] if table is self._table else []

    def _dependents_of_own(self, table: type[Table], link: ForeignKeyField) -> set[int]:
        """Customers whose numbers were dialled, or who asked an agent not to be called."""
        if table is DoNotContact:
            said = DoNotContact.select(DoNotContact.customer).where(DoNotContact.reason.not_in([FROM_DEALER, ERASED]))
            return set(column(said))
        if table is Consent:
            given = Consent.select(Consent.customer).where(Consent.source != FROM_DEALER)
            return set(column(given))
        used: set[int] = set()
        for dialled, other in Phone._meta.backrefs.items():
            numbers = other.select(Phone.customer).join(Phone, on=(dialled == Phone.id)).distinct()
            used |= set(column(numbers))
        return used

    def _restore(self, row: ImportRow) -> int:
        before: dict[str, Any] = json.loads(row.before or "{}")
        columns = typed(self._table, before)
        key = getattr(self._table, self._target.key)
        if columns:
            undone.keep_changed(self._batch.id, self._target, row.source_key, columns)
            self._table.update(columns).where(key == row.source_key).execute()
        if len(columns) < len(before):
            self._kept.append((row.source_key, NOT_TAKEN_BACK))
        return bool(columns)
