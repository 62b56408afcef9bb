"""Play a past day again from the facts as they were known, and compare with what was stored; nothing is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.queue.as_known import go_back
from agentdesk.queue.build import build_in_scratch
from agentdesk.store.audit import Actor
from agentdesk.store.reading import column, dicts, tuples
from agentdesk.store.scratch import scratch
from agentdesk.store.tables import AuditEvent, QueueRun, Suppression, Task

# What a task never changes after it was made: the rest is derived from calls, or says in whose list it stands.
LASTING = (
    "kind", "kind_code", "step", "customer", "vehicle", "advisor", "subject", "subject_id", "event_on", "due_nominal",
    "due_effective", "latest_on", "expires_on", "due_at", "owner_role", "channel", "weight",
)  # fmt: skip
IDENTITY = ("kind_code", "step", "subject", "subject_id")
MOVES = ("event_on", "due_nominal", "due_effective", "latest_on", "expires_on")
Identity = tuple[Any, ...]
Rows = dict[str, dict[str, Any]]


@dataclass
class Replay:
    """One run played again: how many tasks were stored and computed, and where they, what was held back and what
    expired differ."""

    run_id: int
    day: date
    stored: int = 0
    computed: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)  # what may explain a difference

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        return {
            "run": self.run_id,
            "date": self.day,
            "equal": not self.differences,
            "stored": self.stored,
            "computed": self.computed,
            "differences": self.differences,
            "causes": self.causes,
        }


def replay(actor: Actor, day: date) -> list[Replay]:
    """Play every finished run of a day again, in their order.

    Each is built on a private copy in which all that came after it is taken away. Raises UserError where the day was
    never built, or built before runs kept their inputs.
    """
    actor.require("supervisor")
    runs = column(
        QueueRun.select(QueueRun.id)
        .where((QueueRun.work_date == day) & QueueRun.finished_at.is_null(False))
        .order_by(QueueRun.id)
    )
    if not runs:
        raise UserError(_("The queue of {day} was never built to its end.").format(day=day))
    return [_replay(actor, run_id, day) for run_id in runs]


def _replay(actor: Actor, run_id: int, day: date) -> Replay:
    run = QueueRun.get_by_id(run_id)
    manifest = json.loads(run.summary)
    if "inputs" not in manifest:
        text = _("Run {run} kept no inputs; only builds of this version and later ones can be played again.")
        raise UserError(text.format(run=run_id))
    found = Replay(run_id, day)
    if manifest.get("came_in"):
        found.causes.append(_("Facts came in while the queue was built: {tables}").format(
            tables=", ".join(sorted(manifest["came_in"]))
        ))  # fmt: skip
    moved = _moved_since(run_id, manifest["inputs"]["marks"]["audit_event"])
    stored, stored_back, stored_gone = _tasks(run_id, moved), _held_back(run_id), _expired(run_id)
    with scratch():
        found.causes += go_back(run_id)
        with clock.travel(clock.local(run.started_at)):
            again = build_in_scratch(actor, day).run_id
        assert again is not None
        computed, computed_back, computed_gone = _tasks(again, moved), _held_back(again), _expired(again)
    found.stored, found.computed = len(stored), len(computed)
    found.differences = [*_compare("task", stored, computed), *_compare("suppression", stored_back, computed_back)]
    if stored_gone is not None and computed_gone is not None:
        found.differences += _compare("expiry", _by_key(stored_gone), _by_key(computed_gone))
    return found


def _compare(what: str, stored: Rows, computed: Rows) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for key in sorted(stored.keys() | computed.keys()):
        before, now = stored.get(key), computed.get(key)
        if before is None or now is None:
            found.append({"what": what, "key": key, "difference": "stored_only" if before else "computed_only"})
            continue
        columns = {name: [before[name], now[name]] for name in before if before[name] != now[name]}
        if columns:
            found.append({"what": what, "key": key, "difference": "changed", "columns": columns})
    return found


def _tasks(run_id: int, moved: set[Identity]) -> Rows:
    """A run's tasks by key; one that has moved since with the maintenance it reminds of, by what it is about."""
    found: Rows = {}
    columns = [getattr(Task, name) for name in (*LASTING, "dedupe_key")]
    for row in dicts(Task.select(*columns).where(Task.run == run_id)):
        key, identity = row.pop("dedupe_key"), tuple(row[name] for name in IDENTITY)
        if identity in moved:
            key, row = ":".join(map(str, identity)), {name: value for name, value in row.items() if name not in MOVES}
        found[key] = row
    return found


def _moved_since(run_id: int, mark: int) -> set[Identity]:
    events = AuditEvent.select(AuditEvent.entity_id).where((AuditEvent.id > mark) & (AuditEvent.action == "task.move"))
    columns = [getattr(Task, name) for name in IDENTITY]
    return set(tuples(Task.select(*columns).where((Task.run == run_id) & Task.id.in_(events))))


def _held_back(run_id: int) -> Rows:
    """What was held back for the first time by the run; the fact named may have got another number since."""
    columns = (Suppression.dedupe_key, Suppression.reason, Suppression.kind_code, Suppression.customer)
    rows = dicts(Suppression.select(*columns).where(Suppression.run == run_id))
    return {f"{row['dedupe_key']} {row.pop('reason')}": row for row in rows}


def _expired(run_id: int) -> list[int] | None:
    """The tasks that a run closed as not worked in time, by its audit events; None where those do not name them."""
    mark = json.loads(QueueRun.get_by_id(run_id).summary)["inputs"]["marks"]["audit_event"]
    built = (AuditEvent.action == "queue.built") & (AuditEvent.entity_id == run_id)
    end = AuditEvent.select(fn.MIN(AuditEvent.id)).where(built & (AuditEvent.id > mark)).scalar()
    ours = (AuditEvent.action == "task.expire") & (AuditEvent.id > mark) & (AuditEvent.id < end)
    said = [json.loads(after) for after in column(AuditEvent.select(AuditEvent.after).where(ours))]
    if any("tasks" not in each for each in said):
        return None
    return [task_id for each in said for task_id in each["tasks"]]


def _by_key(task_ids: list[int]) -> Rows:
    """By the tasks' keys as they are now."""
    keys = column(Task.select(Task.dedupe_key).where(Task.id.in_(task_ids)))
    return {key: {"disposition": "expired"} for key in keys}
