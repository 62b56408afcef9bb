"""The night's job: build a day's queue from the facts. Running it twice changes nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from peewee import SQL, Case, ModelSelect, fn

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, pick
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Step
from agentdesk.playbook.schema import Playbook
from agentdesk.queue import derive, job, manifest, promised, quota, staging, unreachable
from agentdesk.queue.assign import assign
from agentdesk.queue.dates import due_days
from agentdesk.queue.due_rows import fill_days, make_room
from agentdesk.queue.job import Job
from agentdesk.queue.missing import find_missing
from agentdesk.queue.predicting import predict_changed
from agentdesk.queue.presence import desks
from agentdesk.queue.quota import Month
from agentdesk.queue.report import KindCount, RunReport, changes_of
from agentdesk.queue.suppression import quiet
from agentdesk.store.audit import Actor
from agentdesk.store.marks import current_marks
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.scratch import scratch
from agentdesk.store.tables import Kind, QueueRun, Suppression, Task

MISSED_AT_MOST = 92  # nights that are made up for: a quarter
AHEAD_AT_MOST = timedelta(days=14)  # a build closes what expires before its day, so a wrong year would empty the queue
Progress = Callable[[str], None]


def build(actor: Actor, day: date, *, dry_run: bool = False, progress: Progress | None = None) -> RunReport:
    """Build the queue of a date: close what ended, add what is due, note what is held back, share it out.

    Everything is written in short transactions of its own, so that desks never wait; what a killed build left undone,
    the next one completes. Raises job.Busy (exit code 3) while another process builds. `dry_run` does all of it on a
    private copy of the database, and says what would change: no lock is taken, and no desk waits. UserError for a day
    that lies more than two weeks ahead, unless it is only looked at.
    """
    actor.require("supervisor")
    if not dry_run:
        _refuse_far(day)
        return _build(actor, day, progress)
    with scratch():
        report = build_in_scratch(actor, day, progress=progress)
    return _rehearsed(report)


def _refuse_far(day: date) -> None:
    last = clock.today() + AHEAD_AT_MOST
    if day > last:
        text = _("{day} is too far ahead: a build closes every call that ends before its day. The last is {last}")
        raise UserError(text.format(day=day, last=last))


def build_in_scratch(actor: Actor, day: date, *, progress: Progress | None = None) -> RunReport:
    """Build in a private copy of the database (store/scratch.py), where nobody else does; with the list of changes."""
    QueueRun.update(lease=None).execute()
    return _build(actor, day, progress, rehearsed=True)


def _rehearsed(report: RunReport) -> RunReport:
    """The report of a rehearsal, whose runs are nowhere to be found."""
    for each in [report, *report.missed]:
        each.dry_run, each.run_id = True, None
    return report


def missed_nights(day: date) -> list[date]:
    """The days before `day` whose queue was not built to its end, since the last one that was.

    Empty where none was ever built, and at most the quarter before `day`.
    """
    done = QueueRun.select(fn.MAX(QueueRun.work_date)).where(
        QueueRun.finished_at.is_null(False) & (QueueRun.work_date < day)
    )
    last = done.scalar()
    if last is None:
        return []
    last = date.fromisoformat(last) if isinstance(last, str) else last
    first = max(last, day - timedelta(days=MISSED_AT_MOST + 1)) + timedelta(days=1)
    return [first + timedelta(days=ahead) for ahead in range((day - first).days)]


def catch_up(actor: Actor, day: date, *, dry_run: bool = False, progress: Progress | None = None) -> RunReport:
    """Build the nights that were missed, each in its order, and then the day's; the report is the day's.

    The result is that of builds that were made in time, from the facts as they are known now: what became due in the
    meantime and was of no use any more expires unworked and counts against on-time completion (KP-01). A day on which
    nobody worked is no attempt, so the three-day rule (CB-20) hands nothing over because of it.
    """
    actor.require("supervisor")
    if not dry_run:
        _refuse_far(day)
        return _catch_up(day, lambda night: _build(actor, night, progress))
    with scratch():
        return _rehearsed(_catch_up(day, lambda night: build_in_scratch(actor, night, progress=progress)))


def _catch_up(day: date, one: Callable[[date], RunReport]) -> RunReport:
    nights = missed_nights(day)
    missed = [one(night) for night in nights]
    report = one(day)
    report.missed = missed
    if len(nights) == MISSED_AT_MOST:
        text = _("Nights before {day} were missed too, longer ago than a quarter; they are not made up for.")
        report.warnings.append(text.format(day=nights[0]))
    return report


def _build(actor: Actor, day: date, progress: Progress | None, *, rehearsed: bool = False) -> RunReport:
    start = time.monotonic()
    report = RunReport(day, warnings=list(current.calendar(day).warnings))
    whose = manifest.by_whom(actor)
    begun: dict[str, Any] = {}

    def opening() -> dict[str, Any]:
        begun.update(inputs=manifest.inputs(day), by=whose)
        return begun

    work = job.begin(actor, day, opening)
    try:
        report.run_id = work.run.id
        with report.phase("prediction"):
            report.prediction = predict_changed(actor, day, progress=work.alive(progress), pace=work.pace).as_json()
        with report.phase("closing"):
            closed = _close(work, report)
        with report.phase("rules"):
            _apply_rules(work, report, progress)
        with report.phase("sharing_out"):
            report.assigned = assign(work, day)
            report.warnings += _without_hands(day)
        _count_open(day, report, closed)
        if rehearsed:
            report.changes = changes_of(work.run.id, closed)
        report.seconds, report.longest_change = round(time.monotonic() - start, 3), round(work.longest_change, 3)
        _finish(work, report, begun)
    except job.Busy:
        raise
    except BaseException as error:
        work.give_up(f"{type(error).__name__}: {error}")
        raise
    return report


def _without_hands(day: date) -> list[str]:
    """A day on which customers are called and nobody is there to do it."""
    if not current.calendar(day).is_open(day):
        return []
    here = desks(day)
    if not here:
        return [_("Nobody makes the calls: there is no callback agent among the people.")]
    if not any(desk.capacity for desk in here):
        return [_("Nobody makes the calls of {day}: every callback agent is away.").format(day=day)]
    return []


def _close(work: Job, report: RunReport) -> list[int]:
    """Close what was handed over to the advisor, not recorded by a colleague, not worked in time; returns the tasks."""
    handed_over = unreachable.close_unreachable(work, report.day)
    missing = find_missing(work, report.day)
    expired = _close_expired(work, report.day)
    report.unreachable, report.not_recorded, report.expired = len(handed_over), len(missing), len(expired)
    return [*handed_over, *missing, *expired]


def _close_expired(work: Job, day: date) -> list[int]:
    """Close what was not worked in time; it stays counted against on-time completion (KP-01).

    A promise outlives the expiry, but not for ever: missed for good, it ends with its task.
    """
    expired: list[int] = []
    for task_ids in work.pace.parts([*_late.column(day), *promised.given_up(day)]):
        with work.change("task.expire") as audit:
            promised.end_missed(task_ids, day, audit)
            found = derive.refresh(task_ids)
            gone = [task_id for task_id, columns in found.items() if columns.disposition == "expired"]
            audit("task", None, after={"expired": len(gone), "day": day, "tasks": gone})
        expired += gone
    return expired


@prepared
def _late(day: Any) -> ModelSelect[Task]:
    open_ones = Task.state == SQL("'open'")  # a literal, as in the partial index
    return Task.select(Task.id).where(open_ones & (Task.expires_on < day) & Task.promised_at.is_null())


def _apply_rules(work: Job, report: RunReport, progress: Progress | None) -> None:
    """Every schedule of the playbook in its order."""
    day = report.day
    version = current.current_version(day)
    playbook: Playbook = current.of_version(version)
    kind_ids = pairs(Kind.select(Kind.code, Kind.id).where(Kind.playbook == version.id))
    opening, resting = current.calendar(day), quiet(day, playbook.head.settings)
    counts = {kind.code: KindCount(kind.code, pick(kind.zh, kind.en)) for kind in playbook.kinds if kind.schedules}
    make_room()
    for step in playbook.steps():
        if progress:
            progress(f"{day} {step.kind.code}")
        days = due_days(step, day, opening, playbook.head.settings.leap_birthday)
        if days:
            months = quota.months(step, day, days, opening)
            fill_days(days, resting)
            added, suppressed = _apply(work, step, kind_ids[step.kind.code], months)
            counts[step.kind.code].added += added
            counts[step.kind.code].suppressed += suppressed
    report.kinds = list(counts.values())
    report.added = sum(row.added for row in report.kinds)
    report.suppressed = sum(row.suppressed for row in report.kinds)


def _apply(work: Job, step: Step, kind_id: int, months: list[Month]) -> tuple[int, int]:
    """One schedule: its tasks, and then what is held back, each worked out first and stored in short changes."""
    added = suppressed = 0
    for page in staging.pages(step):
        rows, held = staging.find(step, kind_id, work.run, page, months)
        if rows > held:
            added += _store(work, step, rows, staging.store_tasks, "added")
        if held:
            rows = staging.find_held_back(step, kind_id, work.run, page)
            suppressed += _store(work, step, rows, staging.store_held_back, "suppressed")
    return added, suppressed


def _store(work: Job, step: Step, rows: int, store: Callable[[staging.Run, int, int], int], what: str) -> int:
    total = 0
    for low, high in work.pace.spans(rows):
        with work.change("queue.rule") as audit:
            stored = store(work.run, low, high)
            audit("queue_run", work.run.id, after={"kind": step.kind.code, "step": step.schedule.step, what: stored})
        total += stored
    return total


def _count_open(day: date, report: RunReport, closed: list[int]) -> None:
    """How many tasks of each kind are open now, and how many of them are late; and what this run closed."""
    counts = {row.kind: row for row in report.kinds}
    rows = (
        Task.select(Task.kind_code, fn.COUNT(Task.id), fn.SUM(Case(None, [(Task.latest_on < day, 1)], 0)))
        .where((Task.state == SQL("'open'")) & (Task.due_effective <= day))
        .group_by(Task.kind_code)
    )
    for code, number, late in tuples(rows):
        row = counts.setdefault(code, KindCount(code, code))
        row.open, row.leftover = number, late
    for start in range(0, len(closed), 1000):
        kinds = column(Task.select(Task.kind_code).where(Task.id.in_(closed[start : start + 1000])))
        for code, number in Counter(kinds).items():
            counts.setdefault(code, KindCount(code, code)).closed += number
    report.kinds = list(counts.values())
    held = Suppression.select(Suppression.reason, fn.COUNT(Suppression.id)).where(Suppression.run == report.run_id)
    report.held_back = pairs(held.group_by(Suppression.reason))


def _finish(work: Job, report: RunReport, begun: dict[str, Any]) -> None:
    """Keep the manifest; facts that came in while the queue was built are named in it."""
    before, after = begun["inputs"]["marks"], current_marks()
    came_in = {name: after[name] for name in manifest.FACTS if after[name] > before[name]}
    measured = {"seconds": report.seconds, "phases": report.phases, "longest_change": report.longest_change,
                "came_in": came_in, "prediction": report.prediction}  # fmt: skip
    work.finish({**report.as_json(), **begun, **measured}, report.added, report.expired)
