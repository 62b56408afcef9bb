"""By when a customer card is to be handed in (DA-04)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple

Card = Literal["new", "deal", "other"]


class HandIn(NamedTuple):
    """The house's hours for cards; noon and the end of work have no clock times in the rule [ours, DA-09].

    `deal_next_day`: every deal card has until the next day, and not only one that was written after work.
    """

    noon: time = time(12)  # a card of this minute is one of the afternoon
    morning_by: time = time(14)
    work_ends: time = time(17, 30)  # a card of this minute is one written after work
    next_day_by: time = time(10)
    deal_next_day: bool = False


HOUSE = HandIn()


def hand_in_by(written_at: datetime, card: Card = "new", hours: HandIn = HOUSE) -> datetime:
    """The last moment at which a card written at the dealer's wall-clock time is handed in on time.

    Morning: 14:00 the same day. Afternoon: the end of work the same day. After work: 10:00 on the next day.
    """
    day, at = written_at.date(), written_at.time()
    if at >= hours.work_ends or (card == "deal" and hours.deal_next_day):
        return datetime.combine(day + timedelta(days=1), hours.next_day_by)
    return datetime.combine(day, hours.morning_by if at < hours.noon else hours.work_ends)
