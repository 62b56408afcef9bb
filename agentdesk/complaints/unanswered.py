"""Re-calls that ended without the customer's word: the loop is closed as such, and not left open for ever (CP-07)."""

from __future__ import annotations

from agentdesk.complaints.workflow import recalled
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, Kind, Outcome, Task


def close_unanswered(actor: Actor) -> list[str]:
    """Close the complaints whose re-call is over without a word: unreachable, a wrong number, refused, expired.

    For the night, after the build; running it again closes nothing. Returns the numbers. A word that comes in later,
    when an advisor's answer gives the call back, still reopens a complaint.
    """
    actor.require("supervisor")
    over = (
        (Task.kind_code == current.current().complaints.recall_kind)
        & (Task.subject == "complaint")
        & (Task.subject_id == Complaint.id)
        & (Task.event_on == Complaint.handled_on)
        & (Task.state == "closed")
    )
    rows = tuples(
        Complaint.select(Complaint.id, Complaint.no, Task.disposition)
        .join(Task, on=over)
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, on=((Outcome.playbook == Kind.playbook) & (Outcome.code == Task.disposition)))
        .where(Complaint.state.in_(["handled", "recall_due"]) & (Outcome.aapor_class != "I"))
        .order_by(Complaint.id)
    )
    for complaint_id, _no, disposition in rows:
        recalled(actor, complaint_id, None, outcome=disposition)
    return [no for _id, no, _disposition in rows]
