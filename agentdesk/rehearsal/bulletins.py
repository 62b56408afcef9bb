"""What others report of the demo dealer, entered as it comes in: brand surveys, people's scores (bulletins.toml)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import msgspec

from agentdesk.common import clock
from agentdesk.playbook.current import current
from agentdesk.rehearsal.chapters import MONTHS, months_back
from agentdesk.rehearsal.house import House
from agentdesk.scoreboard import entering, scores

BY = "M001"
MONTHLY_ON = 28  # the manufacturer's month ends on the 25th
WEEKLY_ON = 5  # Saturday
AT = time(17, 50)
ORDINARY = 0.935  # the share of content customers at which an advisor's average stands


class Figure(msgspec.Struct, frozen=True):
    """A figure of the house, by month."""

    code: str
    source: str
    values: tuple[str, ...]


class Score(msgspec.Struct, frozen=True):
    """What advisors score on average, by staff code."""

    code: str
    source: str
    sways: int
    follows: int
    people: Mapping[str, int]


class Bulletins(msgspec.Struct, frozen=True):
    """Everything that comes in."""

    figure: tuple[Figure, ...]
    score: tuple[Score, ...]


@cache
def bulletins() -> Bulletins:
    """What bulletins.toml says."""
    return msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Bulletins)


def enter_bulletins(house: House, day: date) -> None:
    """Enter what came in on a day: a month's figures and scores, a week's."""
    with clock.travel(datetime.combine(day, AT)):
        if day.day == MONTHLY_ON:
            _enter_figures(house, day)
            _enter_scores(house, day, "month")
        if day.weekday() == WEEKLY_ON:
            _enter_scores(house, day, "week")


def _enter_figures(house: House, day: date) -> None:
    place = MONTHS - months_back(day, house.today)
    for figure in bulletins().figure:
        value = figure.values[min(place, len(figure.values) - 1)]
        entering.enter(house.actor(BY), figure.code, day, value, figure.source)


def _enter_scores(house: House, day: date, every: str) -> None:
    period = day.isoformat() if every == "week" else f"{day:%Y-%m}"
    banded = {row.code: row for row in current(day).incentives.banded if row.every == every}
    for score in bulletins().score:
        for code in score.people if score.code in banded else ():
            value = min(_value(house, score, code, day), banded[score.code].scale)
            scores.enter(house.actor(BY), score.code, house.people[code], period, str(value), score.source)


def _value(house: House, score: Score, code: str, day: date) -> int:
    dice = random.Random(f"score:{score.code}:{code}:{day.toordinal()}")
    satisfied = house.chapter(day).content[house.department(house.people[code].name)]
    trend = score.follows * (satisfied - ORDINARY) * 10
    return round(score.people[code] + trend + dice.uniform(-score.sways, score.sways))
