"""The one clock: now, today and the dealer's time zone; nothing else asks the system.

Instants are naive UTC; business dates belong to the dealer's zone. `AGENTDESK_NOW=2026-11-20T09:00`
(local time of the dealer) fixes the clock for rehearsals and tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _

DEFAULT_ZONE = "Asia/Shanghai"
_zone = ZoneInfo(DEFAULT_ZONE)
_fixed: datetime | None = None


def zone() -> ZoneInfo:
    """The dealer's time zone."""
    return _zone


def use_zone(name: str) -> None:
    """Set the dealer's time zone by its IANA name; raises UsageError for an unknown one."""
    global _zone
    try:
        _zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UsageError(_("Unknown time zone: {name}").format(name=name)) from error


def now() -> datetime:
    """This instant as naive UTC."""
    if _fixed is not None:
        return _fixed
    text = os.environ.get("AGENTDESK_NOW")
    if text:
        return to_utc(_parse(text))
    return datetime.now(UTC).replace(tzinfo=None)


def is_fixed() -> bool:
    """Whether the clock stands still, for a rehearsal or a test."""
    return _fixed is not None or bool(os.environ.get("AGENTDESK_NOW"))


def today() -> date:
    """The business date: the calendar day in the dealer's zone."""
    return local(now()).date()


def local_now() -> datetime:
    """The dealer's wall clock, naive."""
    return local(now())


def local(instant: datetime) -> datetime:
    """A stored instant (naive UTC) as the dealer's wall clock, naive."""
    return instant.replace(tzinfo=UTC).astimezone(_zone).replace(tzinfo=None)


def to_utc(wall: datetime) -> datetime:
    """The dealer's wall clock (naive) or an aware instant, as naive UTC."""
    aware = wall if wall.tzinfo else wall.replace(tzinfo=_zone)
    return aware.astimezone(UTC).replace(tzinfo=None)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The instant (naive UTC) of a wall-clock time on a business date."""
    return to_utc(datetime.combine(day, time(hour, minute)))


def day_span(day: date) -> tuple[datetime, datetime]:
    """First instant of a business date and first instant of the next one, both naive UTC."""
    return at(day), at(day + timedelta(days=1))


@contextmanager
def travel(wall: datetime) -> Iterator[None]:
    """Fix the clock at the dealer's wall-clock time inside the block (rehearsals and tests)."""
    global _fixed
    before = _fixed
    _fixed = to_utc(wall)
    try:
        yield
    finally:
        _fixed = before


def _parse(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(_("AGENTDESK_NOW is not a time like 2026-11-20T09:00: {text}").format(text=text)) from error
