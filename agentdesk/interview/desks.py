"""The terminal a call is at: it moves with its person, and an answer is stored from there only."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect, ModelUpdate, Value, fn

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store import desks
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Interview


def hold(actor: Actor, interview_id: int, position: str | None = None) -> None:
    """Store where the desk stands (None: where it stood) if the call is this person's and here.

    Elsewhere where it is not, UserError where the call or its interview is over. One statement, in the caller's change:
    an answer costs nothing more for it.
    """
    actor.require("agent", "supervisor")
    if not _hold.run(interview_id, position, actor.desk, actor.id):
        _refuse(actor, interview_id)


@prepared
def _hold(interview_id: Any, position: Any, desk: Any, person_id: Any) -> ModelUpdate:
    here = Contact.select(Value(1)).where(
        (Contact.id == Interview.contact)
        & (Contact.person == person_id)
        & Contact.ended_at.is_null()
        & ((Contact.desk == "") | (desk == "") | (Contact.desk == desk))
    )
    kept = fn.COALESCE(position, Interview.position)
    under_way = (Interview.id == interview_id) & Interview.ended_at.is_null()
    return Interview.update(position=kept).where(under_way & fn.EXISTS(here))


def _refuse(actor: Actor, interview_id: int) -> None:
    found = _contact_of.column(interview_id)
    if not found:
        raise UserError(_("There is no interview {id}.").format(id=interview_id))
    desks.require_call(actor, found[0])
    raise UserError(_("This call is over."))


@prepared
def _contact_of(interview_id: Any) -> ModelSelect[Interview]:
    return Interview.select(Interview.contact).where(Interview.id == interview_id)


@prepared
def move(contact_id: Any, desk: Any) -> ModelUpdate:
    """The call is at this terminal from now on; "" for one that is parked."""
    return Contact.update(desk=desk).where(Contact.id == contact_id)
