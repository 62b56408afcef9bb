"""Re-calls that ended without the customer's word: the loop is closed as such, and not left open for ever (CP-07)."""

from __future__ import annotations

from peewee import fn

from agentdesk.common import clock
from agentdesk.complaints.workflow import recalled
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, Kind, Outcome, Suppression, Task

# Reasons that no other day takes away.
LASTING = ("restricted", "do_not_contact", "refused", "wrong_numbers", "no_phone")


def close_unanswered(actor: Actor) -> list[str]:
    """Close the complaints whose re-call is over without a word: unreachable, a wrong number, refused, expired.

    So are those whose re-call the queue held back to its last day, since the customer is not to be called or has no
    number. For the night, after the build; running it again closes nothing. Returns the numbers. A word that comes in
    later, when an advisor's answer gives the call back, still reopens a complaint.
    """
    actor.require("supervisor")
    over = [*_over(), *_held_back()]
    for complaint_id, _no, why in over:
        recalled(actor, complaint_id, None, outcome=why)
    return [no for _id, no, _why in over]


def _over() -> list[tuple[int, str, str]]:
    """The complaints whose call is closed without an answer, with its disposition."""
    over = (
        (Task.kind_code == current.current().complaints.recall_kind)
        & (Task.subject == "complaint")
        & (Task.subject_id == Complaint.id)
        & (Task.event_on == Complaint.handled_on)
        & (Task.state == "closed")
    )
    return tuples(
        Complaint.select(Complaint.id, Complaint.no, Task.disposition)
        .join(Task, on=over)
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Outcome, on=((Outcome.playbook == Kind.playbook) & (Outcome.code == Task.disposition)))
        .where(Complaint.state.in_(["handled", "recall_due"]) & (Outcome.aapor_class != "I"))
        .order_by(Complaint.id)
    )


def _held_back() -> list[tuple[int, str, str]]:
    """The complaints without a call whose last day for it is over, with the lasting reason the queue has for that."""
    recall = current.current().complaints.recall_kind
    due = (Complaint.next_clock == "recall") & (Complaint.next_breach < clock.now())
    tasks = Task.select().where((Task.kind_code == recall) & (Task.subject == "complaint"))
    called = tasks.where((Task.subject_id == Complaint.id) & (Task.event_on == Complaint.handled_on))
    found = {}
    for complaint_id, no, handled_on in tuples(
        Complaint.select(Complaint.id, Complaint.no, Complaint.handled_on)
        .where(Complaint.state.in_(["handled", "recall_due"]) & due & ~fn.EXISTS(called))
        .order_by(Complaint.id)
    ):
        found[f"complaint:{complaint_id}:{handled_on}"] = (complaint_id, no)
    held = (
        tuples(
            Suppression.select(Suppression.dedupe_key, Suppression.reason)
            .where((Suppression.kind_code == recall) & Suppression.reason.in_(LASTING))
            .order_by(Suppression.id)
        )
        if found
        else []
    )
    why = {key.split(":", 2)[2]: reason for key, reason in held}
    return [(*found[key], why[key]) for key in found if key in why]
