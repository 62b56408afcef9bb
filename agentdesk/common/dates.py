"""Times as the desk shows them: 09:45, 今天, 昨天, 11-18; never a full ISO instant."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)


def short(value: datetime | date | None, now: datetime | None = None) -> str:
    """A stored instant (naive UTC) or a business date, short: 09:45, 今天, 昨天, 明天, 11-18, 2025-11-18.

    Only an instant of today shows its time of day. `now` is naive UTC, the clock's where it is left out.
    """
    if value is None:
        return ""
    if isinstance(value, datetime) and _day(value) == _today(now):
        return clock.local(value).strftime("%H:%M")
    return day_name(_day(value), now)


def moment(instant: datetime | None, now: datetime | None = None) -> str:
    """A stored instant with its day and time of day: 今天 11:42, 明天 09:00, 11-24 09:42."""
    if instant is None:
        return ""
    return f"{day_name(_day(instant), now)} {clock.local(instant):%H:%M}"


def day_name(day: date, now: datetime | None = None) -> str:
    """A business date: 今天, 昨天, 明天, 11-18, in another year 2025-11-18."""
    return name_beside(day, _today(now))


def name_beside(day: date, today: date) -> str:
    """The same for who names the days of many rows and knows what day it is."""
    if not -1 <= (day - today).days <= 1:
        return f"{day:%m-%d}" if day.year == today.year else day.isoformat()
    near = {today: _("today"), today - timedelta(days=1): _("yesterday"), today + timedelta(days=1): _("tomorrow")}
    return near[day]


def weekday(day: date) -> str:
    """周五 / Fri."""
    return _(_WEEKDAYS[day.weekday()])


def heading(day: date) -> str:
    """A date for the head of a screen: 11月20日 周五 / Fri 20 Nov."""
    return _("{weekday} {day} {month}").format(weekday=weekday(day), day=day.day, month=_(_MONTHS[day.month - 1]))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, the month's last where it has no such day; never add months one by one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def duration(seconds: float) -> str:
    """Minutes and seconds, 00:42; from an hour on 1:02:03. Negative spans show as nought."""
    whole = max(int(seconds), 0)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes:02d}:{left:02d}"


def _day(value: datetime | date) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def _today(now: datetime | None) -> date:
    return clock.today() if now is None else clock.local(now).date()
