"""What a build was made from and what came of it, kept with its run: enough to play the day again."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from peewee import fn

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.queue.job import shown_host, state_of
from agentdesk.store.audit import Actor
from agentdesk.store.marks import current_marks
from agentdesk.store.memory import remembered
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import CalendarState, ImportBatch, Person, QueueRun, WorkDay

FACTS = (
    "customer", "phone", "vehicle", "sale", "repair_order", "appointment", "store_visit", "call_request", "complaint",
    "do_not_contact", "consent", "call_record",
    "contact", "attempt", "agenda_item", "promise",
)  # fmt: skip


def inputs(day: date) -> dict[str, Any]:
    """What a build of that day reads, by version: program, playbook, calendar, imports, and the last row of each table.

    Stores the calendar's content where it is new; call it inside the change that begins the run.
    """
    playbook = current.current_version(day)
    return {
        "program": _program(),
        "playbook": {
            "id": playbook.id, "name": playbook.name, "version": playbook.version, "hash": playbook.content_hash,
        },
        "calendar": _calendar_state(),
        "imports": pairs(
            ImportBatch.select(ImportBatch.kind, fn.MAX(ImportBatch.id)).where(ImportBatch.status == "applied")
            .group_by(ImportBatch.kind)
        ),
        "marks": current_marks(),
    }  # fmt: skip


def by_whom(actor: Actor) -> dict[str, Any]:
    """The person or account behind a run."""
    return {"name": actor.name, "role": actor.role, "origin": actor.origin}


def calendar_content() -> str:
    """The stored days off, as one text."""
    rows = tuples(WorkDay.select(WorkDay.day, WorkDay.kind, WorkDay.name, WorkDay.source).order_by(WorkDay.day))
    return json.dumps([[str(value) for value in row] for row in rows], ensure_ascii=False)


def calendar_hash(content: str) -> str:
    """What a calendar is known by."""
    return hashlib.sha256(content.encode()).hexdigest()


def runs(day: date | None = None, *, most: int = 100) -> list[dict[str, Any]]:
    """The runs of a day, or the last ones of all, newest first, with stable keys."""
    query = QueueRun.select(QueueRun, Person.name.alias("person_name")).left_outer_join(Person)
    if day is not None:
        query = query.where(QueueRun.work_date == day)
    return [_as_json(row) for row in query.order_by(QueueRun.id.desc()).limit(most).objects()]


def _as_json(row: Any) -> dict[str, Any]:
    kept = json.loads(row.summary)
    return {
        "run": row.id,
        "date": row.work_date,
        "state": state_of(row),
        "started_at": clock.local(row.started_at),
        "finished_at": clock.local(row.finished_at) if row.finished_at else None,
        "seconds": kept.get("seconds"),
        "by": kept.get("by", {}).get("name") or row.person_name,
        "host": shown_host(row),
        "process": row.process,
        **{name: kept.get(name) for name in ("added", "suppressed", "expired", "unreachable", "assigned")},
        "held_back": kept.get("held_back", {}),
        "kinds": kept.get("kinds", []),
        "warnings": kept.get("warnings", []),
        "inputs": kept.get("inputs", {}),
        "phases": kept.get("phases", {}),
        "prediction": kept.get("prediction", {}),
        "longest_change": kept.get("longest_change"),
    }


def _program() -> str:
    try:
        return version("agentdesk")
    except PackageNotFoundError:
        return ""


def _calendar_state() -> str:
    content, found = _calendar_now()
    _keep_calendar.run(found, content)
    return found


@remembered
def _calendar_now() -> tuple[str, str]:
    """The stored days off and what they are known by: many nights have the same."""
    content = calendar_content()
    return content, calendar_hash(content)


@prepared
def _keep_calendar(content_hash: Any, content: Any) -> Any:
    row = CalendarState.insert(content_hash=content_hash, content=content)
    return row.on_conflict(action="nothing", conflict_target=[CalendarState.content_hash])
