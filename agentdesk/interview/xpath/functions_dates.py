"""Functions on dates and times, after ODK's: wall clock of the dealer, days since 1970 as numbers."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from agentdesk.common.i18n import _
from agentdesk.interview.xpath.library import register
from agentdesk.interview.xpath.scope import Scope
from agentdesk.interview.xpath.values import DateValue, EvaluationError, Value, to_days

_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?(?:Z|([+-])(\d\d):(\d\d))?")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAY = timedelta(days=1)
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@register("now", 0, 0, "date")
def _now(scope: Scope) -> Value:
    return DateValue(scope.environment.now())


@register("today", 0, 0, "date")
def _today(scope: Scope) -> Value:
    wall = scope.environment.now().astimezone(scope.environment.zone)
    return DateValue(wall.replace(hour=0, minute=0, second=0, microsecond=0))


@register("date", 1, 1, "date")
@register("date-time", 1, 1, "date")
def _date(scope: Scope, value: Value) -> Value:
    found = scope.date(value)
    return "" if found is None else found


@register("decimal-date-time", 1, 1, "number")
def _decimal_date_time(scope: Scope, value: Value) -> Value:
    if isinstance(value, float):
        return value
    found = scope.date(value)
    return math.nan if found is None else to_days(found)


@register("decimal-time", 1, 1, "number")
def _decimal_time(scope: Scope, value: Value) -> Value:
    """A time of day as a fraction of the day, on the dealer's wall clock; of an instant its time of day there."""
    if isinstance(value, DateValue) or ("T" in scope.text(value) and not isinstance(value, float)):
        found = scope.date(value)
        wall = found.instant.astimezone(scope.environment.zone) if found and found.instant else None
        return math.nan if wall is None else (wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)) / _DAY
    match = None if isinstance(value, float) else _TIME.fullmatch(scope.text(value))
    if match is None:
        return math.nan
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    away_hours, away_minutes = int(match[5] or 0), int(match[6] or 0)
    if hour > 23 or minute > 59 or second > 59 or away_hours > 23 or away_minutes > 59:
        return math.nan
    since = timedelta(hours=hour, minutes=minute, seconds=second)
    if match[4] or match[0].endswith("Z"):
        away = timedelta(hours=away_hours, minutes=away_minutes) * (-1 if match[4] == "-" else 1)
        here = scope.environment.now().astimezone(scope.environment.zone).utcoffset() or timedelta()
        since += here - away
    return since / _DAY % 1.0


@register("format-date", 2, 2, "string")
@register("format-date-time", 2, 2, "string")
def _format_date(scope: Scope, value: Value, pattern: Value) -> Value:
    found = scope.date(value)
    if found is None or found.instant is None:
        return ""
    wall = found.instant.astimezone(scope.environment.zone)
    return _formatted(wall, scope.text(pattern), chinese=scope.environment.language == "zh")


def unknown_part(pattern: str) -> str:
    """The first part of a format-date() pattern that it does not know, such as `%Q`; "" where it knows all."""
    return next((f"%{letter}" for letter in re.findall(r"%(.?)", pattern, re.DOTALL) if letter not in _PARTS), "")


def _formatted(wall: datetime, pattern: str, *, chinese: bool) -> str:
    def part(match: re.Match[str]) -> str:
        return _part(wall, match[1], chinese)

    if unknown_part(pattern):
        raise EvaluationError(_("format-date() does not know {part}").format(part=unknown_part(pattern)))

    return re.sub(r"%(.?)", part, pattern, flags=re.DOTALL)


_PARTS = frozenset("%YymnbdeHhMS3a")


def _part(wall: datetime, letter: str, chinese: bool) -> str:
    if letter == "b":
        return f"{wall.month}月" if chinese else _MONTHS[wall.month - 1]
    if letter == "a":
        return "周" + "一二三四五六日"[wall.weekday()] if chinese else _DAYS[wall.weekday()]
    return {
        "%": "%",
        "Y": f"{wall.year:04}",
        "y": f"{wall.year % 100:02}",
        "m": f"{wall.month:02}",
        "n": str(wall.month),
        "d": f"{wall.day:02}",
        "e": str(wall.day),
        "H": f"{wall.hour:02}",
        "h": str(wall.hour),
        "M": f"{wall.minute:02}",
        "S": f"{wall.second:02}",
        "3": f"{wall.microsecond // 1000:03}",
    }[letter]
