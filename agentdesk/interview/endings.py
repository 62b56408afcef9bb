"""How a call ends: nobody answers, the wrong person, a promise, a refusal, or each task of the agenda is served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import effects, promises, records, steps
from agentdesk.interview.catalogue import (
    is_success,
    outcome,
    promise_outcome,
    refusal_outcome,
    why_no_success,
    why_not_partial,
    wrong_person_outcome,
)
from agentdesk.interview.conventions import appointment_at
from agentdesk.interview.run import Run
from agentdesk.playbook.schema import Outcome
from agentdesk.queue import derive
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Attempt, Interview, Task


@dataclass(frozen=True, slots=True)
class Ended:
    """What an ending came to. `closed`: the sitting is over; else go on with the number or the agenda's next entry."""

    contact_id: int
    outcome: str
    closed: bool
    next_phone_id: int | None = None
    next_task_id: int | None = None
    retry_at: datetime | None = None  # when the first of the tasks comes back; None: it does not, or at once


def end_unreached(actor: Actor, contact_id: int, outcome_code: str, note: str = "", *, stay: bool = False) -> Ended:
    """The dialled number did not bring the customer: one outcome for every undecided task, and the sitting is closed.

    It stays open where the outcome goes on with the next number (空号) and one was not tried in this sitting yet, or
    where `stay` asks for that. A final outcome of a number closes the tasks only where no usable number is left.
    """
    row = outcome(outcome_code, "not_reached")
    steps.require_note(row, note)
    return _not_the_customer(actor, contact_id, row, note, stay=stay)


def wrong_person(actor: Actor, contact_id: int, note: str = "") -> Ended:
    """The number is somebody else's (SC-02N): a finding (DA-02), the number retires, the next one is offered."""
    return _not_the_customer(actor, contact_id, wrong_person_outcome(), note, stay=False)


def _not_the_customer(actor: Actor, contact_id: int, row: Outcome, note: str, *, stay: bool) -> Ended:
    with change(actor, "attempt.unreached") as audit:
        call = steps.open_call(actor, contact_id)
        attempt, at = call.dialled, clock.now()
        steps.end_attempt(attempt, row, note, at)
        effects.apply_to_number(call, row, note, at)
        audit("attempt", attempt.id, after={"outcome": row.code, "note": note})
        usable = steps.usable_numbers(call.customer_id)
        tried = set(column(Attempt.select(Attempt.phone).where(Attempt.contact == contact_id)))
        untried = [phone for phone in usable if phone not in tried]
        if untried and (stay or "next_number" in row.effects):
            return Ended(contact_id, row.code, closed=False, next_phone_id=untried[0])
        code = row.code
        if row.final and usable:  # the other numbers rang today without an answer: they are tried again
            code = _last_open_outcome(contact_id) or code
        return _close(call, audit, row, call.undecided, note, at, code)


def _last_open_outcome(contact_id: int) -> str:
    """The last outcome in this sitting that brings its tasks back."""
    codes = column(Attempt.select(Attempt.outcome).where(Attempt.contact == contact_id).order_by(Attempt.id.desc()))
    return next((code for code in codes if code and not outcome(code).final), "")


def promise(
    actor: Actor, contact_id: int, when: datetime, mine_only: bool = False, phone_id: int | None = None, note: str = ""
) -> Ended:
    """The customer wants to be called at another time (naive UTC): every undecided task waits for it.

    `mine_only` keeps it for this agent, `phone_id` is the number to dial then. Answers given so far are kept.
    """
    row = promise_outcome()
    with change(actor, "promise.make") as audit:
        call = steps.open_call(actor, contact_id)
        at = clock.now()
        steps.end_attempt(call.dialled, row, note, at)
        promises.make(call, when, mine_only, phone_id, note, at)
        return _close(call, audit, row, call.undecided, note, at)


def refuse(actor: Actor, contact_id: int, hard: bool = False, note: str = "") -> Ended:
    """The customer does not want to go on (SC-06); the answers given are kept as a partial interview or a break-off.

    Soft: the tasks come back after the catalogue's delay. Hard: final, and the customer is never contacted again.
    """
    return end_call(actor, contact_id, refusal_outcome(hard).code, note)


def end_call(actor: Actor, contact_id: int, outcome_code: str, note: str = "") -> Ended:
    """The call ends for every undecided task alike, without success: refused, hung up, car sold, no common language."""
    row = outcome(outcome_code, "reached")
    if is_success(row) or row.klass == "P" or "promise" in row.effects or "next_number" in row.effects:
        raise UserError(_("Decide this for each entry of the agenda."))
    steps.require_note(row, note)
    with change(actor, "attempt.ended") as audit:
        call = steps.open_call(actor, contact_id)
        at = clock.now()
        steps.end_attempt(call.dialled, row, note, at)
        effects.apply_to_customer(call, row, call.undecided, note, at)
        return _close(call, audit, row, call.undecided, note, at)


def finish_item(
    actor: Actor, contact_id: int, task_id: int, outcome_code: str, note: str = "", starts_at: datetime | None = None
) -> Ended:
    """Decide one entry of the agenda; the last one ends the call.

    A success needs every must-say prompt confirmed and every required question answered, by the engine's rule and on
    the stored answers: UserError lists what is missing. `starts_at` (naive UTC) is the time of an appointment made.
    """
    row = outcome(outcome_code, "reached", "reminder")
    if "promise" in row.effects or "next_number" in row.effects:
        raise UserError(_("This ends the whole call, not one entry of the agenda."))
    steps.require_note(row, note)
    with change(actor, "agenda.decide") as audit:
        call = steps.open_call(actor, contact_id)
        attempt, at = call.dialled, clock.now()
        if task_id not in call.undecided:
            raise UserError(_("This entry of the agenda is decided already."))
        run = _require_interview(row, call, task_id)
        starts_at = starts_at or appointment_at(run)
        effects.apply_to_customer(call, row, (task_id,), note, at, starts_at)
        rest = tuple(other for other in call.undecided if other != task_id)
        if rest:
            _settle(call, audit, row, (task_id,), note, at, run=run)
            derive.refresh([task_id])
            return Ended(contact_id, row.code, closed=False, next_task_id=rest[0])
        steps.end_attempt(attempt, row, note, at)
        return _close(call, audit, row, (task_id,), note, at, run=run)


def _require_interview(row: Outcome, call: steps.Call, task_id: int) -> Run | None:
    """The engine's rule: no success and no partial interview without the stored answers for it; gives the interview."""
    if row.klass not in ("I", "P"):
        return None
    if not call.dialled.contacted:
        raise UserError(_("The right person has not answered yet."))
    found = records.interview_of(call.contact_id, task_id)
    if found is None and records.form_version_for(steps.task_of(task_id)) is None:
        return None
    run = records.load(found) if found else None
    why = why_no_success(run) if row.klass == "I" else why_not_partial(run)
    if why:
        raise UserError(why)
    return run


def _close(
    call: steps.Call,
    audit: Audit,
    row: Outcome,
    task_ids: tuple[int, ...],
    note: str,
    at: datetime,
    code: str = "",
    run: Run | None = None,
) -> Ended:
    """Decide the tasks and close the sitting."""
    _settle(call, audit, row, task_ids, note, at, code, run)
    steps.end_contact(call.actor, call.contact_id, at)
    audit("contact", call.contact_id, after={"ended_at": at}, action="contact.end")
    return Ended(call.contact_id, row.code, closed=True, retry_at=_comes_back(task_ids))


def _settle(
    call: steps.Call,
    audit: Audit,
    row: Outcome,
    task_ids: tuple[int, ...],
    note: str,
    at: datetime,
    code: str = "",
    run: Run | None = None,
) -> None:
    """Decide the tasks, end their interviews, and end promises that a final outcome or a talk has used up.

    `code` is the tasks' outcome where it is not the number's, `run` the interview of a single task, loaded already.
    """
    code = code or row.code
    steps.decide(call.contact_id, task_ids, code, note, at)
    for interview_id in _open_interviews(call.contact_id, task_ids):
        records.finish(call.actor, interview_id, at, run)
    final = row.final if code == row.code else outcome(code).final
    if "promise" not in row.effects and (row.contacted or final):
        promises.end_open(task_ids, "kept" if row.contacted else "withdrawn", at)
    after = {"contact": call.contact_id, "tasks": list(task_ids), "outcome": code, "note": note}
    audit("agenda_item", task_ids[0] if task_ids else None, after=after, action="agenda.decide")


def _open_interviews(contact_id: int, task_ids: tuple[int, ...]) -> list[int]:
    rows = Interview.select(Interview.id).where(
        (Interview.contact == contact_id) & Interview.task.in_(task_ids) & Interview.ended_at.is_null()
    )
    return column(rows)


def _comes_back(task_ids: tuple[int, ...]) -> datetime | None:
    rows = Task.select(Task.promised_at, Task.next_at).where(Task.id.in_(task_ids) & (Task.state == "open"))
    return min((promised or later for promised, later in tuples(rows) if promised or later), default=None)
