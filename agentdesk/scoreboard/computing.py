"""An indicator's value over a period, from its definition: one function for every door and every report."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.scoreboard.definition import Definition, Folded, Observation
from agentdesk.scoreboard.folding import fold, share
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.segments import days_of


def computed(definition: Definition, span: Span) -> Folded:
    """Numerator, denominator, value and interval; two counts suffice where queries say which subjects they are."""
    if definition.compute is not None:
        return definition.compute(span)
    if definition.measure == "share" and definition.numerator is not None and definition.denominator is not None:
        return share(definition.numerator(span).count(), definition.denominator(span).count())
    return folded(definition, definition.observations(span), span)


def folded(definition: Definition, found: Sequence[Observation], span: Span) -> Folded:
    """What some of an indicator's subjects come to: all of them, or those of one segment."""
    days = days_of(found, span) if definition.measure == "days" else None
    made = fold(definition.measure, found, days)
    if made.interval is None or not definition.best:
        return made
    return made._replace(interval=(max(made.interval[0], 0.0), min(made.interval[1], float(definition.best))))
