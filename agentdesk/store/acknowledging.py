"""Saying that a break of the audit trail was looked into; the word of a supervisor, and an audited event itself."""

from __future__ import annotations

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store import heads
from agentdesk.store.acknowledged import ACKNOWLEDGED, Acknowledgement, head_of
from agentdesk.store.audit import Actor, change
from agentdesk.store.heads import Kept
from agentdesk.store.verdict import Verdict
from agentdesk.store.verify import verify


def acknowledge(actor: Actor, event: int, reason: str, kept: Kept) -> Verdict:
    """Note that the break at an event was looked into, and why it is as it is; the state of the trail after that.

    The file of heads has it before the trail does: a line without its event counts for nothing either. UserError where
    nothing unknown is wrong at that event, no reason is given, or that file cannot be written. Supervisors and
    administrators.
    """
    actor.require("supervisor")
    if not reason.strip():
        raise UserError(_("Say what was found out: --reason"))
    before = verify(kept)
    marks = [mark for fault in before.faults if fault.event == event for mark in fault.marks]
    if not marks:
        raise UserError(_nothing_at(event, before))
    seen = Acknowledgement(event, None, "", "", frozenset(marks), before.last, before.hash, before.count)
    after = verify(kept, pending=seen)
    heads.keep(kept.path, head_of(seen, before.first))
    with change(actor, ACKNOWLEDGED) as audit:
        said = {"marks": marks, "last": seen.last, "hash": seen.hash, "events": seen.events, "left": len(after.faults)}
        audit("audit_event", event, after=said, reason=reason.strip())
    return verify(heads.read(kept.path))


def _nothing_at(event: int, verdict: Verdict) -> str:
    places = ", ".join(str(fault.event) for fault in verdict.faults if fault.marks)
    if not places:
        return _("Nothing is wrong with the audit trail that is not known already.")
    return _("No break is found at event {event}; there is one at event {places}.").format(event=event, places=places)
