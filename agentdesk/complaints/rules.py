"""Who may take a step, when, and with what: each rule raises one line that says why not."""

from __future__ import annotations

from datetime import date
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints.approving import DECISIONS, require_approver
from agentdesk.complaints.derive import Standing, key_of
from agentdesk.complaints.fields import field_name, require_value
from agentdesk.complaints.responsible import may_answer
from agentdesk.complaints.steps import (
    ACTIONS,
    DISSATISFIED,
    MERGEABLE,
    RECALL_RESULTS,
    STATES,
    TRANSITIONS,
    Action,
    states_for,
)
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint

WORD_ROLES = ("supervisor",)  # who may record the customer's word without a call of the queue


def require(actor: Actor, complaint: Complaint, now: Standing, action: Action, note: str, data: dict[str, Any]) -> None:
    """Every rule for one step: the person, the order, the note, the data."""
    require_person(actor, complaint, now, action)
    require_order(now, action, data)
    if not note.strip() and (action.note or data.get("result") == DISSATISFIED):
        raise UserError(_("{step} needs a note.").format(step=_(action.name)))
    require_reason(action)
    _require_data(complaint, action, data)
    if (data.get("safety") or data.get("immediate")) and not note.strip():
        raise UserError(_("Safety first: note what is done at once."))
    if action.kind == "closed" and not (now.cause_gap or data.get("cause_gap")):
        raise UserError(_("Choose the cause, one of the five gaps, before closing."))


def require_word(actor: Actor, note: str, data: dict[str, Any]) -> None:
    """The customer's word that no call of the queue brought: a supervisor's to record, with how it was given."""
    actor.require(*WORD_ROLES)
    action = ACTIONS["recalled"]
    for name in data:
        if name not in action.fields:
            raise UsageError(_("{step} has no field {name}.").format(step=_(action.name), name=name))
    require_value("satisfied", data.get("satisfied"))
    if data.get("satisfied") is None:
        raise UserError(_("{step} needs {name}.").format(step=_(action.name), name=field_name("satisfied")))
    if not note.strip():
        raise UserError(_("{step} needs a note.").format(step=_(action.name)))


def require_person(actor: Actor, complaint: Complaint, now: Standing, action: Action) -> None:
    """The role, and whom the complaint is about: that person may only add a note."""
    actor.require(*action.roles)
    if action.kind == "noted":
        return
    if actor.person_id is not None and actor.person_id == complaint.about_id:
        raise Forbidden(_("This complaint is about you; somebody else must handle it."))
    if action.kind in DECISIONS and (action.kind == "special_approved" or actor.role == "handler"):
        require_approver(actor, now)
    elif actor.role == "handler" and actor.person_id != now.responsible_id:
        raise Forbidden(_("Only the person responsible or a supervisor may do this."))


def require_order(now: Standing, action: Action, data: dict[str, Any]) -> None:
    """The table of steps.py; the reason names the state it is in and the ones it would have to be in."""
    key = key_of(now, action.kind, data)
    too_late = action.kind == "recalled" and now.state in ("cause_due", "closed") and not now.unanswered
    if (now.state, key) in TRANSITIONS and not too_late:
        if action.kind == "resumed" and not now.paused(clock.now()):
            raise UserError(_("The clocks run; no pause holds now."))
        return
    if now.merged_into_id is not None:
        raise UserError(_("This is a duplicate of another complaint; reopen it where it is none."))
    if now.state == "rejected" and (("external", key) in TRANSITIONS or action.kind in ("recalled", "closed")):
        text = _("The customer did not accept the answer: record first where else the customer was told to turn.")
        raise UserError(text)
    if action.kind == "closed":
        raise UserError(_("Only the customer's word in the re-call closes a complaint; record the re-call first."))
    needed = _(", ").join(_(STATES[state]) for state in states_for(action.kind))
    text = _("{step} is not possible now: the complaint is {state}, and would have to be: {needed}.")
    raise UserError(text.format(step=_(action.name), state=_(STATES[now.state]), needed=needed))


def _require_data(complaint: Complaint, action: Action, data: dict[str, Any]) -> None:
    known = ("result", "outcome", "wants_callback") if action.kind == "recalled" else action.fields
    for name in data:
        if name not in known:
            raise UsageError(_("{step} has no field {name}.").format(step=_(action.name), name=name))
    for name in action.required if action.kind != "recalled" else ():
        if data.get(name) is None:
            raise UserError(_("{step} needs {name}.").format(step=_(action.name), name=field_name(name)))
    for name in action.fields:
        require_value(name, data.get(name))
    _one_of(data, "result", list(RECALL_RESULTS))
    if data.get("until") is not None and date.fromisoformat(data["until"]) <= clock.today():
        raise UserError(_("A pause ends on a later day than today."))
    if "responsible_id" in data and not may_answer(int(data["responsible_id"]), complaint.about_id):
        raise UserError(_("This person cannot answer for the complaint; choose another."))


def _one_of(data: dict[str, Any], name: str, allowed: list[str]) -> None:
    if data.get(name) is not None and data[name] not in allowed:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=data[name], allowed=", ".join(allowed)))


def require_reason(action: Action) -> None:
    """A pause needs a reason, and the reasons are the playbook's."""
    if action.kind == "paused" and not current.current().complaints.pauses:
        raise UserError(_("The playbook has no reason for a pause."))


def require_merge(
    actor: Actor, duplicate: tuple[Complaint, Standing], survivor: tuple[Complaint, Standing], note: str
) -> None:
    """Two open complaints of one customer or about one vehicle, and nobody decides on a complaint about themselves."""
    action, (row, now), (other, kept) = ACTIONS["merged"], duplicate, survivor
    for complaint, state in (duplicate, survivor):
        require_person(actor, complaint, state, action)
    if not note.strip():
        raise UserError(_("{step} needs a note.").format(step=_(action.name)))
    if row.id == other.id:
        raise UserError(_("A complaint is no duplicate of itself."))
    if row.customer_id != other.customer_id and (row.vehicle_id is None or row.vehicle_id != other.vehicle_id):
        text = _("{no} has neither the customer nor the vehicle of {other}.")
        raise UserError(text.format(no=row.no, other=other.no))
    for no, state in ((row.no, now), (other.no, kept)):
        if state.state not in MERGEABLE:
            text = _("{no} is {state}, and cannot be merged.")
            raise UserError(text.format(no=no, state=_(STATES[state.state])))
    if now.first_recall:
        raise UserError(_("The customer was asked about {no} already; it is no duplicate.").format(no=row.no))
    if row.about_id is not None and row.about_id == kept.responsible_id:
        raise UserError(_("{no} is about the person responsible for {other}.").format(no=row.no, other=other.no))
