"""What an outcome brings with it besides the outcome: findings, retired numbers, opt-outs, sold cars, appointments.

Every row written here carries the ending's instant and the contact, so that `undo` finds exactly what to take back.
"""

from __future__ import annotations

from datetime import datetime

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.steps import Call
from agentdesk.playbook.schema import Outcome
from agentdesk.store.reading import column, tuples
from agentdesk.store.settings import setting
from agentdesk.store.tables import Appointment, DoNotContact, Finding, Person, Phone, Task, Vehicle

FINDINGS = {"finding:wrong_number": "wrong_number", "finding:contact_mismatch": "contact_mismatch"}


def apply_to_number(call: Call, row: Outcome, note: str, at: datetime) -> None:
    """The effects on the number that was dialled: a finding against who keeps the data (DA-02), and its retirement."""
    attempt = call.dialled
    for effect in row.effects:
        if effect in FINDINGS:
            Finding.insert(
                kind=FINDINGS[effect],
                customer=call.customer_id,
                phone=attempt.phone_id,
                contact=call.contact_id,
                task=call.undecided[0] if call.undecided else None,
                against=_keeper_of_data(),
                found_at=at,
                work_date=clock.today(),
                note=note,
            ).execute()
        elif effect == "retire_number" and attempt.phone_id is not None:
            Phone.update(retired_at=at, retired_reason=row.code).where(Phone.id == attempt.phone_id).execute()


def _keeper_of_data() -> int | None:
    """Whom errors in phone data are counted against: the data-entry clerk (AU-10), where the dealer has named one."""
    code = setting("data_clerk")
    found = column(Person.select(Person.id).where(Person.code == code)) if code else []
    return found[0] if found else None


def apply_to_customer(
    call: Call, row: Outcome, task_ids: tuple[int, ...], note: str, at: datetime, starts_at: datetime | None = None
) -> None:
    """The effects on customer, car and workshop's book; `starts_at` is the appointment's instant (naive UTC)."""
    if "do_not_contact" in row.effects:
        DoNotContact.insert(
            customer=call.customer_id, reason=note.strip() or row.code, since=at, person=call.actor.id
        ).execute()
    if "vehicle_sold" in row.effects:
        Vehicle.update(sold_on=clock.today()).where(Vehicle.id.in_(vehicles_of(task_ids))).execute()
    if "appointment" in row.effects:
        for task_id in task_ids:
            _book(call, task_id, starts_at)


def vehicles_of(task_ids: tuple[int, ...]) -> list[int]:
    """The vehicles these tasks are about."""
    return column(Task.select(Task.vehicle).where(Task.id.in_(task_ids) & Task.vehicle.is_null(False)))


def of_the_same_car(task_ids: tuple[int, ...]) -> tuple[int, ...]:
    """The first of these tasks and those about the same car."""
    cars = dict(tuples(Task.select(Task.id, Task.vehicle).where(Task.id.in_(task_ids))))
    return tuple(task_id for task_id in task_ids if cars[task_id] == cars[task_ids[0]])


def _book(call: Call, task_id: int, starts_at: datetime | None) -> None:
    if starts_at is None:
        raise UserError(_("Enter the time of the appointment."))
    if starts_at <= clock.now():
        raise UserError(_("The appointment must lie in the future."))
    task = Task.get_by_id(task_id)
    Appointment.insert(
        source_key=f"desk:{call.contact_id}:{task_id}",
        customer=task.customer_id,
        vehicle=task.vehicle_id,
        advisor=task.advisor_id,
        starts_on=clock.local(starts_at).date(),
        starts_at=starts_at,
    ).execute()
