"""A customer's own hours: the days and windows in which a person wants to be rung (CM-01)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agentdesk.common.calendar import EVERY_DAY, BusinessCalendar, Window, minutes, window
from agentdesk.common.i18n import N_, _

_DAY_NAMES = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


@dataclass(frozen=True)
class OwnHours:
    """On `days` (Monday 0), in the windows `only` (none: the house's), and not in the windows `never`."""

    days: frozenset[int] = EVERY_DAY
    only: tuple[Window, ...] = ()
    never: tuple[Window, ...] = ()

    def __bool__(self) -> bool:
        return self != ANY_HOUR

    def __str__(self) -> str:
        """The stored form, `01234|18:00-20:30|`; empty where nothing is asked. `stored` reads it back."""
        if not self:
            return ""
        days = "".join(str(day) for day in sorted(self.days))
        return "|".join([days, ",".join(map(str, self.only)), ",".join(map(str, self.never))])

    def said(self) -> str:
        """The wish in words: 周一 周二 18:00-20:30."""
        parts = []
        if self.days != EVERY_DAY:
            parts.append(" ".join(_(_DAY_NAMES[day]) for day in sorted(self.days)))
        parts += [str(found) for found in self.only]
        if self.never:
            parts.append(_("not {hours}").format(hours=" ".join(map(str, self.never))))
        return " ".join(parts)

    def of(self, house: BusinessCalendar) -> BusinessCalendar:
        """The house's calendar as it holds for this customer: open days stay, the calling windows are the wish's.

        Hours the customer asked for go before the house's own; a day on which the house rings nobody stays one.
        """
        if not self:
            return house
        calling = {
            day: self.within(windows) if day in self.days and windows else () for day, windows in house.calling.items()
        }
        return replace(house, calling=calling)

    def within(self, windows: tuple[Window, ...]) -> tuple[Window, ...]:
        """What the wish makes of a day's windows."""
        found = self.only or windows
        for hole in self.never:
            found = tuple(piece for one in found for piece in _without(one, hole))
        return found


ANY_HOUR = OwnHours()


def stored(text: str) -> OwnHours:
    """The hours from their stored form; an empty text asks for nothing."""
    if not text:
        return ANY_HOUR
    days, only, never = text.split("|")
    return OwnHours(frozenset(map(int, days)), _windows_of(only), _windows_of(never))


def _windows_of(text: str) -> tuple[Window, ...]:
    return tuple(map(window, filter(None, text.split(","))))


def _without(one: Window, hole: Window) -> list[Window]:
    start, end = minutes(one.start), minutes(one.end, is_end=True)
    first, last = minutes(hole.start), minutes(hole.end, is_end=True)
    if last <= start or end <= first:
        return [one]
    before = [Window(one.start, hole.start)] if start < first else []
    after = [Window(hole.end, one.end)] if last < end else []
    return before + after


def merged(windows: Iterable[Window]) -> list[Window]:
    """The windows in order, those that touch or overlap as one."""
    found: list[Window] = []
    for one in sorted(windows, key=lambda item: item.start):
        if found and one.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found
