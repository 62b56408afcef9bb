"""Whether something was said of an agent's calls: what each desk asks every minute, and so without the rest of it."""

from __future__ import annotations

from typing import Any

from peewee import fn

from agentdesk.store.audit import Actor
from agentdesk.store.reading import column
from agentdesk.store.tables import Judgement, JudgementEvent

FOR_AGENT = ("submitted", "answered")


def waits(actor: Actor) -> int:
    """How many judgements wait for this person: one cheap query."""
    actor.require("agent", "handler", "supervisor")
    return len(column(ids_waiting(actor.person_id))) if actor.person_id is not None else 0


def ids_waiting(person_id: int) -> Any:
    """Submitted judgements of a person that nobody has corrected and of which the last word is a supervisor's."""
    later = Judgement.alias()
    correction = later.select(later.id).where((later.corrects == Judgement.id) & later.submitted_at.is_null(False))
    last = JudgementEvent.alias()
    newest = last.select(fn.MAX(last.id)).where(last.judgement == Judgement.id)
    mine = (Judgement.person == person_id) & Judgement.submitted_at.is_null(False) & ~fn.EXISTS(correction)
    return (
        Judgement.select(Judgement.id)
        .join(JudgementEvent, on=(JudgementEvent.id == newest))
        .where(mine & JudgementEvent.kind.in_(FOR_AGENT))
        .order_by(Judgement.id)
    )
