"""Publishing a playbook: a new version in the database, with its kinds, outcomes and forms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.check import problems_of
from agentdesk.playbook.forms import CompiledForm, store_form
from agentdesk.playbook.read import read, shipped
from agentdesk.playbook.schema import Kind, Outcome, Playbook
from agentdesk.store import tables
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import PlaybookVersion

CompileForm = Callable[[Path], CompiledForm]


def publish(
    actor: Actor, folder: Path | str, compile_form: CompileForm, effective_from: date | None = None
) -> PlaybookVersion:
    """Publish the playbook of a folder, or a shipped one by name: written whole or not at all.

    The forms come from the room above, so `compile_form` is handed in. Content that is in force already makes no new
    version. Raises UserError with the first fault and their number where the playbook does not pass its check.
    """
    actor.require("supervisor")
    folder = shipped(str(folder))
    reading = read(folder)
    problems, playbook = problems_of(reading), reading.playbook
    if problems or playbook is None:
        more = _("{fault} ({count} faults in all; see: agentdesk playbook check {folder})")
        first = (reading.problems or problems)[0]
        raise UserError(more.format(fault=first, count=len(problems), folder=folder))
    forms = [compile_form(folder / "forms" / f"{name}.md") for name in playbook.forms]
    content = msgspec.json.encode(playbook, order="sorted").decode()
    with change(actor, "playbook.publish") as audit:
        for form in forms:
            store_form(actor, form, effective_from)
        version = _store(actor, playbook, content, effective_from or clock.today())
        if version is None:
            audit.skip()
            return _newest()
        audit(version, after={"name": version.name, "version": version.version, "hash": version.content_hash})
        return version


def _store(actor: Actor, playbook: Playbook, content: str, effective_from: date) -> PlaybookVersion | None:
    """The new version with its rows, or None where the newest one says the same."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    newest = PlaybookVersion.select().order_by(PlaybookVersion.id.desc()).first()
    if newest is not None and newest.content_hash == digest and newest.effective_from <= effective_from:
        return None
    same_name = PlaybookVersion.select().where(PlaybookVersion.name == playbook.head.name)
    last = same_name.order_by(PlaybookVersion.version.desc()).first()
    version = PlaybookVersion.create(
        name=playbook.head.name,
        version=last.version + 1 if last else 1,
        content=content,
        content_hash=digest,
        effective_from=effective_from,
        published_at=clock.now(),
        published_by=actor.person_id,
    )
    tables.Kind.insert_many([_kind_row(version, kind) for kind in playbook.kinds]).execute()
    tables.Outcome.insert_many([_outcome_row(version, outcome) for outcome in playbook.outcomes]).execute()
    return version


def _newest() -> PlaybookVersion:
    return PlaybookVersion.select().order_by(PlaybookVersion.id.desc()).get()


def _kind_row(version: PlaybookVersion, kind: Kind) -> dict[str, Any]:
    return {
        "playbook": version,
        "code": kind.code,
        "name_zh": kind.zh,
        "name_en": kind.en,
        "owner_role": kind.owner_role,
        "channel": kind.channel,
        "form_name": kind.form or "",
        "weight": kind.weight,
        "definition": msgspec.json.encode(kind, order="sorted").decode(),
    }


def _outcome_row(version: PlaybookVersion, outcome: Outcome) -> dict[str, Any]:
    return {
        "playbook": version,
        "code": outcome.code,
        "name_zh": outcome.zh,
        "name_en": outcome.en,
        "aapor": outcome.aapor,
        "aapor_class": outcome.klass or "",
        "level": outcome.level,
        "final": outcome.final,
        "contacted": outcome.contacted,
        "retry_minutes": outcome.retry_minutes,
        "note_required": outcome.note_required,
        "effects": json.dumps(outcome.effects),
    }
