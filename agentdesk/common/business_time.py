"""Time that counts only while the house works: deadlines and ages across breaks, nights, holidays and make-up days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar

Span = tuple[datetime, datetime]
_LONGEST_CLOSURE = 400  # days without a single working hour; beyond it the calendar is no calendar


class BusinessClock:
    """Working time after a business calendar's windows; instants are naive UTC, spans half-open.

    A calendar without any windows never closes: its time is plain time.
    """

    def __init__(self, calendar: BusinessCalendar) -> None:
        self._calendar = calendar
        self._days: dict[date, tuple[Span, ...]] = {}
        self._anchor: date | None = None
        self._after = [timedelta()]  # by days after the anchor
        self._earlier = [timedelta()]  # by days before it
        self._never_closes = not any(calendar.calling.values())

    def spans(self, day: date) -> tuple[Span, ...]:
        """The working spans of a business date, in order; none on a closed day."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = tuple(
                _span(day, window.start, window.end) for window in self._calendar.windows(day)
            )
        return found

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of working time has passed since `start`.

        A full span ends at its closing time, not at the next opening. ValueError where the house never opens again.
        """
        if self._never_closes:
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
            idle = 0 if self.spans(day) else idle + 1
            day += timedelta(days=1)
        raise ValueError(f"no working time within {_LONGEST_CLOSURE} days before {day}")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two instants; nought where `end` is not after `start`."""
        if self._never_closes:
            return max(end - start, timedelta())
        return max(self._position(end) - self._position(start), timedelta())

    def closing(self, day: date) -> datetime:
        """The last working instant of the first open day from `day` on."""
        open_day = self._calendar.next_open(day)
        spans = self.spans(open_day)
        return spans[-1][1] if spans else clock.day_span(open_day)[1]

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


def _span(day: date, start: time, end: time) -> Span:
    last = day + timedelta(days=1) if end == time(0) else day
    return clock.to_utc(datetime.combine(day, start)), clock.to_utc(datetime.combine(last, end))
