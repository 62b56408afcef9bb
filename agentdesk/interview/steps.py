"""The small steps every ending of a call is made of; each runs inside the caller's change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, ModelSelect, ModelUpdate

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import words
from agentdesk.interview.catalogue import outcome
from agentdesk.playbook.schema import Outcome
from agentdesk.queue import claim, derive
from agentdesk.store import desks
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import AgendaItem, Attempt, Contact, Phone


class Dialled(NamedTuple):
    """The number being dialled: an attempt that has not ended."""

    id: int
    phone_id: int | None
    contacted: bool


@dataclass(frozen=True)
class Call:
    """A person's open contact: the number being dialled, and the tasks in order of the agenda, all and undecided."""

    actor: Actor
    contact_id: int
    customer_id: int
    attempt: Dialled | None
    agenda: tuple[int, ...]
    undecided: tuple[int, ...]

    @property
    def dialled(self) -> Dialled:
        """The open attempt; UserError where no number is being dialled."""
        if self.attempt is None:
            raise UserError(_("Dial a number first."))
        return self.attempt


def open_call(actor: Actor, contact_id: int, *, anywhere: bool = False) -> Call:
    """The actor's own open contact; UserError where it is over, somebody else's, or (but `anywhere`) elsewhere."""
    rows = _call.rows(contact_id)
    if not rows:
        raise UserError(_("There is no call {id}.").format(id=contact_id))
    customer_id, person_id, ended_at, attempt_id, phone_id, contacted, _task, _outcome, desk = rows[0]
    desks.require_holder(actor, person_id)
    if ended_at is not None:
        raise UserError(_("This call is over."))
    if not anywhere:
        desks.require_here(actor, desk)
    attempt = Dialled(attempt_id, phone_id, contacted) if attempt_id is not None else None
    agenda = [(row[6], row[7]) for row in rows if row[6] is not None]
    left = tuple(task_id for task_id, decided in agenda if not decided)
    return Call(actor, contact_id, customer_id, attempt, tuple(task_id for task_id, _decided in agenda), left)


@prepared
def _call(contact_id: Any) -> ModelSelect[Contact]:
    """A contact with the number being dialled, a row for each entry of its agenda."""
    columns = (
        Contact.customer, Contact.person, Contact.ended_at, Attempt.id, Attempt.phone, Attempt.contacted,
        AgendaItem.task, AgendaItem.outcome, Contact.desk,
    )  # fmt: skip
    return (
        Contact.select(*columns)
        .join(Attempt, JOIN.LEFT_OUTER, on=((Attempt.contact == Contact.id) & Attempt.ended_at.is_null()))
        .join(AgendaItem, JOIN.LEFT_OUTER, on=(AgendaItem.contact == Contact.id))
        .where(Contact.id == contact_id)
        .order_by(AgendaItem.position)
    )


def undecided(contact_id: int) -> tuple[int, ...]:
    """The tasks of a contact that nothing has come of yet, in order of the agenda."""
    return tuple(task_id for task_id, decided in _agenda.rows(contact_id) if not decided)


def agenda_tasks(contact_id: int) -> list[int]:
    """All tasks of a contact, in order of the agenda."""
    return _agenda.column(contact_id)


@prepared
def _agenda(contact_id: Any) -> ModelSelect[AgendaItem]:
    columns = AgendaItem.select(AgendaItem.task, AgendaItem.outcome).where(AgendaItem.contact == contact_id)
    return columns.order_by(AgendaItem.position)


def last_attempt(contact_id: int) -> tuple[str, str] | None:
    """Outcome and note of the last number dialled in a sitting; None where none was."""
    rows = Attempt.select(Attempt.outcome, Attempt.note).where(Attempt.contact == contact_id)
    found = tuples(rows.order_by(Attempt.id.desc()).limit(1))
    return (found[0][0], found[0][1]) if found else None


def code_of_tasks(call: Call, row: Outcome) -> str:
    """What the tasks are decided with after a number's outcome: the outcome itself, unless it ends only the number.

    A number that is final closes the tasks only where no usable number is left; else they keep the last outcome of
    this sitting that brings them back, "" where there was none.
    """
    if not row.final or "next_number" not in row.effects or not usable_numbers(call.customer_id):
        return row.code
    codes = column(
        Attempt.select(Attempt.outcome).where(Attempt.contact == call.contact_id).order_by(Attempt.id.desc())
    )
    return next((code for code in codes if code and not outcome(code).final), "")


def end_attempt(attempt: Dialled, row: Outcome, note: str, at: datetime) -> None:
    """Write what came of the dialled number."""
    _end_attempt.run(attempt.id, at, row.code, row.contacted, note)


@prepared
def _end_attempt(attempt_id: Any, at: Any, code: Any, contacted: Any, note: Any) -> ModelUpdate:
    changes = Attempt.update(ended_at=at, outcome=code, contacted=contacted, note=note)
    return changes.where(Attempt.id == attempt_id)


def decide(contact_id: int, task_ids: tuple[int, ...], code: str, note: str, at: datetime) -> None:
    """Write what came of these tasks in this sitting."""
    _decide.run(contact_id, task_ids, code, note, at)


@prepared
def _decide(contact_id: Any, task_ids: Any, code: Any, note: Any, at: Any) -> ModelUpdate:
    here = (AgendaItem.contact == contact_id) & AgendaItem.task.in_(task_ids)
    return AgendaItem.update(outcome=code, decided_at=at, note=note).where(here)


def end_contact(call: Call, at: datetime) -> dict[int, derive.Derived]:
    """Close the sitting, give its tasks back and let their derived columns follow the facts; returns these."""
    _end_contact.run(call.contact_id, at)
    words.forget(call.contact_id)
    derived = derive.refresh(call.agenda)
    claim.release(call.actor, call.agenda)
    return derived


@prepared
def _end_contact(contact_id: Any, at: Any) -> ModelUpdate:
    return Contact.update(ended_at=at).where(Contact.id == contact_id)


class Number(NamedTuple):
    """A number that can be dialled."""

    phone_id: int
    e164: str


def usable_numbers(customer_id: int) -> list[int]:
    """The customer's numbers that can be dialled, landline first (CM-02)."""
    return [number.phone_id for number in numbers_of(customer_id)]


def numbers_of(customer_id: int) -> list[Number]:
    """The same, each with what is dialled."""
    found = sorted(_usable.rows(customer_id), key=lambda row: number_order(*row[:3]))
    return [Number(phone_id, e164) for _kind, _rank, phone_id, e164 in found]


@prepared
def _usable(customer_id: Any) -> ModelSelect[Phone]:
    usable = Phone.retired_at.is_null() & Phone.e164.is_null(False)
    return Phone.select(Phone.kind, Phone.rank, Phone.id, Phone.e164).where((Phone.customer == customer_id) & usable)


_KINDS = {"landline": 0, "mobile": 1, "service": 2, "unknown": 3}


def number_order(kind: str, rank: int, phone_id: int) -> tuple[int, int, int]:
    """Sort key of a number: landline first, to spare the customer cost (CM-02), then as ranked."""
    return _KINDS[kind], rank, phone_id


def require_note(row: Outcome, note: str) -> None:
    """UserError where the outcome needs a note and has none."""
    if row.note_required and not note.strip():
        raise UserError(_("This outcome needs a note: say why."))
