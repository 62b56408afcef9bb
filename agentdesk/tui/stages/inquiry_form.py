"""The forms of an investigation: whom a complaint's handler asks what, and what that colleague found."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.step_drafts import Typed
from agentdesk.complaints.waiting import WaitingNotice
from agentdesk.tui.stages.entry_form import EntryForm, Option, Row
from agentdesk.tui.stages.step_form import NOTE

ASK, PERSON = "ask", "person"  # what is kept of such a form while it is typed, and its row of the colleague
_ROWS = 3


def inquiry_form(people: Sequence[PersonLine], typed: Typed) -> EntryForm:
    """Whom to ask, and what."""
    rows = (
        Row(
            PERSON, N_("Colleague to ask"), required=True,
            options=lambda: [Option(each.person_id, f"{each.name} {each.position}") for each in people],
        ),
        Row(NOTE, N_("What to look into"), N_("the colleague reads this at their desk"), required=True, lines=_ROWS),
    )  # fmt: skip
    return EntryForm(lambda: _("Ask a colleague"), rows, typed)


def finding_form(notice: WaitingNotice, typed: Typed) -> EntryForm:
    """What came of it, under what was asked."""
    note = Row(NOTE, N_("Found out"), N_("what came of it"), required=True, lines=_ROWS)
    return EntryForm(
        lambda: _("Answer: {customer}").format(customer=notice.complaint_no), (note,), typed, about=lambda: notice.text
    )
