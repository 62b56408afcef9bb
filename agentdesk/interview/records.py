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

Every writing raises `store.desks.Elsewhere` where the call goes on at another terminal or with somebody else by now,
and UserError where it, or the interview, is over.
Times are naive UTC; a value of None takes an answer back. `interview_of(contact_id, task_id)` finds a started one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.interview import desks, mileage
from agentdesk.interview.beginning import ANSWER, has_questionnaire, preview, start_interview
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import CODES
from agentdesk.interview.run import Run
from agentdesk.interview.stored import Stored, answers, drafts, load, stored
from agentdesk.interview.views import Change
from agentdesk.playbook.current import current
from agentdesk.playbook.schema import Settings
from agentdesk.store.audit import WORDS, Actor, change
from agentdesk.store.prepared import insert_rows, prepared
from agentdesk.store.tables import Answer, Confirmation, FormVersion, Interview

__all__ = [
    "Stored",
    "answers",
    "confirm",
    "drafts",
    "finish",
    "has_questionnaire",
    "interview_of",
    "load",
    "open_interviews",
    "preview",
    "result_of",
    "save_answer",
    "save_answers",
    "save_language",
    "save_position",
    "start_interview",
    "stored",
]


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


def save_answers(actor: Actor, interview_id: int, changes: Iterable[Change], *, position: str | None = None) -> None:
    """Append the answers that one keystroke changed, and the position with them, in one change.

    Words stand with the answers only, where they can be blanked: the audit trail, which never changes, says that there
    are some (PIPL art. 19, 47).
    """
    actor.require("agent", "supervisor")
    given = list(changes)
    rows = [(each.key, each.new if each.new != "" else None) for each in given]
    with change(actor, "answer.give") as audit:
        now = clock.now()
        if rows:
            insert_rows(Answer, ANSWER, [(interview_id, node, value, False, actor.id, now) for node, value in rows])
            hidden = {each.key for each in given if each.words and each.new not in ("", *CODES)}
            audit("interview", interview_id, after={key: WORDS if key in hidden else value for key, value in rows})
        else:
            audit.skip()
        desks.hold(actor, interview_id, position)


def save_answer(actor: Actor, interview_id: int, node: str, value: str | None, *, draft: bool = False) -> None:
    """Append one answer; a draft of open text replaces the draft before it and is no answer yet."""
    actor.require("agent", "supervisor")
    if draft:
        _save_draft(actor, interview_id, node, value or "")
    else:
        save_answers(actor, interview_id, [Change(node, "", value or "", words=True)])


def _save_draft(actor: Actor, interview_id: int, node: str, text: str) -> None:
    with change(actor, "answer.draft") as audit:
        desks.hold(actor, interview_id)
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
    actor.require("agent", "supervisor")
    with change(actor, "interview.move") as audit:
        audit.skip()
        desks.hold(actor, interview_id, position)


def save_language(actor: Actor, interview_id: int, name: str) -> None:
    """The language the questions are asked in from here on; `load` again afterwards."""
    actor.require("agent", "supervisor")
    with change(actor, "interview.language") as audit:
        desks.hold(actor, interview_id)
        Interview.update(language=name).where(Interview.id == interview_id).execute()
        audit("interview", interview_id, after={"language": name})


def confirm(
    actor: Actor,
    interview_id: int,
    node: str,
    changes: Iterable[Change] = (),
    *,
    position: str | None = None,
    at: datetime | None = None,
) -> None:
    """A compliance prompt was said; once per prompt, with its time (now, where it is stored at once).

    `changes` are those of the engine's verdict.
    """
    actor.require("agent", "supervisor")
    version_id, content_hash = _version_of.rows(interview_id)[0]
    appearance = form_model(version_id, content_hash).node(_name(node)).appearance
    others = [each for each in changes if each.key != node]
    with change(actor, "prompt.confirm") as audit:
        if _confirm.run(interview_id, node, appearance, actor.id, at or clock.now()):
            audit("interview", interview_id, after={"confirmed": node})
        else:
            audit.skip()
        if others or position is not None:
            save_answers(actor, interview_id, others, position=position)
        else:
            desks.hold(actor, interview_id)


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


def finish(
    actor: Actor,
    interview_id: int,
    at: datetime | None = None,
    loaded: Stored | None = None,
    *,
    wrong_person: bool = False,
) -> str:
    """End the interview: complete, partial or break_off by the share of applicable questions and the playbook's limits.

    Open text that was typed and not given counts as an answer. An interview that has ended keeps its result. `loaded`
    saves the loading where it was just loaded. What a wrong person has answered is a break-off, however much it was.
    """
    actor.require("agent", "supervisor")
    found = loaded or stored(interview_id)
    if found.ended_at is not None:
        return found.result
    with change(actor, "interview.finish") as audit:
        run = found.run
        if found.drafts:
            save_answers(
                actor, interview_id, [Change(node, "", text, words=True) for node, text in found.drafts.items()]
            )
            run = load(interview_id)
        result = "break_off" if wrong_person else result_of(run, current().head.settings)
        at = at or clock.now()
        _finish.run(interview_id, at, result)
        if not wrong_person:
            mileage.keep(interview_id, run, at)
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
