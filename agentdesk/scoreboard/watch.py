"""What a supervisor keeps an eye on beside the figures: what was escalated, found and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from peewee import fn

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.store.reading import column
from agentdesk.store.tables import DailyCheck, Escalation, Finding, QueueRun


@dataclass(frozen=True)
class Watch:
    """Counts of the day, the last signed day, and the work days that are not signed.

    `escalated` are the complaints for which the ladder did something because a clock had run out.
    """

    escalated: int
    findings: int
    signed_until: date | None
    unsigned: tuple[date, ...] = ()


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
        unsigned=unsigned(day),
    )


def first_day() -> date | None:
    """The day of the house's first queue; None before there is one."""
    found: date | None = QueueRun.select(fn.MIN(QueueRun.work_date)).scalar()
    return found


def unsigned(today: date) -> tuple[date, ...]:
    """The work days before today without a signature (SV-01), oldest first: as far back as the playbook asks for.

    A day on which the house was closed needs none, nor does one before the first queue was built.
    """
    begun = first_day()
    if begun is None:
        return ()
    first = max(begun, today - timedelta(days=current.current(today).quality.check.days))
    signed = set(column(DailyCheck.select(DailyCheck.work_date).where(DailyCheck.work_date >= first)))
    days = (first + timedelta(days=number) for number in range((today - first).days))
    return tuple(day for day in days if day not in signed and current.calendar(day).is_open(day))
