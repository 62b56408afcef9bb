"""Taking over somebody else's open call: its agent has fallen ill, or the terminal is gone.

The call goes on where it stands: the number dialled, the answers, the text being typed and the complaint form that was
begun all go to whoever takes it over. The desk it was at stores nothing more of it and is told who has it
(`store.desks.Elsewhere`), with its next key or heart-beat. What was done before stays in its doer's name.
"""

from __future__ import annotations

from dataclasses import dataclass

from agentdesk.common import names
from agentdesk.common.dates import moment
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import drafts, in_call
from agentdesk.interview import calling, steps
from agentdesk.queue import claim, pausing
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Contact, Customer, Person


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was taken over, for one line to say it; `has_form` that a complaint had been begun in the call."""

    contact_id: int
    customer: str  # masked
    former: str
    has_form: bool


def take_over(actor: Actor, contact_id: int) -> TakenOver:
    """Make somebody else's open call the actor's, at the actor's terminal ("" for a command: parked, to be resumed).

    A supervisor at any time; an agent only when the lease of its tasks has run out, which no desk renews any more.
    UserError where it is over or the actor's own, and where the actor has another call or complaint form open.
    """
    actor.require("agent", "supervisor")
    with change(actor, "contact.takeover") as audit:
        contact = _open_contact(contact_id)
        former = Person.get_by_id(contact.person_id)
        left = steps.undecided(contact_id)
        if former.id == actor.id:
            raise UserError(_("This call is yours already; the desk offers to resume it."))
        if actor.role == "agent" and not claim.has_run_out(former.id, left):
            text = _("{name} has this customer on the line since {time}.")
            raise UserError(text.format(name=former.name, time=moment(contact.started_at)))
        _require_free(actor)
        pausing.come_back(actor)
        Contact.update(person=actor.id, desk=actor.desk).where(Contact.id == contact_id).execute()
        claim.hand_over(actor, former.id, left)
        form = in_call.hand_over(former.id, actor.id, contact_id)
        before = {"person": former.id, "name": former.name}
        audit("contact", contact_id, before=before, after={"person": actor.id, "name": actor.name, "form": form})
    customer = Customer.get_by_id(contact.customer_id)
    return TakenOver(contact_id, names.mask(customer.name), former.name, form is not None)


def _open_contact(contact_id: int) -> Contact:
    contact: Contact | None = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise UserError(_("There is no call {id}.").format(id=contact_id))
    if contact.ended_at is not None:
        raise UserError(_("This call is over."))
    return contact


def _require_free(actor: Actor) -> None:
    """A person has one call and one complaint form at a time."""
    if calling.open_contact_of(actor.id) is not None:
        raise UserError(_("You have a call of your own that is not over; end it first."))
    kept = drafts.open_draft(actor.id)
    if kept is not None:
        raise UserError(drafts.unfinished(kept))
