"""The night's job: build a day's queue from the facts. Running it twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import Case, fn

from agentdesk.common import clock
from agentdesk.common.i18n import pick
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.queue import derive, unreachable
from agentdesk.queue.assign import assign
from agentdesk.queue.dates import DayRow, due_days
from agentdesk.queue.rules import Run, fill_days, insert_suppressions, insert_tasks, make_room
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.tables import Kind, QueueRun, Task, database


@dataclass
class KindCount:
    """One kind's line of a build's summary."""

    kind: str
    name: str
    added: int = 0
    open: int = 0
    leftover: int = 0  # open and past their latest day
    suppressed: int = 0


@dataclass
class RunReport:
    """What one build did."""

    day: date
    run_id: int | None = None
    added: int = 0
    suppressed: int = 0
    expired: int = 0
    unreachable: int = 0
    assigned: int = 0
    dry_run: bool = False
    kinds: list[KindCount] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report with stable keys."""
        return {
            "date": self.day.isoformat(),
            "run": self.run_id,
            "dry_run": self.dry_run,
            "added": self.added,
            "suppressed": self.suppressed,
            "expired": self.expired,
            "unreachable": self.unreachable,
            "assigned": self.assigned,
            "kinds": [vars(row) for row in self.kinds],
            "warnings": self.warnings,
        }


def build(
    actor: Actor, day: date, *, dry_run: bool = False, progress: Callable[[str], None] | None = None
) -> RunReport:
    """Build the queue of a date: close what ended, add what is due, note what is held back, share it out.

    Each rule is a short transaction of its own, so that desks never wait. `dry_run` does the same and takes all
    of it back.
    """
    actor.require("supervisor")
    if not dry_run:
        return _build(actor, day, progress)
    with database.atomic() as transaction:
        report = _build(actor, day, progress)
        transaction.rollback()
    report.dry_run, report.run_id = True, None
    return report


def _build(actor: Actor, day: date, progress: Callable[[str], None] | None) -> RunReport:
    version = current.current_version(day)
    playbook = current.of_version(version)
    kind_ids = pairs(Kind.select(Kind.code, Kind.id).where(Kind.playbook == version.id))
    opening = current.calendar(day)
    report = RunReport(day, warnings=list(opening.warnings))
    make_room()
    run = _open_run(actor, day)
    report.run_id = run.id
    report.unreachable = len(unreachable.close_unreachable(actor, day))
    report.expired = _close_expired(actor, day)
    counts = {kind.code: KindCount(kind.code, pick(kind.zh, kind.en)) for kind in playbook.kinds if kind.schedules}
    for step in playbook.steps():
        if progress:
            progress(step.kind.code)
        days = due_days(step, day, opening, playbook.head.settings.leap_birthday)
        added, suppressed = _apply(actor, step, kind_ids[step.kind.code], run, days) if days else (0, 0)
        counts[step.kind.code].added += added
        counts[step.kind.code].suppressed += suppressed
    report.assigned = assign(actor, day)
    _count_open(day, counts)
    report.kinds = list(counts.values())
    report.added = sum(row.added for row in report.kinds)
    report.suppressed = sum(row.suppressed for row in report.kinds)
    _finish_run(actor, run, report)
    return report


def _open_run(actor: Actor, day: date) -> Run:
    with change(actor, "queue.build") as audit:
        row = QueueRun.create(work_date=day, started_at=clock.now(), person=actor.person_id)
        audit(row, after={"work_date": day})
    return Run(row.id, day, row.started_at)


def _apply(actor: Actor, step: Step, kind_id: int, run: Run, days: list[DayRow]) -> tuple[int, int]:
    """One schedule: its tasks and its suppressions, in one transaction."""
    with change(actor, "queue.rule") as audit:
        fill_days(days)
        added = insert_tasks(step, kind_id, run)
        suppressed = insert_suppressions(step, run)
        if added or suppressed:
            counts = {"kind": step.kind.code, "step": step.schedule.step, "added": added, "suppressed": suppressed}
            audit("queue_run", run.id, after=counts)
        else:
            audit.skip()
    return added, suppressed


def _close_expired(actor: Actor, day: date) -> int:
    """Close what was not worked in time; it stays counted against on-time completion (KP-01)."""
    with change(actor, "task.expire") as audit:
        late = (Task.state == "open") & (Task.expires_on < day) & Task.promised_at.is_null()  # a promise outlives it
        ids = column(Task.select(Task.id).where(late))
        if ids:
            derive.refresh(ids)
            audit("task", None, after={"expired": len(ids), "day": day})
        else:
            audit.skip()
    return len(ids)


def _count_open(day: date, counts: dict[str, KindCount]) -> None:
    rows = (
        Task.select(Task.kind_code, fn.COUNT(Task.id), fn.SUM(Case(None, [(Task.latest_on < day, 1)], 0)))
        .where((Task.state == "open") & (Task.due_effective <= day))
        .group_by(Task.kind_code)
    )
    for code, number, late in tuples(rows):
        row = counts.setdefault(code, KindCount(code, code))
        row.open, row.leftover = number, late


def _finish_run(actor: Actor, run: Run, report: RunReport) -> None:
    summary = json.dumps(report.as_json(), ensure_ascii=False)
    with change(actor, "queue.built") as audit:
        QueueRun.update(finished_at=clock.now(), added=report.added, summary=summary).where(
            QueueRun.id == run.id
        ).execute()
        audit("queue_run", run.id, after={"added": report.added, "expired": report.expired})
