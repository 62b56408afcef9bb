"""What a supervisor keeps an eye on beside the figures: what was escalated, found and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import fn

from agentdesk.common import clock
from agentdesk.store.tables import DailyCheck, Escalation, Finding


@dataclass(frozen=True)
class Watch:
    """Counts of the day, and the last signed day.

    `escalated` are the complaints for which the ladder did something because a clock had run out.
    """

    escalated: int
    findings: int
    signed_until: date | None


def watch(day: date) -> Watch:
    """The state of a day, in three queries that use an index each."""
    start, end = clock.day_span(day)
    climbed = ~Escalation.step.startswith("-")  # a reminder before the time is no escalation yet
    today = (Escalation.taken_at >= start) & (Escalation.taken_at < end)
    escalated = Escalation.select(Escalation.complaint).where(today & climbed).distinct()
    return Watch(
        escalated=escalated.count(),
        findings=Finding.select().where((Finding.work_date == day) & Finding.withdrawn_at.is_null()).count(),
        signed_until=DailyCheck.select(fn.MAX(DailyCheck.work_date)).scalar(),
    )
