"""How long calls take: handling time, wrap-up and occupancy, from when sittings began and ended (standards.md 2).

A sitting is what one colleague does with one customer, from opening the call to leaving it. The desk does not hear the
line: talking, holding and writing up are one handling time, and the wrap-up is what follows the last answer. [ours]
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.i18n import N_
from agentdesk.playbook import current
from agentdesk.scoreboard.definition import OWN_DAY, Definition, Observation
from agentdesk.scoreboard.queries import Span
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Answer, Attempt, Confirmation, Contact, Interview


class Sitting(NamedTuple):
    """A call that is over and in which a number was dialled; instants are naive UTC."""

    id: int
    person: int
    began: datetime
    ended: datetime


def sittings(span: Span) -> list[Sitting]:
    """The sittings of a period by colleague and time; read once for all indicators of a computation."""
    if Sitting not in span.memo:
        dialled = Attempt.work_date.between(span.first, span.last) & (Attempt.outcome != "undone")
        rows = (
            Contact.select(Contact.id, Contact.person, Contact.started_at, Contact.ended_at)
            .where(Contact.id.in_(Attempt.select(Attempt.contact).where(dialled)) & Contact.ended_at.is_null(False))
            .order_by(Contact.person, Contact.started_at, Contact.id)
        )
        span.memo[Sitting] = [Sitting(*row) for row in tuples(rows)]
    found: list[Sitting] = span.memo[Sitting]
    return found


def _handled(span: Span) -> list[Observation]:
    return [Observation("contact", each.id, True, _minutes(each.ended - each.began)) for each in sittings(span)]


def _wrapped_up(span: Span) -> list[Observation]:
    """Sittings with an interview: from the last answer or prompt said to the end."""
    last = _last_said([each.id for each in sittings(span)])
    return [
        Observation("contact", each.id, True, _minutes(each.ended - min(last[each.id], each.ended)))
        for each in sittings(span)
        if each.id in last
    ]


def _occupied(span: Span) -> list[Observation]:
    """Each sitting with its handling time, and the calling time since the colleague's sitting before on that day."""
    calling = BusinessClock(current.calendar(span.last))
    found: list[Observation] = []
    before: Sitting | None = None
    for each in sittings(span):
        waited = timedelta()
        if before is not None and before.person == each.person and _same_day(before.ended, each.began):
            waited = calling.elapsed(before.ended, max(each.began, before.ended))
        handled = _minutes(each.ended - each.began)
        found.append(Observation("contact", each.id, True, handled, handled + _minutes(waited)))
        before = each
    return found


def _last_said(contacts: list[int]) -> dict[int, datetime]:
    """When the last answer was given or prompt said in each of these sittings that had one."""
    found: dict[int, datetime] = {}
    for said, at in ((Answer, Answer.answered_at), (Confirmation, Confirmation.confirmed_at)):
        for start in range(0, len(contacts), 500):
            rows = (
                said.select(Interview.contact, fn.MAX(at))
                .join(Interview, on=(said.interview == Interview.id))
                .where(Interview.contact.in_(contacts[start : start + 500]))
                .group_by(Interview.contact)
            )
            for contact, instant in tuples(rows):
                said_at = _instant(instant)
                found[contact] = max(found.get(contact, said_at), said_at)
    return found


def _instant(value: datetime | str) -> datetime:
    """An instant of an aggregate, which a driver may give as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _same_day(one: datetime, other: datetime) -> bool:
    return clock.local(one).date() == clock.local(other).date()


def _minutes(length: timedelta) -> Fraction:
    return Fraction(length // timedelta(seconds=1), 60)


def _no_interview(_span: Span) -> str:
    return N_("No questionnaire was begun in a call of this period.")


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "AHT",
        N_("Handling time, minutes"),
        N_("from opening to leaving the calls in which a number was dialled, talking and writing up ÷ such calls"),
        "contact",
        observe=_handled,
        measure="mean",
        unit="number",
        sense="at_most",
        period=OWN_DAY,
    ),
    Definition(
        "ACW",
        N_("Wrap-up, minutes"),
        N_("from the last answer or prompt to leaving the call ÷ calls in which a questionnaire was begun"),
        "contact",
        observe=_wrapped_up,
        measure="mean",
        unit="number",
        sense="at_most",
        period=OWN_DAY,
        why_empty=_no_interview,
    ),
    Definition(
        "OCC",
        N_("Occupancy"),
        N_("handling time ÷ the same and the calling hours between an agent's calls of a day; breaks count as idle"),
        "contact",
        observe=_occupied,
        measure="weighted",
        period=OWN_DAY,
    ),
)
