"""The handling of a complaint: one door for every step, which refuses what may not come next and says why.

How a screen uses it (every function may raise UserError with one line to show)::

    allowed(actor, complaint_id)                                    # -> list[Choice]: greyed ones say why not
    record(actor, complaint_id, "acknowledged", data={"reply": "investigate"})
    record(actor, complaint_id, "handled", note=text, data={"cause_gap": "procedure"})
    recalled(actor, complaint_id, satisfied=True, note=text)        # closes, or reopens where the customer is not

Each returns the Standing (derive.py) the complaint has afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import rules
from agentdesk.complaints.clocks import deadlines, recall_deadline, working_clock
from agentdesk.complaints.derive import Event, Standing, advance, event_of, standing
from agentdesk.complaints.steps import ACTIONS, DISSATISFIED, SATISFIED, UNREACHABLE
from agentdesk.playbook import current
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import insert_row, prepared
from agentdesk.store.tables import Complaint, ComplaintEvent

# The columns of Complaint that only repeat what its events say.
DERIVED = (
    "state", "severity", "responsible_id", "cause_gap", "goodwill_cents", "acknowledge_by", "plan_by", "solve_by",
    "handled_on", "reopened",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """An action as a screen offers it: `why_not` is empty where this person may do it now."""

    kind: str
    name: str
    needs_note: bool
    why_not: str


def history(complaint_id: int) -> list[Event]:
    """The complaint's events in their order."""
    return [event_of(*row) for row in _history.rows(complaint_id)]


@prepared
def _history(complaint_id: Any) -> ModelSelect[ComplaintEvent]:
    columns = (ComplaintEvent.kind, ComplaintEvent.at, ComplaintEvent.data, ComplaintEvent.person)
    return ComplaintEvent.select(*columns).where(ComplaintEvent.complaint == complaint_id).order_by(ComplaintEvent.id)


def record(
    actor: Actor, complaint_id: int, kind: str, note: str = "", data: Mapping[str, Any] | None = None
) -> Standing:
    """Append one step. UserError says why it is refused: out of order, the wrong person, or something is missing.

    `data` may have the fields of steps.ACTIONS[kind]. The recall has a function of its own, `recalled`.
    """
    action = ACTIONS.get(kind)
    if action is None or action.internal:
        raise UsageError(_("There is no such step: {kind}").format(kind=kind))
    with change(actor, f"complaint.{kind}") as audit:
        complaint, now = _current(complaint_id)
        rules.require(actor, complaint, now, action, note, dict(data or {}))
        after = _append(actor, complaint, now, kind, note, {**(data or {}), **_terms(complaint, now, kind, data or {})})
        return _store(complaint, after, audit, note)


def recalled(actor: Actor, complaint_id: int, satisfied: bool | None, note: str = "", outcome: str = "") -> Standing:
    """What the customer said of the handling (CB-10, CP-06).

    Satisfied closes the complaint; while its cause by the five gaps is missing (CP-02) it waits for that. Dissatisfied
    reopens it with new deadlines and needs the customer's words. None: the re-call ended without them (CP-07), with
    `outcome` as its disposition; the word may still come in later.
    """
    result = UNREACHABLE if satisfied is None else SATISFIED if satisfied else DISSATISFIED
    data = {"result": result, "outcome": outcome} if outcome else {"result": result}
    with change(actor, "complaint.recalled") as audit:
        complaint, now = _current(complaint_id)
        rules.require(actor, complaint, now, ACTIONS["recalled"], note, data)
        after = _append(actor, complaint, now, "recalled", note, data)
        if result == DISSATISFIED:
            after = _append(actor, complaint, after, "reopened", "", _terms(complaint, after, "reopened", {}))
        elif after.cause_gap and after.state != "closed":
            after = _append(actor, complaint, after, "closed", "", {})
        return _store(complaint, after, audit, note)


def awaits_recall(actor: Actor, complaint_id: int) -> bool:
    """Whether the customer's word is what a complaint waits for, and this person may take it."""
    if Complaint.get_or_none(Complaint.id == complaint_id) is None:
        return False
    complaint, now = _current(complaint_id)
    try:
        rules.require_person(actor, complaint, now, ACTIONS["recalled"])
        rules.require_order(now, ACTIONS["recalled"], {"result": SATISFIED})
    except UserError:
        return False
    return True


def allowed(actor: Actor, complaint_id: int) -> list[Choice]:
    """Every step that can be asked for by name, in the order of the handling, with the reason where it is refused."""
    complaint, now = _current(complaint_id)
    choices = []
    for action in ACTIONS.values():
        if action.internal:
            continue
        try:
            rules.require_person(actor, complaint, now, action)
            rules.require_order(now, action, {})
        except UserError as error:
            choices.append(Choice(action.kind, _(action.name), action.note, str(error)))
        else:
            choices.append(Choice(action.kind, _(action.name), action.note, ""))
    return choices


def _current(complaint_id: int) -> tuple[Complaint, Standing]:
    complaint = Complaint.get_or_none(Complaint.id == complaint_id)
    if complaint is None:
        raise UsageError(_("There is no complaint {no}.").format(no=complaint_id))
    return complaint, standing(history(complaint.id))


def _append(
    actor: Actor, complaint: Complaint, now: Standing, kind: str, note: str, data: Mapping[str, Any]
) -> Standing:
    event = Event(kind, clock.now(), dict(data), actor.person_id)
    after = advance(now, event)
    insert_row(
        ComplaintEvent,
        complaint=complaint.id,
        kind=kind,
        step=ACTIONS[kind].step,
        at=event.at,
        person=actor.person_id,
        note=note.strip(),
        data=json.dumps(data, ensure_ascii=False),
    )
    return after


def _store(complaint: Complaint, after: Standing, audit: Audit, note: str) -> Standing:
    changes = {name: getattr(after, name) for name in DERIVED}
    before = {name: getattr(complaint, name) for name, value in changes.items() if getattr(complaint, name) != value}
    if before:
        Complaint.update({name: changes[name] for name in before}).where(Complaint.id == complaint.id).execute()
    audit(complaint, before=before, after={name: changes[name] for name in before}, reason=note)
    return after


def _terms(complaint: Complaint, now: Standing, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The deadlines a step sets, kept in its event so that the history can be read without today's playbook."""
    instant = clock.now()
    working = working_clock(instant)
    if kind == "handled":
        due = {"recall_by": recall_deadline(clock.local(instant).date(), current.current(), working)}
    elif kind == "reopened":
        due = deadlines(current.current().severity(now.severity), instant, working)
        del due["acknowledge_by"]  # it was accepted, and stays accepted
    elif kind == "assessed" and data.get("severity") not in (None, now.severity):
        due = deadlines(current.current().severity(str(data["severity"])), complaint.raised_at, working)
        del due["acknowledge_by"]  # only what is accepted is assessed
    else:
        return {}
    return {"deadlines": {name: at.isoformat() for name, at in due.items()}}
