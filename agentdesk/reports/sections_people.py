"""What a period says about advisors: with numbers of cases and intervals, by name, never a rank (SV-06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _
from agentdesk.complaints import cases as complaint_cases
from agentdesk.complaints.cases import Department
from agentdesk.complaints.patterns import VERDICTS, Pattern, patterns, usual_start
from agentdesk.reports.compared import known, value_of
from agentdesk.reports.document import Block, Column, Prose, Section, Table, Value
from agentdesk.reports.periods import Period
from agentdesk.scoreboard import render
from agentdesk.scoreboard.data_errors import by_person, data_errors
from agentdesk.scoreboard.figures import Figure, cuts, figure, several
from agentdesk.store.audit import Actor

ABOVE, BELOW, WITHIN = N_("above the house"), N_("below the house"), N_("not distinguishable")


NOTE = N_(
    'Advisors stand by name. Below ten cases a figure says little. "Not distinguishable": the 95 % interval holds the '
    "whole house's value; of figures that do not differ, about one in twenty lies outside by chance."
)


def advisors(
    actor: Actor, period: Period, department: Department, codes: Sequence[str], items: Sequence[str], title: str,
    requirement: str,
) -> Section:  # fmt: skip
    """Each advisor's figures with their intervals, the items in which somebody stands out, complaints, data errors."""
    blocks: list[Block] = [_figures(code, period) for code in known(codes, period.last)]
    blocks += _items(known(items, period.last), period)
    blocks += [_complaints(actor, period, department), Prose(_(NOTE))]
    return Section(title, tuple(blocks), requirement, "advisors")


def _figures(code: str, period: Period) -> Table:
    house = figure(code, period.first, period.last)
    found = cuts("advisor", period.first, period.last, code)
    columns = (
        Column(_("Advisor")), Column(_("Value"), "percent"), Column(_("Cases"), "count"), Column(_("95 % interval")),
        Column(_("Against the whole house")),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (cut.segment.name or _("not known"), value_of(cut.figure), cut.figure.denominator,
         render.interval_text(cut.figure), against(cut.figure, house))
        for cut in found
    ]  # fmt: skip
    rows.append((_("Whole house"), value_of(house), house.denominator, render.interval_text(house), ""))
    caption = f"{house.id} {house.name}"
    if not found:
        return Table(columns, (), caption, empty=house.note or _("Nothing is counted here."))
    return Table(columns, tuple(rows), caption, summed=True)


def _items(codes: Sequence[str], period: Period) -> list[Block]:
    """Of all items only what can be told from the whole house's value, and how many cannot."""
    if not codes:
        return []
    house = {row.id: row for row in several(codes, period.first, period.last)}
    found = cuts("advisor", period.first, period.last, *codes)
    judged = [(cut, against(cut.figure, house[cut.figure.id])) for cut in found if cut.segment.key]
    apart = [(cut, word) for cut, word in judged if word in (_(ABOVE), _(BELOW))]
    columns = (
        Column(_("Advisor")), Column(_("Item")), Column(_("Value"), "percent"), Column(_("Cases"), "count"),
        Column(_("95 % interval")), Column(_("Whole house"), "percent"), Column(_("Against the whole house")),
    )  # fmt: skip
    rows = tuple(
        (cut.segment.name, cut.figure.name, value_of(cut.figure), cut.figure.denominator,
         render.interval_text(cut.figure), value_of(house[cut.figure.id]), word)
        for cut, word in sorted(apart, key=lambda row: (row[0].segment.name, row[0].figure.id))
    )  # fmt: skip
    small = sum(cut.figure.is_small for cut, _word in judged)
    text = _(
        "{count} figures of {items} items by advisor: {apart} can be told from the whole house, {small} too small."
    )
    said = text.format(count=len(judged), items=len(codes), apart=len(apart), small=small)
    empty = _("No advisor can be told from the whole house.")
    return [Table(columns, rows, _("Items in which an advisor stands out"), empty=empty), Prose(said)]


def against(own: Figure, house: Figure) -> str:
    """What may be said of one part's figure against the whole's: its interval lies above, below, or holds it."""
    if own.is_small:
        return _("sample too small")
    if own.lower is None or own.upper is None or house.value is None:
        return ""
    value = float(house.value)
    return _(ABOVE if own.lower > value else BELOW if own.upper < value else WITHIN)


def _complaints(actor: Actor, period: Period, department: Department) -> Table:
    """Complaints about advisors, of the period and of twelve months against their visits, and errors in their data."""
    seen = min(period.last, clock.today())
    raised = Counter(case.about for case in complaint_cases.raised(period.first, period.last, department))
    yearly = {row.key: row for row in patterns(actor, "advisor", usual_start(seen), seen)}
    errors = {code: (name, sum(counts.values())) for code, name, counts in _errors(period)}
    long_ago = complaint_cases.raised(usual_start(seen), seen, department)
    names = {code: name for code, name in (case.about for case in long_ago) if code}
    columns = (
        Column(_("Advisor")), Column(_("Complaints"), "count"), Column(_("In twelve months"), "count"),
        Column(_("Visits"), "count"), Column(_("per 100"), "percent"), Column(_("95 % interval")),
        Column(_("Against the whole house")), Column(_("Data errors"), "count"),
    )  # fmt: skip
    rows = tuple(
        (name, raised[code, name], *_year(yearly.get(code)), errors.get(code, ("", 0))[1])
        for code, name in sorted(names.items(), key=lambda item: item[1])
    )
    return Table(columns, rows, _("Complaints about advisors"), empty=_("No complaints in this period."))


def _errors(period: Period) -> list[tuple[str, str, Counter[str]]]:
    return by_person(data_errors(period.first, period.last))


def _year(row: Pattern | None) -> tuple[Value, ...]:
    if row is None:
        return (0, None, None, render.NOTHING, "")
    bounds = f"{100 * row.interval[0]:.1f} … {100 * row.interval[1]:.1f}" if row.interval else render.NOTHING
    rate = Fraction(row.cases, row.volume) if row.volume else None
    return (len(row.complaints), row.volume, rate, bounds, _(VERDICTS[row.verdict]))
