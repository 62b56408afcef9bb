"""Time that counts only while the house works: deadlines and ages across breaks, nights, holidays and make-up days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar

Span = tuple[datetime, datetime]
_LONGEST_CLOSURE = 400  # days without a single working hour; beyond it the calendar is no calendar


class BusinessClock:
    """Working time after a business calendar's windows; instants are naive UTC, spans half-open.

    A calendar without any windows never closes: its time is plain time. `pauses` are spans in which time stands still.
    """

    def __init__(self, calendar: BusinessCalendar, pauses: Iterable[Span] = ()) -> None:
        self._calendar = calendar
        self._pauses = sorted(span for span in pauses if span[0] < span[1])
        self._days: dict[date, tuple[Span, ...]] = {}
        self._anchor: date | None = None
        self._after = [timedelta()]  # by days after the anchor
        self._earlier = [timedelta()]  # by days before it
        self._never_closes = not any(calendar.calling.values())

    def spans(self, day: date) -> tuple[Span, ...]:
        """The working spans of a business date, in order; none on a closed day."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = _cut(self._open(day), self._pauses)
        return found

    def without(self, pauses: Iterable[Span]) -> BusinessClock:
        """The same house's clock, which stands still in these spans as well."""
        return BusinessClock(self._calendar, [*self._pauses, *pauses])

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of working time has passed since `start`.

        A full span ends at its closing time, not at the next opening. ValueError where the house never opens again.
        """
        if self._never_closes and not self._pauses:
            return start + amount
        day, left, idle = clock.local(start).date(), amount, 0
        while idle <= _LONGEST_CLOSURE:
            for begin, end in self.spans(day):
                begin = max(begin, start)
                if begin >= end:
                    continue
                if left <= end - begin:
                    return begin + left
                left -= end - begin
            idle = 0 if self._open(day) else idle + 1
            day += timedelta(days=1)
        raise ValueError(f"no working time within {_LONGEST_CLOSURE} days before {day}")

    def before(self, end: datetime, amount: timedelta) -> datetime:
        """The latest instant from which `amount` of working time is left until `end`: the way back of `add`.

        ValueError where the house was never open before.
        """
        if self._never_closes and not self._pauses:
            return end - amount
        day, left, idle = clock.local(end).date(), amount, 0
        while idle <= _LONGEST_CLOSURE:
            for begin, stop in reversed(self.spans(day)):
                stop = min(stop, end)
                if begin >= stop:
                    continue
                if left <= stop - begin:
                    return stop - left
                left -= stop - begin
            idle = 0 if self._open(day) else idle + 1
            day -= timedelta(days=1)
        raise ValueError(f"no working time within {_LONGEST_CLOSURE} days after {day}")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two instants; nought where `end` is not after `start`."""
        if self._never_closes and not self._pauses:
            return max(end - start, timedelta())
        return max(self._position(end) - self._position(start), timedelta())

    def closing(self, day: date) -> datetime:
        """The last working instant of the first open day from `day` on."""
        open_day = self._calendar.next_open(day)
        spans = self.spans(open_day)
        return spans[-1][1] if spans else clock.day_span(open_day)[1]

    def _open(self, day: date) -> tuple[Span, ...]:
        """What of a day is worked, whatever is paused on it."""
        if self._never_closes:
            return (clock.day_span(day),)
        return tuple(_span(day, window.start, window.end) for window in self._calendar.windows(day))

    def _position(self, instant: datetime) -> timedelta:
        """Working time from the anchor day to an instant; negative before it."""
        day = clock.local(instant).date()
        today = sum((max(min(end, instant) - begin, timedelta()) for begin, end in self.spans(day)), timedelta())
        return self._before(day) + today

    def _before(self, day: date) -> timedelta:
        """Working time from the anchor day to the start of a day, summed once, so that old instants cost no more."""
        if self._anchor is None:
            self._anchor = day
        distance = (day - self._anchor).days
        sums, step = (self._after, 1) if distance >= 0 else (self._earlier, -1)
        while len(sums) <= abs(distance):
            last = self._anchor + timedelta(days=(len(sums) - 1) * step if step > 0 else -len(sums))
            sums.append(sums[-1] + step * self._working(last))
        return sums[abs(distance)]

    def _working(self, day: date) -> timedelta:
        return sum((end - begin for begin, end in self.spans(day)), timedelta())


def _cut(spans: tuple[Span, ...], pauses: list[Span]) -> tuple[Span, ...]:
    """The spans without the pauses, which may overlap."""
    for pause_start, pause_end in pauses:
        before = [(start, min(end, pause_start)) for start, end in spans]
        after = [(max(start, pause_end), end) for start, end in spans]
        spans = tuple(sorted(part for part in (*before, *after) if part[0] < part[1]))
    return spans


def _span(day: date, start: time, end: time) -> Span:
    last = day + timedelta(days=1) if end == time(0) else day
    return clock.to_utc(datetime.combine(day, start)), clock.to_utc(datetime.combine(last, end))
