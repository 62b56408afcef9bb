"""One complaint as its screen shows it, read at one time."""

from __future__ import annotations

from dataclasses import dataclass

from agentdesk.complaints.ladder import preview
from agentdesk.complaints.listing import ComplaintFile, show
from agentdesk.complaints.numbers import CustomerLine, Number, customer_of
from agentdesk.complaints.preview import PersonLine, person_line
from agentdesk.complaints.rungs import Rung
from agentdesk.complaints.workflow import Choice, allowed
from agentdesk.interview.origins import with_names
from agentdesk.store.audit import Actor


@dataclass(frozen=True)
class ComplaintView:
    """The file, what this person may do with it now, and whom to ring; `numbers` once they were asked for."""

    complaint_id: int
    file: ComplaintFile
    choices: tuple[Choice, ...]  # what is possible first
    customer: CustomerLine
    people: dict[int, str]  # names of those whom the history passes it on to
    ladder: tuple[Rung, ...]  # what the clock did, and what it does where nobody acts
    numbers: tuple[Number, ...] = ()


def view_of(actor: Actor, complaint_id: int) -> ComplaintView:
    """The complaint for this person; UserError where there is none, Forbidden for a role without complaints."""
    actor.require("agent", "handler", "supervisor")
    customer = customer_of(actor, complaint_id)
    file = with_names(show(customer.no))
    choices = sorted(allowed(actor, complaint_id), key=lambda choice: bool(choice.why_not))
    passed_on = {line.data["responsible_id"] for line in file.history if line.data.get("responsible_id") is not None}
    return ComplaintView(
        complaint_id=complaint_id,
        file=file,
        choices=tuple(choices),
        customer=customer,
        people={person_id: _named(person_line(person_id)) for person_id in passed_on},
        ladder=tuple(preview(complaint_id)),
    )


def _named(person: PersonLine | None) -> str:
    return f"{person.name} {person.position}" if person else ""
