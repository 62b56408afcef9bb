"""When a call is tried again: after its outcome's delay, in another part of the day, within caps and calling hours.

Pure: the same tries always lead to the same time. A promise goes before all of it, and caps are kept where a number is
dialled (queue/caps.py); this is the time that is told and waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.playbook.kinds import Retry

PARTS = (("morning", time(12)), ("afternoon", time(18)))  # each until its end, then it is evening


class Try(NamedTuple):
    """A number that was dialled for a task: when, which one, and whether the right person answered."""

    at: datetime
    number: str
    contacted: bool


class NextTry(NamedTuple):
    """Not before this instant (naive UTC), and what made it so: delay, day_full, part, hours, skip."""

    at: datetime
    why: tuple[str, ...]


def part_of(at: datetime) -> str:
    """The part of the day of an instant, on the dealer's wall clock."""
    wall = clock.local(at).time()
    return next((name for name, end in PARTS if wall < end), "evening")


def tried_part(tries: Sequence[Try]) -> str:
    """The part of the day in which the last try was in vain; "" where the customer answered, or none was made."""
    return part_of(tries[-1].at) if tries and not tries[-1].contacted else ""


def used_up(tries: Sequence[Try], caps: Retry) -> bool:
    """Whether a task was tried as often as allowed."""
    return len(tries) >= caps.attempts_in_all


def next_try(
    earliest: datetime,
    tries: Sequence[Try],
    caps: Retry,
    opening: BusinessCalendar | None,
    *,
    other_part: bool = False,
    numbers: int = 0,
) -> NextTry:
    """The first instant from `earliest` on, the end of the outcome's delay, at which the call may be tried again.

    `opening` is the calendar as it holds for the customer (CM-01), `numbers` how many usable numbers they have. Never
    earlier than `earliest`, never in a closed hour, never on a day whose caps are reached. `other_part` moves it to
    another part of the day than the last try's, as far as the next open day has one.
    """
    why = ["delay"]
    at = earliest
    if tries and not tries[-1].contacted and at < tries[-1].at + timedelta(minutes=caps.minutes_apart):
        at = tries[-1].at + timedelta(minutes=caps.minutes_apart)
        why.append("apart")
    if is_full(clock.local(at).date(), tries, caps, numbers):
        at = clock.day_span(clock.local(at).date())[1]
        why.append("day_full")
    if opening is None:
        return NextTry(at, tuple(why))
    fitted = opening.next_calling_time(at)
    if fitted is None:
        return NextTry(at, tuple(why))
    if other_part and tries and not tries[-1].contacted and part_of(fitted) == part_of(tries[-1].at):
        found = _in_another_part(fitted, part_of(tries[-1].at), opening)
        if found is not None:
            return NextTry(found, (*why, "part"))
    return NextTry(fitted, (*why, "hours") if fitted != at else tuple(why))


def is_full(day: date, tries: Sequence[Try], caps: Retry, numbers: int = 0) -> bool:
    """Whether the tries of a business day have reached the day's cap, or that of each of the numbers."""
    on_day = [one for one in tries if clock.local(one.at).date() == day]
    dials = Counter(one.number for one in on_day)
    spent = sum(count >= caps.attempts_a_number for count in dials.values())
    return len(on_day) >= caps.attempts_a_day or (numbers > 0 and spent >= numbers)


def _in_another_part(at: datetime, part: str, opening: BusinessCalendar) -> datetime | None:
    """The first calling time from `at` on in another part of the day, no later than on the next open day."""
    first = clock.local(at).date()
    last = opening.next_open(first + timedelta(days=1))
    for start, end in _spans(first, last, opening):
        for piece, piece_end in _pieces(start, end):
            if piece_end > at and part_of(max(piece, at)) != part:
                return max(piece, at)
    return None


def _spans(first: date, last: date, opening: BusinessCalendar) -> Iterator[tuple[datetime, datetime]]:
    for day in opening.open_days(first, last):
        for window in opening.windows(day):
            end = clock.day_span(day)[1] if window.end == time(0) else clock.to_utc(datetime.combine(day, window.end))
            yield clock.to_utc(datetime.combine(day, window.start)), end


def _pieces(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A span cut where a part of the day ends."""
    day = clock.local(start).date()
    for cut in (clock.to_utc(datetime.combine(day, wall)) for _name, wall in PARTS):
        if start < cut < end:
            yield start, cut
            start = cut
    yield start, end
