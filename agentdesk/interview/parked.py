"""How long a call was parked: from leaving the screen until it is taken up again, at whatever terminal and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import ModelSelect

from agentdesk.store.prepared import prepared
from agentdesk.store.tables import AuditEvent

_LEFT, _BACK = "contact.leave", ("contact.resume", "contact.takeover")


class Span(NamedTuple):
    """From when to when a call was parked (naive UTC)."""

    left: datetime
    back: datetime


class Away(NamedTuple):
    """The times a call was parked and taken up again, oldest first, and when it was left if nobody has yet."""

    spans: tuple[Span, ...]
    left_at: datetime | None


def parked(contact_id: int) -> tuple[Span, ...]:
    """The times a call was parked and taken up again, oldest first.

    The audit trail has them. A line that drops parks nothing: the customer is still on the telephone.
    """
    return away_in([contact_id]).get(contact_id, Away((), None)).spans


def away_in(contact_ids: list[int]) -> dict[int, Away]:
    """The same for several calls at once, those that were never parked left out."""
    events: dict[int, list[tuple[datetime, str]]] = {}
    for contact_id, at, action in _events.rows("contact", contact_ids, [_LEFT, *_BACK]) if contact_ids else ():
        events.setdefault(contact_id, []).append((at, action))
    return {contact_id: _away(found) for contact_id, found in events.items()}


def _away(events: list[tuple[datetime, str]]) -> Away:
    found: list[Span] = []
    left: datetime | None = None
    for at, action in events:
        if action == _LEFT:
            left = left or at
        elif left is not None:
            found.append(Span(left, at))
            left = None
    return Away(tuple(found), left)


def without(spans: Sequence[Span], since: datetime, until: datetime) -> float:
    """The seconds between two instants in which the call was not parked."""
    away = sum((min(span.back, until) - max(span.left, since)).total_seconds() for span in spans if span.back > since)
    return (until - since).total_seconds() - away


@prepared
def _events(entity: Any, contact_ids: Any, actions: Any) -> ModelSelect[AuditEvent]:
    row = (AuditEvent.entity == entity) & AuditEvent.entity_id.in_(contact_ids)
    return (
        AuditEvent.select(AuditEvent.entity_id, AuditEvent.at, AuditEvent.action)
        .where(row & AuditEvent.action.in_(actions))
        .order_by(AuditEvent.id)
    )
