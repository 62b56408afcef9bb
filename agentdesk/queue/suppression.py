"""Why something that is due is not queued: one table of reasons, for the night's build and for its explanation.

A reason is a condition in SQL, tried in the order of the table, and the row of facts that holds the due fact back, kept
as `Suppression.detail`: `do_not_contact:17`, `vehicle:3`, `phone:8`, `task:412`, `contact:55`. A suppression holds only
as long as its condition: each build asks again, so a ban that is lifted or a number that is found lets the task come
while its window lasts. What the rows of facts say is told by queue/held_back.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from peewee import Case, Cast, Select, Value, fn

from agentdesk.common.i18n import N_
from agentdesk.playbook.house import Settings
from agentdesk.playbook.kinds import Schedule, Step
from agentdesk.queue.dates import Quiet
from agentdesk.queue.quota import QUOTA, is_left_over
from agentdesk.queue.rules import dedupe_key
from agentdesk.queue.sources import Source
from agentdesk.store.tables import Attempt, Consent, Contact, Customer, DoNotContact, Phone, RepairOrder, Task, Vehicle
from agentdesk.store.tables.privacy import FROM_DEALER
from agentdesk.store.tables.temporary import DueDay

OF_A_CAR = ("repair_order", "sale", "vehicle", "appointment")
HARD_DATES = ("appointment.starts", "vehicle.insurance_expires", "vehicle.inspection_expires")
Condition = Callable[[Step, Source], Any]


class Reason(NamedTuple):
    """One reason: which schedules ask for it, when it holds, and which row of facts says so."""

    code: str
    requirement: str
    words: str  # a message id of the catalogue
    concerns: Callable[[Step], bool]
    holds: Condition
    table: str = ""  # of the row that `fact` finds; "" where the reason is the lack of one
    fact: Condition | None = None  # its id
    gate: Condition | None = None  # asked first, and once for neighbours that share it


def quiet(day: date, settings: Settings) -> Quiet:
    """The playbook's rule about customers who were spoken to a short while ago, as seen on a day."""
    return Quiet(day, settings.quiet_days, settings.quiet_always)


def reason_code(step: Step, found: Source) -> Any:
    """Why a due fact is not queued, or NULL: the first reason of the table that holds, as an SQL expression."""
    return _first(step, found, lambda reason: Value(reason.code))


def reason_detail(step: Step, found: Source) -> Any:
    """The row of facts that holds it back, as `table:id`; empty where it is the lack of one or nothing holds it."""
    return fn.COALESCE(_first(step, found, lambda reason: _named(reason, step, found)), "")


def reason(code: str) -> Reason:
    """The row of the table with that code; KeyError where there is none."""
    return _BY_CODE[code]


def _first(step: Step, found: Source, value: Callable[[Reason], Any]) -> Any:
    asked = [row for row in REASONS if row.concerns(step)]
    cases: list[tuple[Any, Any]] = []
    for gate, rows in groupby(asked, key=lambda row: row.gate):
        inner = [(row.holds(step, found), value(row)) for row in rows]
        cases += [(gate(step, found), Case(None, inner, None))] if gate else inner
    return Case(None, cases, None)


def _named(row: Reason, step: Step, found: Source) -> Any:
    return Value(f"{row.table}:").concat(Cast(row.fact(step, found), "TEXT")) if row.fact else Value("")


# ------------------------------------------------------------------------------------------------ customer and car


def _always(_step: Step) -> bool:
    return True


def _about_a_car(step: Step) -> bool:
    return step.subject in OF_A_CAR


def _is_restricted(_step: Step, _found: Source) -> Any:
    return Customer.restricted_at.is_null(False)


def _is_sold(_step: Step, _found: Source) -> Any:
    return Vehicle.sold_on.is_null(False)


def _is_banned(step: Step, _found: Source) -> Any:
    return fn.EXISTS(_wishes(step, lambda _wish: Value(1)))


def _first_ban(step: Step, _found: Source) -> Any:
    return _wishes(step, lambda wish: fn.MIN(wish.id))


def _wishes(step: Step, column: Callable[[Any], Any]) -> Select:
    """The customer's wishes that stand against this kind on this channel."""
    wish = DoNotContact.alias()
    return wish.select(column(wish)).where(
        (wish.customer == Customer.id)
        & wish.lifted_at.is_null()
        & wish.kind_code.in_(["", step.kind.code])
        & wish.channel.in_(["", step.channel])
    )


# -------------------------------------------------------------------------------------------------------- consents


def _needs_consent(step: Step) -> bool:
    return step.kind.consent_class == "marketing"


def _may_be_refused(step: Step) -> bool:
    return not _needs_consent(step)


def _is_not_agreed(step: Step, _found: Source) -> Any:
    return ~fn.EXISTS(_consents(step, lambda _consent: Value(1), in_force=True))


def _is_refused(step: Step, found: Source) -> Any:
    return fn.EXISTS(_consents(step, lambda _consent: Value(1), in_force=False)) & _is_not_agreed(step, found)


def _last_refusal(step: Step, _found: Source) -> Any:
    return _consents(step, lambda consent: fn.MAX(consent.id), in_force=False)


def _consents(step: Step, column: Callable[[Any], Any], *, in_force: bool) -> Select:
    """The customer's consents to what the kind is for, on its channel: those in force, or those that were withdrawn.

    A consent to every channel is in force on one until the customer says no to that one. What was said no to here, the
    dealer system's mark alone does not bring back (PIPL 15).
    """
    consent = Consent.alias()
    found = consent.select(column(consent)).where(_is_about(consent, step) & consent.withdrawn_at.is_null(in_force))
    return found.where(~fn.EXISTS(_later_refusals(step, consent))) if in_force else found


def _later_refusals(step: Step, consent: Any) -> Select:
    refusal = Consent.alias()
    same_moment = (refusal.withdrawn_at == consent.given_at) & (refusal.id > consent.id)
    later = (refusal.withdrawn_at > consent.given_at) | same_moment
    said_here = (consent.source == FROM_DEALER) & (refusal.withdrawn_reason != FROM_DEALER)
    held = refusal.withdrawn_at.is_null(False) & (later | said_here)
    return refusal.select(Value(1)).where(_is_about(refusal, step) & held)


def _is_about(consent: Any, step: Step) -> Any:
    purpose = consent.purpose == step.kind.consent_class
    return (consent.customer == Customer.id) & purpose & consent.channel.in_(["", step.channel])


# --------------------------------------------------------------------------------------------------------- numbers


def _is_rung(step: Step) -> bool:
    return step.channel == "phone" and not step.records


def _has_no_number(_step: Step, _found: Source) -> Any:
    phone = Phone.alias()
    usable = (phone.customer == Customer.id) & phone.e164.is_null(False) & phone.retired_at.is_null()
    return ~fn.EXISTS(phone.select(Value(1)).where(usable))


def _was_retired(_step: Step, _found: Source) -> Any:
    return fn.EXISTS(_retired(lambda _phone: Value(1)))


def _last_retired(_step: Step, _found: Source) -> Any:
    return _retired(lambda phone: fn.MAX(phone.id))


def _retired(column: Callable[[Any], Any]) -> Select:
    phone = Phone.alias()
    return phone.select(column(phone)).where((phone.customer == Customer.id) & phone.retired_at.is_null(False))


def _holds(_step: Step, _found: Source) -> Any:
    return Value(1) == Value(1)


# --------------------------------------------------------------------------------------- the same thing twice (CB-25)


def _is_a_visit(step: Step) -> bool:
    return step.schedule.trigger == "repair_order.left" and step.subject == "repair_order"


def _is_second_visit(_step: Step, _found: Source) -> Any:
    """Another order of the same car left on the same day and is called for. No task is read here: an INSERT that reads
    its own table would first have to keep all its rows aside."""
    other = RepairOrder.alias()
    return fn.EXISTS(other.select(Value(1)).where(_same_visit(other)))


def _task_of_first_visit(step: Step, _found: Source) -> Any:
    other, task = RepairOrder.alias(), Task.alias()
    of_rule = (task.kind_code == step.kind.code) & (task.step == step.schedule.step)
    subject = (task.subject == "repair_order") & task.subject_id.in_(other.select(other.id).where(_same_visit(other)))
    return fn.COALESCE(task.select(fn.MIN(task.id)).where(subject & of_rule), 0)


def _same_visit(other: Any) -> Any:
    """An earlier order of the same car and customer that left on the same day."""
    same_day = (other.vehicle == RepairOrder.vehicle) & (other.left_on == RepairOrder.left_on)
    return same_day & (other.customer == RepairOrder.customer) & (other.id < RepairOrder.id)


def _merges(step: Step) -> bool:
    return bool(step.schedule.merges_with)


def _is_served(step: Step, found: Source) -> Any:
    return fn.EXISTS(_serving(step, found, lambda _task: Value(1)))


def _server(step: Step, found: Source) -> Any:
    return _serving(step, found, lambda task: fn.MIN(task.id))


def _serving(step: Step, found: Source, column: Callable[[Any], Any]) -> Select:
    """Tasks of the kinds this one is the same as, for the same car about the same time; not what expired unworked."""
    task = Task.alias()
    return task.select(column(task)).where(
        (task.vehicle == found.vehicle)
        & task.kind_code.in_(step.schedule.merges_with)
        & (task.due_nominal <= DueDay.expires_on)
        & (task.expires_on >= DueDay.due_nominal)
        & (task.disposition != "expired")
    )


# ------------------------------------------------------------------------------------------- a share only (CB-23)


def _has_coverage(step: Step) -> bool:
    return step.schedule.coverage is not None


# ------------------------------------------------------------------------------------- reminded already (RM-25)


def _earlier(step: Step) -> list[Schedule]:
    """The schedules of the kind that remind of the same day earlier."""
    return [
        other
        for other in step.kind.schedules
        if other.trigger == step.schedule.trigger and other.offset_from < step.schedule.offset_from
    ]


def _reminds_again(step: Step) -> bool:
    return step.kind.purpose == "reminder" and bool(_earlier(step))


def _has_answered(step: Step, found: Source) -> Any:
    return fn.EXISTS(_answered(step, found, lambda _task: Value(1)))


def _answered_task(step: Step, found: Source) -> Any:
    return _answered(step, found, lambda task: fn.MIN(task.id))


def _answered(step: Step, found: Source, column: Callable[[Any], Any]) -> Select:
    """Earlier reminders of the same thing that the customer settled: a later one would ask what is answered."""
    task = Task.alias()
    keys = [dedupe_key(step._replace(schedule=other), found) for other in _earlier(step)]
    return task.select(column(task)).where(task.dedupe_key.in_(keys) & task.disposition.in_(step.settled))


# ---------------------------------------------------------------------------------------------- recently contacted


def _may_wait(step: Step) -> bool:
    """Calls of choice: not a complaint's re-call (CB-10), not a reminder with a hard date, not a colleague's own."""
    return _is_rung(step) and step.schedule.trigger not in (*HARD_DATES, "complaint.handled")


def _quiet_runs(_step: Step, _found: Source) -> Any:
    return DueDay.quiet_to.is_null(False)


def _was_spoken_to(_step: Step, _found: Source) -> Any:
    return fn.EXISTS(_conversations(lambda _contact: Value(1)))


def _last_conversation(_step: Step, _found: Source) -> Any:
    return _conversations(lambda contact: fn.MAX(contact.id))


def _conversations(column: Callable[[Any], Any]) -> Select:
    contact, attempt = Contact.alias(), Attempt.alias()
    talked = attempt.select(Value(1)).where((attempt.contact == contact.id) & attempt.contacted)
    span = (contact.work_date >= DueDay.quiet_from) & (contact.work_date <= DueDay.quiet_to)
    return contact.select(column(contact)).where((contact.customer == Customer.id) & span & fn.EXISTS(talked))


REASONS: tuple[Reason, ...] = (
    Reason(
        "restricted", "PIPL 47", N_("The customer's data may be kept but not used"), _always, _is_restricted,
        "customer", lambda _step, _found: Customer.id,
    ),
    Reason(
        "do_not_contact", "AU-16", N_("The customer does not want to be contacted"), _always, _is_banned,
        "do_not_contact", _first_ban,
    ),
    Reason(
        "no_consent", "PIPL 13", N_("The customer has not agreed to marketing"), _needs_consent, _is_not_agreed,
    ),
    Reason(
        "refused", "PIPL 15", N_("The customer does not agree to it any more"), _may_be_refused, _is_refused,
        "consent", _last_refusal,
    ),
    Reason(
        "sold_car", "CB-20", N_("The car is no longer this customer's"), _about_a_car, _is_sold,
        "vehicle", lambda _step, _found: Vehicle.id,
    ),
    Reason(
        "wrong_numbers", "DA-02", N_("All numbers proved wrong"), _is_rung, _was_retired,
        "phone", _last_retired, _has_no_number,
    ),
    Reason("no_phone", "DA-02", N_("No number that can be dialled"), _is_rung, _holds, gate=_has_no_number),
    Reason(
        "merged", "CB-25", N_("Another task serves for it"), _is_a_visit, _is_second_visit,
        "task", _task_of_first_visit,
    ),
    Reason("merged", "RM-21", N_("Another task serves for it"), _merges, _is_served, "task", _server),
    Reason(
        "recently_contacted", "CM-01", N_("The customer was spoken to a short while ago"), _may_wait, _was_spoken_to,
        "contact", _last_conversation, _quiet_runs,
    ),
    Reason(
        "answered", "RM-25", N_("The customer has answered the earlier reminder"), _reminds_again, _has_answered,
        "task", _answered_task,
    ),
    Reason(QUOTA, "CB-23", N_("The month has its share of these calls"), _has_coverage, is_left_over),
)  # fmt: skip
_BY_CODE: dict[str, Reason] = {row.code: row for row in reversed(REASONS)}
