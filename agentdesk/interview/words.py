"""What is typed in a call and answers no question: an outcome's note, a refusal's reason, the time of a promise.

It is kept with the call as it stands, each text by the name of its field, until it has been used or the call is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import ModelDelete

from agentdesk.store import desks
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import StepDraft


def kept(actor: Actor, contact_id: int) -> dict[str, str]:
    """What this person has typed in this call and not used, by field; empty where there is nothing."""
    from agentdesk.complaints import step_drafts

    actor.require("agent", "supervisor")
    return dict(step_drafts.kept(actor, step_drafts.Place("contact", contact_id, "words")).texts)


def keep(actor: Actor, contact_id: int, words: Mapping[str, str]) -> None:
    """Keep the texts as they stand; Elsewhere where the call has gone on at another terminal or with somebody else."""
    from agentdesk.complaints import step_drafts

    actor.require("agent", "supervisor")
    with change(actor, "step_draft.save") as audit:
        audit.skip()  # what is kept has its own event
        desks.require_call(actor, contact_id)
        place = step_drafts.Place("contact", contact_id, "words")
        step_drafts.keep(actor, place, step_drafts.Typed({name: text for name, text in words.items() if text}))


def forget(contact_id: int) -> None:
    """They have been used, or the call is over; in the caller's change."""
    _forget.run(contact_id)


@prepared
def _forget(contact_id: Any) -> ModelDelete:
    return StepDraft.delete().where((StepDraft.subject == "contact") & (StepDraft.subject_id == contact_id))
