"""The month's result of callbacks by person, for human resources (RP-07, SV-03, IN-09): figures, scores, a proposal.

It names colleagues and what they did, and no customer. Who reads it needs n and interval beside each figure: people are
listed by name, never by rank, and of few cases nothing is concluded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from importlib import import_module

from agentdesk.common.i18n import _
from agentdesk.complaints import cases
from agentdesk.playbook import current
from agentdesk.reports.document import Block, Column, Own, Prose, Section, Table, Value
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.figures import Figure, cuts, several
from agentdesk.scoreboard.incentive_text import UNITS
from agentdesk.scoreboard.incentives import Proposal, proposals
from agentdesk.scoreboard.rates import VERDICTS
from agentdesk.scoreboard.segments import Dimension
from agentdesk.store.audit import Actor


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """Agents, advisors, quality scores, complaints about people, and the proposal of rewards and deductions."""
    chosen = current.current(period.last).report("performance")
    rates, satisfaction = (chosen.rates, chosen.satisfaction) if chosen else ((), ())
    return (
        Section(_("Agents"), _cut("agent", rates, period), "RP-07", "agents"),
        Section(_("Advisors, as their customers tell it"), _cut("advisor", satisfaction, period), "SV-06", "advisors"),
        Section(_("Complaints about colleagues"), _complaints(period), "CP-01", "complaints"),
        *quality(actor, period),
        Section(_("Proposed rewards and deductions"), _proposed(proposals(actor, period.first)), "IN-01", "incentives"),
    )


def _cut(by: Dimension, codes: Sequence[str], period: Period) -> tuple[Block, ...]:
    """Each indicator by person: a table of its own, by name; then what names nobody, and the whole house."""
    if not codes:
        return (Prose(_("The playbook names no indicator for it.")),)
    found = cuts(by, period.first, period.last, *codes)
    house = {row.id: row for row in several(codes, period.first, period.last)}
    columns = (
        Column(_("Person")), Column(_("Staff code")), Column(_("Value"), "percent"), Column("n", "count"),
        Column(_("95 % from"), "percent"), Column(_("95 % to"), "percent"), Column(_("Target"), "percent"),
        Column(_("Verdict")),
    )  # fmt: skip
    tables = []
    for code in codes:
        lines = [cut for cut in found if cut.figure.id == code]
        if lines:
            own = sorted(lines, key=lambda cut: not cut.segment.key)  # what names nobody stands last
            rows = [_row(cut.figure, cut.segment.name or _("nobody named"), cut.segment.key) for cut in own]
            rows.append(_row(house[code], _("Whole house"), ""))
            caption = f"{code}  {lines[0].figure.name}: {lines[0].figure.formula}"
            tables.append(Table(columns, tuple(rows), caption=caption, summed=True))
    return tuple(tables) or (Prose(_("Nothing falls in this period.")),)


def _row(found: Figure, name: str, code: str) -> tuple[Value, ...]:
    is_share = found.unit == "percent"

    def cell(value: Fraction | float | None) -> Value:
        return None if value is None else Own(Fraction(value), "percent" if is_share else "number")

    return (
        name, code or None, cell(found.value), found.denominator, cell(found.lower), cell(found.upper),
        cell(found.target), _(VERDICTS[found.verdict]),
    )  # fmt: skip


def _complaints(period: Period) -> tuple[Block, ...]:
    """How many complaints of the month are about whom, by name; an open one says nothing of who is right."""
    raised = [case for case in cases.raised(period.first, period.last) if case.about[0]]
    about: Counter[tuple[str, str]] = Counter((case.about[1], case.about[0]) for case in raised)
    open_ones = Counter((case.about[1], case.about[0]) for case in raised if case.is_open)
    columns = (
        Column(_("Person")), Column(_("Staff code")), Column(_("Complaints"), "count"),
        Column(_("of these still open"), "count"),
    )  # fmt: skip
    rows = tuple((name, code, about[name, code], open_ones[name, code]) for name, code in sorted(about))
    return (Table(columns, rows, empty=_("No complaint of this month is about a colleague.")),)


def quality(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The scores of the calls that were judged, by agent; no section where this desk has no judging of calls.

    Only calls drawn at random speak for all of an agent's calls; those looked at for another reason are counted.
    """
    try:
        scores = import_module("agentdesk.quality.figures").scores
    except ModuleNotFoundError:
        return ()
    columns = (
        Column(_("Person")), Column(_("Score"), "percent"), Column(_("Judged, at random"), "count"),
        Column(_("95 % from"), "percent"), Column(_("95 % to"), "percent"), Column(_("With a critical error"), "count"),
        Column(_("Judged for another reason"), "count"), Column(_("Remark")),
    )  # fmt: skip
    rows = tuple(
        (row.person, row.mean, row.judged, _share(row.lower), _share(row.upper), row.failed, row.others,
         _("sample too small") if row.is_small else None)
        for row in scores(actor, period.first, period.last)
    )  # fmt: skip
    table = Table(columns, rows, empty=_("No call of this month has been judged."))
    return (Section(_("Quality of the calls"), (table,), "SV-02", "quality"),)


def _share(value: float | None) -> Value:
    return None if value is None else Fraction(value)


def _proposed(found: Sequence[Proposal]) -> tuple[Block, ...]:
    """Every line with what it rests on; who has no value stands below with the reason."""
    columns = (
        Column(_("Rule")), Column(_("Whose")), Column(_("Period")), Column(_("Value"), "number"), Column(_("Unit")),
        Column(_("Band")), Column(_("Yuan"), "yuan", _("not set")), Column(_("Rests on")),
        Column(_("Conditions, notes")),
    )  # fmt: skip
    valued = [line for line in found if line.measured.value is not None]
    rows = tuple(_line(line) for line in valued)
    rules = dict.fromkeys((line.code, line.name) for line in found)
    blocks: list[Block] = [
        Table(columns, rows, caption=_("; ").join(f"{code} {name}" for code, name in rules),
              empty=_("Nothing is proposed: no value is known.")),
    ]  # fmt: skip
    missing: dict[tuple[str, str], list[str]] = {}
    for line in found:
        if line.measured.value is None:
            missing.setdefault((f"{line.code} {_period(line)}", _("; ").join(line.notes)), []).append(line.whose_name)
    text = _("{what}: {why}: {people}")
    blocks += [
        Prose(text.format(what=what, why=why, people=_(", ").join(dict.fromkeys(people))))
        for (what, why), people in missing.items()
    ]
    return (*blocks, Prose(_("A proposal, computed from what is entered and counted; nothing of it is paid here.")))


def _line(line: Proposal) -> tuple[Value, ...]:
    measured = line.measured
    counts = "" if measured.denominator is None else f"{measured.numerator}/{measured.denominator}"
    met, unmet = _("{condition} (fulfilled)"), _("{condition} (not fulfilled)")
    asked = [(met if row.is_met else unmet).format(condition=row.text) for row in line.conditions]
    yuan = line.pays if line.pays is not None else line.yuan
    only = [_("only {yuan}").format(yuan=line.pays)] if line.pays is not None else []
    return (
        line.code, line.whose_name, _period(line), measured.value, _(UNITS[line.unit]), line.band_text or None, yuan,
        " ".join(filter(None, (measured.source, counts))) or None, _("; ").join([*only, *line.notes, *asked]) or None,
    )  # fmt: skip


def _period(line: Proposal) -> str:
    is_week = (line.last - line.first).days == 6
    return f"{line.first:%m-%d}…{line.last:%m-%d}" if is_week else f"{line.first:%Y-%m}"
