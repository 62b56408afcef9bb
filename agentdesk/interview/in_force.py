"""Which published questionnaire a task runs on, decoded once in a process."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.interview.model import FormModel
from agentdesk.playbook.current import current
from agentdesk.store.memory import remembered
from agentdesk.store.tables import Form, FormVersion, Kind


class FormInForce(NamedTuple):
    """The published version of a questionnaire that a new interview runs on."""

    version_id: int
    content_hash: str


def form_in_force(name: str, day: date | None = None) -> FormInForce | None:
    """The version of a form in force on a day (today); None where the name is empty or nothing is published by then."""
    return _in_force(name, day or clock.today()) if name else None


@remembered
def _in_force(name: str, day: date) -> FormInForce | None:
    found = (
        FormVersion.select(FormVersion.id, FormVersion.content_hash)
        .join(Form)
        .where((Form.name == name) & (FormVersion.effective_from <= day))
        .order_by(FormVersion.effective_from.desc(), FormVersion.version.desc())
        .tuples()
        .first()
    )
    return FormInForce(*found) if found else None


def form_name(kind_id: int, kind_code: str, step: str) -> str:
    """The questionnaire of a task: its step's, or its kind's; a kind that has left the playbook keeps its own."""
    try:
        kind = current().kind(kind_code)
    except KeyError:
        return Kind.select(Kind.form_name).where(Kind.id == kind_id).scalar() or ""
    own = next((schedule.form for schedule in kind.schedules if schedule.step == step and schedule.form), None)
    return own or kind.form or ""


@lru_cache(maxsize=64)
def form_model(version_id: int, content_hash: str) -> FormModel:
    """A published questionnaire, decoded once in a process: a version never changes."""
    compiled = FormVersion.select(FormVersion.compiled).where(FormVersion.id == version_id).scalar()
    return FormModel.from_json(compiled)
