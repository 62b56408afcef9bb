"""How busy each day is: the export has fourteen months, and the last eight weeks are the lively ones.

Before those the workshop has its seasons: full in autumn, quiet around the Spring Festival, busy again in summer.

Days are counted back from the anchor: 1 is the day before it. Negative days lie ahead.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

ANCHOR = date(2026, 11, 20)  # "today" of the fixtures; the export is made that morning, before the doors open
BUSY_DAYS = 4  # a service campaign is on
LIVELY_DAYS = 56
ALL_DAYS = 426
# Orders a day before the lively weeks, by calendar month.
SEASON = {1: 1.1, 2: 0.6, 3: 1.1, 4: 1.1, 5: 1.0, 6: 0.9, 7: 1.1, 8: 1.2, 9: 1.3, 10: 1.7, 11: 1.5, 12: 1.2}


def day(ago: int) -> date:
    """The date so many days before the anchor."""
    return ANCHOR - timedelta(days=ago)


def _weekend(ago: int) -> bool:
    return day(ago).weekday() >= 5


def orders_leaving(rng: random.Random) -> list[int]:
    """For each order the day its car left, as days before the anchor, oldest first; every lively day has several."""
    days: list[int] = []
    for ago in range(LIVELY_DAYS + 1, ALL_DAYS + 1):
        days += [ago] * int(SEASON[day(ago).month] + rng.random() * (1.3 if _weekend(ago) else 1))
    for ago in range(1, LIVELY_DAYS + 1):
        base = 30 if ago <= BUSY_DAYS else 9 if ago <= 3 * BUSY_DAYS else 5
        days += [ago] * (base + rng.randint(-2, 2) + (2 if _weekend(ago) else 0))
    return sorted(days, reverse=True)


def deliveries(rng: random.Random, total: int) -> list[tuple[int, bool]]:
    """For each sale its day before the anchor and whether the car is official, oldest first."""
    days = [(0, False), (0, False)]
    for ago in range(1, LIVELY_DAYS + 1):
        count = rng.choice([4, 5]) if ago <= BUSY_DAYS else rng.choice([0, 1, 1])
        days += [(ago, False)] * count
    days += [(ago, True) for ago in (2, 5, 9, 19, 20, 22, 23, 24, 26, 29, 33, 41, 48)]
    days += [(ago, False) for ago in range(72, 98) for _ in range(2 if 81 <= ago <= 85 else 1)]
    days += [(83, False), (110, True), (190, True), (260, True)]
    while len(days) < total:
        days.append((rng.randint(100, ALL_DAYS), False))
    return sorted(days[:total], reverse=True)


def reminder_dates(rng: random.Random, count: int, leads: tuple[int, int], dense: float, sparse: float) -> list[int]:
    """Days before the anchor of the dates that reminders lead up to, shuffled.

    `leads` are the longer and the shorter lead of the reminder, in days; `dense` dates a day fall so that both leads
    are due on each busy day and the week after, `sparse` a day for the lively weeks before. A few fell in the months
    before those, and the export still has the old date; the rest lie further ahead.
    """
    far, near = leads
    first_busy, last_busy = BUSY_DAYS - near, -far - 7
    dates: list[int] = []
    for ago in range(LIVELY_DAYS - near, last_busy - 1, -1):
        rate = dense if ago <= first_busy else sparse
        dates += [ago] * int(rate + rng.random())
    dates += [rng.randint(LIVELY_DAYS, ALL_DAYS - 20) for _ in range(count // 40)]
    while len(dates) < count:
        dates.append(rng.randint(-330, last_busy - 1))
    dates = dates[:count]
    rng.shuffle(dates)
    return dates
