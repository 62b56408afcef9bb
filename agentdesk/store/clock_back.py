"""Was the clock set back: what was stored last cannot be of later than now.

Nothing is refused for it: either the clock is wrong now, or it was when that change was stored, and only a person can
say which. Whoever works on is warned, since every time that is stored from here on may be wrong.
"""

from __future__ import annotations

from datetime import timedelta

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _
from agentdesk.store.settings import setting
from agentdesk.store.tables import AuditEvent

APART = timedelta(minutes=5)  # clocks of two hosts differ by less


def warning() -> str:
    """The line that says so, "" where the clock may be right; one that is fixed for a rehearsal always may.

    So may that of a demo, which has been played on a day to come.
    """
    if clock.is_fixed():
        return ""
    last = AuditEvent.select(AuditEvent.at).order_by(AuditEvent.at.desc()).limit(1).tuples().first()
    if last is None or last[0] <= clock.now() + APART or setting("demo"):
        return ""
    text = _("The clock says {now}, but the newest change is of {then}: have it set right before anybody works on.")
    return text.format(now=dates.moment(clock.now()), then=dates.moment(last[0]))
