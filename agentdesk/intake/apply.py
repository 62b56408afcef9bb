"""Rows into the database: what is new is added, what differs is changed, what is the same is left alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from agentdesk.intake.facts import Known, Planned, Target
from agentdesk.intake.rows import Row, RowRefused
from agentdesk.store.audit import Actor
from agentdesk.store.reading import dicts
from agentdesk.store.tables import ImportBatch, ImportRow, Table

_AT_ONCE = 500  # rows a statement; SQLite and PostgreSQL both limit its variables


def apply(target: Target, rows: Sequence[Row], known: Known, actor: Actor, now: datetime) -> list[Planned]:
    """Write the facts of these rows and set each row's verdict; call it inside the change's transaction."""
    planned = _kept(target, _plan(target, rows, known), known)
    if target.enter is not None:
        target.enter(planned, actor)
    else:
        _write(target, planned, known, now)
    target.after(planned, actor, now)
    for plan in planned:
        row = plan.row
        row.verdict = "unchanged" if not plan.change else "corrected" if row.problems else "accepted"
    return planned


def _kept(target: Target, planned: list[Planned], known: Known) -> list[Planned]:
    """Without new facts of a time whose files were removed: an old export must not bring them back (RT-04)."""
    removed = known.removed_before(target.kept_as) if target.kept_as else None
    if removed is None:
        return planned
    existing = _existing(target, planned)
    for plan in planned:
        day = target.day(plan.facts)
        if day is not None and day < removed and plan.facts[target.key] not in existing:
            plan.row.verdict = "outdated"
    return [plan for plan in planned if not plan.row.verdict]


def _write(target: Target, planned: Sequence[Planned], known: Known, now: datetime) -> None:
    existing = _existing(target, planned)
    fresh = [plan for plan in planned if plan.facts[target.key] not in existing]
    for plan in planned:
        if plan.facts[target.key] in existing:
            _update(target, plan, existing[plan.facts[target.key]], now)
    _create(target, fresh, known, now)


def stage(batch: ImportBatch, rows: Sequence[Row], planned: Sequence[Planned]) -> None:
    """Keep what stood in the rows and what became of them. Rows that changed nothing are counted, not kept:
    a nightly export repeats thousands of them. Nor are those that are older than they may be kept."""
    changes = {plan.row.number: plan for plan in planned}
    kept = [row for row in rows if row.verdict not in ("unchanged", "outdated")]
    staged = [_staged(batch, row, changes.get(row.number)) for row in kept]
    for start in range(0, len(staged), _AT_ONCE):
        ImportRow.insert_many(staged[start : start + _AT_ONCE]).execute()


def to_json(value: Any) -> str:
    """JSON as the import tables hold it; dates and instants are ISO."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_iso)


def _plan(target: Target, rows: Sequence[Row], known: Known) -> list[Planned]:
    planned = []
    for row in rows:
        if row.verdict:
            continue
        try:
            planned.append(Planned(row, target.facts(row, known)))
        except RowRefused as refusal:
            row.refuse(refusal.problem)
    return planned


def _existing(target: Target, planned: Sequence[Planned]) -> dict[str, dict[str, Any]]:
    key = getattr(target.table, target.key)
    wanted = [plan.facts[target.key] for plan in planned]
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = dicts(target.table.select().where(key.in_(wanted[start : start + _AT_ONCE])))
        found.update((row[target.key], row) for row in rows)
    return found


def _update(target: Target, plan: Planned, before: dict[str, Any], now: datetime) -> None:
    plan.id = before["id"]
    changed = {name: value for name, value in plan.facts.items() if before[name] != value}
    if not changed:
        return
    changed |= target.follows(changed)
    plan.change = "updated"
    plan.before = {name: before[name] for name in changed}
    stamp = {target.stamp: now} if target.stamp else {}
    target.table.update(changed | stamp).where(target.table.id == plan.id).execute()  # type: ignore[attr-defined]


def _create(target: Target, fresh: Sequence[Planned], known: Known, now: datetime) -> None:
    names = [name for name in target.table._meta.fields if name != "id"]
    for start in range(0, len(fresh), _AT_ONCE):
        some = fresh[start : start + _AT_ONCE]
        complete = [
            _complete(target.table, names, target.new(plan.facts | target.follows(plan.facts), known, now))
            for plan in some
        ]
        target.table.insert_many(complete).execute()
    stored = _existing(target, fresh)
    for plan in fresh:
        plan.id = stored[plan.facts[target.key]]["id"]
        plan.change = "created"


def _complete(table: type[Table], names: Sequence[str], facts: dict[str, Any]) -> dict[str, Any]:
    """All columns, since rows of one statement must have the same."""
    return {name: facts[name] if name in facts else table._meta.fields[name].default for name in names}


def _staged(batch: ImportBatch, row: Row, plan: Planned | None) -> dict[str, Any]:
    cells = {_title(row, place): cell for place, cell in enumerate(row.cells) if cell}
    return {
        "batch": batch.id,
        "row_number": row.number,
        "source_key": row.key,
        "cells": to_json(cells),
        "verdict": row.verdict,
        "change": plan.change if plan else "",
        "before": to_json(plan.before) if plan and plan.before else None,
        "problems": to_json([problem._asdict() for problem in row.problems]),
    }


def _title(row: Row, place: int) -> str:
    title = row.header[place].strip() if place < len(row.header) else ""
    return title or f"#{place + 1}"


def _iso(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"not a value of a fact: {value!r}")
