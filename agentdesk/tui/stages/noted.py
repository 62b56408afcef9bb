"""What is known of the complaint of this call: begun as a draft, or raised with its number."""

from __future__ import annotations

from dataclasses import dataclass

from agentdesk.complaints.listing import of_call, of_interview
from agentdesk.complaints.model import Draft, subject_name
from agentdesk.complaints.preview import person_line
from agentdesk.complaints.raising import open_draft


@dataclass(frozen=True)
class Noted:
    """The facts the outline shows; `no` is empty while it is a draft."""

    no: str
    words: str
    subject: str
    wants_callback: bool | None
    responsible: str


def noted_of(person_id: int, contact_id: int, interview_id: int | None) -> Noted | None:
    """The draft this person has begun in the call, else the complaint raised in the interview, or before it began."""
    begun = open_draft(person_id)
    if begun is not None and begun.contact_id == contact_id:
        return of_draft(begun)
    raised = of_interview(interview_id) if interview_id is not None else of_call(contact_id)
    if raised is None:
        return None
    row = raised.row
    return Noted(row.no, raised.words, subject_name(row.subject), raised.wants_callback, row.responsible)


def of_draft(draft: Draft, no: str = "") -> Noted:
    """The facts of a form."""
    person = person_line(draft.responsible_id)
    return Noted(no, draft.words, subject_name(draft.subject), draft.wants_callback, person.name if person else "")
