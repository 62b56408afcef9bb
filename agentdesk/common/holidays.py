"""Official days off and make-up working days of mainland China, year by year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from agentdesk.common.festivals import festival_date
from agentdesk.common.i18n import _

NOTICE = "chinesecalendar"  # the years whose State Council notice is out
STATUTE = "statutory"  # the days off by law alone, without the notice's bridges and make-up days

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利日",
}


class OfficialDay(NamedTuple):
    """A day that does not follow its weekday: off, or a working day that makes up for one."""

    day: date
    kind: Literal["off", "work"]
    name: str
    source: str


def official_days(year: int) -> tuple[list[OfficialDay], str]:
    """The official days of a year, in order, and a warning, empty where the year's notice is known.

    A year without a notice yet (the next one, until each November) has its statutory days off and no make-up days.
    """
    from chinese_calendar.constants import holidays, workdays

    kinds: tuple[tuple[Literal["off", "work"], dict[date, str]], ...] = (("off", holidays), ("work", workdays))
    days = [
        OfficialDay(day, kind, _NAMES.get(name, name), NOTICE)
        for kind, table in kinds
        for day, name in table.items()
        if day.year == year
    ]
    return (sorted(days), "") if days else (statutory_days(year), unknown_year(year))


def unknown_year(year: int) -> str:
    """The warning for a year whose notice is not known."""
    text = _("{year}: the official notice of days off is not known yet; only the statutory days are closed.")
    return text.format(year=year)


def statutory_days(year: int) -> list[OfficialDay]:
    """The 13 statutory days off as the law has had them since 2025, in order."""
    eve = festival_date("new_years_eve", year)
    spring = [eve + timedelta(days=ahead) for ahead in range(4)]
    named = [
        ("元旦", [date(year, 1, 1)]),
        ("春节", spring),
        ("清明节", [festival_date("qingming", year)]),
        ("劳动节", [date(year, 5, 1), date(year, 5, 2)]),
        ("端午节", [festival_date("duanwu", year)]),
        ("中秋节", [festival_date("mid_autumn", year)]),
        ("国庆节", [date(year, 10, day) for day in (1, 2, 3)]),
    ]
    # By day, since the Mid-Autumn Festival can fall on the National Day.
    by_day = {day: OfficialDay(day, "off", name, STATUTE) for name, days in named for day in days}
    return [by_day[day] for day in sorted(by_day)]
