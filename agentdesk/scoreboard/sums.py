"""What subjects add up to: exact numbers that can be put together again, a period from its days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from agentdesk.scoreboard.definition import Observation

Number = Fraction | int
Days = Mapping[tuple[str, int], date | None]


class Sums(NamedTuple):
    """How many subjects there are and how many count, their values and the squares of these.

    `shares` is the sum of the shares of `days` days that have a subject, `share_squares` of their squares (KP-22).
    `worth` is what the counted ones are worth, `weights` what all of them weigh, where the measure is a weighted one.
    """

    everyone: int = 0
    counted: int = 0
    total: Number = 0
    squares: Number = 0
    days: int = 0
    shares: Number = 0
    share_squares: Number = 0
    worth: Number = 0
    weights: Number = 0


NONE = Sums()


def together(parts: Iterable[Sums]) -> Sums:
    """The sums of parts that share no subject and, where shares of days matter, no day."""
    found = [part for part in parts if part.everyone]
    return found[0] if len(found) == 1 else Sums(*map(sum, zip(*found, strict=True))) if found else NONE


def of_observations(found: Sequence[Observation], days: Days | None = None, *, weighted: bool = False) -> Sums:
    """What these subjects add up to; their own `days` are needed for the shares of days only."""
    values = [row.value for row in found if row.value]
    shares = [*daily_shares(found, days).values()] if days else []
    return Sums(
        len(found),
        sum(row.counted for row in found),
        sum(values),
        sum(value * value for value in values),
        len(shares),
        sum(shares),
        sum(share * share for share in shares),
        sum(_one(row.value) for row in found if row.counted) if weighted else 0,
        sum(_one(row.weight) for row in found) if weighted else 0,
    )


def _one(number: Fraction | None) -> Number:
    return 1 if number is None else number


def of_day(everyone: int, counted: int, total: Number = 0, squares: Number = 0) -> Sums:
    """The sums of one day from its counts."""
    if not everyone:
        return NONE
    share = Fraction(counted, everyone)
    return Sums(everyone, counted, total, squares, 1, share, share * share)


def daily_shares(found: Sequence[Observation], days: Days) -> dict[date, Fraction]:
    """The share of each day that has a subject, by day."""
    marks: dict[date, list[bool]] = defaultdict(list)
    for row in found:
        day = days.get((row.subject, row.id))
        if day is not None:
            marks[day].append(row.counted)
    return {day: Fraction(sum(each), len(each)) for day, each in sorted(marks.items())}
