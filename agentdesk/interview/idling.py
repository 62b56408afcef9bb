"""A desk that nobody touches any more: its call is parked, and nobody's customer waits for it."""

from __future__ import annotations

from agentdesk.interview import calling
from agentdesk.queue import claim
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Contact


def give_back(actor: Actor) -> None:
    """Park the actor's call at this desk, to be offered again at the next log-in, and free what they had claimed."""
    with change(actor, "desk.idle") as audit:
        audit.skip()  # what is parked and freed is noted there
        here = (Contact.person == actor.id) & Contact.ended_at.is_null() & (Contact.desk == actor.desk)
        for row in Contact.select(Contact.id).where(here):
            calling.leave(actor, row.id)
        claim.release_all(actor)
