"""Taking back the last ending of a call: a compensating change, nothing deleted.

The sitting and the number dialled are open again, its tasks undecided and claimed, and what the ending brought with it
is lifted: a retired number, a finding, an opt-out, a promise. Every row of an ending carries its instant, which is how
they are found. The audit trail keeps the ending and its undoing; figures derived from the facts are those of a call
that goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from agentdesk.common import clock, names
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import beginning, calling, effects, steps
from agentdesk.interview.catalogue import outcome, outcome_name
from agentdesk.queue import claim, derive
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    AuditEvent,
    Contact,
    Customer,
    DoNotContact,
    Finding,
    Interview,
    Phone,
    Promise,
    Vehicle,
)

WITHIN = timedelta(minutes=5)
_SERVED = ("I", "P")  # classes of outcomes that are never taken back


@dataclass(frozen=True)
class Undone:
    """The contact that is open again, the outcome that was taken back, and whose call it is: 王建国 先生."""

    contact_id: int
    outcome: str
    customer: str


def undo_last(actor: Actor) -> Undone:
    """Take back the person's last unreached call, promise or refusal; the call is open again as it was before.

    What was served in the same call before stays served. Whether the right person was on the line is as it was then.

    UserError where there is none within five minutes, where it was a served task, where another call is under way, or
    where a colleague has the customer by now.
    """
    actor.require("agent", "supervisor")
    attempt, ended_at = _last_ended(actor)
    with change(actor, "attempt.undo") as audit:
        contact = Contact.get_by_id(attempt.contact_id)
        _make_room(actor, contact.id)
        served = _served(contact.id)
        tasks = _decided_then(contact.id, ended_at, served)
        _lift_effects(contact, attempt, tuple(tasks), ended_at)
        AgendaItem.update(outcome="", decided_at=None, note="").where(
            (AgendaItem.contact == contact.id) & AgendaItem.task.in_(tasks)
        ).execute()
        Interview.update(ended_at=None, result="").where(
            (Interview.contact == contact.id) & (Interview.ended_at >= ended_at) & Interview.task.not_in(served)
        ).execute()
        again = Attempt.update(ended_at=None, outcome="", contacted=_was_reached(attempt.id), note="")
        again.where(Attempt.id == attempt.id).execute()
        Contact.update(ended_at=None, desk=actor.desk).where(Contact.id == contact.id).execute()
        beginning.follow_agenda(contact.id)
        derive.refresh(steps.agenda_tasks(contact.id))
        for task_id in steps.undecided(contact.id):
            claim.claim(actor, task_id)
        before = {"outcome": attempt.outcome, "note": attempt.note, "ended_at": ended_at, "tasks": tasks}
        audit("attempt", attempt.id, before=before, after={"outcome": "", "contact": contact.id})
    customer = Customer.get_by_id(contact.customer_id)
    return Undone(contact.id, attempt.outcome, names.display(customer.name, customer.title))


def _last_ended(actor: Actor) -> tuple[Attempt, datetime]:
    attempt: Attempt | None = (
        Attempt.select()
        .join(Contact)
        .where((Contact.person == actor.id) & Attempt.ended_at.is_null(False))
        .order_by(Attempt.ended_at.desc(), Attempt.id.desc())
        .first()
    )
    if attempt is None or attempt.ended_at is None or attempt.ended_at < clock.now() - WITHIN:
        raise UserError(_("Nothing of the last five minutes can be taken back."))
    row = outcome(attempt.outcome)
    if row.klass in _SERVED:
        message = _("{outcome} cannot be taken back: the customer has been served.")
        raise UserError(message.format(outcome=outcome_name(row.code)))
    return attempt, attempt.ended_at


def _make_room(actor: Actor, contact_id: int) -> None:
    """Close a sitting opened since, where nothing has happened in it; UserError where something has."""
    other = calling.open_contact_of(actor.id)
    if other is None:
        return
    is_dialling = Attempt.select().where((Attempt.contact == other) & Attempt.ended_at.is_null()).exists()
    if is_dialling and Contact.get_by_id(other).desk:
        raise UserError(_("Another number is being dialled; end that call first."))
    if is_dialling or (other != contact_id and Attempt.select().where(Attempt.contact == other).exists()):
        raise UserError(_("A call of yours is parked; go on with it and end it first."))
    if other != contact_id:
        calling.close(actor, other)


def _served(contact_id: int) -> list[int]:
    decided = (AgendaItem.contact == contact_id) & (AgendaItem.outcome != "")
    rows = tuples(AgendaItem.select(AgendaItem.task, AgendaItem.outcome).where(decided))
    return [task_id for task_id, code in rows if outcome(code).klass in _SERVED]


def _decided_then(contact_id: int, at: datetime, served: list[int]) -> list[int]:
    """What the ending decided; a clock that stands still gives the entries served before it the same instant."""
    items = AgendaItem.select(AgendaItem.task).where((AgendaItem.contact == contact_id) & (AgendaItem.decided_at >= at))
    return column(items.where(AgendaItem.task.not_in(served)))


def _was_reached(attempt_id: int) -> bool:
    """Whether the right person had answered before the ending, which says of a promise that somebody was spoken to."""
    row = (AuditEvent.entity == "attempt") & (AuditEvent.entity_id == attempt_id)
    return bool(AuditEvent.select().where(row & (AuditEvent.action == "attempt.reached")).exists())


def _lift_effects(contact: Contact, attempt: Attempt, tasks: tuple[int, ...], at: datetime) -> None:
    now = clock.now()
    if attempt.phone_id is not None:
        Phone.update(retired_at=None, retired_reason="").where(
            (Phone.id == attempt.phone_id) & (Phone.retired_at == at)
        ).execute()
    Finding.update(withdrawn_at=now).where(
        (Finding.contact == contact.id) & (Finding.found_at == at) & Finding.withdrawn_at.is_null()
    ).execute()
    DoNotContact.update(lifted_at=now).where(
        (DoNotContact.customer == contact.customer_id)
        & (DoNotContact.person == contact.person_id)
        & (DoNotContact.since == at)
        & DoNotContact.lifted_at.is_null()
    ).execute()
    if "vehicle_sold" in outcome(attempt.outcome).effects:
        Vehicle.update(sold_on=None).where(
            Vehicle.id.in_(effects.vehicles_of(tasks)) & (Vehicle.sold_on == clock.local(at).date())
        ).execute()
    Promise.update(ended_at=now, ended_how="withdrawn").where(
        (Promise.contact == contact.id) & (Promise.created_at == at) & Promise.ended_at.is_null()
    ).execute()
    # What the ending moved, kept or withdrew is open again; its own promise was made at that instant and stays ended.
    Promise.update(ended_at=None, ended_how="").where(
        Promise.task.in_(tasks) & (Promise.ended_at == at) & (Promise.created_at < at)
    ).execute()
