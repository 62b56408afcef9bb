"""Cells of an export as values: dates, times, money, distances, yes and no.

Strict: a cell is understood whole or refused. Full-width digits count as digits in numbers and dates; names and
notes are only stripped, never changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from agentdesk.common import lunar, plates, vins
from agentdesk.common.i18n import N_
from agentdesk.intake.profiles import Field

NO_DATE = N_("not a date like 2026-03-05")
NO_SUCH_DAY = N_("there is no such day")
NO_LUNAR = N_("not a month and day of the lunar calendar")
NO_TIME = N_("not a time like 09:30")
NO_NUMBER = N_("not a number")
NO_FLAG = N_("neither yes nor no")
UNKNOWN_WORD = N_("a word that this column does not know")
FULL_WIDTH = N_("full-width characters read as plain ones")
PLATE_READ = N_("plate written another way")
VIN_READ = N_("VIN written another way")

_BLANK = frozenset(("", "-", "--", "—", "/", "无", "暂无", "null", "none", "n/a", "#n/a", "0000-00-00", "1900-01-00"))
_YES = frozenset(("是", "有", "y", "yes", "true", "1", "√", "对"))
_NO = frozenset(("否", "没有", "n", "no", "false", "0", "×"))
_TIME = r"(?P<hour>\d{1,2})(?::|时|点)(?P<minute>\d{2})?(?:(?::|分)(?:(?P<second>\d{2})(?:\.\d+)?秒?)?)?"
_DATE = re.compile(
    r"(?:(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})"
    r"|(?P<y2>\d{4})年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日|(?P<y3>\d{4})(?P<m3>\d{2})(?P<d3>\d{2}))"
    rf"(?:(?:\s+|T|(?<=日)){_TIME})?"
)
_HALF_DAY = re.compile(rf"(?P<half>上午|下午|AM|PM)?\s*{_TIME}(?:\s*[-~—至到].*)?", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LONGEST_WAY_KM = 3_000_000


class CellRefused(Exception):
    """The cell cannot be understood; `reason` is a message id."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def plain(text: str) -> str:
    """Half-width and stripped: for numbers, dates, codes and words, never for names or notes."""
    return unicodedata.normalize("NFKC", text).strip()


def is_blank(text: str) -> bool:
    """Whether the cell says nothing: empty, a dash, 无, NULL, a nought date."""
    return plain(text).lower() in _BLANK


def to_moment(text: str) -> tuple[date, time | None]:
    """A date, with the time where one is written: 2026-03-05, 2026/3/5, 2026年3月5日, 20260305, each with 10:30."""
    found = _DATE.fullmatch(plain(text))
    if not found:
        raise CellRefused(NO_DATE)
    year, month, day = (int(found[name] or found[f"{name}2"] or found[f"{name}3"]) for name in "ymd")
    if not 1900 <= year <= 2100:
        raise CellRefused(NO_SUCH_DAY)
    try:
        return date(year, month, day), _clock_time(found)
    except ValueError as error:
        raise CellRefused(NO_SUCH_DAY) from error


def to_date(text: str) -> date:
    """The date of the cell; a time of day is let go."""
    return to_moment(text)[0]


def to_birthday(text: str) -> date | lunar.Born:
    """A date, or a lunar one where the cell says so: 1980-05-13, 农历1965年八月十五, 1965-08-15(农历)."""
    return to_lunar(text) if lunar.is_marked(text) else to_date(text)


def to_lunar(text: str) -> lunar.Born:
    """A day of the lunar calendar, marked or not: 八月十五, 08-15, 闰六月初一."""
    found = lunar.parse(text)
    if found is None:
        raise CellRefused(NO_LUNAR)
    return found


def to_time(text: str) -> time:
    """A time of day; of a span like 10:00-10:30 its start."""
    found = _HALF_DAY.fullmatch(plain(text))
    if not found:
        raise CellRefused(NO_TIME)
    try:
        moment = _clock_time(found)
        assert moment is not None
        late = (found["half"] or "").lower() in ("下午", "pm") and moment.hour < 12
        return moment.replace(hour=moment.hour + 12) if late else moment
    except ValueError as error:
        raise CellRefused(NO_TIME) from error


def to_cents(text: str) -> int:
    """An amount of money in cents: ¥1,280.50元."""
    number = _number(plain(text).removeprefix("¥").removesuffix("元"))
    return int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def to_kilometres(text: str) -> int:
    """A distance in whole kilometres: 45,210公里."""
    number = _number(re.sub(r"(?:公里|千米|km)$", "", plain(text), flags=re.IGNORECASE))
    if not 0 <= number <= _LONGEST_WAY_KM:
        raise CellRefused(NO_NUMBER)
    return int(number)


def to_flag(text: str) -> bool:
    """Yes or no: 是, 有, √, 1 or 否, 无, 0."""
    word = plain(text).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused(NO_FLAG)


def _number(text: str) -> Decimal:
    digits = text.replace(",", "").strip()
    if not _NUMBER.fullmatch(digits):
        raise CellRefused(NO_NUMBER)
    return Decimal(digits)


def _clock_time(found: re.Match[str]) -> time | None:
    if found["hour"] is None:
        return None
    return time(int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0))


_PLAIN: dict[str, tuple[Callable[[str], Any], Any]] = {
    "date": (to_date, None),
    "birthday": (to_birthday, None),
    "lunar": (to_lunar, None),
    "moment": (to_moment, None),
    "time": (to_time, None),
    "money": (to_cents, None),
    "kilometres": (to_kilometres, None),
    "flag": (to_flag, False),
}


def convert(field: Field, text: str) -> tuple[Any, str]:
    """The value of a cell, and what was changed or is doubtful about it (a message id), empty where nothing is.

    Raises CellRefused where the cell cannot be understood. A blank cell is an empty text, False for a flag, else None.
    """
    if field.type in ("text", "phone"):
        return text.strip(), ""
    if field.type == "code":
        return plain(text), FULL_WIDTH if _widened(text) else ""
    if field.type == "plate":
        return _plate(text)
    if field.type == "vin":
        return _vin(text)
    if field.type == "word":
        return _word(field, text)
    reader, blank = _PLAIN[field.type]
    if is_blank(text):
        return blank, ""
    return reader(text), FULL_WIDTH if _widened(text) else ""


def _plate(text: str) -> tuple[str, str]:
    if is_blank(text):
        return "", ""
    plate = plates.parse(text)
    if plate.text is None:
        return plates.normalise(text), plate.reason
    return plate.text, plate.reason or (PLATE_READ if plate.text != text.strip() else "")


def _vin(text: str) -> tuple[str, str]:
    """A VIN as it stands: a wrong one is kept with a warning, since imported cars carry no check digit."""
    if is_blank(text):
        return "", ""
    vin = vins.normalise(text)
    problem = vins.problem(text)
    if problem:
        return vin, vins.PROBLEMS[problem]
    return vin, VIN_READ if vin != text.strip() else ""


def _word(field: Field, text: str) -> tuple[str | None, str]:
    if is_blank(text):
        return None, ""
    try:
        return field.words[plain(text).lower()], ""
    except KeyError as error:
        raise CellRefused(UNKNOWN_WORD) from error


def _widened(text: str) -> bool:
    return not text.isascii() and any("\uff01" <= letter <= "\uff5e" for letter in text)


def shifted(value: Any, days: Any) -> Any:
    """A date or moment moved by a `timedelta` of whole days; anything else as it is."""
    if isinstance(value, (date, datetime)):
        return value + days
    if isinstance(value, lunar.Born):
        return value
    if isinstance(value, tuple):
        return (value[0] + days, value[1])
    return value
