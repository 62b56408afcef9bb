"""The business calendar: which days the house is open, and at which hours customers may be called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from agentdesk.common import clock

EVERY_DAY = frozenset(range(7))
_LONGEST_CLOSURE = 400  # days; a house that is closed for longer than a year is no calendar


@dataclass(frozen=True)
class Window:
    """Hours of a day in which customers may be called, half-open: its `end` is outside (CM-01)."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if minutes(self.end, is_end=True) <= minutes(self.start):
            raise ValueError(f"a window must end after it starts: {self}")

    def __contains__(self, wall: time) -> bool:
        return minutes(self.start) <= minutes(wall) < minutes(self.end, is_end=True)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{'24:00' if self.end == time(0) else f'{self.end:%H:%M}'}"


@dataclass(frozen=True)
class BusinessCalendar:
    """Open days and calling windows of one house.

    `open_weekdays` and the keys of `calling` count from Monday 0. `closed` days (official holidays, the house's own)
    and `makeup` working days go before the weekday rule; a day in both is closed. `warnings` says what the calendar
    does not know, such as a year whose official notice is not out yet.
    """

    open_weekdays: frozenset[int] = EVERY_DAY
    calling: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.open_weekdays or not self.open_weekdays <= EVERY_DAY:
            raise ValueError("a business calendar needs at least one open weekday, of 0 to 6")

    def is_open(self, day: date) -> bool:
        """Whether the house works on that day."""
        if day in self.closed:
            return False
        return day in self.makeup or day.weekday() in self.open_weekdays

    def next_open(self, day: date) -> date:
        """The day itself where it is open, else the first open day after it: forward only (CB-26)."""
        for ahead in range(_LONGEST_CLOSURE):
            if self.is_open(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise ValueError(f"no open day within {_LONGEST_CLOSURE} days of {day}")

    def windows(self, day: date) -> tuple[Window, ...]:
        """The calling windows of a day, in order; none on a closed one.

        A make-up day on a weekday that is otherwise closed has the windows of the first open weekday.
        """
        if not self.is_open(day):
            return ()
        weekday = day.weekday() if day.weekday() in self.open_weekdays else min(self.open_weekdays)
        return tuple(sorted(self.calling.get(weekday, ()), key=lambda window: window.start))

    def is_calling_time(self, instant: datetime) -> bool:
        """Whether a customer may be called at that instant (naive UTC)."""
        wall = clock.local(instant)
        return any(wall.time() in window for window in self.windows(wall.date()))

    def next_calling_time(self, instant: datetime) -> datetime | None:
        """The instant itself where it is calling time, else the first one after it; both naive UTC.

        None where the calendar has no calling windows at all.
        """
        if self.is_calling_time(instant):
            return instant
        wall = clock.local(instant)
        for ahead in range(_LONGEST_CLOSURE):
            day = wall.date() + timedelta(days=ahead)
            for window in self.windows(day):
                start = datetime.combine(day, window.start)
                if start >= wall:
                    return clock.to_utc(start)
        return None

    def open_days(self, first: date, last: date) -> list[date]:
        """The open days from `first` to `last`, both inclusive."""
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        return [day for day in days if self.is_open(day)]


def minutes(wall: time, *, is_end: bool = False) -> float:
    """Minutes since midnight; midnight as the end of a window is 24:00."""
    if is_end and wall == time(0):
        return 24 * 60
    return wall.hour * 60 + wall.minute + wall.second / 60 + wall.microsecond / 60e6


def window(text: str) -> Window:
    """A window from `09:00-11:30`; `24:00` may be its end. ValueError where it is none."""
    start, _, end = text.partition("-")
    return Window(time.fromisoformat(start), time(0) if end == "24:00" else time.fromisoformat(end))


def overlap(windows: Iterable[Window]) -> bool:
    """Whether two of the windows share a minute."""
    ordered = sorted(windows, key=lambda item: item.start)
    return any(minutes(later.start) < minutes(earlier.end, is_end=True) for earlier, later in pairwise(ordered))
