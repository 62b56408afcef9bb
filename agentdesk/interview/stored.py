"""An interview as it is stored: its answers, what was typed and not given, and the running engine with all of it in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.in_force import form_model
from agentdesk.interview.run import Run
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Answer, Confirmation, FormVersion, Interview

Filled = dict[str, str]  # what an interview's lines name, by fact


class Stored(NamedTuple):
    """An interview as it is stored: the engine's Run with everything in it, and what was typed and not given."""

    interview_id: int
    run: Run
    drafts: dict[str, str]
    ended_at: datetime | None
    result: str


def load(interview_id: int, in_language: str = "") -> Run:
    """The engine's Run with everything stored: answers, confirmations, facts in its language, and its position.

    `in_language` reads it in another language than the one it was held in.
    """
    return stored(interview_id, in_language).run


def stored(interview_id: int, in_language: str = "", veil: Callable[[Filled], Filled] | None = None) -> Stored:
    """The interview with everything stored; UserError where there is none.

    `veil` changes the facts that its lines name, for a reader who is not to see all of them.
    """
    found = _stored.first(interview_id)
    if found is None:
        raise UserError(_("There is no interview {id}.").format(id=interview_id))
    version_id, content_hash, name, seed, filled, position, started_at, ended_at, result = found
    name, both = in_language or name, json.loads(filled)
    given = both.get(name) or both.get("zh", {})
    given = veil(given) if veil else given
    now = clock.now if ended_at is None else lambda: ended_at  # what hangs on today hangs on the day it was held
    form = form_model(version_id, content_hash)
    run = Run(form, facts=given, language=name, seed=seed, now=now, started=started_at)
    history = _history.rows(interview_id)
    run.restore(_answers(history), dict(_confirmed.rows(interview_id)), position)
    return Stored(interview_id, run, _drafts(history), ended_at, result)


@prepared
def _stored(interview_id: Any) -> ModelSelect[Interview]:
    columns = (
        FormVersion.id, FormVersion.content_hash, Interview.language, Interview.seed, Interview.facts,
        Interview.position, Interview.started_at, Interview.ended_at, Interview.result,
    )  # fmt: skip
    return Interview.select(*columns).join(FormVersion).where(Interview.id == interview_id)


@prepared
def _confirmed(interview_id: Any) -> ModelSelect[Confirmation]:
    columns = Confirmation.select(Confirmation.node, Confirmation.confirmed_at)
    return columns.where(Confirmation.interview == interview_id)


@prepared
def _history(interview_id: Any) -> ModelSelect[Answer]:
    columns = Answer.select(Answer.node, Answer.value, Answer.draft)
    return columns.where(Answer.interview == interview_id).order_by(Answer.id)


def answers(interview_id: int) -> dict[str, str]:
    """The latest answer of each question, without those taken back and without drafts."""
    return _answers(_history.rows(interview_id))


def _answers(history: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    latest = {node: value for node, value, draft in history if not draft}
    return {node: value for node, value in latest.items() if value is not None}


def drafts(interview_id: int) -> dict[str, str]:
    """Open text that was typed after the question's last answer and not given as one."""
    return _drafts(_history.rows(interview_id))


def _drafts(history: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    latest = {node: (value, draft) for node, value, draft in history}
    return {node: value or "" for node, (value, draft) in latest.items() if draft}
