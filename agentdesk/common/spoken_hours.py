"""A customer's own hours as they are said: `不要周一`, `晚上`, `weekdays after 18:00`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time

from agentdesk.common.calendar import EVERY_DAY, Window
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.own_hours import OwnHours, merged

EARLIEST, LATEST = time(8), time(21)  # nobody is rung outside these hours, whatever was asked (standards.md 4)
_PARTS = {
    "morning": Window(time(9), time(12)),
    "noon": Window(time(12), time(14)),
    "afternoon": Window(time(14), time(18)),
    "evening": Window(time(18), time(20, 30)),
}
_ZH_PARTS = {
    "早上": "morning", "早晨": "morning", "上午": "morning", "中午": "noon", "午休": "noon", "下午": "afternoon",
    "晚上": "evening", "晚间": "evening", "傍晚": "evening", "下班后": "evening", "下班以后": "evening",
}  # fmt: skip
_ZH_DAYS = "一二三四五六日天"
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH_DAY, _EN_DAY = r"(?:周|星期|礼拜)?[一二三四五六日天]", r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_CLOCK = r"(\d{1,2})(?:[:：]([0-5]\d)|[点时]钟?(半)?)?\s*(am|pm)?"


@dataclass
class _Heard:
    """What the words so far have said; a clause ends at a comma."""

    days: set[int] = field(default_factory=set)
    not_days: set[int] = field(default_factory=set)
    only: list[Window] = field(default_factory=list)
    never: list[Window] = field(default_factory=list)
    clause: list[set[int] | Window] = field(default_factory=list)
    no_from: int | None = None  # how much of the clause was said before its `not`

    def end_clause(self) -> None:
        """Sort what the clause named; a `not` counts for what follows it, or, with nothing behind it, for what came."""
        first_not = len(self.clause) if self.no_from is None else self.no_from
        if self.no_from is not None and self.no_from == len(self.clause):
            first_not = 0
        refused = self.clause[first_not:]
        if any(isinstance(said, Window) for said in refused) and any(isinstance(said, set) for said in refused):
            raise UserError(_("Name days and hours of a `not` apart, with a comma between them."))
        for place, said in enumerate(self.clause):
            if isinstance(said, Window):
                (self.never if place >= first_not else self.only).append(said)
            else:
                (self.not_days if place >= first_not else self.days).update(said)
        self.clause, self.no_from = [], None


def parse(text: str) -> OwnHours:
    """Understand a wish in Chinese or English: `不要周一，晚上`, `weekdays after 18:00`; 08:00 to 21:00.

    UserError names the words that say nothing, and a wish that leaves no time.
    """
    heard, rest = _Heard(), text.strip().lower()
    while rest:
        for pattern, hear in _WORDS:
            match = pattern.match(rest)
            if match:
                hear(match, heard)
                rest = rest[match.end() :]
                break
        else:
            raise UserError(_("Not understood: {text}. Say for example: not Monday, evenings").format(text=rest))
    heard.end_clause()
    days = (heard.days or set(EVERY_DAY)) - heard.not_days
    found = OwnHours(frozenset(days), tuple(merged(heard.only)), tuple(merged(heard.never)))
    left = found.within((Window(EARLIEST, LATEST),))
    if not days or not left:
        raise UserError(_("This leaves no time to call: {text}").format(text=text.strip()))
    return found


def understood(text: str) -> OwnHours | None:
    """`parse`, or None where the text says something else as well: a note that only a person can read."""
    try:
        return parse(text) or None
    except UserError:
        return None


def _day(text: str) -> int:
    if text[:3] in _EN_DAYS:
        return _EN_DAYS.index(text[:3])
    return min(_ZH_DAYS.index(text[-1]), 6)


def _one_day(match: re.Match[str], heard: _Heard) -> None:
    heard.clause.append({_day(match[0].removesuffix("s"))})


def _day_span(match: re.Match[str], heard: _Heard) -> None:
    first, last = _day(match["first"]), _day(match["last"])
    heard.clause.append({day % 7 for day in range(first, last + 1 if last >= first else last + 8)})


def _several(days: set[int]) -> Callable[[re.Match[str], _Heard], None]:
    return lambda match, heard: heard.clause.append(days)


def _part_zh(match: re.Match[str], heard: _Heard) -> None:
    heard.clause.append(_PARTS[_ZH_PARTS[match[0]]])


def _part_en(match: re.Match[str], heard: _Heard) -> None:
    heard.clause.append(_PARTS[match["part"]])


_Clock = tuple[str, str | None, str | None, str | None]  # hour, minute, half, am or pm


def _time(spoken: _Clock, part: str | None) -> time:
    hour, minute, half, ap = spoken
    number = int(hour)
    is_later = ap == "pm" or part in ("下午", "傍晚", "晚上", "晚间") or (not part and not ap and number < 7)
    if number < 12 and is_later:
        number += 12
    if number > 24:
        raise UserError(_("There is no such time of day: {time}").format(time=hour))
    found = time(number % 24, int(minute or (30 if half else 0)))
    return min(max(found, EARLIEST), LATEST) if number < 24 else LATEST


def _spoken(match: re.Match[str], first: int) -> _Clock:
    hour, minute, half, ap = match.groups()[first : first + 4]
    return hour, minute, half, ap


def _hours(start: time, end: time, said: str) -> Window:
    if end <= start:
        raise UserError(_("{range} must end after it starts.").format(range=said.strip()))
    return Window(start, end)


def _clock_span(match: re.Match[str], heard: _Heard) -> None:
    part, (hour, minute, half, ap), last = match["part"], _spoken(match, 1), _spoken(match, 5)
    start = _time((hour, minute, half, ap or last[3]), part)
    heard.clause.append(_hours(start, _time(last, part), match[0]))


def _clock_after(match: re.Match[str], heard: _Heard) -> None:
    heard.clause.append(_hours(_time(_spoken(match, 1), match["part"]), LATEST, match[0]))


def _clock_before(match: re.Match[str], heard: _Heard) -> None:
    heard.clause.append(_hours(EARLIEST, _time(_spoken(match, 1), match["part"]), match[0]))


def _not(match: re.Match[str], heard: _Heard) -> None:
    if heard.no_from is not None:
        heard.end_clause()
    heard.no_from = len(heard.clause)


def _clause_ends(match: re.Match[str], heard: _Heard) -> None:
    heard.end_clause()


def _filler(match: re.Match[str], heard: _Heard) -> None:
    """Words that say nothing of a time: 请, 打, please, call."""


def _words() -> list[tuple[re.Pattern[str], Callable[[re.Match[str], _Heard], None]]]:
    """What is understood; the longer before the shorter."""
    part = r"(?P<part>早上|上午|中午|下午|傍晚|晚上|晚间)?"
    day = rf"(?:{_ZH_DAY}|{_EN_DAY})"
    after, before = r"\s*(?:之后|以后|过后|后)", r"\s*(?:之前|以前|前)"
    table: list[tuple[str, Callable[[re.Match[str], _Heard], None]]] = [
        (r"[,，;；。.]\s*|\bbut\b\s*|但是?|\band\s+(?=not)", _clause_ends),
        (r"(?:请?不要|请?别|勿|不想|不能|不方便|除了?|not?\b|never\b|don'?t\b|except\b)\s*", _not),
        (rf"(?P<first>{day})\s*(?:-|~|到|至|to|till|until)\s*(?P<last>{day})", _day_span),
        (r"工作日|平时|weekdays?|working\s+days?", _several({0, 1, 2, 3, 4})),
        (r"周末|双休日|weekends?", _several({5, 6})),
        (rf"(?:周|星期|礼拜)[{_ZH_DAYS}]|{_EN_DAY}\b", _one_day),
        (rf"{part}{_CLOCK}\s*(?:-|~|–|到|至|to|till|until)\s*{_CLOCK}", _clock_span),
        (rf"{part}{_CLOCK}{after}", _clock_after),
        (rf"{part}{_CLOCK}{before}", _clock_before),
        (rf"after\s+(?P<part>)?{_CLOCK}|(?!)", _clock_after),
        (rf"before\s+(?P<part>)?{_CLOCK}|(?!)", _clock_before),
        ("|".join(sorted(_ZH_PARTS, key=len, reverse=True)), _part_zh),
        (r"(?:in\s+the\s+)?(?:at\s+)?(?P<part>morning|noon|afternoon|evening)s?\b", _part_en),
        (
            r"\s+|[、/和与的]|请|只能?|可以|方便|再|来电|拨打|打(?:来|电话)?|联系|on\b|only\b|please\b|call\b|ring\b|or\b|and\b",
            _filler,
        ),
    ]
    return [(re.compile(pattern), hear) for pattern, hear in table]


_WORDS = _words()
