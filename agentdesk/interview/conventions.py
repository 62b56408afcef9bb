"""The names by which a form tells the desk who is on the line and what came of it, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from agentdesk.common import clock
from agentdesk.interview.catalogue import Offered, is_success, outcome
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, State

OPENING = "opening"  # the question that finds out who is on the line
IDENTIFIED, NOT_NOW = "yes", "not_now"  # two of its answers; every other one is somebody else
REASON = "dissatisfied_reason"  # why the customer is dissatisfied (SC-08): the words a complaint begins with
CALLBACK = "wants_callback"  # whether the customer wants a colleague's call (CM-06): yes or no
RESULT = "reminder_result"  # a reminder's question whose choices are the catalogue's codes (RM-25)
APPOINTMENT_DAY, APPOINTMENT_TIME, APPOINTMENT = "appointment_date", "appointment_time", "appointment_at"


def proposed_outcome(offered: Sequence[Offered], run: Run | None) -> str:
    """The outcome to offer first: the reminder's answer, else complete, partial or broken off, as the answers allow.

    "" where none of them can be chosen.
    """
    allowed = {row.code: row for row in offered if row.allowed and row.group != "not_reached"}
    said = run.results().get(RESULT, "") if run else ""
    if said in allowed:
        return said
    order = ("completed", "told", "partial", "broken_off")
    return next((code for code in order if code in allowed), "")


def appointment_at(run: Run | None) -> datetime | None:
    """The time of the appointment the customer was given (naive UTC); None where the answers name none."""
    results = run.results() if run else {}
    try:
        if APPOINTMENT in results:
            return clock.to_utc(datetime.fromisoformat(results[APPOINTMENT]))
        day, hour = date.fromisoformat(results[APPOINTMENT_DAY]), time.fromisoformat(results[APPOINTMENT_TIME])
    except (KeyError, ValueError):
        return None
    return clock.to_utc(datetime.combine(day, hour))


def ends_whole_call(code: str) -> bool:
    """Whether an outcome is one of the customer's, for everything on the agenda, rather than of one entry."""
    row = outcome(code)
    return row.group == "reached" and not is_success(row) and row.klass != "P"


def what_is_talked_about(run: Run) -> Item | None:
    """The question a complaint raised now comes from: the one on the screen, or the last one answered before it.

    An answer moves on at once, so the remark about it is made while the next question is on the screen already.
    """
    page = run.page
    if page is not None and (page.items[0].value or page.items[0].key == REASON):
        return page.items[0]
    before = [row for row in run.outline() if row.state is State.ANSWERED and row.number]
    here = next((place for place, row in enumerate(before) if page and row.number >= page.number > 0), len(before))
    answered = before[:here]
    return run.item(answered[-1].key) if answered else page.items[0] if page else None
