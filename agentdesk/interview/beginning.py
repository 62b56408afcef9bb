"""The beginning of an interview: the form version it runs on, what its lines are filled with, what is carried over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, language
from agentdesk.complaints import in_call
from agentdesk.interview import facts, steps
from agentdesk.interview.catalogue import MISMATCH, outcome
from agentdesk.interview.conventions import IDENTIFIED, OPENING
from agentdesk.interview.in_force import FormInForce, form_in_force, form_model, form_name
from agentdesk.interview.pages import NOT_COUNTED
from agentdesk.interview.run import Run
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import insert_row, insert_rows, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Answer, Attempt, FormVersion, Interview

ANSWER = ("interview", "node", "value", "draft", "person", "answered_at")  # what an answer's row is given


def start_interview(actor: Actor, contact_id: int, task_id: int) -> int:
    """Start the questionnaire of a task in a call, or resume the one this call has begun; returns the interview's id.

    The version in force now is kept to the end, with the facts as they are now and the seed of randomised choices.
    Where an earlier call of the task stopped half-way, or was left behind at a terminal, its version and answers are
    taken on; who is on the line, the recording and the prompts are asked again (`run.first_open()` leads to the first
    question left). UserError before the right person has answered, and where the task has no published questionnaire.
    """
    actor.require("agent", "supervisor")
    with change(actor, "interview.start") as audit:
        earlier = [_Interview(*row) for row in _of_task.rows(task_id)]
        begun = next((row for row in earlier if row.contact_id == contact_id and row.ended_at is None), None)
        if begun is not None:
            audit.skip()
            return begun.id
        call = steps.open_call(actor, contact_id)
        if task_id not in call.undecided:
            raise UserError(_("This entry of the agenda is decided already."))
        if not call.dialled.contacted:
            raise UserError(_("The right person has not answered yet."))
        return _start(call, facts.subject_of(task_id), earlier[-1] if earlier else None, audit)


def _start(call: steps.Call, task: facts.Subject, last: _Interview | None, audit: Audit) -> int:
    stopped = last if last is not None and _goes_on(last) else None
    version_id = stopped.version_id if stopped else _version_for(task)
    interview_id = insert_row(
        Interview,
        contact=call.contact_id,
        task=task.id,
        form_version=version_id,
        person=call.actor.id,
        language=language(),
        seed=task.id,
        facts=json.dumps(_facts(call.actor, task, call.contact_id, call.undecided), ensure_ascii=False),
        started_at=clock.now(),
    )
    carried = _carry_over(stopped.id, interview_id) if stopped else 0
    in_call.adopt(call.actor, call.contact_id, interview_id, audit)
    audit("interview", interview_id, after={"task": task.id, "form_version": version_id, "carried": carried})
    return interview_id


def _goes_on(last: _Interview) -> bool:
    """Whether a task's interview is continued by the next one; nothing that somebody else said is the customer's."""
    return last.result != "complete" and not _wrong_line(last.contact_id, last.ended_at)


def _wrong_line(contact_id: int, ended_at: datetime | None) -> bool:
    """Whether the number an interview was held on turned out to be somebody else's: they ended at one instant."""
    ended = _ended_then.column(contact_id, ended_at) if ended_at is not None else []
    return any(MISMATCH in outcome(code).effects for code in ended if code)


@prepared
def _ended_then(contact_id: Any, ended_at: Any) -> ModelSelect[Attempt]:
    return Attempt.select(Attempt.outcome).where((Attempt.contact == contact_id) & (Attempt.ended_at == ended_at))


class _Interview(NamedTuple):
    """An interview of a task, in this call or an earlier one."""

    id: int
    contact_id: int
    version_id: int
    ended_at: datetime | None
    result: str


@prepared
def _of_task(task_id: Any) -> ModelSelect[Interview]:
    columns = (Interview.id, Interview.contact, Interview.form_version, Interview.ended_at, Interview.result)
    return Interview.select(*columns).where(Interview.task == task_id).order_by(Interview.id)


def has_questionnaire(task_id: int) -> bool:
    """Whether a task is asked by a published questionnaire; UserError where there is no such task."""
    return _version_of_task(facts.subject_of(task_id)) is not None


def _version_of_task(task: facts.Subject) -> FormInForce | None:
    return form_in_force(form_name(task.kind_id, task.kind_code, task.step))


def _version_for(task: facts.Subject) -> int:
    version = _version_of_task(task)
    if version is None:
        raise UserError(_("There is no published questionnaire for this task."))
    return version.version_id


def _carry_over(earlier_id: int, interview_id: int) -> int:
    """Copy the answers of the unfinished interview with their times and who took them; returns how many."""
    given = Answer.interview == earlier_id
    rows = Answer.select(Answer.node, Answer.value, Answer.person, Answer.answered_at, Answer.draft).where(given)
    latest = {row[0]: row for row in tuples(rows.order_by(Answer.id)) if not row[4] and row[0] not in NOT_COUNTED}
    kept = [(interview_id, node, value, False, who, at) for node, value, who, at, _ in latest.values() if value]
    if kept:
        insert_rows(Answer, ANSWER, kept)
    return len(kept)


def preview(actor: Actor, contact_id: int, task_id: int, name: str) -> Run | None:
    """The questionnaire as it would begin, in a language, with nothing stored: its opening is shown while it rings.

    None where the task has no published questionnaire.
    """
    actor.require("agent", "supervisor")
    task = facts.subject_of(task_id)
    version = _version_of_task(task)
    if version is None:
        return None
    filled = _facts(actor, task, contact_id, steps.undecided(contact_id))
    return Run(
        form_model(version.version_id, version.content_hash), facts=filled.get(name, {}), language=name, seed=task_id
    )


def _facts(actor: Actor, task: facts.Subject, contact_id: int, undecided: tuple[int, ...]) -> facts.Facts:
    """The task's facts with its place in the call: who has not been asked who is there opens it, the last closes it."""
    last = undecided == (task.id,)
    return facts.facts_of(task, actor.name, first=not _is_opened(contact_id), last=last)


def _is_opened(contact_id: int) -> bool:
    """Whether an interview of this call has asked, on the number dialled now, who is there and whether to record."""
    given: dict[int, dict[str, str | None]] = {}
    asked: dict[int, set[str]] = {}
    for interview_id, version_id, content_hash, node, value in _opening.rows(contact_id, list(NOT_COUNTED)):
        given.setdefault(interview_id, {})[node] = value
        asked[interview_id] = {each.name for each in form_model(version_id, content_hash).nodes} & NOT_COUNTED
    return any(
        answers.get(OPENING) == IDENTIFIED and all(answers.get(node) for node in asked[interview_id])
        for interview_id, answers in given.items()
    )


@prepared
def _opening(contact_id: Any, nodes: Any) -> ModelSelect[Interview]:
    """What was answered to the opening's questions in a call since its open number was dialled."""
    dialled = (Attempt.contact == Interview.contact) & Attempt.ended_at.is_null()
    return (
        Interview.select(Interview.id, FormVersion.id, FormVersion.content_hash, Answer.node, Answer.value)
        .join(Attempt, on=(dialled & (Attempt.started_at <= Interview.started_at)))
        .join(Answer, on=((Answer.interview == Interview.id) & Answer.node.in_(nodes)))
        .join(FormVersion, on=(FormVersion.id == Interview.form_version))
        .where((Interview.contact == contact_id) & (Answer.draft == False))  # noqa: E712 - SQL, not Python
        .order_by(Answer.id)
    )


def follow_agenda(contact_id: int) -> None:
    """Where one entry is left and its interview has begun, that interview closes the call; in the caller's change."""
    left = steps.undecided(contact_id)
    for interview_id, task_id, filled in _begun.rows(contact_id, left):
        last = "yes" if left == (task_id,) else "no"
        both = {name: {**known, "agenda_last": last} for name, known in json.loads(filled).items()}
        _place.run(interview_id, json.dumps(both, ensure_ascii=False))


@prepared
def _begun(contact_id: Any, task_ids: Any) -> ModelSelect[Interview]:
    here = (Interview.contact == contact_id) & Interview.task.in_(task_ids) & Interview.ended_at.is_null()
    return Interview.select(Interview.id, Interview.task, Interview.facts).where(here)


@prepared
def _place(interview_id: Any, filled: Any) -> ModelUpdate:
    return Interview.update(facts=filled).where(Interview.id == interview_id)
