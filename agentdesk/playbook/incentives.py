"""Rewards and deductions: bands of a score or an indicator, what several periods running add, and what a case costs.

Bands stand from the best down, and a value falls in the first whose lower bound it reaches; the last one has no bound
and takes the rest (IN-04). So a bound that two printed bands share belongs to the better one, and no value between two
printed bands is without one. What is owed is computed and shown; payroll lies outside (IN-09).
"""

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta, field

from agentdesk.playbook.measures import Measure
from agentdesk.playbook.rows import Row
from agentdesk.playbook.vocabulary import Code, Count, KpiCode, Positive

Effect = Literal["reward", "normal", "penalty", "pay"]  # pay: the amount is all that is paid for the period
Every = Literal["month", "week"]
Whose = Literal["agent", "advisor", "department", "house"]


class Money(Row, frozen=True, kw_only=True):
    """What follows, in whole yuan; a reward or penalty without an amount is one that the house has yet to set."""

    effect: Effect = "normal"
    yuan: Count | None = None

    @property
    def signed(self) -> int | None:
        """What is added to the pay: below nought for a penalty; None where no amount is set, or pay is replaced."""
        if self.effect == "normal":
            return 0
        if self.effect == "pay" or self.yuan is None:
            return None
        return self.yuan if self.effect == "reward" else -self.yuan


class Band(Money, frozen=True, kw_only=True):
    """A band as it is printed, with its lower bound (inclusive, in the incentive's unit); only the last has none."""

    code: Code
    zh: str
    en: str
    at_least: float | None = None
    note_zh: str = ""
    note_en: str = ""

    @property
    def bound(self) -> Fraction | None:
        """The lower bound, exact."""
        return None if self.at_least is None else Fraction(str(self.at_least))


class Run(Money, frozen=True, kw_only=True):
    """What is added where a band comes several periods running (IN-05); another band or a missing score ends a run.

    `restarts`: what was given is counted anew, so it comes every `times` periods. `replaces_note`: it says what the
    band's own note says otherwise.
    """

    band: Code
    times: Annotated[int, Meta(ge=2)]
    zh: str
    en: str
    restarts: bool = False
    replaces_note: bool = False

    def takes_effect(self, length: int) -> bool:
        """Whether a run that has lasted for so many periods, this one included, takes effect in this one."""
        return length >= self.times and (not self.restarts or length % self.times == 0)


class Incentive(Measure, frozen=True, kw_only=True):
    """Bands of a score that is entered for each person of a position, or of an indicator (`kpi`) cut by `by`.

    `sheet_zh` and `sheet_en` name the signed paper that a score must rest on; an entry without a source has none yet.
    """

    every: Every = "month"
    position: Code | None = None
    kpi: KpiCode | None = None
    by: Whose = "house"
    unit: Literal["points", "percent"] = "points"
    scale: Positive
    sheet_zh: str = ""
    sheet_en: str = ""
    bands: tuple[Band, ...] = field(name="band")
    runs: tuple[Run, ...] = field(default=(), name="run")

    def band_of(self, value: Fraction | None) -> Band | None:
        """The band of a value in the incentive's unit, unrounded (IN-04); None for no value."""
        if value is None:
            return None
        return next(band for band in self.bands if band.bound is None or value >= band.bound)


class PerCase(Measure, frozen=True, kw_only=True):
    """What each case of a month costs whoever answers for it (IN-06); without `yuan` it is paid back at cost price."""

    yuan: Positive | None = None
    position: Code | None = None  # none: anybody
    counted: Literal["late_greetings"] | None = None  # what the outbox tells of it; entered where it tells nothing

    def owed(self, entered: int) -> int:
        """Whole yuan for so many cases, or for that cost price; nought or below."""
        return -entered * (self.yuan or 1)


class Incentives(Row, frozen=True, kw_only=True):
    """All of them, in the order of the file."""

    banded: tuple[Incentive, ...] = ()
    per_case: tuple[PerCase, ...] = ()

    def all(self) -> tuple[Incentive | PerCase, ...]:
        """Every one."""
        return (*self.banded, *self.per_case)
