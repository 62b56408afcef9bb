"""How a call ends: nobody answers, the wrong person, a promise, a refusal, or each task of the agenda is served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import in_call, raising
from agentdesk.interview import beginning, effects, facts, promises, recalls, records, steps, words
from agentdesk.interview.catalogue import (
    MISMATCH,
    is_success,
    outcome,
    promise_outcome,
    refusal_outcome,
    why_no_success,
    why_not_partial,
    wrong_person_outcome,
)
from agentdesk.interview.conventions import appointment_at
from agentdesk.playbook.schema import Outcome
from agentdesk.queue import caps, derive
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.reading import column
from agentdesk.store.tables import Attempt


@dataclass(frozen=True, slots=True)
class Ended:
    """What an ending came to. `closed`: the sitting is over; else go on with the number or the agenda's next entry."""

    contact_id: int
    outcome: str
    closed: bool
    next_phone_id: int | None = None
    next_task_id: int | None = None
    retry_at: datetime | None = None  # when the first of the tasks comes back; None: it does not, or at once
    lapsed: tuple[int, ...] = ()  # tasks that would have come back, but their time is over before (queue/derive.py)


def end_unreached(actor: Actor, contact_id: int, outcome_code: str, note: str = "", *, stay: bool = False) -> Ended:
    """The dialled number did not bring the customer: one outcome for every undecided task, and the sitting is closed.

    It stays open where the outcome goes on with the next number (空号) and one was not tried in this sitting yet, or
    where `stay` asks for that. A final outcome of a number closes the tasks only where no usable number is left; one
    that the caps keep for another day leaves them as they were.
    """
    actor.require("agent", "supervisor")
    row = outcome(outcome_code, "not_reached")
    steps.require_note(row, note)
    return _not_the_customer(actor, contact_id, row, note, stay=stay)


def wrong_person(actor: Actor, contact_id: int, note: str = "") -> Ended:
    """The number is somebody else's (SC-02N): a finding (DA-02), the number retires, the next one is offered."""
    actor.require("agent", "supervisor")
    return _not_the_customer(actor, contact_id, wrong_person_outcome(), note, stay=False)


def _not_the_customer(actor: Actor, contact_id: int, row: Outcome, note: str, *, stay: bool) -> Ended:
    with change(actor, "attempt.unreached") as audit:
        call = steps.open_call(actor, contact_id)
        _require_no_form(call)
        attempt, at = call.dialled, clock.now()
        if attempt.contacted and row.group == "not_reached":
            raise UserError(_("The customer is on the line."))
        steps.end_attempt(attempt, row, note, at)
        effects.apply_to_number(call, row, note, at)
        for interview_id in records.open_interviews(contact_id, call.undecided):
            records.finish(actor, interview_id, at, wrong_person=MISMATCH in row.effects)
        audit("attempt", attempt.id, after={"outcome": row.code, "note": note})
        untried = _untried(call, at) if stay or "next_number" in row.effects else None
        if untried is not None:
            words.forget(contact_id)
            derive.refresh(call.agenda)
            return Ended(contact_id, row.code, closed=False, next_phone_id=untried)
        code = steps.code_of_tasks(call, row)
        if not code:
            steps.end_contact(call, at)
            audit("contact", contact_id, after={"ended_at": at, "undecided": list(call.undecided)})
            return Ended(contact_id, row.code, closed=True)
        return _close(call, audit, row, call.undecided, note, at, code)


def _untried(call: steps.Call, at: datetime) -> int | None:
    """The first usable number of the customer's that was not dialled in this sitting and may be dialled now."""
    tried = set(column(Attempt.select(Attempt.phone).where(Attempt.contact == call.contact_id)))
    left = (row for row in steps.numbers_of(call.customer_id) if row.phone_id not in tried)
    may = (row for row in left if not caps.against_dialling(call.customer_id, call.undecided, row.e164, at))
    return next((row.phone_id for row in may), None)


def promise(
    actor: Actor, contact_id: int, when: datetime, mine_only: bool = False, phone_id: int | None = None, note: str = ""
) -> Ended:
    """The customer wants to be called at another time (naive UTC): every undecided task waits for it.

    `mine_only` keeps it for this agent, `phone_id` is the number to dial then. Answers given so far are kept.
    """
    actor.require("agent", "supervisor")
    row = promise_outcome()
    with change(actor, "promise.make") as audit:
        call = steps.open_call(actor, contact_id)
        _require_no_form(call)
        at = clock.now()
        steps.end_attempt(call.dialled, row, note, at)
        promises.make(call, when, mine_only, phone_id, note, at)
        return _close(call, audit, row, call.undecided, note, at)


def refuse(actor: Actor, contact_id: int, hard: bool = False, note: str = "") -> Ended:
    """The customer does not want to go on (SC-06); the answers given are kept as a partial interview or a break-off.

    Soft: the tasks come back after the catalogue's delay. Hard: final, and the customer is never contacted again.
    """
    actor.require("agent", "supervisor")
    return end_call(actor, contact_id, refusal_outcome(hard).code, note)


def end_call(actor: Actor, contact_id: int, outcome_code: str, note: str = "") -> Ended:
    """The call ends for every undecided task alike, without success: refused, hung up, no common language.

    A sold car ends what concerns that car only; the call goes on with the rest.
    """
    actor.require("agent", "supervisor")
    row = outcome(outcome_code, "reached")
    if is_success(row) or row.klass == "P" or "promise" in row.effects or "next_number" in row.effects:
        raise UserError(_("Decide this for each entry of the agenda."))
    steps.require_note(row, note)
    with change(actor, "attempt.ended") as audit:
        call = steps.open_call(actor, contact_id)
        _require_no_form(call)
        attempt, at = call.dialled, clock.now()
        tasks = effects.of_the_same_car(call.undecided) if "vehicle_sold" in row.effects else call.undecided
        effects.apply_to_customer(call, row, tasks, note, at)
        return _decide(call, audit, row, tasks, note, at, attempt)


def finish_item(
    actor: Actor, contact_id: int, task_id: int, outcome_code: str, note: str = "", starts_at: datetime | None = None
) -> Ended:
    """Decide one entry of the agenda; the last one ends the call.

    A success needs every must-say prompt confirmed and every required question answered, by the engine's rule and on
    the stored answers: UserError lists what is missing. `starts_at` (naive UTC) is the time of an appointment made.
    """
    actor.require("agent", "supervisor")
    row = outcome(outcome_code, "reached", "reminder")
    if {"promise", "next_number", "do_not_contact"} & set(row.effects):
        raise UserError(_("This ends the whole call, not one entry of the agenda."))
    steps.require_note(row, note)
    with change(actor, "agenda.decide") as audit:
        call = steps.open_call(actor, contact_id)
        attempt, at = call.dialled, clock.now()
        if task_id not in call.undecided:
            raise UserError(_("This entry of the agenda is decided already."))
        _require_no_form(call)
        held = _require_interview(row, call, task_id)
        starts_at = starts_at or appointment_at(held.run if held else None)
        effects.apply_to_customer(call, row, (task_id,), note, at, starts_at)
        return _decide(call, audit, row, (task_id,), note, at, attempt, held)


def _decide(
    call: steps.Call,
    audit: Audit,
    row: Outcome,
    task_ids: tuple[int, ...],
    note: str,
    at: datetime,
    attempt: steps.Dialled,
    held: records.Stored | None = None,
) -> Ended:
    """Decide these tasks; where others are left, the call goes on with the first of them."""
    rest = tuple(other for other in call.undecided if other not in task_ids)
    if rest:
        _settle(call, audit, row, task_ids, note, at, held=held)
        words.forget(call.contact_id)
        beginning.follow_agenda(call.contact_id)
        derive.refresh(task_ids)
        return Ended(call.contact_id, row.code, closed=False, next_task_id=rest[0])
    steps.end_attempt(attempt, row, note, at)
    return _close(call, audit, row, task_ids, note, at, held=held)


def _require_interview(row: Outcome, call: steps.Call, task_id: int) -> records.Stored | None:
    """The engine's rule: no success and no partial interview without the stored answers for it; gives the interview."""
    if row.klass not in ("I", "P"):
        return None
    if not call.dialled.contacted:
        raise UserError(_("The right person has not answered yet."))
    found = records.interview_of(call.contact_id, task_id)
    if found is None and not records.has_questionnaire(task_id):
        return None
    held = records.stored(found) if found else None
    run = held.run if held else None
    why = why_no_success(run) if row.klass == "I" else why_not_partial(run)
    if why:
        raise UserError(why)
    _require_complaint(task_id, held)
    return held


def _require_no_form(call: steps.Call) -> None:
    """However a call ends: a complaint that was begun in it is submitted or thrown away before, not left behind."""
    draft = raising.open_draft(call.actor.id)
    if draft is not None and draft.customer_id == call.customer_id:
        raise UserError(_("The complaint is not submitted yet: submit it, or throw it away."))


def _require_complaint(task_id: int, held: records.Stored | None) -> None:
    """Before a call ends as a success, what the customer was dissatisfied with must be on its way (CP-01, SC-08)."""
    if held is None or not held.run.dissatisfied or facts.subject_of(task_id).subject == "complaint":
        return  # what is said in a re-call belongs to the complaint it is about (CP-06)
    if not in_call.is_noted(held.interview_id):
        raise UserError(_("The customer is dissatisfied: note the complaint first."))


def _close(
    call: steps.Call,
    audit: Audit,
    row: Outcome,
    task_ids: tuple[int, ...],
    note: str,
    at: datetime,
    code: str = "",
    held: records.Stored | None = None,
) -> Ended:
    """Decide the tasks and close the sitting."""
    _settle(call, audit, row, task_ids, note, at, code, held)
    derived = steps.end_contact(call, at)
    audit("contact", call.contact_id, after={"ended_at": at}, action="contact.end")
    back = [derived[task_id].promised_at or derived[task_id].next_at for task_id in task_ids]
    ended = [] if row.final else [task_id for task_id in task_ids if derived[task_id].disposition == row.code]
    retry_at = min(filter(None, back), default=None)
    return Ended(call.contact_id, row.code, closed=True, retry_at=retry_at, lapsed=tuple(ended))


def _settle(
    call: steps.Call,
    audit: Audit,
    row: Outcome,
    task_ids: tuple[int, ...],
    note: str,
    at: datetime,
    code: str = "",
    held: records.Stored | None = None,
) -> None:
    """Decide the tasks, end their interviews, and end promises that a final outcome or a talk has used up.

    `code` is the tasks' outcome where it is not the number's, `held` the interview of a single task, loaded already.
    """
    code = code or row.code
    steps.decide(call.contact_id, task_ids, code, note, at)
    if held is not None:
        records.finish(call.actor, held.interview_id, at, held)
        if is_success(row):
            recalls.pass_on(call.actor, task_ids[0], held.run, note)
    else:
        for interview_id in records.open_interviews(call.contact_id, task_ids):
            records.finish(call.actor, interview_id, at)
    final = row.final if code == row.code else outcome(code).final
    if "promise" not in row.effects and (row.contacted or final):
        promises.end_open(task_ids, "kept" if row.contacted else "withdrawn", at)
    after = {"contact": call.contact_id, "tasks": list(task_ids), "outcome": code, "note": note}
    audit("agenda_item", task_ids[0] if task_ids else None, after=after, action="agenda.decide")
