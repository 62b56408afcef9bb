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
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, language
from agentdesk.interview import facts, steps
from agentdesk.interview.model import FormModel
from agentdesk.interview.pages import NOT_COUNTED
from agentdesk.interview.run import Run
from agentdesk.interview.views import Change
from agentdesk.playbook.current import current
from agentdesk.playbook.schema import Settings
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import insert_rows
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.tables import Answer, Confirmation, Form, FormVersion, Interview, Kind, Task


class FormInForce(NamedTuple):
    """The published version of a questionnaire that a new interview runs on."""

    version_id: int
    content_hash: str


def form_in_force(name: str, day: date | None = None) -> FormInForce | None:
    """The version of a form in force on a day (today); None where the name is empty or nothing is published by then."""
    if not name:
        return None
    found = (
        FormVersion.select(FormVersion.id, FormVersion.content_hash)
        .join(Form)
        .where((Form.name == name) & (FormVersion.effective_from <= (day or clock.today())))
        .order_by(FormVersion.effective_from.desc(), FormVersion.version.desc())
        .tuples()
        .first()
    )
    return FormInForce(*found) if found else None


def form_name(kind_code: str, step: str, stored: str = "") -> str:
    """The questionnaire of a task: its step's, or its kind's; `stored` is the kind row's, for kinds that have left."""
    playbook = current()
    try:
        kind = playbook.kind(kind_code)
    except KeyError:
        return stored
    own = next((schedule.form for schedule in kind.schedules if schedule.step == step and schedule.form), None)
    return own or kind.form or ""


def start_interview(actor: Actor, contact_id: int, task_id: int) -> int:
    """Start the questionnaire of a task in a call, or resume the one this call has begun; returns the interview's id.

    The version in force now is kept to the end, with the facts as they are now and the seed of randomised choices.
    Where an earlier call of the task stopped half-way, its version and answers are taken on; who is on the line, the
    recording and the prompts are asked again (`run.first_open()` leads to the first question left). UserError where
    the task has no published questionnaire.
    """
    begun = interview_of(contact_id, task_id)
    if begun is not None:
        return begun
    with change(actor, "interview.start") as audit:
        call = steps.open_call(actor, contact_id)
        task = steps.task_of(task_id)
        if task_id not in call.undecided:
            raise UserError(_("This entry of the agenda is decided already."))
        earlier = _broken_off(task_id)
        version_id = earlier.form_version_id if earlier else _version_for(task)
        filled = _facts(actor, contact_id, task, call.undecided)
        interview_id: int = Interview.insert(
            contact=contact_id,
            task=task_id,
            form_version=version_id,
            person=actor.id,
            language=language(),
            seed=task_id,
            facts=json.dumps(filled, ensure_ascii=False),
            started_at=clock.now(),
        ).execute()
        carried = _carry_over(earlier.id, interview_id) if earlier else 0
        audit("interview", interview_id, after={"task": task_id, "form_version": version_id, "carried": carried})
    return interview_id


def _version_for(task: Task) -> int:
    version = form_version_for(task)
    if version is None:
        raise UserError(_("There is no published questionnaire for this task."))
    return version.version_id


def _broken_off(task_id: int) -> Interview | None:
    """The interview that an earlier call of the task left unfinished."""
    rows = Interview.select(Interview.id, Interview.form_version, Interview.result).where(Interview.task == task_id)
    last: Interview | None = rows.order_by(Interview.id.desc()).first()
    return last if last is not None and last.result in ("partial", "break_off") else None


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
    task = steps.task_of(task_id)
    version = form_version_for(task)
    if version is None:
        return None
    filled = _facts(actor, contact_id, task, steps.undecided(contact_id))
    return Run(
        form_model(version.version_id, version.content_hash), facts=filled.get(name, {}), language=name, seed=task_id
    )


def _facts(actor: Actor, contact_id: int, task: Task, undecided: tuple[int, ...]) -> facts.Facts:
    """The task's facts with its place on the agenda: the first one opens the call, the last one closes it."""
    first = undecided[:1] == (task.id,) and len(undecided) == len(steps.agenda_tasks(contact_id))
    return facts.facts_of(task, actor.name, first=first, last=undecided == (task.id,))


def interview_of(contact_id: int, task_id: int) -> int | None:
    """The interview of a task that a call has begun and not ended; None where there is none."""
    rows = Interview.select(Interview.id).where(
        (Interview.contact == contact_id) & (Interview.task == task_id) & Interview.ended_at.is_null()
    )
    found = column(rows)
    return found[0] if found else None


def form_version_for(task: Task) -> FormInForce | None:
    """The form version a new interview of the task would run on; None where it has no questionnaire."""
    stored = Kind.select(Kind.form_name).where(Kind.id == task.kind_id).scalar()
    return form_in_force(form_name(task.kind_code, task.step, stored or ""))


def load(interview_id: int) -> Run:
    """The engine's Run with everything stored: answers, confirmations, facts in its language, and its position."""
    row = _stored(interview_id)
    filled = json.loads(row.facts)
    run = Run(
        form_model(row.version_id, row.content_hash),
        facts=filled.get(row.language) or filled.get("zh", {}),
        language=row.language,
        seed=row.seed,
    )
    confirmed = pairs(
        Confirmation.select(Confirmation.node, Confirmation.confirmed_at).where(Confirmation.interview == interview_id)
    )
    run.restore(answers(interview_id), confirmed, row.position)
    return run


class _Stored(NamedTuple):
    """An interview's row with its form version's hash."""

    version_id: int
    content_hash: str
    language: str
    seed: int
    facts: str
    position: str
    ended_at: datetime | None
    result: str


def _stored(interview_id: int) -> _Stored:
    rows = tuples(
        Interview.select(
            FormVersion.id, FormVersion.content_hash, Interview.language, Interview.seed, Interview.facts,
            Interview.position, Interview.ended_at, Interview.result,
        )
        .join(FormVersion)
        .where(Interview.id == interview_id)
    )  # fmt: skip
    if not rows:
        raise UserError(_("There is no interview {id}.").format(id=interview_id))
    return _Stored(*rows[0])


@lru_cache(maxsize=64)
def form_model(version_id: int, content_hash: str) -> FormModel:
    """A published questionnaire, decoded once in a process: a version never changes."""
    compiled = FormVersion.select(FormVersion.compiled).where(FormVersion.id == version_id).scalar()
    return FormModel.from_json(compiled)


def answers(interview_id: int) -> dict[str, str]:
    """The latest answer of each question, without those taken back and without drafts."""
    latest = {node: value for node, value, draft in _history(interview_id) if not draft}
    return {node: value for node, value in latest.items() if value is not None}


def drafts(interview_id: int) -> dict[str, str]:
    """Open text that was typed after the question's last answer and not given as one."""
    latest = {node: (value, draft) for node, value, draft in _history(interview_id)}
    return {node: value or "" for node, (value, draft) in latest.items() if draft}


def _history(interview_id: int) -> list[tuple[str, str | None, bool]]:
    rows = Answer.select(Answer.node, Answer.value, Answer.draft).where(Answer.interview == interview_id)
    return tuples(rows.order_by(Answer.id))


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
            Interview.update(position=position).where(Interview.id == interview_id).execute()


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
        Interview.update(position=position).where(Interview.id == interview_id).execute()


def save_language(actor: Actor, interview_id: int, name: str) -> None:
    """The language the questions are asked in from here on; `load` again afterwards."""
    with change(actor, "interview.language") as audit:
        Interview.update(language=name).where(Interview.id == interview_id).execute()
        audit("interview", interview_id, after={"language": name})


def confirm(
    actor: Actor, interview_id: int, node: str, changes: Iterable[Change] = (), *, position: str | None = None
) -> None:
    """A compliance prompt was said; once per prompt, with its time. `changes` are those of the engine's verdict."""
    version = FormVersion.select(FormVersion.id, FormVersion.content_hash).join(Interview)
    form = form_model(*tuples(version.where(Interview.id == interview_id))[0])
    appearance = form.node(_name(node)).appearance
    others = [each for each in changes if each.key != node]
    with change(actor, "prompt.confirm") as audit:
        added = (
            Confirmation.insert(
                interview=interview_id, node=node, appearance=appearance, person=actor.id, confirmed_at=clock.now()
            )
            .on_conflict(action="nothing", conflict_target=[Confirmation.interview, Confirmation.node])
            .as_rowcount()
            .execute()
        )
        if added:
            audit("interview", interview_id, after={"confirmed": node})
        else:
            audit.skip()
        if others or position is not None:
            save_answers(actor, interview_id, others, position=position)


def _name(key: str) -> str:
    """The question's name of a key: `plate[2]` is a turn of plate."""
    return key.partition("[")[0].rpartition("/")[2]


def finish(actor: Actor, interview_id: int, at: datetime | None = None, run: Run | None = None) -> str:
    """End the interview: complete, partial or break_off by the share of applicable questions and the playbook's limits.

    Open text that was typed and not given counts as an answer. An interview that has ended keeps its result. `run`
    saves the loading where it was just loaded.
    """
    row = _stored(interview_id)
    if row.ended_at is not None:
        return row.result
    typed = drafts(interview_id)
    with change(actor, "interview.finish") as audit:
        if typed:
            save_answers(actor, interview_id, [Change(node, "", text) for node, text in typed.items()])
        state = run if run is not None and not typed else load(interview_id)
        result = result_of(state, current().head.settings)
        Interview.update(ended_at=at or clock.now(), result=result).where(Interview.id == interview_id).execute()
        audit("interview", interview_id, after={"result": result})
    return result


def result_of(run: Run, limits: Settings) -> str:
    """What an interview that ends now is, by the share of its applicable questions (standards.md section 1)."""
    share = run.share_answered() * 100
    if share < limits.partial_from:
        return "break_off"
    return "complete" if share > limits.complete_over and not run.can_complete() else "partial"
