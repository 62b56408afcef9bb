"""Indicators that a manager defines: what answers count, weights of an index, and figures that come from outside."""

from typing import Annotated, Literal

from msgspec import Meta, field

from agentdesk.playbook.rows import Row
from agentdesk.playbook.vocabulary import Code, KindCode, KpiCode, Percent, Positive, Sense, Unit


class Measure(Row, frozen=True, kw_only=True):
    """An indicator of the playbook's own: its code, its name in both languages, and what it is after."""

    code: KpiCode
    zh: str
    en: str
    requirements: tuple[str, ...] = ()


class Asked(Measure, frozen=True, kw_only=True):
    """The share of certain answers to a question among all that say something; don't-know and refused are left out."""

    question: Code
    counts: tuple[str, ...]
    others: tuple[str, ...]
    kinds: tuple[KindCode, ...] = ()  # none: every kind whose questionnaire asks it
    mean_of_days: bool = False  # KP-22: the mean of the days' shares, days without an answer left out


class Recommend(Measure, frozen=True, kw_only=True):
    """The Net Promoter Score of a question answered from 0 to 10: share of 9 and 10 less share of 0 to 6, in points."""

    question: Code
    kinds: tuple[KindCode, ...] = ()


class Effort(Measure, frozen=True, kw_only=True):
    """A Customer Effort Score: agreement to a question, answered from 1 to `scale`.

    The row itself is the mean; its published other scorings follow it as rows of their own: the share of the two best
    answers, that of the answers above the middle, and the two best less those below the middle.
    """

    question: Code
    scale: Annotated[int, Meta(ge=3, le=11)] = 7
    kinds: tuple[KindCode, ...] = ()


class Point(Row, frozen=True, kw_only=True):
    """What an answer is worth."""

    answer: str
    points: float


class Factor(Row, frozen=True, kw_only=True):
    """A factor of an index: its weight, and the question whose answer is its score, by `points` or a number itself."""

    code: Code
    zh: str
    en: str
    weight: Positive
    question: Code
    points: tuple[Point, ...] = ()


class Index(Measure, frozen=True, kw_only=True):
    """An index of weighted factors (JD-24): each customer's score by the weights of the factors they answered.

    Who answered factors of less weight than `share_at_least` percent has none.
    """

    scale: Positive = 1000  # the best score
    share_at_least: Percent = 100
    kinds: tuple[KindCode, ...] = ()
    factors: tuple[Factor, ...] = field(name="factor")


class Mean(Measure, frozen=True, kw_only=True):
    """The plain mean of other indicators, one as heavy as the next (AB-02)."""

    parts: tuple[KpiCode, ...]


class Reported(Measure, frozen=True, kw_only=True):
    """A figure that only others can compute; it comes by entry or by file, a percentage as it is printed or as counts.

    `every` day: what a colleague counts each day, so only counts (8/10); `mean_of_days` as for an `asked` row. `reads`
    names other rows whose counts are put together instead of an entry of its own.
    """

    unit: Unit = "percent"
    sense: Sense = "at_least"
    every: Literal["month", "day"] = "month"
    mean_of_days: bool = False
    reads: tuple[KpiCode, ...] = ()


class Composite(Measure, frozen=True, kw_only=True):
    """A score in points: satisfaction, less `factor` points for each percent of complaints, plus `bonus` (AB-07)."""

    satisfaction: tuple[KpiCode, ...]  # the first of them that has a figure
    deduction: KpiCode | None = None  # as it was reported; else it follows from the complaint rate
    complaint_rate: tuple[KpiCode, ...]
    factor: float = 20
    bonus: float = 0


class Measures(Row, frozen=True, kw_only=True):
    """All of them, in the order of the file's tables."""

    asked: tuple[Asked, ...] = ()
    recommends: tuple[Recommend, ...] = ()
    efforts: tuple[Effort, ...] = ()
    indexes: tuple[Index, ...] = ()
    means: tuple[Mean, ...] = ()
    reported: tuple[Reported, ...] = ()
    composites: tuple[Composite, ...] = ()

    def all(self) -> tuple[Measure, ...]:
        """Every measure."""
        return (
            *self.asked,
            *self.recommends,
            *self.efforts,
            *self.indexes,
            *self.means,
            *self.reported,
            *self.composites,
        )
