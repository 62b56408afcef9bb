"""Values of expressions and their conversions, with ODK's rules for blanks, NaN and dates.

A blank is the empty string and, as a number, NaN. A date is a number of days since 1970-01-01 UTC as soon as anything
is calculated or compared with it, and ISO text of the dealer's wall clock as soon as it is shown.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from agentdesk.interview.xpath.tree import DataNode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d+))?)?"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
SHORTEST_DATE = len("2026-1-1")
_FIELDS = ("year", "month", "day", "hour", "minute", "second")
_SCRIPT_DATE = "%a %b %d %Y %H:%M:%S GMT%z"


class EvaluationError(ValueError):
    """An expression that cannot be evaluated: wrong number or kind of arguments."""


class Answers(list[DataNode]):
    """The nodes of a `${name}`: as a condition it asks for an answer, where a path asks for existence."""


@dataclass(frozen=True)
class DateValue:
    """An instant, or None for a date that does not exist."""

    instant: datetime | None


Value = str | float | bool | DateValue | list[DataNode]


def is_date_text(text: str) -> bool:
    """Whether a text is taken for a date when something is calculated or compared with it."""
    return len(text) >= SHORTEST_DATE and text[:4].isdecimal() and _DATE.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Whether a text is taken for a date, and there is such a day."""
    return is_date_text(text) and read_date(text, UTC).instant is not None


def to_boolean(value: Value) -> bool:
    """XPath's boolean(): a number but 0 and NaN, a text but the empty one, a date that exists, any node."""
    if isinstance(value, Answers):
        return any(_answered(node) for node in value)
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, DateValue):
        return value.instant is not None
    return bool(value)


def _answered(node: DataNode) -> bool:
    text = node.text().strip()
    return bool(text) and not (node.number and number_of(text) == 0)


def number_of(text: str) -> float:
    """A text as a number, NaN for a blank and for what is none."""
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def to_number(value: Value, zone: tzinfo) -> float:
    """XPath's number(), dates as days since 1970."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, DateValue):
        return to_days(value)
    text = first_text(value) if isinstance(value, list) else value
    text = text.strip()
    return to_days(read_date(text, zone)) if is_date_text(text) else number_of(text)


def to_text(value: Value, zone: tzinfo) -> str:
    """XPath's string(): the first node's text, a number without exponent, a date as ISO text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, DateValue):
        return date_text(value, zone)
    return first_text(value)


def first_text(nodes: list[DataNode]) -> str:
    """The text of the first node, "" where there is none."""
    return nodes[0].text() if nodes else ""


def number_text(number: float) -> str:
    """A number as XPath writes it: 5, 0.25, -1, NaN, Infinity."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def date_text(value: DateValue, zone: tzinfo) -> str:
    """A date as ISO text of the wall clock, without a time at midnight."""
    if value.instant is None:
        return "Invalid Date"
    wall = value.instant.astimezone(zone)
    text = wall.isoformat(timespec="milliseconds")
    return text[:10] if text[10:23] == "T00:00:00.000" else text


def to_days(value: DateValue) -> float:
    """Days since 1970-01-01 UTC, with the time of day as a fraction; NaN for a date that does not exist."""
    return math.nan if value.instant is None else (value.instant - _EPOCH) / timedelta(days=1)


def from_days(days: float) -> DateValue:
    """The instant so many days after 1970-01-01 UTC."""
    try:
        return DateValue(_EPOCH + timedelta(milliseconds=round(days * 86_400_000)))
    except (OverflowError, ValueError):
        return DateValue(None)


def read_date(text: str, zone: tzinfo) -> DateValue:
    """ISO text as an instant, wall clock of the dealer where it has no offset; None inside where it is no date."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return _script_date(text)
    part = match.groupdict()
    fraction = int((part["fraction"] or "0").ljust(6, "0")[:6])
    try:
        year, month, day, hour, minute, second = (int(part[name] or 0) for name in _FIELDS)
        wall = datetime(year, month, day, hour, minute, second, fraction)
        offset = part["offset"]
        aware = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo if offset else zone
        return DateValue(wall.replace(tzinfo=aware).astimezone(UTC))
    except (ValueError, OverflowError):
        return DateValue(None)


def _script_date(text: str) -> DateValue:
    """A date as ECMAScript prints it (`Sat Nov 21 2026 17:48:09 GMT+0000 (...)`), which web forms pass on."""
    try:
        return DateValue(datetime.strptime(text.split(" (")[0], _SCRIPT_DATE).astimezone(UTC))
    except ValueError:
        return DateValue(None)


def to_date(value: Value, zone: tzinfo) -> DateValue | None:
    """ODK's date(): None for a blank, a number as days since 1970, text as ISO."""
    if isinstance(value, DateValue):
        return value
    if isinstance(value, bool):
        return DateValue(None)
    if isinstance(value, float):
        return DateValue(None) if math.isnan(value) else from_days(value)
    text = to_text(value, zone)
    if not text:
        return None
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return from_days(float(int(float(text))))
    return read_date(text, zone)
