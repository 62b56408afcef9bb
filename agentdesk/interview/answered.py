"""What customers answered in interviews that have ended: answers on the path only, for many interviews at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from agentdesk.interview.in_force import form_model
from agentdesk.interview.run import Run
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Answer, Confirmation, FormVersion, Interview

_BATCH = 500  # ids asked for at once; SQLite limits the values of one statement


class Answered(NamedTuple):
    """A task's interview that counts, the last one that came to something, and its results by question."""

    task: int
    interview: int
    results: dict[str, str]


def answered(task_ids: Sequence[int], questions: Iterable[str]) -> list[Answered]:
    """The complete and partial interviews of these tasks whose form asks one of the questions, one to a task.

    An interview that took an earlier one's answers on counts alone, or both would count twice.
    """
    wanted = frozenset(questions)
    found: list[Answered] = []
    for start in range(0, len(task_ids), _BATCH):
        found += _of(task_ids[start : start + _BATCH], wanted)
    return found


def _of(task_ids: Sequence[int], wanted: frozenset[str]) -> list[Answered]:
    columns = (
        Interview.task, Interview.id, FormVersion.id, FormVersion.content_hash, Interview.language, Interview.seed,
        Interview.facts, Interview.started_at, Interview.ended_at,
    )  # fmt: skip
    rows = Interview.select(*columns).join(FormVersion).order_by(Interview.id)
    ended = Interview.task.in_(task_ids) & Interview.ended_at.is_null(False)
    last = {row[0]: row for row in tuples(rows.where(ended & Interview.result.in_(["complete", "partial"])))}
    asking = [row for row in last.values() if wanted & {node.name for node in form_model(row[2], row[3]).nodes}]
    ids = [row[1] for row in asking]
    answers, said = _answers(ids), _said(ids)
    return [Answered(row[0], row[1], _results(row, answers.get(row[1], {}), said.get(row[1], {}))) for row in asking]


def _answers(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The latest answer to each question; a draft of open text is no answer."""
    rows = Answer.select(Answer.interview, Answer.node, Answer.value).where(Answer.interview.in_(ids) & ~Answer.draft)
    found: dict[int, dict[str, str]] = {}
    for interview, node, value in tuples(rows.order_by(Answer.id)):
        found.setdefault(interview, {})[node] = value or ""
    return found


def _said(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Confirmation.select(Confirmation.interview, Confirmation.node, Confirmation.confirmed_at)
    found: dict[int, dict[str, Any]] = {}
    for interview, node, at in tuples(rows.where(Confirmation.interview.in_(ids))):
        found.setdefault(interview, {})[node] = at
    return found


def _results(row: tuple[Any, ...], answers: dict[str, str], said: dict[str, Any]) -> dict[str, str]:
    return _held(row[2:], (*answers.items(),), (*said.items(),))


@lru_cache(maxsize=4096)  # a few days' interviews: a desk that shows figures asks for the same ones each minute
def _held(
    interview: tuple[Any, ...], answers: tuple[tuple[str, str], ...], said: tuple[tuple[str, Any], ...]
) -> dict[str, str]:
    """The interview as it ended: what hangs on today's date hangs on the day it was held. Not to be written to."""
    version_id, content_hash, language, seed, facts, started_at, ended_at = interview
    both = json.loads(facts)
    given = both.get(language) or both.get("zh", {})
    form = form_model(version_id, content_hash)
    run = Run(form, facts=given, language=language, seed=seed, now=lambda: ended_at, started=started_at)
    run.restore(dict(answers), dict(said))
    return run.results()
