"""The form in which a notice about an unreachable customer is answered: each answer says what it does (CB-20)."""

from __future__ import annotations

from agentdesk.common import phones
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.investigations import FOUND
from agentdesk.complaints.step_drafts import Typed
from agentdesk.complaints.waiting import WaitingNotice
from agentdesk.queue.notices import ANSWERS, NEW_NUMBER, NO_ANSWER, SOLD
from agentdesk.queue.task_facts import ENDS, GIVES_BACK
from agentdesk.tui.stages.entry_form import EntryForm, Option, Row
from agentdesk.tui.stages.step_form import NOTE

ANSWER, NUMBER = "answer", "number"
NAMES = {
    NEW_NUMBER: N_("New number"),
    "moved": N_("Moved away"),
    "reachable": N_("Reachable again"),
    "other": N_("Call again, other reason"),
    SOLD: N_("Car sold"),
    "deceased": N_("Customer has died"),
    NO_ANSWER: N_("Not found out"),
    "seen": N_("seen"),
    FOUND: N_("looked into"),
}


def notice_form(notice: WaitingNotice, typed: Typed) -> EntryForm:
    """The answers in their order, a row for the number where one is given, and a note."""
    rows = (
        Row(ANSWER, N_("Found out"), options=lambda: _answers(notice), required=True, listed=True),
        Row(
            NUMBER, N_("Number to call"), N_("as it is dialled, with its area code"), read=number, required=True,
            only_if=(ANSWER, (NEW_NUMBER,)),
        ),
        Row(NOTE, N_("Note"), lines=2),
    )  # fmt: skip
    return EntryForm(lambda: _("Answer: {customer}").format(customer=notice.customer), rows, typed)


def name_of(answer: str) -> str:
    """An answer in words; the code where it is unknown."""
    return _(NAMES[answer]) if answer in NAMES else answer


def number(text: str) -> tuple[str, str]:
    """A number as it was typed, and as it will be dialled."""
    found = phones.parse(text)
    if found.e164 is None:
        raise UserError(_("Enter the new number as it is dialled, with its area code."))
    return text, phones.display(found.e164)


def _answers(notice: WaitingNotice) -> list[Option]:
    return [Option(answer, name_of(answer), _effect(answer, notice)) for answer in ANSWERS]


def _effect(answer: str, notice: WaitingNotice) -> str:
    if answer in GIVES_BACK:
        if notice.late:
            return _("the call has expired; it stays closed")
        back = _("the call goes back to the agent's queue")
        return _("number added; {what}").format(what=back) if answer == NEW_NUMBER else back
    if answer == SOLD:
        return _("the car is marked as sold; the call ends")
    return _("the call ends") if answer in ENDS else _("the call stays closed as unreachable")
