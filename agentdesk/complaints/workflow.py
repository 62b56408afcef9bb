"""The handling of a complaint: one door for every step, which refuses what may not come next and says why.

How a screen uses it (every function may raise UserError with one line to show)::

    allowed(actor, complaint_id)                                    # -> list[Choice]: greyed ones say why not
    record(actor, complaint_id, "acknowledged", data={"reply": "investigate"})
    record(actor, complaint_id, "paused", data={"reason": "parts", "until": "2026-11-25"})
    record(actor, complaint_id, "handled", note=text, data={"cause_gap": "procedure"})
    record(actor, complaint_id, "answered", note=text, data={"accepted": True})
    recalled(actor, complaint_id, satisfied=True, note=text)        # closes, or reopens where the customer is not
    merge(actor, duplicate_id, into_id, note)                       # closed as a duplicate; `reopened` takes it back

Each returns the Standing (derive.py) the complaint has afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, ModelSelect

from agentdesk.common import clock, dates, names
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import recall_tasks, rules
from agentdesk.complaints.derive import Event, Standing, advance, event_of, standing
from agentdesk.complaints.steps import ACTIONS, DISSATISFIED, SATISFIED, UNREACHABLE
from agentdesk.complaints.terms import terms
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.prepared import insert_row, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, ComplaintEvent, Person

# The columns of Complaint that only repeat what its events say.
DERIVED = (
    "state", "severity", "responsible_id", "cause_gap", "goodwill_cents", "acknowledge_by", "plan_by", "solve_by",
    "handled_on", "reopened", "next_clock", "next_breach", "closed_at", "paused_for", "paused_until", "merged_into_id",
)  # fmt: skip


_RESULTS = {None: UNREACHABLE, True: SATISFIED, False: DISSATISFIED}


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
    actor: Actor,
    complaint_id: int,
    kind: str,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Standing:
    """Append one step. UserError says why it is refused: out of order, the wrong person, or something is missing.

    `data` may have the fields of steps.ACTIONS[kind]. `seen` is how many events the person had before them who decided
    on it: where another step was recorded since, theirs is refused, as it was decided on what no longer holds. The
    re-call that a call ends with is `recalled`; by this name a supervisor records one that came about otherwise.
    """
    actor.require("agent", "handler", "supervisor")
    action = ACTIONS.get(kind)
    if action is None or action.internal:
        raise UsageError(_("There is no such step: {kind}").format(kind=kind))
    with change(actor, f"complaint.{kind}") as audit:
        complaint, now = standing_of(complaint_id)
        if seen is not None and kind != "noted":
            rules.require_person(actor, complaint, now, action)
            _require_seen(complaint, seen)
        given = {name: value for name, value in (data or {}).items() if value is not None}
        if kind == "recalled":
            rules.require_word(actor, note, given)
            recall_tasks.withdraw(audit, complaint)
            said = {"result": _RESULTS[given["satisfied"]], "wants_callback": given.get("wants_callback")}
            return _recalled(actor, audit, complaint, now, said, note)
        rules.require(actor, complaint, now, action, note, given)
        after = _append(actor, complaint, now, kind, note, {**given, **terms(now, kind, given)})
        if now.handled_on is not None and after.handled_on is None:
            recall_tasks.withdraw(audit, complaint)
        elif now.handled_on is None and after.handled_on is not None:
            recall_tasks.give_back(audit, complaint, after.handled_on)
        return _store(complaint, after, audit, note)


def recalled(
    actor: Actor,
    complaint_id: int,
    satisfied: bool | None,
    note: str = "",
    outcome: str = "",
    wants_callback: bool | None = None,
) -> Standing:
    """What the customer said of the handling (CB-10, CP-06).

    Satisfied closes the complaint; while its cause by the five gaps is missing (CP-02) it waits for that. Dissatisfied
    reopens it one severity higher, with new deadlines, and needs the customer's words. None: the re-call ended without
    them (CP-07), with `outcome` as its disposition; the word may still come in later.
    `wants_callback` is whether the customer wants a colleague's call now, in place of what was said before (CM-06).
    """
    actor.require("agent", "handler", "supervisor")
    with change(actor, "complaint.recalled") as audit:
        complaint, now = standing_of(complaint_id)
        said = {"result": _RESULTS[satisfied], "outcome": outcome or None, "wants_callback": wants_callback}
        return _recalled(actor, audit, complaint, now, said, note)


def _recalled(
    actor: Actor, audit: Audit, complaint: Complaint, now: Standing, said: Mapping[str, Any], note: str
) -> Standing:
    data = {name: value for name, value in said.items() if value is not None}
    rules.require(actor, complaint, now, ACTIONS["recalled"], note, data)
    after = _append(actor, complaint, now, "recalled", note, data)
    if data["result"] == DISSATISFIED:
        after = _append(actor, complaint, after, "reopened", "", terms(after, "reopened", {}))
    elif after.cause_gap and after.state != "closed":
        after = _append(actor, complaint, after, "closed", "", {})
    return _store(complaint, after, audit, note)


def merge(actor: Actor, duplicate_id: int, into_id: int, note: str) -> Standing:
    """Close a complaint as a duplicate of another one of the same customer or vehicle; the other gets a note.

    A supervisor's decision. The duplicate keeps its events and counts in no figure (KP-08, KP-09); `reopened` takes it
    back. UserError where one of the two is closed, the customer was re-called, or they have nothing in common.
    """
    actor.require("agent", "handler", "supervisor")
    with change(actor, "complaint.merged") as audit:
        duplicate, now = standing_of(duplicate_id)
        survivor, other = standing_of(into_id)
        rules.require_merge(actor, (duplicate, now), (survivor, other), note)
        data = {"into": survivor.id, **terms(now, "merged", {})}
        after = _append(actor, duplicate, now, "merged", note, data)
        words = _("{no} was merged into this one: {note}").format(no=duplicate.no, note=note.strip())
        recall_tasks.withdraw(audit, duplicate)
        noted = _append(actor, survivor, other, "noted", words, {"duplicate": duplicate.id})
        _store(survivor, noted, audit, note)
        return _store(duplicate, after, audit, note)


def awaits_recall(actor: Actor, complaint_id: int) -> bool:
    """Whether the customer's word is what a complaint waits for, and this person may take it."""
    actor.require("agent", "handler", "supervisor")
    if Complaint.get_or_none(Complaint.id == complaint_id) is None:
        return False
    complaint, now = standing_of(complaint_id)
    try:
        rules.require_person(actor, complaint, now, ACTIONS["recalled"])
        rules.require_order(now, ACTIONS["recalled"], {"result": SATISFIED})
    except UserError:
        return False
    return True


def allowed(actor: Actor, complaint_id: int) -> list[Choice]:
    """Every step that can be asked for by name, in the order of the handling, with the reason where it is refused."""
    actor.require("agent", "handler", "supervisor")
    complaint, now = standing_of(complaint_id)
    choices = []
    for action in ACTIONS.values():
        if action.internal:
            continue
        try:
            rules.require_person(actor, complaint, now, action)
            if action.kind == "recalled":
                rules.require_order(now, action, {"result": SATISFIED})
                actor.require(*rules.WORD_ROLES)
            else:
                rules.require_order(now, action, {})
            rules.require_reason(action)
        except UserError as error:
            choices.append(Choice(action.kind, _(action.name), action.note, str(error)))
        else:
            choices.append(Choice(action.kind, _(action.name), action.note, ""))
    return choices


def standing_of(complaint_id: int) -> tuple[Complaint, Standing]:
    """A complaint with what its history amounts to; UsageError where there is none."""
    found = _complaint.dicts(complaint_id)
    if not found:
        raise UsageError(_("There is no complaint {no}.").format(no=complaint_id))
    return Complaint(**found[0]), standing(history(complaint_id))


@prepared
def _complaint(complaint_id: Any) -> ModelSelect[Complaint]:
    return Complaint.select().where(Complaint.id == complaint_id)


def _require_seen(complaint: Complaint, seen: int) -> None:
    """A step that was recorded since, other than a note, must be looked at before the next is decided on."""
    events = ComplaintEvent.select(ComplaintEvent.kind, ComplaintEvent.at, Person.name)
    rows = events.join(Person, JOIN.LEFT_OUTER, on=(ComplaintEvent.person == Person.id))
    since = tuples(rows.where(ComplaintEvent.complaint == complaint.id).order_by(ComplaintEvent.id))[seen:]
    for kind, at, name in reversed(since):
        if kind != "noted":
            text = _("{no} went on meanwhile: {step}, {moment} {name}. Look at it again; what you typed is kept.")
            step, who = _(ACTIONS[kind].name), names.visible(name)
            raise UserError(text.format(no=complaint.no, step=step, moment=dates.moment(at), name=who).strip())


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
    # A history from before these were kept in the events has them in the columns only.
    if after.remedy_sought:
        changes["remedy_sought"] = after.remedy_sought
    if after.wants_callback is not None:
        changes["wants_callback"] = after.wants_callback
    before = {name: getattr(complaint, name) for name, value in changes.items() if getattr(complaint, name) != value}
    if before:
        Complaint.update({name: changes[name] for name in before}).where(Complaint.id == complaint.id).execute()
    written = {"note": note} if note.strip() else {}
    audit(complaint, before=before, after={**{name: changes[name] for name in before}, **written})
    return after
