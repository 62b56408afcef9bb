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


def parked(contact_id: int) -> tuple[Span, ...]:
    """The times a call was parked and taken up again, oldest first.

    The audit trail has them. A line that drops parks nothing: the customer is still on the telephone.
    """
    found: list[Span] = []
    left: datetime | None = None
    for at, action in _events.rows("contact", contact_id, [_LEFT, *_BACK]):
        if action == _LEFT:
            left = left or at
        elif left is not None:
            found.append(Span(left, at))
            left = None
    return tuple(found)


def without(spans: Sequence[Span], since: datetime, until: datetime) -> float:
    """The seconds between two instants in which the call was not parked."""
    away = sum((min(span.back, until) - max(span.left, since)).total_seconds() for span in spans if span.back > since)
    return (until - since).total_seconds() - away


@prepared
def _events(entity: Any, contact_id: Any, actions: Any) -> ModelSelect[AuditEvent]:
    row = (AuditEvent.entity == entity) & (AuditEvent.entity_id == contact_id)
    return (
        AuditEvent.select(AuditEvent.at, AuditEvent.action)
        .where(row & AuditEvent.action.in_(actions))
        .order_by(AuditEvent.id)
    )
