"""What an indicator is: words, queries over facts, and how what they find is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from agentdesk.common.i18n import N_
from agentdesk.playbook.vocabulary import Sense, Unit
from agentdesk.scoreboard.queries import Query, Span
from agentdesk.store.reading import column

Measure = Literal["share", "days", "ratio", "mean", "net", "count", "weighted", "outside"]
# share: counted ÷ all                days: the mean of the days' shares, days without a subject left out (KP-22)
# ratio: sum of values ÷ counted      mean: sum of values ÷ all       net: promoters less detractors, in points (NPS)
# weighted: sum of the values counted ÷ sum of all weights
# count: how many                     outside: nothing is counted here (reported figures, and what follows from them)

LATEST_DAY = N_("A call belongs to the period of its latest day (KP-23).")
OWN_DAY = N_("By the day on which it happened.")


Interval = tuple[float, float] | None


class Folded(NamedTuple):
    """What subjects come to; `value` is unrounded, and None where the denominator is nought (KP-21)."""

    numerator: Fraction
    denominator: int
    value: Fraction | None
    interval: Interval


class Observation(NamedTuple):
    """One subject of an indicator: what it is, whether it counts, and its value where the measure adds up values.

    `weight` is what it adds to a weighted denominator, where it is not 1.
    """

    subject: str  # task, repair_order, sale, complaint, appointment, customer, attempt or contact
    id: int
    counted: bool
    value: Fraction | None = None
    weight: Fraction | None = None


@dataclass(frozen=True)
class Definition:
    """An indicator. `subject` says what the ids of its queries are: task, repair_order, sale, complaint ...

    Texts are messages to be translated, or the playbook's own in the language in use. An indicator that two queries
    cannot say (answers of interviews, two kinds of subject) has `observe` instead. `source` is the import that brings
    its facts, as `agentdesk import` calls it; `why_empty` says what else may be missing.
    """

    id: str
    name: str
    formula: str
    subject: str
    denominator: Query | None = None
    numerator: Query | None = None
    measure: Measure = "share"
    unit: Unit = "percent"
    sense: Sense = "at_least"
    requirements: tuple[str, ...] = ()
    period: str = LATEST_DAY
    observe: Callable[[Span], list[Observation]] | None = None
    best: int = 0  # the most that a mean can reach; 0 where there is no such limit
    compute: Callable[[Span], Folded] | None = None  # of what is put together from other figures
    source: str = ""
    why_empty: Callable[[Span], str] | None = None
    ground: str = ""  # the facts of whose closed days it is the sum (grounds.py); "": it is always counted

    def observations(self, span: Span) -> list[Observation]:
        """Every subject of the denominator in a period, those of the numerator marked; none for what comes reported."""
        if self.observe is not None:
            return self.observe(span)
        if self.denominator is None or self.numerator is None:
            return []
        return marked(self.subject, _ids(self.denominator, span), _ids(self.numerator, span))


def marked(subject: str, everyone: Iterable[int], counted: Iterable[int]) -> list[Observation]:
    """Subjects of one sort as observations."""
    chosen = frozenset(counted)
    return [Observation(subject, key, key in chosen) for key in everyone]


def _ids(query: Query, span: Span) -> list[int]:
    return sorted(set(column(query(span))))
