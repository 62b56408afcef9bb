"""Nothing of this report is built yet."""

from __future__ import annotations

from agentdesk.reports.document import Section
from agentdesk.reports.periods import Period
from agentdesk.store.audit import Actor


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The sections of the report; none yet."""
    return ()
