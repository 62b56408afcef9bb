"""What a call that the queue opens says first: that an ending was taken back, or that an earlier call came instead."""

from __future__ import annotations

from collections.abc import Mapping

from agentdesk.common import names
from agentdesk.common.i18n import _
from agentdesk.interview.contacts import read
from agentdesk.interview.undo import Undone
from agentdesk.queue.rows import QueueRow


def taken_back(undone: Undone, outcomes: Mapping[str, str]) -> str:
    """Which outcome was taken back, by its name, and whose call goes on."""
    text = _("Taken back: {outcome}. The call with {customer} goes on.")
    return text.format(outcome=outcomes.get(undone.outcome, undone.outcome), customer=undone.customer)


def instead(contact_id: int, wanted: QueueRow | None) -> str:
    """Whose call that is not over is in front, and who was wanted and not taken."""
    sitting = read(contact_id)
    if wanted is None or wanted.customer_id == sitting.customer_id:
        return _("The call with {customer} is not over yet.").format(customer=sitting.customer_shown)
    text = _("The call with {customer} is not over yet; {other} was not taken.")
    other = names.display(wanted.customer_name, wanted.title)
    return text.format(customer=sitting.customer_shown, other=other)
