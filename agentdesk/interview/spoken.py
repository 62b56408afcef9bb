"""Times as people say them on the telephone, in Chinese or English, on the dealer's wall clock. Pure: no store.

    明天下午3点   周四下午三点后   下周二上午十点半   25号下午4点   11月25日 10:00   半小时后   三天后 15:00
    3d 15:00   next Tue 10am   tomorrow 3:30 pm   11-25 10:00   in 2 hours   Nov 25 noon

What can mean two times is refused with the reason rather than guessed: 3点 without 上午/下午, a weekday that is today.
Hours from 8 to 12 without a word are the morning's, from 13 on they are as they stand; 03:00 is written on purpose.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, timedelta

from agentdesk.common.cells import fit
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.spoken_words import BETWEEN, HORIZON_DAYS, WORDS, Heard


def parse(text: str, now: datetime) -> datetime:
    """The wall-clock time that is meant, after `now` (wall clock, naive).

    Raises UserError for what is not understood, can mean two times, lies in the past or more than a year ahead.
    """
    heard = Heard(now)
    rest = unicodedata.normalize("NFKC", text).strip().lower()
    if not rest:
        raise UserError(_("Enter a time, such as: tomorrow 3 pm"))
    while rest := rest.lstrip(BETWEEN):
        rest = _take(rest, heard)
    wall = _resolve(heard)
    if wall <= now:
        raise UserError(_("{time} is past; name a later time.").format(time=_shown(wall)))
    if wall > now + timedelta(days=HORIZON_DAYS):
        raise UserError(_("{time} is more than a year ahead.").format(time=_shown(wall)))
    return wall


def _take(rest: str, heard: Heard) -> str:
    for pattern, hear in WORDS:
        match = pattern.match(rest)
        if match:
            hear(match, heard)
            return rest[match.end() :]
    raise UserError(_("Not understood: {text}. Write, for instance: tomorrow 3 pm").format(text=fit(rest, 40)))


def _shown(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"


def _resolve(heard: Heard) -> datetime:
    if heard.shift is not None:
        if heard.days or heard.clock or heard.part:
            raise UserError(_("Name either a delay or a time of day, not both."))
        return (heard.now + heard.shift).replace(second=0, microsecond=0)
    if len(set(heard.days)) > 1:
        named = ", ".join(f"{day:%m-%d}" for day in sorted(set(heard.days)))
        raise UserError(_("These are different days: {days}").format(days=named))
    if heard.clock is None and heard.part == "noon":
        heard.clock = (12, 0)
    if heard.clock is None:
        raise UserError(_("At what time? Add it, such as 15:00."))
    hour, minute = _hour_of_day(heard)
    day = heard.days[0] if heard.days else heard.now.date()
    return datetime.combine(day, time(hour, minute))


def _hour_of_day(heard: Heard) -> tuple[int, int]:
    assert heard.clock is not None
    hour, minute = heard.clock
    part = heard.part
    if hour == 24 or (hour == 12 and part in ("night", "am", "eve")) or (hour < 5 and part == "eve"):
        raise UserError(_("Around midnight a time can mean two days; name another one."))
    if part in ("night", "am") and hour > 12:
        raise UserError(_("{hour} o'clock is not in the morning.").format(hour=hour))
    if (part in ("pm", "eve") and hour < 12) or (part == "noon" and hour < 10):
        return hour + 12, minute
    if not part and 1 <= hour <= 7 and not heard.as_written:
        raise UserError(_("{hour} o'clock: in the morning or in the afternoon?").format(hour=hour))
    return hour, minute
