"""How the demo dealer fared from month to month: chapters.toml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

MONTHS = 13  # whole months before the one under way, so that the last whole one has the same month of the year before


class Chapter(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Some months in a row; `first` and `last` are months back from the one under way, the earlier one first."""

    first: int
    last: int
    content: Mapping[str, float]  # by department
    careless: Mapping[str, float] = {}  # by staff code
    prompt: float
    late: float
    walk_in: float
    favours: tuple[str, ...] = ()


class _Chapters(msgspec.Struct, frozen=True):
    chapter: list[Chapter]


@cache
def _chapters() -> dict[int, Chapter]:
    text = Path(__file__).with_name("chapters.toml").read_bytes()
    found = msgspec.toml.decode(text, type=_Chapters).chapter
    return {back: chapter for chapter in found for back in range(chapter.last, chapter.first + 1)}


def months_back(day: date, today: date) -> int:
    """How many months a day lies before the month under way; 0 within it."""
    return (today.year - day.year) * 12 + today.month - day.month


def chapter_of(day: date, today: date) -> Chapter:
    """The chapter a day belongs to; the oldest one for what lies before all of them."""
    known = _chapters()
    return known[min(months_back(day, today), max(known))]


def first_day(today: date) -> date:
    """The first day that is played: the first of the oldest whole month."""
    year, month = divmod(today.year * 12 + today.month - 1 - MONTHS, 12)
    return date(year, month + 1, 1)
