"""How many cars may be booked into one slot of the workshop's day (AP-03)."""

from __future__ import annotations

PERCENT = 70  # of the smaller side, so that cars without an appointment still find somebody


def slot_capacity(front_desk: int, technicians: int, off_each_day: int, percent: int = PERCENT) -> int:
    """Cars per slot: the smaller of both staffs times a percentage, decimals dropped, less those off; never below 0.

    In this order: taking who is off away first gives another number at 4, 7, 11 and 14 staff. Whole numbers only: 70 %
    of 90 is 63, and 62 in binary fractions. Who is off counts also where the technicians are fewer [ours].
    """
    return max(min(front_desk, technicians) * percent // 100 - off_each_day, 0)
