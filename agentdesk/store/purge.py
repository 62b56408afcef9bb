"""Removing what is older than it may be kept, in short turns beside working desks; retention.py says what and why.

Each turn is a transaction of its own with its audit event: counts by class and month, no personal data. A purge that
was killed has done whole turns, and the next one goes on with what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store import purge_imports
from agentdesk.store.audit import Actor, change
from agentdesk.store.differing import overwrite_deleted
from agentdesk.store.pace import Pace
from agentdesk.store.reading import tuples
from agentdesk.store.retention import Files, Progress, Years, classes, plan, removed_before
from agentdesk.store.settings import put
from agentdesk.store.tables import (
    ActionComplaint,
    Complaint,
    ComplaintDraft,
    ComplaintEvent,
    Escalation,
    ImprovementAction,
    Notice,
    Sending,
    StepDraft,
    Task,
)

_AT_ONCE = 500  # ids in a statement


def purge(
    actor: Actor, years: Years, expected: int, progress: Progress = lambda name, done, of: None
) -> dict[str, int]:
    """Remove what is too old; returns how many of each class went. Administrators only.

    `expected` is the number of files that the plan showed: UserError where it is another one by now (RT-04).
    """
    actor.require("administrator")
    due = {row.name: row.remove for row in plan(years)}
    total = sum(due.values())
    if expected != total:
        hint = _("{count} files are older than they may be kept, not {expected}; look again before they go.")
        raise UserError(hint.format(count=total, expected=expected))
    overwrite_deleted()
    removed = {}
    for files in classes(years):
        removed[files.name] = _class(actor, files, due[files.name], progress)
        if files.name == "complaint":
            _forms(actor, files)
        else:
            removed[f"import.{files.name}"] = purge_imports.purge(actor, files, progress)
    return removed


def _class(actor: Actor, files: Files, due: int, progress: Progress) -> int:
    removed, last = 0, 0
    for low, high in Pace().spans(due):
        with change(actor, "db.purge") as audit:
            rows = _oldest(files, last, high - low)
            if not rows:
                audit.skip()
                return removed
            _note(actor, files)
            for part in _parts([row_id for row_id, _day in rows]):
                _remove(files, part)
            months = Counter(str(day)[:7] for _id, day in rows)
            audit(files.table._meta.table_name, None, after={
                "removed": len(rows), "kept_from": files.kept_from, "months": dict(sorted(months.items())),
            })  # fmt: skip
        removed, last = removed + len(rows), rows[-1][0]
        progress(files.name, removed, due)
    return removed


def _oldest(files: Files, last: int, limit: int) -> list[tuple[int, Any]]:
    """The next ids with their days, judged anew in the turn's own transaction."""
    table = files.table
    return tuples(
        table.select(table.id, files.day).where((table.id > last) & files.goes).order_by(table.id).limit(limit)
    )


def _note(actor: Actor, files: Files) -> None:
    """Since the first turn the figures of that time are incomplete."""
    known = removed_before(files.name)
    if files.name != "complaint" and (known is None or known < files.kept_from):
        put(actor, f"removed.{files.name}", files.kept_from.isoformat())


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _remove(files: Files, ids: list[int]) -> None:
    if files.name == "complaint":
        _with_complaints(ids)
    about = (Task.subject == files.name) & Task.subject_id.in_(ids)
    Task.update(subject_id=Task.subject_id * -1).where(about).execute()
    files.table.delete().where(files.table.id.in_(ids)).execute()


def _with_complaints(ids: list[int]) -> None:
    """What is a complaint's own goes with it; what only mentions it forgets it."""
    steps = Escalation.select(Escalation.id).where(Escalation.complaint.in_(ids))
    about = Notice.complaint.in_(ids) | Notice.escalation.in_(steps)
    notices = Notice.select(Notice.id).where(about)
    for subject, of in (("complaint", ids), ("notice", notices)):
        StepDraft.delete().where((StepDraft.subject == subject) & StepDraft.subject_id.in_(of)).execute()
    Sending.delete().where(Sending.notice.in_(notices)).execute()
    Notice.delete().where(about).execute()
    for own in (Escalation, ComplaintEvent, ActionComplaint):
        own.delete().where(own.complaint.in_(ids)).execute()
    ImprovementAction.update(complaint=None).where(ImprovementAction.complaint.in_(ids)).execute()
    Complaint.update(merged_into=None).where(Complaint.merged_into.in_(ids)).execute()


def _forms(actor: Actor, files: Files) -> None:
    """The complaint forms that were ended before the first kept day: they hold the customers' words too."""
    ended = ComplaintDraft.ended_at < clock.at(files.kept_from)
    with change(actor, "db.purge") as audit:
        removed = ComplaintDraft.delete().where(ended).execute()
        if removed:
            audit("complaint_draft", None, after={"removed": removed, "kept_from": files.kept_from})
        else:
            audit.skip()
