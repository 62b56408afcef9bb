"""One decision over several complaints: what it would do to each, then each in a short transaction of its own.

    deed = Deed("assigned", "陈涛 is on leave", {"responsible_id": 7})
    shown = preview(actor, ids, deed)   # -> an Effect for each: what becomes of it, or why it is refused
    carry_out(actor, shown, deed)       # the same, done: what was refused meanwhile says so, the others are stored

Nothing is half done silently: a complaint that is refused stays as it was and stands in the result with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agentdesk.common import names
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints import rules, workflow
from agentdesk.complaints.derive import Standing, standing
from agentdesk.complaints.preview import person_line
from agentdesk.complaints.steps import ACTIONS
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint, Customer

ASSIGN, APPROVE, REFUSE, MERGE = "assigned", "special_approved", "special_refused", "merged"
NAMES: dict[str, str] = {
    ASSIGN: N_("Re-assign"),
    APPROVE: N_("Approve special handling"),
    REFUSE: N_("Refuse special handling"),
    MERGE: N_("Merge duplicates"),
}


@dataclass(frozen=True)
class Deed:
    """What is to be done: a step of the handling with its note and data, or for a merge the complaint that stays."""

    kind: str
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    into: int | None = None


@dataclass(frozen=True)
class Effect:
    """What becomes of one complaint, or why it is refused; `done` says whether it is stored.

    `seen` is how many steps its history had when this was worked out.
    """

    complaint_id: int
    no: str
    customer: str
    text: str
    why_not: str = ""
    done: bool = False
    seen: int = 0


def preview(actor: Actor, ids: Sequence[int], deed: Deed) -> list[Effect]:
    """What the deed would do to each of the complaints now; stores nothing."""
    actor.require("agent", "handler", "supervisor")
    return [_effect(actor, complaint_id, deed) for complaint_id in ids]


def carry_out(actor: Actor, shown: Sequence[Effect], deed: Deed) -> list[Effect]:
    """Do what was previewed to each that still allows it, one transaction and one audit event for each.

    A complaint that went on since the preview is refused: what was agreed to was something else.
    """
    actor.require("agent", "handler", "supervisor")
    return [_done(actor, effect, deed) for effect in shown]


def _done(actor: Actor, shown: Effect, deed: Deed) -> Effect:
    complaint_id = shown.complaint_id
    found = _effect(actor, complaint_id, deed)
    if found.why_not:
        return found
    try:
        if deed.kind == MERGE:
            workflow.merge(actor, complaint_id, _target(deed), deed.note)
        else:
            workflow.record(actor, complaint_id, deed.kind, deed.note, deed.data, seen=shown.seen)
    except UserError as error:  # a colleague was quicker, or the database is busy
        return replace(found, why_not=str(error))
    return replace(found, done=True)


def _effect(actor: Actor, complaint_id: int, deed: Deed) -> Effect:
    complaint = Complaint.get_by_id(complaint_id)
    customer: Customer = complaint.customer
    history = workflow.history(complaint.id)
    found = Effect(complaint.id, complaint.no, names.display(customer.name, customer.title), "", seen=len(history))
    try:
        return replace(found, text=_text(actor, complaint, standing(history), deed))
    except UserError as error:
        return replace(found, why_not=str(error))


def _text(actor: Actor, complaint: Complaint, now: Standing, deed: Deed) -> str:
    """What becomes of the complaint; raises UserError with the reason where it is refused."""
    if deed.kind == MERGE:
        return _merging(actor, complaint, now, deed)
    rules.require(actor, complaint, now, ACTIONS[deed.kind], deed.note, dict(deed.data))
    if deed.kind == ASSIGN:
        return _assigning(now, int(deed.data["responsible_id"]))
    decided = _("approved") if deed.kind == APPROVE else _("refused")
    return "  ".join(filter(None, (decided, _goodwill(now.goodwill_asked), _asker(now))))


def _goodwill(cents: int | None) -> str:
    amount = _("{amount} yuan").format(amount=f"{(cents or 0) / 100:,.2f}")
    return _("goodwill {amount}").format(amount=amount) if cents else ""


def _asker(now: Standing) -> str:
    asker = person_line(now.asked_by)
    return _("asked for by {person}").format(person=asker.name) if asker else ""


def _assigning(now: Standing, person_id: int) -> str:
    if now.responsible_id == person_id:
        raise UserError(_("This person answers for it already."))
    before, after = person_line(now.responsible_id), person_line(person_id)
    return f"{before.name if before else _('nobody')} → {after.name if after else '?'}"


def _merging(actor: Actor, complaint: Complaint, now: Standing, deed: Deed) -> str:
    into = Complaint.get_by_id(_target(deed))
    rules.require_merge(actor, (complaint, now), (into, standing(workflow.history(into.id))), deed.note)
    return _("closed as a duplicate of {no}").format(no=into.no)


def _target(deed: Deed) -> int:
    if deed.into is None:
        raise UsageError(_("Say which complaint stays."))
    return deed.into
