"""What is typed into a form (a step, the answer to a notice): kept at each pause, gone once it is recorded.

How a screen uses it (every function may raise UserError with one line to show)::

    typed = kept(actor, Place("complaint", complaint_id, "handled"))
    keep(actor, place, typed)                                    # after a pause of typing and on every exit
    record_step(actor, complaint_id, "handled", note, data)      # the step and the end of its draft, in one change
    answer(actor, notice_id, "new_number", note, number=...)     # the same for a notice
    ending(actor, place, lambda: actions.done(...))              # the same for an action
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, TypeVar

from agentdesk.common import clock
from agentdesk.complaints import investigations, workflow
from agentdesk.complaints.derive import Standing
from agentdesk.queue.notices import answer_notice
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import StepDraft

R = TypeVar("R")
ANSWER = "answer"  # the one step of a notice


class Place(NamedTuple):
    """What a draft is for: `subject` is a table that StepDraft allows, `step` a kind of step or ANSWER."""

    subject: str
    subject_id: int
    step: str


@dataclass(frozen=True)
class Typed:
    """A form as it stands: texts as they were typed, choices by their codes."""

    texts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything stands in it."""
        return any(self.texts.values()) or any(value is not None for value in self.choices.values())


def kept(actor: Actor, place: Place) -> Typed:
    """What this person has typed there before and not recorded; empty where there is nothing."""
    actor.require("agent", "handler", "supervisor")
    row = StepDraft.get_or_none(_mine(actor, place)) if actor.person_id is not None else None
    return Typed(**json.loads(row.fields)) if row else Typed()


def keep(actor: Actor, place: Place, typed: Typed) -> None:
    """Keep the form as it stands; one in which nothing stands any more is thrown away."""
    actor.require("agent", "handler", "supervisor")
    if actor.person_id is None:
        return  # the owner of the file, without a person: there is nobody to keep it for
    text = json.dumps(asdict(typed), ensure_ascii=False)
    with change(actor, "step_draft.save") as audit:
        row = StepDraft.get_or_none(_mine(actor, place))
        if (row.fields == text) if row else not typed:
            audit.skip()
        elif not typed:
            _throw_away(actor, place)
            audit(place.subject, place.subject_id, after={"step": place.step}, action="step_draft.discard")
        elif row:
            StepDraft.update(fields=text, updated_at=clock.now()).where(StepDraft.id == row.id).execute()
            audit(place.subject, place.subject_id, after={"step": place.step})
        else:
            StepDraft.create(**place._asdict(), person=actor.id, fields=text, updated_at=clock.now())
            audit(place.subject, place.subject_id, after={"step": place.step})


def record_step(
    actor: Actor,
    complaint_id: int,
    kind: str,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Standing:
    """Record a step (workflow.record) and end what was kept for it."""
    actor.require("agent", "handler", "supervisor")
    with change(actor, f"complaint.{kind}") as audit:
        found = workflow.record(actor, complaint_id, kind, note, data, seen=seen)
        _throw_away(actor, Place("complaint", complaint_id, kind))
        audit.skip()  # the step's own event says it
    return found


def answer(actor: Actor, notice_id: int, answered: str, note: str = "", *, number: str = "") -> str:
    """Answer a notice (queue/notices.py) and end what was kept for it; the task's state afterwards."""
    actor.require("agent", "handler", "supervisor")
    with change(actor, "notice.answer") as audit:
        state = answer_notice(actor, notice_id, answered, note, number=number)
        _throw_away(actor, Place("notice", notice_id, ANSWER))
        audit.skip()  # the answer's own event says it
    return state


def answer_inquiry(actor: Actor, notice_id: int, text: str) -> None:
    """Say what came of an investigation (investigations.py) and end what was kept for it."""
    actor.require("agent", "handler", "supervisor")
    ending(actor, Place("notice", notice_id, ANSWER), lambda: investigations.answer(actor, notice_id, text))


def ending(actor: Actor, place: Place, do: Callable[[], R]) -> R:
    """Do what a form is for and end what was kept for it, in one change; gives what `do` gives."""
    actor.require("agent", "handler", "supervisor")
    with change(actor, "step_draft.end") as audit:
        found = do()
        _throw_away(actor, place)
        audit.skip()  # what was done has its own event
    return found


def _mine(actor: Actor, place: Place) -> Any:
    return (
        (StepDraft.person == actor.id)
        & (StepDraft.subject == place.subject)
        & (StepDraft.subject_id == place.subject_id)
        & (StepDraft.step == place.step)
    )


def _throw_away(actor: Actor, place: Place) -> None:
    if actor.person_id is not None:
        StepDraft.delete().where(_mine(actor, place)).execute()
