"""How satisfied customers are: the house's own survey month by month, the manufacturer's result, and the weak items."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.reports import wording
from agentdesk.reports.choices import Choice
from agentdesk.reports.compared import NO_DATA, Compared, compared, comparison_table, figures_table, sort_of, value_of
from agentdesk.reports.document import Block, Chart, Column, Prose, Section, Series, Table
from agentdesk.reports.periods import Period, of
from agentdesk.scoreboard import render
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.kpis import registry
from agentdesk.scoreboard.since import began_on, has_data
from agentdesk.scoreboard.trend import months

MONTHS = 13  # this one, the one before, and the same one of the year before among them
WEAKEST = 5


def satisfaction(rows: Sequence[Compared], period: Period, requirement: str) -> Section:
    """The own survey with month-on-month, year-on-year, trend chart and the sentences that follow from them."""
    if not rows:
        text = _("The playbook names no indicator of satisfaction; see [[report]] in targets.toml.")
        return Section(_("Satisfaction: our own survey"), (Prose(text),), requirement, "satisfaction")
    blocks: list[Block] = [
        figures_table(rows),
        comparison_table(rows, period, _("Against the period before and the year before")),
        *(Prose(wording.comparison(row)) for row in rows),
    ]
    chart = trend_chart(rows[0].now, period)
    blocks += [chart, Prose(wording.trend(list(zip(chart.labels, _fractions(chart), strict=True)), chart.sort))]
    reasons = wording.reasons([row.now for row in rows])
    if reasons:
        blocks.append(Prose(reasons))
    return Section(_("Satisfaction: our own survey"), tuple(blocks), requirement, "satisfaction")


def trend_chart(now: Figure, period: Period, count: int = MONTHS) -> Chart:
    """An indicator month by month up to the period's end, gaps where there is no data, the target across it."""
    definition, began = registry(current.current(period.last))[now.id], began_on()
    spans = [of("month", period.last).shifted(-back) for back in range(count - 1, -1, -1)]
    counted = sum(current.is_in_force(each.last) for each in spans)  # those before the first playbook come first
    found = {each.month: each.figure for each in months(now.id, period.last, counted)}
    values = tuple(
        found[each.first].value
        if each.first in found and has_data(found[each.first], definition, each.last, began)
        else None
        for each in spans
    )
    labels = tuple(each.code for each in spans)
    title = _("{name}, month by month").format(name=now.name)
    return Chart(title, "line", labels, (Series(now.name, values),), sort_of(now), now.target)


def brand(choice: Choice, period: Period, title: str, requirement: str) -> Section:
    """What the manufacturer's survey says, as it was reported, and the weak items of our own that it may reflect."""
    rows = compared(choice.brand, period)
    blocks: list[Block] = []
    if not rows:
        blocks.append(Prose(_("The playbook names no figure that the manufacturer reports; see [[reported]].")))
    else:
        blocks.append(_reported(rows, period))
        blocks += [Prose(wording.comparison(row)) for row in rows if row.now.value is not None]
        blocks += [Prose(f"{row.now.name}: {row.now.note}") for row in rows if row.now.value is None and row.now.note]
    blocks.append(weak_items(choice, period))
    return Section(title, tuple(blocks), requirement, "brand")


def _reported(rows: Sequence[Compared], period: Period) -> Table:
    missing = _(NO_DATA)
    columns = (
        Column(_("Figure")), Column(_("Name")), Column(period.title, "number", missing), Column(_("Target")),
        Column(_("Verdict")), Column(period.shifted(-1).title, "number", missing),
        Column(period.year_before().title, "number", missing),
    )  # fmt: skip
    made = tuple(
        (row.now.id, row.now.name, value_of(row.now), render.target_text(row.now), render.verdict_text(row.now),
         value_of(row.before), value_of(row.year))
        for row in rows
    )  # fmt: skip
    return Table(columns, made, _("As the manufacturer reported it"))


def weak_items(choice: Choice, period: Period) -> Table:
    """Our own survey's items with the lowest values, each as a share of the best it can reach."""
    rows = [row for row in compared(choice.items, period) if row.now.value is not None]
    best = {code: found.best for code, found in registry(current.current(period.last)).items()}
    reached = {row.now.id: (row.now.value or Fraction()) / (best[row.now.id] or 1) for row in rows}
    weak = [row for row in rows if reached[row.now.id] < 1]
    weakest = sorted(weak, key=lambda row: (reached[row.now.id], row.now.id))[:WEAKEST]
    columns = (
        Column(_("Item")), Column(_("Name")), Column(_("Share of the best"), "percent"), Column(_("Answers"), "count"),
        Column(_("95 % interval")), Column(_("Month before"), "percent", _(NO_DATA)), Column(_("Judgement")),
    )  # fmt: skip
    made = tuple(
        (row.now.id, row.now.name, reached[row.now.id], row.now.denominator, _bounds(row.now, best[row.now.id]),
         _share(row.before, best[row.now.id]), wording.word(row))
        for row in weakest
    )  # fmt: skip
    caption = _("Weakest items of our own survey, as a share of the best they can reach")
    return Table(columns, made, caption, empty=_("Nothing is counted here."))


def _share(found: Figure | None, best: int) -> Fraction | None:
    return None if found is None or found.value is None else found.value / (best or 1)


def _bounds(found: Figure, best: int) -> str:
    if found.lower is None or found.upper is None:
        return render.NOTHING
    return f"{100 * found.lower / (best or 1):.1f} … {100 * found.upper / (best or 1):.1f}"


def _fractions(chart: Chart) -> list[Fraction | None]:
    return [None if value is None else Fraction(value) for value in chart.series[0].values]
