"""An interview's storage: append-only answers, each stored when it is given.

How a screen uses it::

    interview_id = start_interview(actor, contact_id, task_id)   # form version in force now; an open one is resumed
    run = load(interview_id)                                     # the engine's Run, at the question where it stood
    texts = drafts(interview_id)                                 # {key: text} typed and not yet given as an answer

    verdict = run.answer(key, value); run.next()
    if verdict.ok:
        save_answers(actor, interview_id, verdict.changes, position=run.position)    # one keystroke in one change
    save_answer(actor, interview_id, key, text, draft=True)      # open text, after a second's pause and on every exit
    save_position(actor, interview_id, run.position)             # after back / goto
    verdict = run.confirm(key); run.next()                       # a prompt was said, with its time
    confirm(actor, interview_id, key, verdict.changes, position=run.position)
    save_language(actor, interview_id, "en"); run = load(interview_id)               # F2: facts and lines follow

    finish(actor, interview_id)                                  # "complete" | "partial" | "break_off"; the endings of
                                                                 # contacts.py call it, a screen need not

Times are naive UTC; a value of None takes an answer back. `interview_of(contact_id, task_id)` finds a started one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, language
from agentdesk.interview import facts, steps
from agentdesk.interview.in_force import FormInForce, form_in_force, form_model, form_name
from agentdesk.interview.pages import NOT_COUNTED
from agentdesk.interview.run import Run
from agentdesk.interview.views import Change
from agentdesk.playbook.current import current
from agentdesk.playbook.schema import Settings
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import insert_row, insert_rows, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Answer, Confirmation, FormVersion, Interview


def start_interview(actor: Actor, contact_id: int, task_id: int) -> int:
    """Start the questionnaire of a task in a call, or resume the one this call has begun; returns the interview's id.

    The version in force now is kept to the end, with the facts as they are now and the seed of randomised choices.
    Where an earlier call of the task stopped half-way, its version and answers are taken on; who is on the line, the
    recording and the prompts are asked again (`run.first_open()` leads to the first question left). UserError where
    the task has no published questionnaire.
    """
    with change(actor, "interview.start") as audit:
        earlier = [_Interview(*row) for row in _of_task.rows(task_id)]
        begun = next((row for row in earlier if row.contact_id == contact_id and row.ended_at is None), None)
        if begun is not None:
            audit.skip()
            return begun.id
        call = steps.open_call(actor, contact_id)
        if task_id not in call.undecided:
            raise UserError(_("This entry of the agenda is decided already."))
        return _start(call, facts.subject_of(task_id), earlier[-1] if earlier else None, audit)


def _start(call: steps.Call, task: facts.Subject, last: _Interview | None, audit: Audit) -> int:
    stopped = last if last is not None and last.result in ("partial", "break_off") else None
    version_id = stopped.version_id if stopped else _version_for(task)
    interview_id = insert_row(
        Interview,
        contact=call.contact_id,
        task=task.id,
        form_version=version_id,
        person=call.actor.id,
        language=language(),
        seed=task.id,
        facts=json.dumps(_facts(call.actor, task, call.agenda, call.undecided), ensure_ascii=False),
        started_at=clock.now(),
    )
    carried = _carry_over(stopped.id, interview_id) if stopped else 0
    audit("interview", interview_id, after={"task": task.id, "form_version": version_id, "carried": carried})
    return interview_id


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
        insert_rows(Answer, _ANSWER, kept)
    return len(kept)


def preview(actor: Actor, contact_id: int, task_id: int, name: str) -> Run | None:
    """The questionnaire as it would begin, in a language, with nothing stored: its opening is shown while it rings.

    None where the task has no published questionnaire.
    """
    task = facts.subject_of(task_id)
    version = _version_of_task(task)
    if version is None:
        return None
    filled = _facts(actor, task, tuple(steps.agenda_tasks(contact_id)), steps.undecided(contact_id))
    return Run(
        form_model(version.version_id, version.content_hash), facts=filled.get(name, {}), language=name, seed=task_id
    )


def _facts(actor: Actor, task: facts.Subject, agenda: tuple[int, ...], undecided: tuple[int, ...]) -> facts.Facts:
    """The task's facts with its place on the agenda: the first one opens the call, the last one closes it."""
    first = undecided == agenda and agenda[:1] == (task.id,)
    return facts.facts_of(task, actor.name, first=first, last=undecided == (task.id,))


def interview_of(contact_id: int, task_id: int) -> int | None:
    """The interview of a task that a call has begun and not ended; None where there is none."""
    return next(iter(open_interviews(contact_id, (task_id,))), None)


def open_interviews(contact_id: int, task_ids: tuple[int, ...]) -> list[int]:
    """The interviews of these tasks that a call has begun and not ended."""
    return _open_of.column(contact_id, task_ids)


@prepared
def _open_of(contact_id: Any, task_ids: Any) -> ModelSelect[Interview]:
    here = (Interview.contact == contact_id) & Interview.task.in_(task_ids) & Interview.ended_at.is_null()
    return Interview.select(Interview.id).where(here)


class Stored(NamedTuple):
    """An interview as it is stored: the engine's Run with everything in it, and what was typed and not given."""

    interview_id: int
    run: Run
    drafts: dict[str, str]
    ended_at: datetime | None
    result: str


def load(interview_id: int) -> Run:
    """The engine's Run with everything stored: answers, confirmations, facts in its language, and its position."""
    return stored(interview_id).run


def stored(interview_id: int) -> Stored:
    """The interview with everything stored; UserError where there is none."""
    found = _stored.first(interview_id)
    if found is None:
        raise UserError(_("There is no interview {id}.").format(id=interview_id))
    version_id, content_hash, name, seed, filled, position, ended_at, result = found
    both = json.loads(filled)
    given = both.get(name) or both.get("zh", {})
    run = Run(form_model(version_id, content_hash), facts=given, language=name, seed=seed)
    history = _history.rows(interview_id)
    run.restore(_answers(history), dict(_confirmed.rows(interview_id)), position)
    return Stored(interview_id, run, _drafts(history), ended_at, result)


@prepared
def _stored(interview_id: Any) -> ModelSelect[Interview]:
    columns = (
        FormVersion.id, FormVersion.content_hash, Interview.language, Interview.seed, Interview.facts,
        Interview.position, Interview.ended_at, Interview.result,
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


def save_answers(actor: Actor, interview_id: int, changes: Iterable[Change], *, position: str | None = None) -> None:
    """Append the answers that one keystroke changed, and the position with them, in one change."""
    rows = [(each.key, each.new if each.new != "" else None) for each in changes]
    with change(actor, "answer.give") as audit:
        now = clock.now()
        if rows:
            insert_rows(Answer, _ANSWER, [(interview_id, node, value, False, actor.id, now) for node, value in rows])
            audit("interview", interview_id, after=dict(rows))
        else:
            audit.skip()
        if position is not None:
            _move.run(interview_id, position)


@prepared
def _move(interview_id: Any, position: Any) -> ModelUpdate:
    return Interview.update(position=position).where(Interview.id == interview_id)


_ANSWER = ("interview", "node", "value", "draft", "person", "answered_at")


def save_answer(actor: Actor, interview_id: int, node: str, value: str | None, *, draft: bool = False) -> None:
    """Append one answer; a draft of open text replaces the draft before it and is no answer yet."""
    if draft:
        _save_draft(actor, interview_id, node, value or "")
    else:
        save_answers(actor, interview_id, [Change(node, "", value or "")])


def _save_draft(actor: Actor, interview_id: int, node: str, text: str) -> None:
    with change(actor, "answer.draft") as audit:
        audit.skip()  # what is still being typed is no fact yet; the answer is audited
        here = (Answer.interview == interview_id) & (Answer.node == node)
        last = Answer.select(Answer.id, Answer.draft).where(here).order_by(Answer.id.desc()).tuples().first()
        if last is not None and last[1]:
            Answer.update(value=text, answered_at=clock.now()).where(Answer.id == last[0]).execute()
            return
        Answer.insert(
            interview=interview_id, node=node, value=text, draft=True, person=actor.id, answered_at=clock.now()
        ).execute()


def save_position(actor: Actor, interview_id: int, position: str) -> None:
    """Where the desk stands, so that another start shows the same question; no fact, so without an audit event."""
    with change(actor, "interview.move") as audit:
        audit.skip()
        _move.run(interview_id, position)


def save_language(actor: Actor, interview_id: int, name: str) -> None:
    """The language the questions are asked in from here on; `load` again afterwards."""
    with change(actor, "interview.language") as audit:
        Interview.update(language=name).where(Interview.id == interview_id).execute()
        audit("interview", interview_id, after={"language": name})


def confirm(
    actor: Actor, interview_id: int, node: str, changes: Iterable[Change] = (), *, position: str | None = None
) -> None:
    """A compliance prompt was said; once per prompt, with its time. `changes` are those of the engine's verdict."""
    version_id, content_hash = _version_of.rows(interview_id)[0]
    appearance = form_model(version_id, content_hash).node(_name(node)).appearance
    others = [each for each in changes if each.key != node]
    with change(actor, "prompt.confirm") as audit:
        if _confirm.run(interview_id, node, appearance, actor.id, clock.now()):
            audit("interview", interview_id, after={"confirmed": node})
        else:
            audit.skip()
        if others or position is not None:
            save_answers(actor, interview_id, others, position=position)


@prepared
def _version_of(interview_id: Any) -> ModelSelect[FormVersion]:
    versions = FormVersion.select(FormVersion.id, FormVersion.content_hash)
    return versions.join(Interview).where(Interview.id == interview_id)


@prepared
def _confirm(interview_id: Any, node: Any, appearance: Any, person_id: Any, at: Any) -> Any:
    row = {"interview": interview_id, "node": node, "appearance": appearance, "person": person_id, "confirmed_at": at}
    once = [Confirmation.interview, Confirmation.node]
    return Confirmation.insert(row).on_conflict(action="nothing", conflict_target=once)


def _name(key: str) -> str:
    """The question's name of a key: `plate[2]` is a turn of plate."""
    return key.partition("[")[0].rpartition("/")[2]


def finish(actor: Actor, interview_id: int, at: datetime | None = None, loaded: Stored | None = None) -> str:
    """End the interview: complete, partial or break_off by the share of applicable questions and the playbook's limits.

    Open text that was typed and not given counts as an answer. An interview that has ended keeps its result. `loaded`
    saves the loading where it was just loaded.
    """
    found = loaded or stored(interview_id)
    if found.ended_at is not None:
        return found.result
    with change(actor, "interview.finish") as audit:
        run = found.run
        if found.drafts:
            save_answers(actor, interview_id, [Change(node, "", text) for node, text in found.drafts.items()])
            run = load(interview_id)
        result = result_of(run, current().head.settings)
        _finish.run(interview_id, at or clock.now(), result)
        audit("interview", interview_id, after={"result": result})
    return result


@prepared
def _finish(interview_id: Any, at: Any, result: Any) -> ModelUpdate:
    return Interview.update(ended_at=at, result=result).where(Interview.id == interview_id)


def result_of(run: Run, limits: Settings) -> str:
    """What an interview that ends now is, by the share of its applicable questions (standards.md section 1)."""
    share = run.share_answered() * 100
    if share < limits.partial_from:
        return "break_off"
    return "complete" if share > limits.complete_over and not run.can_complete() else "partial"
