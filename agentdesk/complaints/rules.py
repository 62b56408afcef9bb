"""Who may take a step, when, and with what: each rule raises one line that says why not."""

from __future__ import annotations

from typing import Any

from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.responsible import may_answer
from agentdesk.complaints.steps import DISSATISFIED, RECALL_RESULTS, STATES, TRANSITIONS, Action, states_for
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint


def require(actor: Actor, complaint: Complaint, now: Standing, action: Action, note: str, data: dict[str, Any]) -> None:
    """Every rule for one step: the person, the order, the note, the data."""
    require_person(actor, complaint, now, action)
    require_order(now, action, data)
    if not note.strip() and (action.note or data.get("result") == DISSATISFIED):
        raise UserError(_("{step} needs a note.").format(step=_(action.name)))
    _require_data(complaint, action, data)
    if action.kind == "closed" and not (now.cause_gap or data.get("cause_gap")):
        raise UserError(_("Choose the cause, one of the five gaps, before closing."))


def require_person(actor: Actor, complaint: Complaint, now: Standing, action: Action) -> None:
    """The role, and whom the complaint is about: that person may only add a note."""
    actor.require(*action.roles)
    if action.kind == "noted":
        return
    if actor.person_id is not None and actor.person_id == complaint.about_id:
        raise Forbidden(_("This complaint is about you; somebody else must handle it."))
    if actor.role == "handler" and actor.person_id != now.responsible_id:
        raise Forbidden(_("Only the person responsible or a supervisor may do this."))
    if action.kind == "special_approved" and actor.person_id is not None and actor.person_id == now.asked_by:
        raise Forbidden(_("Whoever asked for special handling cannot approve it."))


def require_order(now: Standing, action: Action, data: dict[str, Any]) -> None:
    """The table of steps.py; the reason names the state it is in and the ones it would have to be in."""
    key = f"{action.kind}:{data['result']}" if "result" in data else action.kind
    too_late = action.kind == "recalled" and now.state in ("cause_due", "closed") and not now.unanswered
    if (now.state, key) in TRANSITIONS and not too_late:
        return
    if action.kind == "closed":
        raise UserError(_("Only the customer's word in the re-call closes a complaint; record the re-call first."))
    needed = ", ".join(_(STATES[state]) for state in states_for(action.kind))
    text = _("{step} is not possible now: the complaint is {state}, and would have to be: {needed}.")
    raise UserError(text.format(step=_(action.name), state=_(STATES[now.state]), needed=needed))


def _require_data(complaint: Complaint, action: Action, data: dict[str, Any]) -> None:
    known = ("result", "outcome") if action.kind == "recalled" else action.fields
    for name in data:
        if name not in known:
            raise UsageError(_("{step} has no field {name}.").format(step=_(action.name), name=name))
    for name in action.required:
        if data.get(name) is None:
            raise UserError(_("{step} needs {name}.").format(step=_(action.name), name=name))
    rows = current.current().complaints
    _one_of(data, "severity", [row.code for row in rows.severities])
    _one_of(data, "cause_gap", [row.code for row in rows.gaps])
    _one_of(data, "reply", ["at_once", "investigate"])
    _one_of(data, "result", list(RECALL_RESULTS))
    if "responsible_id" in data and not may_answer(int(data["responsible_id"]), complaint.about_id):
        raise UserError(_("This person cannot answer for the complaint; choose another."))
    amount = data.get("goodwill_cents")
    if amount is not None and (not isinstance(amount, int) or amount < 0):
        raise UsageError(_("A goodwill amount is a whole number of cents, not below nought."))


def _one_of(data: dict[str, Any], name: str, allowed: list[str]) -> None:
    if data.get(name) is not None and data[name] not in allowed:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=data[name], allowed=", ".join(allowed)))
