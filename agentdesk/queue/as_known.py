"""The facts as they were known: what came later is taken away. Only ever called on a private copy (store/scratch.py).

Rows are numbered, so the marks of a run or of a day (store/marks.py) say which came later. A fact that an import
changed has its former values with that import's row, and what was taken back is kept there too; other changed rows have
theirs in the audit trail; what a call or an answer ended carries the instant. Some things leave no trace: files that
were removed by their age, an import taken back before this was kept, in whose list an open call stood, and a number
that was retired and came back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.intake.facts import TARGETS
from agentdesk.intake.undone import bring_back
from agentdesk.queue import derive
from agentdesk.queue.manifest import calendar_content, calendar_hash
from agentdesk.queue.predicting import PREDICTED_BY
from agentdesk.store import marks as day_marks
from agentdesk.store import memory
from agentdesk.store.marks import tables_with_ids
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import (
    Absence,
    AgendaItem,
    Attempt,
    AuditEvent,
    CalendarState,
    CallRecord,
    Complaint,
    Consent,
    Contact,
    Customer,
    DoNotContact,
    Finding,
    ImportBatch,
    ImportRow,
    ImprovementAction,
    Interview,
    Message,
    Notice,
    Person,
    Phone,
    Prediction,
    Promise,
    QueueRun,
    ReportedFigure,
    Setting,
    Suppression,
    Table,
    Task,
    ToldMileage,
    Vehicle,
    WorkDay,
)
from agentdesk.store.typed import typed

# What was ended at an instant was not, before it: the column with the instant, and what was set along with it.
ENDED: tuple[tuple[Any, str, dict[str, Any]], ...] = (
    (Phone, "retired_at", {"retired_reason": ""}),
    (DoNotContact, "lifted_at", {}),
    (Consent, "withdrawn_at", {"withdrawn_reason": ""}),
    (Customer, "restricted_at", {}),
    (Promise, "ended_at", {"ended_how": ""}),
    (Notice, "answered_at", {"answer": "", "answer_note": ""}),
    (Contact, "ended_at", {}),
    (AgendaItem, "decided_at", {"outcome": ""}),
    (Attempt, "ended_at", {"outcome": "", "contacted": False}),
    (Finding, "withdrawn_at", {}),
    (CallRecord, "withdrawn_at", {}),
    (Absence, "withdrawn_at", {}),
    (Interview, "ended_at", {"result": ""}),
    (Message, "exported_at", {}),
    (Message, "sent_at", {"failed_reason": ""}),
    (ReportedFigure, "withdrawn_at", {}),
    (ToldMileage, "withdrawn_at", {}),
)
RECOUNTED = frozenset({"rolled_day"})  # figures that are kept counted: what is not there is counted again
# Rows whose former values stand in the audit trail, for a day that is seen again as a whole.
REWRITTEN: tuple[type[Table], ...] = (Complaint, Customer, ImprovementAction, Person, Task)


def go_back(run_id: int) -> list[str]:
    """Make the copy what it was when the run began; returns what cannot be taken back, a line each."""
    run = QueueRun.get_by_id(run_id)
    known = json.loads(run.summary)["inputs"]
    before = QueueRun.select(fn.MAX(QueueRun.work_date)).where(QueueRun.id < run.id).scalar()
    lately = min(clock.local(run.started_at).date(), _as_date(before or run.work_date)) - 2 * _DAY
    Suppression.update(last_on=run.work_date - _DAY).where(Suppression.last_on >= run.work_date).execute()
    return take_away(known["marks"], run.started_at, lately, (Complaint,), known["calendar"])


def go_back_to(day: date) -> list[str]:
    """Make the copy what it was at the end of a day; returns what cannot be taken back, a line each.

    UserError where it is not known which rows were there then: the database did not keep it yet.
    """
    end = clock.day_span(day)[1] - timedelta(microseconds=1)
    marks, causes = _marks_of(day, end)
    if marks is None:
        return []
    calendars = column(QueueRun.select(QueueRun.summary).where(QueueRun.started_at <= end).order_by(QueueRun.id.desc()))
    known = next((found for text in calendars if (found := json.loads(text).get("inputs", {}).get("calendar"))), None)
    return [*causes, *take_away(marks, end, day, REWRITTEN, known)]


def _marks_of(day: date, end: datetime) -> tuple[dict[str, int] | None, list[str]]:
    """The marks of a day's end, as its next change noted them, else as the next night's build did; None: no change."""
    since, mark = day_marks.kept_since(), day_marks.after(day)
    if since is not None and day >= since - _DAY:
        return (mark.marks, []) if mark else (None, [])
    later = AuditEvent.select(AuditEvent.id).where(AuditEvent.at > end).order_by(AuditEvent.id)
    if not later.exists():
        return None, []
    for started_at, summary in tuples(
        QueueRun.select(QueueRun.started_at, QueueRun.summary).where(QueueRun.started_at > end).order_by(QueueRun.id)
    ):
        inputs = json.loads(summary).get("inputs")
        if inputs and (mark is None or started_at < mark.at):
            between = (AuditEvent.at > end) & (AuditEvent.id <= inputs["marks"]["audit_event"])
            text = _("What came in up to {moment} counts as known at the end of {day}.")
            said = text.format(moment=f"{clock.local(started_at):%Y-%m-%d %H:%M}", day=day)
            return inputs["marks"], [said] if AuditEvent.select().where(between).exists() else []
        break
    raise UserError(_("What was known at the end of {day} was not kept; the earliest day is {first}.").format(
        day=day, first=(since or clock.today()) - _DAY
    ))  # fmt: skip


def take_away(
    marks: dict[str, int], at: datetime, lately: date, rewritten: Sequence[type[Table]], calendar: str | None
) -> list[str]:
    """Take away what came after the marks and the instant (naive UTC); returns what cannot be, a line each.

    Calls closed since `lately` are derived anew, `rewritten` are the tables whose rows get former values back out of
    the audit trail, `calendar` is the hash of the days off as they were stored.
    """
    touched = _tasks_touched(marks, at, lately)
    _unsell(marks, at)
    later = Prediction.select(Prediction.vehicle).where(Prediction.id > marks["prediction"])
    Vehicle.update(next_service_on=None, service_from=None).where(Vehicle.id.in_(later)).execute()
    Setting.delete().where(Setting.name == PREDICTED_BY).execute()  # so that all are looked at again
    memory.forget()
    _undo_imports(marks["import_batch"])
    _undo_settings(marks["audit_event"])
    for table in rewritten:
        _undo_changes(table, marks["audit_event"])
    causes = _untraceable(marks, bring_back(TARGETS, marks["import_batch"] + 1, at))
    _unrevive(at)
    for table in tables_with_ids():
        mark = marks.get(table._meta.table_name, 0)
        keys: Any = table
        if table._meta.table_name in RECOUNTED:
            table.delete().execute()
        elif table not in (CalendarState, AuditEvent):
            table.delete().where(keys.id > mark).execute()
    for table, instant, with_it in ENDED:
        values = {instant: None, **with_it}
        table.update(values).where(getattr(table, instant) > at).execute()
    causes += _use_calendar(calendar) if calendar else []
    memory.forget()
    derive.refresh(column(Task.select(Task.id).where(Task.id.in_(touched))))
    return causes


_DAY = date(2000, 1, 2) - date(2000, 1, 1)


def _untraceable(marks: dict[str, int], brought_back: set[int]) -> list[str]:
    later = AuditEvent.id > marks["audit_event"]
    undone = (AuditEvent.action == "import.undo") & (AuditEvent.entity_id <= marks["import_batch"])
    batches = set(column(AuditEvent.select(AuditEvent.entity_id).where(later & undone)))
    text = _("Import {batch} was taken back since; what it had changed is gone.")
    causes = [text.format(batch=batch) for batch in sorted(batches - brought_back)]
    if AuditEvent.select().where(later & (AuditEvent.action == "db.purge")).exists():
        causes.append(_("Files were removed by their age since; they are missing here."))
    return causes


def _tasks_touched(marks: dict[str, int], at: datetime, lately: date) -> list[int]:
    """The tasks whose derived columns say something that came later, and what was closed as expired since a day."""
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
    return sorted({task_id for query in queries for task_id in column(query) if task_id is not None})


def _unrevive(at: datetime) -> None:
    """A missing card whose copy was taken back later was not missing then."""
    revived = CallRecord.select(CallRecord.task, CallRecord.registered_at).where(CallRecord.withdrawn_at > at)
    for task_id, registered_at in tuples(revived):
        here = (Finding.task == task_id) & (Finding.kind == "missing_record") & Finding.withdrawn_at.is_null()
        Finding.update(withdrawn_at=registered_at).where(here & (Finding.found_at <= registered_at)).execute()


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
    """What later imports had changed becomes what it was, and what they had brought goes, whatever its number is."""
    rows = (
        ImportRow.select(ImportBatch.kind, ImportRow.source_key, ImportRow.change, ImportRow.before)
        .join(ImportBatch)
        .where((ImportBatch.id > mark) & (ImportBatch.status == "applied") & (ImportRow.change != ""))
        .order_by(ImportRow.id.desc())
    )
    for kind, source_key, changed, before in tuples(rows):
        target: Any = TARGETS.get(kind)
        if target is None:
            continue  # what a room above takes in has its own numbers
        here = getattr(target.table, target.key) == source_key
        values = typed(target.table, json.loads(before or "{}")) if changed == "updated" else {}
        if changed == "created":
            target.table.delete().where(here).execute()
        elif values:
            target.table.update(values).where(here).execute()


def _undo_settings(mark: int) -> None:
    """What the house is called, and how else it is set, becomes what it was."""
    later = (AuditEvent.id > mark) & (AuditEvent.action == "setting.put") & AuditEvent.before.is_null(False)
    for before in column(AuditEvent.select(AuditEvent.before).where(later).order_by(AuditEvent.id.desc())):
        for name, value in json.loads(before).items():
            Setting.update(value=value).where(Setting.name == name).execute()


def _undo_changes(table: Any, mark: int) -> None:
    """Put back what the audit trail says a row was before its later changes."""
    later = (AuditEvent.id > mark) & (AuditEvent.entity == table._meta.table_name) & AuditEvent.before.is_null(False)
    for row_id, before in tuples(
        AuditEvent.select(AuditEvent.entity_id, AuditEvent.before).where(later).order_by(AuditEvent.id.desc())
    ):
        values = typed(table, json.loads(before))
        if values and row_id is not None:
            table.update(values).where(table.id == row_id).execute()


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
