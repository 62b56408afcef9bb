"""An indicator's value over a period, from its definition: one function for every door and every report.

What closed days came to is read where it is stored and everything else is counted; both are the same sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from peewee import Select, fn

from agentdesk.scoreboard.closed_days import known, part
from agentdesk.scoreboard.definition import Definition, Folded, Observation
from agentdesk.scoreboard.folding import fold
from agentdesk.scoreboard.grounds import GROUNDS, each_day
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.segments import days_of
from agentdesk.scoreboard.sums import NONE, Sums, of_day, of_observations, together
from agentdesk.store.reading import tuples


def computed(definition: Definition, span: Span) -> Folded:
    """Numerator, denominator, value and interval."""
    return definition.compute(span) if definition.compute is not None else _folded(definition, summed(definition, span))


def summed(definition: Definition, span: Span) -> Sums:
    """What the subjects of a period add up to: its closed days as they are stored, and the rest counted."""
    stored, rest = known(definition, span)
    return together([*stored.values(), *(counted(definition, each) for each in rest)])


def folded(definition: Definition, found: Sequence[Observation], span: Span) -> Folded:
    """What some of an indicator's subjects come to: all of them, or those of one segment."""
    return _folded(definition, _observed(definition, found, span))


def counted(definition: Definition, span: Span) -> Sums:
    """What an indicator's subjects add up to, counted now; two counts suffice where queries say which they are."""
    if definition.numerator is None or definition.denominator is None or definition.observe is not None:
        return _observed(definition, definition.observations(span), span)
    if definition.measure == "count":
        everyone = definition.denominator(span).count()
        return Sums(everyone, everyone)
    if definition.measure == "share":
        everyone = definition.denominator(span).count()
        return Sums(everyone, definition.numerator(span).count()) if everyone else NONE
    return _observed(definition, definition.observations(span), span)


def counted_by_day(definition: Definition, day: Any, span: Span) -> dict[date, Sums] | None:
    """What an indicator's subjects add up to on each day that has one, in two statements for all days.

    `day` is the column of their own day. None for what two queries cannot say.
    """
    if definition.numerator is None or definition.denominator is None or definition.observe is not None:
        return None
    if definition.measure not in ("share", "days", "count"):
        return None
    everyone = _per_day(definition.denominator(span), day)
    counts = everyone if definition.measure == "count" or not everyone else _per_day(definition.numerator(span), day)
    return {each: of_day(number, counts.get(each, 0)) for each, number in everyone.items()}


def _per_day(query: Select, day: Any) -> dict[date, int]:
    return dict(tuples(query.select(day, fn.COUNT(day.model.id)).group_by(day)))


def by_day(definition: Definition, span: Span) -> dict[date, Sums] | None:
    """An indicator's sums of each day; None where a day of its own is not what its subjects belong to."""
    ground = GROUNDS.get(definition.ground)
    if ground is None or not ground.own_day:
        return None
    stored, rest = known(definition, span)
    found = dict(stored)
    for run in rest:
        for day in each_day(run.first, run.last):
            live = counted(definition, part(span, day, day))
            found[day] = of_day(*live[:4])
    return found


def _observed(definition: Definition, found: Sequence[Observation], span: Span) -> Sums:
    days = days_of(found, span) if definition.measure == "days" else None
    return of_observations(found, days, weighted=definition.measure == "weighted")


def _folded(definition: Definition, sums: Sums) -> Folded:
    made = fold(definition.measure, sums)
    if made.interval is None or not definition.best:
        return made
    return made._replace(interval=(max(made.interval[0], 0.0), min(made.interval[1], float(definition.best))))
