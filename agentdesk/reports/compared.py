"""A figure beside those of the period before and of the year before, and what may be said of the differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agentdesk.common.i18n import N_, _
from agentdesk.common.intervals import difference
from agentdesk.playbook import current
from agentdesk.reports.document import Column, Own, Sort, Table, Value
from agentdesk.reports.periods import Period
from agentdesk.scoreboard import comparing, render
from agentdesk.scoreboard.figures import Figure, several
from agentdesk.scoreboard.kpis import registry
from agentdesk.scoreboard.since import began_on, has_data

NO_DATA = N_("no data")
LARGER, SMALLER, ALIKE, FEW, UNKNOWN = "higher", "lower", "same", "few", ""
WORDS: dict[str, str] = {
    **{word: comparing.WORDS[word] for word in (LARGER, SMALLER, ALIKE)},
    FEW: N_("sample too small"),
    UNKNOWN: comparing.WORDS["no_interval"],
}


@dataclass(frozen=True)
class Compared:
    """A figure with that of the period before and of the same period a year before; None where there is no data."""

    now: Figure
    before: Figure | None
    year: Figure | None

    def word(self, then: Figure | None) -> str:
        """Higher, lower or alike by the 95 % interval of the difference; few where one of the samples is too small.

        Empty where nothing can be said.
        """
        if then is None or self.now.value is None or then.value is None:
            return UNKNOWN
        if self.now.is_small or then.is_small:
            return FEW
        bounds = difference(float(self.now.value), _interval(self.now), float(then.value), _interval(then))
        return UNKNOWN if bounds is None else comparing.word(*bounds)

    def judgement(self, then: Figure | None) -> str:
        """What may be said of the difference, in words: too small a sample is called so; empty without a figure."""
        if then is None or self.now.value is None or then.value is None:
            return ""
        return _(WORDS[self.word(then)])

    def change(self, then: Figure | None) -> Fraction | None:
        """How much it changed, in the figure's unit."""
        return None if then is None or self.now.value is None or then.value is None else self.now.value - then.value


def known(codes: Iterable[str], last: date) -> list[str]:
    """Those of the codes that the playbook in force knows as indicators, in their order, each once."""
    found = registry(current.current(last))
    return [code for code in dict.fromkeys(codes) if code in found]


def compared(codes: Sequence[str], period: Period) -> list[Compared]:
    """Indicators of a period beside the period before and the year before, by the one function of all figures."""
    definitions, began = registry(current.current(period.last)), began_on()

    def at(when: Period) -> list[Figure | None]:
        if not current.is_in_force(when.last):
            return [None] * len(ours)
        found = several(ours, when.first, when.last)
        return [each if has_data(each, definitions[each.id], when.last, began) else None for each in found]

    ours = known(codes, period.last)
    now = several(ours, period.first, period.last)
    return [Compared(*row) for row in zip(now, at(period.shifted(-1)), at(period.year_before()), strict=True)]


def figures_table(rows: Sequence[Compared], caption: str = "") -> Table:
    """Indicators with value, counts, interval, target and verdict; what has no value says why in the table below it."""
    columns = (
        Column(_("Indicator")),
        Column(_("Name")),
        Column(_("Value"), "percent"),
        Column(_("Numerator"), "count"),
        Column(_("Denominator"), "count"),
        Column(_("95 % interval")),
        Column(_("Target")),
        Column(_("Verdict")),
    )
    return Table(columns, tuple(_figure_row(row.now) for row in rows), caption, empty=_("Nothing is counted here."))


def _figure_row(now: Figure) -> tuple[Value, ...]:
    counts = now.measure in ("share", "days", "ratio")
    numerator = now.numerator if counts and isinstance(now.numerator, int) else None
    return (
        now.id,
        now.name,
        value_of(now),
        numerator,
        now.denominator if now.measure != "outside" else None,
        render.interval_text(now),
        render.target_text(now),
        render.verdict_text(now),
    )


def comparison_table(rows: Sequence[Compared], period: Period, caption: str = "") -> Table:
    """Indicators beside the period before and the year before, each with the difference and what may be said of it.

    The periods stand by their codes, which no narrow column breaks.
    """
    columns = (
        Column(_("Indicator")),
        Column(_("Name")),
        Column(period.code, "percent"),
        Column(period.shifted(-1).code, "percent", _(NO_DATA)),
        Column(_("Change"), "points"),
        Column(_("Judgement")),
        Column(period.year_before().code, "percent", _(NO_DATA)),
        Column(_("Change"), "points"),
        Column(_("Judgement")),
    )
    made = tuple(
        (
            row.now.id,
            row.now.name,
            value_of(row.now),
            value_of(row.before),
            _change(row, row.before),
            row.judgement(row.before),
            value_of(row.year),
            _change(row, row.year),
            row.judgement(row.year),
        )
        for row in rows
    )
    return Table(columns, made, caption, empty=_("Nothing is counted here."))


def value_of(found: Figure | None) -> Value:
    """A figure's value as a cell of its own sort; None where there is none."""
    if found is None or found.value is None:
        return None
    whole = found.unit in ("rank", "number") and found.value.denominator == 1
    return Own(int(found.value), "count") if whole else Own(found.value, sort_of(found))


def sort_of(found: Figure) -> Sort:
    """How a figure's values are written."""
    return "percent" if found.unit == "percent" else "number"


def _change(row: Compared, then: Figure | None) -> Value:
    changed = row.change(then)
    return None if changed is None else Own(changed, "points" if row.now.unit == "percent" else "change")


def _interval(found: Figure) -> tuple[float, float] | None:
    return None if found.lower is None or found.upper is None else (found.lower, found.upper)
