"""Since when the house's own work is on record: before that a callback's figure is "no data", never nought (RP-10)."""

from __future__ import annotations

from datetime import date

from peewee import fn

from agentdesk.scoreboard.definition import Definition
from agentdesk.scoreboard.figures import Figure
from agentdesk.store.tables import CallRecord, Complaint, Contact


def began_on() -> date | None:
    """The first day of a call, a colleague's record of one, or a complaint; None where there is nothing yet."""
    firsts = (
        Contact.select(fn.MIN(Contact.work_date)).scalar(),
        CallRecord.select(fn.MIN(CallRecord.work_date)).scalar(),
        Complaint.select(fn.MIN(Complaint.raised_on)).scalar(),
    )
    days = [each if isinstance(each, date) else date.fromisoformat(each) for each in firsts if each]
    return min(days, default=None)


def has_data(found: Figure, definition: Definition, last: date, began: date | None) -> bool:
    """Whether a figure of a period up to a day says anything.

    The orders and sales of a time before the first call are known from the dealer's system; that nobody was called back
    then is no fact about the house. What an import alone brings, or others report, has no such beginning.
    """
    if found.value is None:
        return False
    ours = not definition.source and found.measure != "outside"
    return not ours or (began is not None and last >= began)
