"""The facts as a run knew them: what came later is taken away. Only ever called on a private copy (store/scratch.py).

Rows are numbered, so a run's marks say which came later. A fact that an import changed has its former values with that
import's row; a complaint's derived columns have theirs in the audit trail; what a call or an answer ended carries the
instant. Two things leave no trace and are said as a cause instead: an import that was taken back, and a number that
was retired and came back.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from peewee import DateField, DateTimeField, fn

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.intake.facts import TARGETS
from agentdesk.queue import derive
from agentdesk.queue.manifest import calendar_content, calendar_hash
from agentdesk.queue.predicting import PREDICTED_BY
from agentdesk.store import memory
from agentdesk.store.reading import column, tuples
from agentdesk.store.scratch import tables_with_ids
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    AuditEvent,
    CalendarState,
    CallRecord,
    Complaint,
    Contact,
    Customer,
    DoNotContact,
    Finding,
    ImportBatch,
    ImportRow,
    Notice,
    Phone,
    Prediction,
    Promise,
    QueueRun,
    Setting,
    Suppression,
    Table,
    Task,
    Vehicle,
    WorkDay,
)

# What was ended at an instant was not, before it: the column with the instant, and what was set along with it.
ENDED: tuple[tuple[Any, str, dict[str, Any]], ...] = (
    (Phone, "retired_at", {"retired_reason": ""}),
    (DoNotContact, "lifted_at", {}),
    (Customer, "restricted_at", {}),
    (Promise, "ended_at", {"ended_how": ""}),
    (Notice, "answered_at", {"answer": "", "answer_note": ""}),
    (Contact, "ended_at", {}),
    (AgendaItem, "decided_at", {"outcome": ""}),
    (Attempt, "ended_at", {"outcome": "", "contacted": False}),
    (Finding, "withdrawn_at", {}),
    (CallRecord, "withdrawn_at", {}),
)


def go_back(run_id: int) -> list[str]:
    """Make the copy what it was when the run began; returns what cannot be taken back, a line each."""
    run = QueueRun.get_by_id(run_id)
    known = json.loads(run.summary)["inputs"]
    marks, at = known["marks"], run.started_at
    causes = _untraceable(marks, at)
    touched = _tasks_touched(marks, run)
    _unsell(marks, at)
    later = Prediction.select(Prediction.vehicle).where(Prediction.id > marks["prediction"])
    Vehicle.update(next_service_on=None, service_from=None).where(Vehicle.id.in_(later)).execute()
    Setting.delete().where(Setting.name == PREDICTED_BY).execute()  # so that all are looked at again
    memory.forget()
    _undo_imports(marks["import_batch"])
    _undo_changes(Complaint, marks["audit_event"])
    Suppression.update(last_on=run.work_date - _DAY).where(Suppression.last_on >= run.work_date).execute()
    for table in tables_with_ids():
        mark = marks.get(table._meta.table_name, 0)
        keys: Any = table
        if table not in (CalendarState, AuditEvent):
            table.delete().where(keys.id > mark).execute()
    for table, instant, with_it in ENDED:
        values = {instant: None, **with_it}
        table.update(values).where(getattr(table, instant) > at).execute()
    causes += _use_calendar(known["calendar"])
    derive.refresh(column(Task.select(Task.id).where(Task.id.in_(touched))))
    return causes


_DAY = date(2000, 1, 2) - date(2000, 1, 1)


def _untraceable(marks: dict[str, int], at: datetime) -> list[str]:
    later = AuditEvent.id > marks["audit_event"]
    undone = column(AuditEvent.select(AuditEvent.entity_id).where(later & (AuditEvent.action == "import.undo")))
    text = _("Import {batch} was taken back since; what it had changed is gone.")
    return [text.format(batch=batch) for batch in undone]


def _tasks_touched(marks: dict[str, int], run: QueueRun) -> list[int]:
    """The tasks whose derived columns say something that came later, and what the run itself closed as expired."""
    at = run.started_at
    before = QueueRun.select(fn.MAX(QueueRun.work_date)).where(QueueRun.id < run.id)
    lately = min(clock.local(at).date(), _as_date(before.scalar() or run.work_date)) - 2 * _DAY
    queries = (
        AgendaItem.select(AgendaItem.task).where((AgendaItem.id > marks["agenda_item"]) | (AgendaItem.decided_at > at)),
        Promise.select(Promise.task).where((Promise.id > marks["promise"]) | (Promise.ended_at > at)),
        CallRecord.select(CallRecord.task).where(
            (CallRecord.id > marks.get("call_record", 0)) | (CallRecord.withdrawn_at > at)
        ),
        Finding.select(Finding.task).where((Finding.kind == "missing_record") & (Finding.id > marks["finding"])),
        Notice.select(Notice.task).where(
            Notice.task.is_null(False) & ((Notice.id > marks["notice"]) | (Notice.answered_at > at))
        ),
        Task.select(Task.id).where(Task.closed_on >= lately),
    )
    return sorted({task_id for query in queries for task_id in column(query)})


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _unsell(marks: dict[str, int], at: datetime) -> None:
    """A car that a call or an advisor's answer said was sold, after the run, was not sold for it."""
    calls = AgendaItem.select(AgendaItem.task).where(AgendaItem.decided_at > at)
    answers = Notice.select(Notice.task).where((Notice.answered_at > at) & (Notice.answer == "sold"))
    for tasks in (calls, answers):
        cars = Task.select(Task.vehicle).where(Task.id.in_(tasks) & Task.vehicle.is_null(False))
        Vehicle.update(sold_on=None).where(Vehicle.id.in_(cars) & (Vehicle.sold_on >= clock.local(at).date())).execute()


def _undo_imports(mark: int) -> None:
    rows = (
        ImportRow.select(ImportBatch.kind, ImportRow.source_key, ImportRow.before)
        .join(ImportBatch)
        .where((ImportBatch.id > mark) & (ImportRow.change == "updated"))
        .order_by(ImportRow.id.desc())
    )
    for kind, source_key, before in tuples(rows):
        target: Any = TARGETS[kind]
        values = _typed(target.table, json.loads(before or "{}"))
        if values:
            target.table.update(values).where(getattr(target.table, target.key) == source_key).execute()


def _undo_changes(table: Any, mark: int) -> None:
    """Put back what the audit trail says a row was before its later changes."""
    later = (AuditEvent.id > mark) & (AuditEvent.entity == table._meta.table_name) & AuditEvent.before.is_null(False)
    for row_id, before in tuples(
        AuditEvent.select(AuditEvent.entity_id, AuditEvent.before).where(later).order_by(AuditEvent.id.desc())
    ):
        values = _typed(table, json.loads(before))
        if values and row_id is not None:
            table.update(values).where(table.id == row_id).execute()


def _typed(table: type[Table], values: dict[str, Any]) -> dict[str, Any]:
    """Values from JSON as the columns' own types; what is no column of the table is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = table._meta.fields.get(name)
        if field is None:
            continue
        if isinstance(field, DateTimeField) and value is not None:
            value = datetime.fromisoformat(value)
        elif isinstance(field, DateField) and value is not None:
            value = date.fromisoformat(value)
        found[name] = value
    return found


def _use_calendar(content_hash: str) -> list[str]:
    """The days off as they were stored."""
    if calendar_hash(calendar_content()) == content_hash:
        return []
    found = CalendarState.get_or_none(CalendarState.content_hash == content_hash)
    if found is None:
        return [_("The calendar of that day is not known any more.")]
    WorkDay.delete().execute()
    for day, kind, name, source in json.loads(found.content):
        WorkDay.insert(day=date.fromisoformat(day), kind=kind, name=name, source=source).execute()
    return []
