"""The weekly analysis for the heads of sales and service (RP-03, SV-05): what changed, what is weak, what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.complaints import cases
from agentdesk.complaints.action_list import STATUSES, ActionRow, list_actions
from agentdesk.complaints.cases import DEPARTMENTS, Department
from agentdesk.playbook import current
from agentdesk.playbook.reporting import Reporting
from agentdesk.reports import wording
from agentdesk.reports.compared import LARGER, SMALLER, Compared, compared, value_of
from agentdesk.reports.document import Block, Column, Own, Prose, Section, Table, Value
from agentdesk.reports.open_table import open_sentence, open_table
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.departments import NAMES, of_indicators
from agentdesk.scoreboard.figures import Figure
from agentdesk.store.audit import Actor

AHEAD = timedelta(days=14)  # how far ahead an improvement action's day is a matter of this week's meeting


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """For each department its figures against the week before, its weak steps and its open complaints; then actions."""
    chosen = current.current(period.last).report("weekly")
    if chosen is None:
        return (Section(_("Indicators"), (Prose(_("The playbook says nothing of this report; publish it anew.")),)),)
    codes = (*chosen.rates, *chosen.satisfaction, *chosen.items)
    rows = {row.now.id: row for row in compared(codes, period)}
    found = [_department(name, chosen, period, rows) for name in DEPARTMENTS]
    return (*(section for sections in found for section in sections), _actions(period))


def _department(
    name: Department, chosen: Reporting, period: Period, rows: Mapping[str, Compared]
) -> tuple[Section, ...]:
    of = of_indicators(current.current(period.last), (*chosen.rates, *chosen.satisfaction, *chosen.items))
    figures = [code for code in (*chosen.rates, *chosen.satisfaction) if of.get(code, "none") in ("", name)]
    steps = [code for code in chosen.items if of.get(code) == name]
    title, part = _(NAMES[name]), _("{department}: {part}")
    still_open, before = cases.still_open(period.last, name), period.shifted(-1)
    listed = (open_table(still_open),) if still_open else ()
    said = _("{raised} complaints were raised ({before} the week before), {closed} closed; {open}").format(
        raised=len(cases.raised(period.first, period.last, name)),
        before=len(cases.raised(before.first, before.last, name)),
        closed=len(cases.closed(period.first, period.last, name)),
        open=open_sentence(still_open),
    )
    return (
        Section(part.format(department=title, part=_("what changed")), _changes(of, [rows[code] for code in figures]),
                "RP-03", f"{name}-changes"),
        Section(part.format(department=title, part=_("weak steps")), _weak([rows[code].now for code in steps]),
                "RP-09", f"{name}-items"),
        Section(part.format(department=title, part=_("complaints")), (Prose(said), *listed), "CP-07",
                f"{name}-complaints"),
    )  # fmt: skip


def _changes(of: Mapping[str, Department], found: Sequence[Compared]) -> tuple[Block, ...]:
    """Each figure against the week before, and in a sentence which of them really moved."""
    columns = (
        Column(_("ID")), Column(_("Figure")), Column(_("This week"), "percent"), Column("n", "count"),
        Column(_("Week before"), "percent", _("no data")), Column("n", "count", ""), Column(_("Difference"), "points"),
        Column(_("Change")), Column(_("Target"), "percent"),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    moved: dict[str, list[str]] = {LARGER: [], SMALLER: []}
    for each in found:
        now, before = each.now, each.before
        name = now.name if of[now.id] else _("{indicator} (whole house)").format(indicator=now.name)
        moved.get(each.word(before), []).append(name)
        rows.append(
            (now.id, name, value_of(now), now.denominator, value_of(before), before.denominator if before else None,
             _difference(each), wording.word(each), _target(now))
        )  # fmt: skip
    told = any(each.word(each.before) for each in found)
    said = _moved(moved) if told else _("There are too few cases to tell a change from chance.")
    return (Prose(said), Table(columns, tuple(rows), empty=_("The playbook names no indicator for it.")))


def _difference(found: Compared) -> Value:
    changed = found.change(found.before)
    return None if changed is None else Own(changed, "points" if found.now.unit == "percent" else "change")


def _moved(moved: dict[str, list[str]]) -> str:
    parts = {
        LARGER: _("higher than the week before: {names}"),
        SMALLER: _("lower than the week before: {names}"),
    }
    said = [parts[word].format(names=_(", ").join(names)) for word, names in moved.items() if names]
    if not said:
        return _("No figure differs from the week before by more than chance.")
    return _("More than chance: {changes}.").format(changes=_("; ").join(said))


def _target(figure: Figure) -> Value:
    return None if figure.target is None else Own(figure.target, "percent" if figure.unit == "percent" else "number")


def _weak(figures: Sequence[Figure]) -> tuple[Block, ...]:
    """The steps of the flow by their share, the weakest first; those of few answers are never called weak."""
    found = [row for row in figures if row.value is not None]
    enough = sorted((row for row in found if not row.is_small), key=lambda row: (row.value or 0, row.id))
    few = [row for row in found if row.is_small]
    columns = (
        Column(_("Step")), Column(_("As it should be"), "percent"), Column("n", "count"),
        Column(_("95 % from"), "percent"), Column(_("95 % to"), "percent"), Column(_("Remark")),
    )  # fmt: skip
    rows = tuple(
        (
            row.name,
            value_of(row),
            row.denominator,
            _bound(row.lower),
            _bound(row.upper),
            _("sample too small") if row.is_small else None,
        )
        for row in (*enough, *few)
    )
    if not enough:
        said = _("No step was asked about often enough to be called weak.") if few else _("No step was asked about.")
        return (Prose(said), *((Table(columns, rows),) if rows else ()))
    weakest = [row for row in enough[:3] if row.value is not None and row.value < 1]
    named = _(", ").join(f"{row.name} {float(100 * (row.value or 0)):.1f} %" for row in weakest)
    text = _("Weakest: {steps}.").format(steps=named) if named else _("Every step was as it should be.")
    return (Prose(text), Table(columns, rows))


def _bound(value: float | None) -> Value:
    return None if value is None else Fraction(value)


def _actions(period: Period) -> Section:
    """Improvement actions overdue, due within a fortnight of the week's end, or done and not checked (RP-04)."""
    found = [row for row in list_actions() if row.due_on <= period.last + AHEAD or row.status == "done"]
    overdue = sum(_is_overdue(row) for row in found)
    said = _("{count} improvement actions are to be talked about, {overdue} of them overdue.")
    columns = (
        Column(_("No."), "count"), Column(_("What is to be changed")), Column(_("Who sees to it")),
        Column(_("Due"), "date"), Column(_("State")), Column(_("Complaints")), Column(_("Last note")),
    )  # fmt: skip
    rows = tuple(
        (row.id, row.title, row.owner, row.due_on, _state(row), _(", ").join(row.complaints) or None,
         row.last_note or None)
        for row in found
    )  # fmt: skip
    table = Table(columns, rows, empty=_("No improvement action is due."))
    text = said.format(count=len(found), overdue=overdue)
    return Section(_("Improvement actions"), (*((Prose(text),) if found else ()), table), "RP-04", "actions")


def _is_overdue(row: ActionRow) -> bool:
    return row.status in ("open", "doing") and row.due_on < clock.today()


def _state(row: ActionRow) -> str:
    state = _(STATUSES[row.status])
    return _("{state}, overdue").format(state=state) if _is_overdue(row) else state
