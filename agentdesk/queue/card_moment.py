"""When a call was made, as it is written on a yellow card."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from agentdesk.common import clock

_MOMENT = re.compile(
    r"(?:(?:(?P<year>\d{4})[-/.])?(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
)


def moment(text: str, day: date) -> datetime | None:
    """When a call was made, as it stands on a card: 18:05, 6-10 18:05, 2026-06-10 18:05; naive UTC, None if unreadable.

    Without a date it is the given day; without a year the last one that does not lie in the future.
    """
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    year, month, number = found["year"], found["month"], found["day"]
    try:
        on = date(int(year or day.year), int(month), int(number)) if month else day
        if month and not year and on > clock.today():
            on = on.replace(year=on.year - 1)
        return clock.to_utc(datetime.combine(on, time(int(found["hour"]), int(found["minute"]))))
    except ValueError:
        return None
