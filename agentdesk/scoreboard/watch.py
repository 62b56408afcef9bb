"""What a supervisor keeps an eye on beside the figures: who is on the line, what was escalated, found and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from peewee import fn

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Contact, DailyCheck, Escalation, Finding, QueueRun


class OnTheLine(NamedTuple):
    """A call that is open: its id, and since when (naive UTC)."""

    call: int
    since: datetime


@dataclass(frozen=True)
class Watch:
    """`on_the_line`: the open call of each person who has one; counts of the day; last signed day; unsigned ones.

    `escalated` are the complaints for which the ladder did something because a clock had run out.
    """

    on_the_line: dict[int, OnTheLine]
    escalated: int
    findings: int
    signed_until: date | None
    unsigned: tuple[date, ...] = ()


def watch(day: date) -> Watch:
    """The state of a day, in four queries that use an index each."""
    start, end = clock.day_span(day)
    climbed = ~Escalation.step.startswith("-")  # a reminder before the time is no escalation yet
    today = (Escalation.taken_at >= start) & (Escalation.taken_at < end)
    escalated = Escalation.select(Escalation.complaint).where(today & climbed).distinct()
    return Watch(
        on_the_line=_on_the_line(),
        escalated=escalated.count(),
        findings=Finding.select().where((Finding.work_date == day) & Finding.withdrawn_at.is_null()).count(),
        signed_until=DailyCheck.select(fn.MAX(DailyCheck.work_date)).scalar(),
        unsigned=unsigned(day),
    )


def unsigned(today: date) -> tuple[date, ...]:
    """The work days before today without a signature (SV-01), oldest first: as far back as the playbook asks for.

    A day on which the house was closed needs none, nor does one before the first queue was built.
    """
    begun = QueueRun.select(fn.MIN(QueueRun.work_date)).scalar()
    if begun is None:
        return ()
    first = max(begun, today - timedelta(days=current.current(today).quality.check.days))
    signed = set(column(DailyCheck.select(DailyCheck.work_date).where(DailyCheck.work_date >= first)))
    days = (first + timedelta(days=number) for number in range((today - first).days))
    return tuple(day for day in days if day not in signed and current.calendar(day).is_open(day))


def _on_the_line() -> dict[int, OnTheLine]:
    rows = Contact.select(Contact.person, Contact.id, Contact.started_at).where(Contact.ended_at.is_null())
    return {person_id: OnTheLine(call, since) for person_id, call, since in tuples(rows)}
