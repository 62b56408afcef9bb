"""A call, stored: the door the call screen goes through. Nothing here knows a screen; every change is audited.

How a screen uses it (all times naive UTC, every function may raise UserError with one line to show)::

    contact_id = open_contact(actor, task_id)          # claims; resumes this person's open contact where there is one
    open_contact_of(person_id)                         # -> contact_id | None: offer to resume at log-in
    resume(actor, contact_id)                          # -> bool: go on with it here; another terminal stores no more
    take_over(actor, contact_id)                       # -> TakenOver: somebody else's open call (takeover.py)
    sitting = read(contact_id)                         # -> Sitting (sitting.py): customer, numbers, agenda, attempt ...
    dial(actor, contact_id, phone_id, despite="")      # -> attempt_id; sitting.preferred is the number to offer;
                                                       # despite: the hours' warning (promises.outside_hours) confirmed
    heartbeat(actor, contact_id)                       # renews the claim's lease; every few minutes of an open call

    # nobody, or the wrong body, answered: one call each, see Ended
    end_unreached(actor, contact_id, "no_answer", note="", stay=False)   # stay: end the dialled number only
    wrong_person(actor, contact_id, note="")
    # the right person answered
    reached(actor, contact_id)
    promise(actor, contact_id, agreed.at, mine_only=False, phone_id=None, note="")   # promises.parse(text) -> Agreed
    refuse(actor, contact_id, hard=False, note="")
    finish_item(actor, contact_id, task_id, "completed", note="", starts_at=None)    # starts_at: an appointment made

    leave(actor, contact_id)                           # parked: stays open, claimed, and is offered again
    close(actor, contact_id)                           # nothing is being dialled: the rest goes back to the queue
    undo_last(actor)                                   # -> Undone: contact_id open again; last ending within 5 minutes

    offered_outcomes(sitting, task_id=None, run=None)  # -> list[Offered]: impossible ones greyed with the reason
    end_call(actor, contact_id, "broken_off", note="") # one outcome without success for all that is undecided

Every ending returns `Ended`: `closed` (the sitting is over: take the next customer), `next_phone_id` (go on with this
number), `next_task_id` (go on with this entry of the agenda), `retry_at`, `outcome`. The interview is in records.py.
"""

from __future__ import annotations

from agentdesk.interview.calling import close, dial, heartbeat, leave, open_contact, open_contact_of, reached, resume
from agentdesk.interview.catalogue import Offered, offered_outcomes
from agentdesk.interview.endings import Ended, end_call, end_unreached, finish_item, promise, refuse, wrong_person
from agentdesk.interview.reading import read
from agentdesk.interview.sitting import AgendaEntry, AttemptLine, PhoneLine, Sitting, VehicleLine
from agentdesk.interview.takeover import TakenOver, take_over
from agentdesk.interview.undo import undo_last

__all__ = [
    "AgendaEntry",
    "AttemptLine",
    "Ended",
    "Offered",
    "PhoneLine",
    "Sitting",
    "TakenOver",
    "VehicleLine",
    "close",
    "dial",
    "end_call",
    "end_unreached",
    "finish_item",
    "heartbeat",
    "leave",
    "offered_outcomes",
    "open_contact",
    "open_contact_of",
    "promise",
    "reached",
    "read",
    "refuse",
    "resume",
    "take_over",
    "undo_last",
    "wrong_person",
]
