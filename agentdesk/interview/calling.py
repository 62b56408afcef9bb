"""Taking a customer, dialling, and leaving again."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import desks, promises, records, steps
from agentdesk.interview.catalogue import outcome
from agentdesk.queue import caps, claim, derive, pausing
from agentdesk.queue.claim import Taken
from agentdesk.queue.refused import refusals, why_refused
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import insert_row, insert_rows, prepared
from agentdesk.store.reading import column
from agentdesk.store.tables import AgendaItem, Attempt, Contact, DoNotContact, Phone, Task


def open_contact(actor: Actor, task_id: int, *, despite: str = "") -> int:
    """Claim the task with the customer's other due calls and open a sitting for them (CB-25).

    A person has one sitting at a time: an open one is resumed instead and its id returned. UserError where somebody
    else has the customer, or the playbook's caps speak against another call. `despite` is the warning the agent went on
    against (`queue.hours_now`, CM-01); the audit trail keeps it.
    """
    actor.require("agent", "supervisor")
    with change(actor, "contact.open") as audit:
        existing = open_contact_of(actor.id)
        if existing is None:
            return _open(actor, task_id, audit, despite)
        audit.skip()
    return existing if resume(actor, existing) else open_contact(actor, task_id, despite=despite)


def _open(actor: Actor, task_id: int, audit: Audit, despite: str) -> int:
    customer_id, tasks = claim.take(actor, task_id)
    pausing.come_back(actor)
    contact_id = insert_row(
        Contact, customer=customer_id, person=actor.id, work_date=clock.today(), started_at=clock.now(), desk=actor.desk
    )
    agenda = [(contact_id, task, place) for place, task in enumerate(tasks, 1)]
    insert_rows(AgendaItem, ("contact", "task", "position"), agenda)
    audit("contact", contact_id, after={"customer": customer_id, "tasks": tasks}, reason=despite)
    return contact_id


def open_contact_of(person_id: int) -> int | None:
    """The person's sitting that is not over, to be resumed; None where there is none."""
    return next(iter(_open_of.column(person_id)), None)


@prepared
def _open_of(person_id: Any) -> ModelSelect[Contact]:
    return Contact.select(Contact.id).where((Contact.person == person_id) & Contact.ended_at.is_null())


def resume(actor: Actor, contact_id: int) -> bool:
    """Go on with the sitting at the actor's terminal, and hold its tasks again.

    False, with the sitting closed, where a colleague took all of them meanwhile. The terminal it was at stores nothing
    of it any more (`store.desks.Elsewhere`).
    """
    actor.require("agent", "supervisor")
    with change(actor, "contact.resume") as audit:
        call = steps.open_call(actor, contact_id, anywhere=True)
        pausing.come_back(actor)
        if desks.move.run(contact_id, actor.desk):
            audit("contact", contact_id, after={"desk": actor.desk})
    held = [task_id for task_id in call.undecided if _hold(actor, task_id)]
    if held or call.attempt is not None:
        return True
    with change(actor, "contact.close") as audit:
        now = clock.now()
        for interview_id in records.open_interviews(contact_id, call.agenda):
            records.finish(actor, interview_id, now)
        steps.end_contact(call, now)
        audit("contact", contact_id, reason="taken over")
    return False


def _hold(actor: Actor, task_id: int) -> bool:
    try:
        claim.claim(actor, task_id)
    except Taken:
        return False
    return True


def heartbeat(actor: Actor, contact_id: int) -> None:
    """Renew the lease of the sitting's undecided tasks; UserError where it goes on elsewhere or is over."""
    actor.require("agent", "supervisor")
    claim.renew(actor, steps.open_call(actor, contact_id).undecided)


def dial(actor: Actor, contact_id: int, phone_id: int, *, despite: str = "") -> int:
    """Note that a number of the customer's is dialled now; returns the attempt's id.

    Dialling the same number twice is one attempt. UserError for a number that is retired, cannot be dialled or is not
    the customer's, while another number is being dialled, and for a customer who does not want to be called. `despite`
    is the warning the agent went on against (`promises.outside_hours`, CM-01); the audit trail keeps it.
    """
    actor.require("agent", "supervisor")
    with change(actor, "attempt.dial") as audit:
        call = steps.open_call(actor, contact_id)
        if call.attempt is not None:
            if call.attempt.phone_id != phone_id:
                raise UserError(_("Say first what came of the number being dialled."))
            audit.skip()
            return call.attempt.id
        number = _dialable(call, phone_id)
        now = clock.now()
        settled = promises.settle_at_dial(call.undecided, now)
        attempt_id = insert_row(
            Attempt,
            contact=contact_id,
            person=actor.id,
            phone=phone_id,
            number=number,
            work_date=clock.today(),
            started_at=now,
        )
        if settled:
            derive.refresh(settled)
        audit("attempt", attempt_id, after={"contact": contact_id, "phone": phone_id}, reason=despite)
    return attempt_id


def _dialable(call: steps.Call, phone_id: int) -> str:
    """The number as it is dialled; UserError says why it cannot be."""
    found = _number.first(phone_id, call.customer_id)
    if found is None:
        raise UserError(_("This number is not the customer's."))
    e164, retired_at = found
    if retired_at is not None or not e164:
        raise UserError(_("This number cannot be dialled; take another one."))
    if not call.undecided:
        raise UserError(_("Everything on the agenda is decided."))
    reason = opt_out(call.customer_id, call.undecided)
    if reason:
        raise UserError(_("This customer does not want to be called: {reason}").format(reason=reason))
    too_often = caps.against_dialling(call.customer_id, call.undecided, str(e164), clock.now())
    if too_often:
        raise UserError(too_often)
    return str(e164)


@prepared
def _number(phone_id: Any, customer_id: Any) -> ModelSelect[Phone]:
    theirs = (Phone.id == phone_id) & (Phone.customer == customer_id)
    return Phone.select(Phone.e164, Phone.retired_at).where(theirs)


def opt_out(customer_id: int, task_ids: tuple[int, ...]) -> str:
    """Why the customer must not be called for any of these tasks; "" where nothing stands against it."""
    barred: dict[str, str] = dict(reversed(_wishes.rows(customer_id)))
    if "" in barred:
        return barred[""]
    refused = refusals([customer_id])
    if not barred and not refused:
        return ""
    kinds = set(column(Task.select(Task.kind_code).where(Task.id.in_(task_ids))))
    reasons = [barred.get(kind) or why_refused(refused, customer_id, [kind]) for kind in sorted(kinds)]
    return reasons[0] if reasons and all(reasons) else ""


@prepared
def _wishes(customer_id: Any) -> ModelSelect[DoNotContact]:
    """What stands against calling a customer: kind of call ("" for every one) and reason, oldest first."""
    of_calls = DoNotContact.lifted_at.is_null() & DoNotContact.channel.in_(["", "phone"])
    rows = DoNotContact.select(DoNotContact.kind_code, DoNotContact.reason)
    return rows.where((DoNotContact.customer == customer_id) & of_calls).order_by(DoNotContact.id)


def reached(actor: Actor, contact_id: int) -> None:
    """The right person answers: from here on the customer's data may be read out."""
    actor.require("agent", "supervisor")
    with change(actor, "attempt.reached") as audit:
        attempt = steps.open_call(actor, contact_id).dialled
        if attempt.contacted:
            audit.skip()
            return
        _reached.run(attempt.id)
        audit("attempt", attempt.id, after={"contacted": True})


@prepared
def _reached(attempt_id: Any) -> ModelUpdate:
    return Attempt.update(contacted=True).where(Attempt.id == attempt_id)


def leave(actor: Actor, contact_id: int) -> None:
    """Park the call: it stays open and claimed, and is offered again at the next log-in."""
    actor.require("agent", "supervisor")
    with change(actor, "contact.leave") as audit:
        call = steps.open_call(actor, contact_id)
        claim.renew(actor, call.undecided)
        desks.move.run(contact_id, "")
        audit("contact", contact_id, after={"left_at": clock.now()})


def close(actor: Actor, contact_id: int) -> None:
    """End a sitting in which nothing is being dialled: its undecided tasks go back to the queue.

    Tasks take the outcome of the last number dialled, where one was; a sitting without a dial leaves them as they
    were, and so does a dead number while another one has not been tried.
    UserError while a number is being dialled. A sitting that is over stays as it is.
    """
    actor.require("agent", "supervisor")
    with change(actor, "contact.close") as audit:
        found = Contact.get_or_none((Contact.id == contact_id) & (Contact.person == actor.id))
        if found is not None and found.ended_at is not None:
            audit.skip()
            return
        call = steps.open_call(actor, contact_id)
        if call.attempt is not None:
            raise UserError(_("Say first what came of the call."))
        at = clock.now()
        last = steps.last_attempt(contact_id)
        code = steps.code_of_tasks(call, outcome(last[0])) if last else ""
        if last and code and call.undecided:
            steps.decide(contact_id, call.undecided, code, last[1], at)
        steps.end_contact(call, at)
        audit("contact", contact_id, after={"ended_at": at, "undecided": list(call.undecided)})
