"""The words of a spoken time, and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _

HORIZON_DAYS = 366
BETWEEN = " ,，、;。.的"  # what may stand between two words
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_N = r"(?:\d+|[〇零一二两三四五六七八九十]+)"
_WEEKDAYS = "一二三四五六日"
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day|s|rs|r|nes)?\b\.?"
_EN_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ZH_PART = {
    "凌晨": "night", "清晨": "am", "早晨": "am", "早上": "am", "早": "am", "上午": "am", "中午": "noon", "下午": "pm",
    "午后": "pm", "傍晚": "eve", "晚上": "eve", "晚间": "eve", "晚": "eve",
}  # fmt: skip


@dataclass
class Heard:
    """What the words so far have said."""

    now: datetime
    days: list[date] = field(default_factory=list)
    part: str = ""  # night, am, noon, pm, eve
    clock: tuple[int, int] | None = None
    as_written: bool = False  # 03:00 is meant so
    shift: timedelta | None = None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    value = 0
    for letter in text:
        value = value * 10 + _DIGITS[letter]
    return value


# ---------------------------------------------------------------------------------------------- what a word says


def _in_days(days: int) -> Callable[[re.Match[str], Heard], None]:
    return lambda match, heard: heard.days.append(heard.now.date() + timedelta(days=days))


def _past(match: re.Match[str], heard: Heard) -> None:
    raise UserError(_("{time} is past; name a later time.").format(time=match[0].strip()))


def _after_days(match: re.Match[str], heard: Heard) -> None:
    unit = match["unit"]
    factor = 7 if unit.startswith(("周", "个星", "星", "礼", "w")) else 1
    count = _number(match["n"]) * factor
    if count > HORIZON_DAYS:
        raise UserError(_("{time} is more than a year ahead.").format(time=match[0].strip()))
    heard.days.append(heard.now.date() + timedelta(days=count))


def _after_time(match: re.Match[str], heard: Heard) -> None:
    parts = match.groupdict()
    hours = _number(parts["h"]) if parts.get("h") else 0
    minutes = _number(parts["m"]) if parts.get("m") else 0
    if hours > 24 * HORIZON_DAYS or minutes > 24 * 60 * HORIZON_DAYS:
        raise UserError(_("{time} is more than a year ahead.").format(time=match[0].strip()))
    heard.shift = timedelta(hours=hours, minutes=minutes + (30 if parts.get("half") else 0))


def _quarter_after(match: re.Match[str], heard: Heard) -> None:
    heard.shift = timedelta(minutes=15 * _number(match["n"]))


def _weekday_zh(match: re.Match[str], heard: Heard) -> None:
    day = 6 if match["day"] == "天" else _WEEKDAYS.index(match["day"])
    weeks = match["next"].count("下")
    _weekday(heard, day, weeks, this=bool(match["this"]), said=match[0])


def _weekday_en(match: re.Match[str], heard: Heard) -> None:
    word = match["which"] or ""
    _weekday(heard, _EN_DAYS.index(match["day"][:3]), int(word == "next"), this=word == "this", said=match[0])


def _weekday(heard: Heard, day: int, weeks: int, *, this: bool, said: str) -> None:
    """下周二 and next Tue: of the next calendar week. 周二: the next one, unless today is one."""
    today = heard.now.date()
    monday = today - timedelta(days=today.weekday())
    if weeks or this:
        heard.days.append(monday + timedelta(days=day, weeks=weeks))
        return
    if day == today.weekday() and today not in heard.days:
        message = _("Today is that weekday: write today, or next week's ({text}).")
        raise UserError(message.format(text=said.strip()))
    heard.days.append(today + timedelta(days=(day - today.weekday()) % 7))


def _month_day(month: int, day: int, heard: Heard) -> None:
    """A date without a year: this year's, or next year's where that is nearer than the one gone by."""
    today = heard.now.date()
    found = _date(today.year, month, day)
    if found < today - timedelta(days=182):
        found = _date(today.year + 1, month, day)
    heard.days.append(found)


def _day_of_month(match: re.Match[str], heard: Heard) -> None:
    today = heard.now.date()
    day = _number(match["d"])
    if day >= today.day:
        heard.days.append(_date(today.year, today.month, day))
    else:
        heard.days.append(_date(today.year + today.month // 12, today.month % 12 + 1, day))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        message = _("There is no such day: {month}-{day}")
        raise UserError(message.format(month=f"{month:02d}", day=f"{day:02d}")) from None


def _clock(hour: int, minute: int, heard: Heard, *, as_written: bool = False) -> None:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise UserError(_("There is no such time of day: {time}").format(time=f"{hour}:{minute:02d}"))
    if heard.clock is not None and heard.clock != (hour, minute):
        raise UserError(_("Two times of day were named; name one."))
    heard.clock, heard.as_written = (hour, minute), heard.as_written or as_written


def _clock_zh(match: re.Match[str], heard: Heard) -> None:
    tail = match["tail"] or ""
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}.get(tail)
    _clock(_number(match["h"]), _number(tail.rstrip("分")) if minute is None else minute, heard)


def _clock_colon(match: re.Match[str], heard: Heard) -> None:
    _clock(int(match["h"]), int(match["m"]), heard, as_written=match["h"].startswith("0"))
    if match["ap"]:
        _part(match["ap"][0] + "m", heard)


def _clock_en(match: re.Match[str], heard: Heard) -> None:
    _clock(int(match["h"]), 0, heard)
    _part(match["ap"][0] + "m", heard)


def _noon(match: re.Match[str], heard: Heard) -> None:
    _clock(12, 0, heard)


def _part(part: str, heard: Heard) -> None:
    if heard.part not in ("", part):
        raise UserError(_("Morning and afternoon were both named; name one."))
    heard.part = part


def _tonight(match: re.Match[str], heard: Heard) -> None:
    heard.days.append(heard.now.date() + timedelta(days=1 if match[0][0] == "明" else 0))
    _part("am" if match[0][1] == "早" else "eve", heard)


def _before(match: re.Match[str], heard: Heard) -> None:
    raise UserError(_("Name the time to call, not the time before which to call."))


def _nothing(match: re.Match[str], heard: Heard) -> None:
    """A filler: 左右, 再打, at, around."""


def _half_hour(match: re.Match[str], heard: Heard) -> None:
    heard.shift = timedelta(minutes=30)


def _one_hour(match: re.Match[str], heard: Heard) -> None:
    heard.shift = timedelta(hours=1)


def _full_date(match: re.Match[str], heard: Heard) -> None:
    heard.days.append(_date(int(match["y"]), int(match["mo"]), int(match["d"])))


def _month_day_zh(match: re.Match[str], heard: Heard) -> None:
    _month_day(_number(match["mo"]), _number(match["d"]), heard)


def _month_day_en(match: re.Match[str], heard: Heard) -> None:
    _month_day(_EN_MONTHS.index(match["mo"][:3]) + 1, int(match["d"]), heard)


def _part_en(match: re.Match[str], heard: Heard) -> None:
    _part({"morning": "am", "afternoon": "pm", "evening": "eve"}[match["part"]], heard)


Hear = Callable[[re.Match[str], Heard], None]


def _delays() -> list[tuple[str, Hear]]:
    """So long from now; the longer before the shorter."""
    after = r"\s*(?:钟|时)?\s*(?:之后|以后|过后|后)"
    return [
        (rf"(?:过|再过)?\s*(?:半个?(?P<half>小时|钟头)){after}?", _after_time),
        (rf"(?:过|再过)?\s*(?P<h>{_N})\s*个?(?P<half>半)\s*(?:小时|钟头){after}?", _after_time),
        (rf"(?:过|再过)?\s*(?P<h>{_N})\s*个?\s*(?:小时|钟头)(?:零?\s*(?P<m>{_N})\s*分钟?)?{after}?", _after_time),
        (rf"(?:过|再过)?\s*(?P<m>{_N})\s*分钟?{after}", _after_time),
        (rf"(?:过|再过)?\s*(?P<n>{_N})\s*刻钟{after}?", _quarter_after),
        (rf"(?:过|再过)?\s*(?P<n>{_N})\s*(?P<unit>天|日|周|个?星期|个?礼拜)(?:之后|以后|后)", _after_days),
        (r"in\s+(?:half\s+an|a\s+(?P<half>half))\s*-?\s*hour", _half_hour),
        (r"half\s+an\s+hour(?:\s+later)?", _half_hour),
        (r"(?:in\s+)?an?\s+hour(?:\s+later)?\b", _one_hour),
        (r"(?:in\s+)?(?P<h>\d+)\s*h(?:ours?|rs?)?(?:\s*(?P<m>\d+)\s*m(?:in(?:ute)?s?)?)?\b(?:\s+later)?", _after_time),
        (r"(?:in\s+)?(?P<m>\d+)\s*m(?:in(?:ute)?s?)?\b(?:\s+later)?", _after_time),
        (r"(?:in\s+)?(?P<n>\d+)\s*(?P<unit>d(?:ays?)?|w(?:eeks?)?)\b(?:\s+later)?", _after_days),
    ]


def _days() -> list[tuple[str, Hear]]:
    """A day; the longer before the shorter."""
    return [
        (r"大后天", _in_days(3)),
        (r"后天|后日|(?:the\s+)?day\s+after\s+tomorrow", _in_days(2)),
        (r"[今明][晚早][上晨]?", _tonight),
        (r"明天|明日|明儿|tomorrow|tmrw?\b", _in_days(1)),
        (r"今天|今日|当天|今儿|today", _in_days(0)),
        (r"昨天|昨日|前天|yesterday|上个?(?:周|星期|礼拜)[一二三四五六日天]|last\s+\w+", _past),
        (r"(?P<next>下*)(?P<this>本|这)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", _weekday_zh),
        (rf"(?:on\s+)?(?:(?P<which>next|this)\s+)?(?P<day>{_EN_DAY})", _weekday_en),
        (r"(?P<y>\d{4})[-/.年](?P<mo>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?", _full_date),
        (rf"(?P<mo>{_N})月(?P<d>{_N})[日号]?", _month_day_zh),
        (r"(?P<mo>\d{1,2})[-/](?P<d>\d{1,2})(?![\d:])", _month_day_zh),
        (rf"(?P<d>{_N})[日号]", _day_of_month),
        (rf"(?P<mo>{_EN_MONTH})\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])", _month_day_en),
        (rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?(?P<mo>{_EN_MONTH})", _month_day_en),
    ]


def _times() -> list[tuple[str, Hear]]:
    """A time of day, a part of it, and what says nothing."""
    parts = "|".join(sorted(_ZH_PART, key=len, reverse=True))
    return [
        (r"(?P<h>\d{1,2})\s*:\s*(?P<m>\d{2})\s*(?P<ap>a\.?m\.?|p\.?m\.?)?", _clock_colon),
        (r"(?P<h>\d{1,2})\s*(?P<ap>a\.?m\b\.?|p\.?m\b\.?)", _clock_en),
        (
            rf"(?P<h>{_N})\s*[点时]钟?(?P<tail>半|一刻|三刻|整|{_N}分?(?!\d|[点时〇零一二两三四五六七八九十]))?",
            _clock_zh,
        ),
        (r"at\s+noon|noon|midday", _noon),
        (rf"(?P<part>{parts})", lambda match, heard: _part(_ZH_PART[match["part"]], heard)),
        (r"(?:in\s+the\s+)?(?P<part>morning|afternoon|evening)", _part_en),
        (r"之前|以前|前|before\b|by\b", _before),
        (
            r"左右|以后|之后|过后|后|再打|再说|打来|来电|打|吧|钟|at\b|on\b|around\b|about\b|after\b|then\b|o'?clock\b",
            _nothing,
        ),
    ]


WORDS = [(re.compile(pattern), hear) for pattern, hear in (*_delays(), *_days(), *_times())]
