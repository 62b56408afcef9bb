"""Looking on at a colleague's call: who does is a fact, and the colleague's desk shows it."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import insert_row, prepared
from agentdesk.store.sessions import living_desks
from agentdesk.store.tables import Contact, Onlook, Person


def begin(actor: Actor, contact_id: int) -> int:
    """Begin to look on at somebody else's open call; returns the onlook's id, for `end`. UserError where it is over."""
    actor.require("supervisor")
    with change(actor, "call.look") as audit:
        contact = Contact.get_or_none(Contact.id == contact_id)
        if contact is None or contact.ended_at is not None:
            raise UserError(_("This call is over."))
        if contact.person_id == actor.id:
            raise UserError(_("This call is your own."))
        made = insert_row(Onlook, contact=contact_id, person=actor.id, desk=actor.desk, began_at=clock.now())
        audit("contact", contact_id, after={"onlook": made, "by": actor.name})
    return made


def end(actor: Actor, onlook_id: int) -> None:
    """Look on no more; once."""
    actor.require("supervisor")
    with change(actor, "call.look_away") as audit:
        now = clock.now()
        if _end.run(onlook_id, actor.id, now):
            audit("onlook", onlook_id, after={"ended_at": now})
        else:
            audit.skip()


@prepared
def _end(onlook_id: Any, person_id: Any, now: Any) -> ModelUpdate:
    own = (Onlook.id == onlook_id) & (Onlook.person == person_id) & Onlook.ended_at.is_null()
    return Onlook.update(ended_at=now).where(own)


def onlookers(contact_id: int) -> tuple[str, ...]:
    """The names of those who look on at a call now; a desk that was killed looks on no more."""
    found = _onlookers.rows(contact_id)
    if not found:
        return ()
    living = living_desks([desk for _name, desk in found])
    return tuple(dict.fromkeys(name for name, desk in found if desk in living))


@prepared
def _onlookers(contact_id: Any) -> ModelSelect[Onlook]:
    here = (Onlook.contact == contact_id) & Onlook.ended_at.is_null()
    return Onlook.select(Person.name, Onlook.desk).join(Person).where(here).order_by(Onlook.id)
