"""The small steps every ending of a call is made of; each runs inside the caller's change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from peewee import JOIN

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.schema import Outcome
from agentdesk.queue import claim, derive
from agentdesk.store.audit import Actor
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import AgendaItem, Attempt, Contact, Phone, Task


class Dialled(NamedTuple):
    """The number being dialled: an attempt that has not ended."""

    id: int
    phone_id: int | None
    contacted: bool


@dataclass(frozen=True)
class Call:
    """A person's open contact, with the number being dialled and the tasks still undecided, in order."""

    actor: Actor
    contact_id: int
    customer_id: int
    attempt: Dialled | None
    undecided: tuple[int, ...]

    @property
    def dialled(self) -> Dialled:
        """The open attempt; UserError where no number is being dialled."""
        if self.attempt is None:
            raise UserError(_("Dial a number first."))
        return self.attempt


def open_call(actor: Actor, contact_id: int) -> Call:
    """The actor's own open contact; UserError where it is over or somebody else's."""
    rows = tuples(
        Contact.select(Contact.customer, Contact.person, Contact.ended_at, Attempt.id, Attempt.phone, Attempt.contacted)
        .join(Attempt, JOIN.LEFT_OUTER, on=((Attempt.contact == Contact.id) & Attempt.ended_at.is_null()))
        .where(Contact.id == contact_id)
    )
    if not rows or rows[0][2] is not None:
        raise UserError(_("This call is over."))
    customer_id, person_id, _ended, attempt_id, phone_id, contacted = rows[0]
    if person_id != actor.id:
        raise UserError(_("This call is a colleague's."))
    attempt = Dialled(attempt_id, phone_id, contacted) if attempt_id is not None else None
    return Call(actor, contact_id, customer_id, attempt, undecided(contact_id))


def undecided(contact_id: int) -> tuple[int, ...]:
    """The tasks of a contact that nothing has come of yet, in order of the agenda."""
    items = AgendaItem.select(AgendaItem.task).where((AgendaItem.contact == contact_id) & (AgendaItem.outcome == ""))
    return tuple(column(items.order_by(AgendaItem.position)))


def agenda_tasks(contact_id: int) -> list[int]:
    """All tasks of a contact, in order of the agenda."""
    items = AgendaItem.select(AgendaItem.task).where(AgendaItem.contact == contact_id)
    return column(items.order_by(AgendaItem.position))


def last_attempt(contact_id: int) -> tuple[str, str] | None:
    """Outcome and note of the last number dialled in a sitting; None where none was."""
    rows = Attempt.select(Attempt.outcome, Attempt.note).where(Attempt.contact == contact_id)
    found = tuples(rows.order_by(Attempt.id.desc()).limit(1))
    return (found[0][0], found[0][1]) if found else None


def end_attempt(attempt: Dialled, row: Outcome, note: str, at: datetime) -> None:
    """Write what came of the dialled number."""
    Attempt.update(ended_at=at, outcome=row.code, contacted=row.contacted, note=note).where(
        Attempt.id == attempt.id
    ).execute()


def decide(contact_id: int, task_ids: tuple[int, ...], code: str, note: str, at: datetime) -> None:
    """Write what came of these tasks in this sitting."""
    AgendaItem.update(outcome=code, decided_at=at, note=note).where(
        (AgendaItem.contact == contact_id) & AgendaItem.task.in_(task_ids)
    ).execute()


def end_contact(actor: Actor, contact_id: int, at: datetime) -> None:
    """Close the sitting, give its tasks back and let their derived columns follow the facts."""
    Contact.update(ended_at=at).where(Contact.id == contact_id).execute()
    tasks = agenda_tasks(contact_id)
    derive.refresh(tasks)
    claim.release(actor, tasks)


def usable_numbers(customer_id: int) -> list[int]:
    """The customer's numbers that can be dialled, landline first (CM-02)."""
    numbers = Phone.select(Phone.kind, Phone.rank, Phone.id).where(
        (Phone.customer == customer_id) & Phone.retired_at.is_null() & Phone.e164.is_null(False)
    )
    return [phone_id for _kind, _rank, phone_id in sorted(tuples(numbers), key=lambda row: number_order(*row))]


_KINDS = {"landline": 0, "mobile": 1, "service": 2, "unknown": 3}


def number_order(kind: str, rank: int, phone_id: int) -> tuple[int, int, int]:
    """Sort key of a number: landline first, to spare the customer cost (CM-02), then as ranked."""
    return _KINDS[kind], rank, phone_id


def require_note(row: Outcome, note: str) -> None:
    """UserError where the outcome needs a note and has none."""
    if row.note_required and not note.strip():
        raise UserError(_("This outcome needs a note: say why."))


def task_of(task_id: int) -> Task:
    """The task; UserError where there is none."""
    task = Task.get_or_none(Task.id == task_id)
    if task is None:
        raise UserError(_("There is no task {id}.").format(id=task_id))
    return task
