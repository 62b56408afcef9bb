"""The weekly analysis for the heads of sales and service (RP-03, SV-05): what changed, what is weak, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.complaints import cases
from agentdesk.complaints.action_list import STATUSES, ActionRow, list_actions
from agentdesk.complaints.cases import DEPARTMENTS, Department
from agentdesk.playbook import current
from agentdesk.playbook.reporting import Reporting
from agentdesk.reports.changes import change, difference_of, doubt, value_of
from agentdesk.reports.document import Block, Column, Own, Prose, Section, Table, Value
from agentdesk.reports.open_table import open_sentence, open_table
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.departments import NAMES, of_indicators
from agentdesk.scoreboard.figures import Figure, all_figures
from agentdesk.store.audit import Actor

AHEAD = timedelta(days=14)  # how far ahead an improvement action's day is a matter of this week's meeting


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """For each department its figures against the week before, its weak steps and its open complaints; then actions."""
    chosen = current.current(period.last).report("weekly")
    if chosen is None:
        return (Section(_("Indicators"), (Prose(_("The playbook says nothing of this report; publish it anew.")),)),)
    now, before = _by_code(period), _by_code(period.shifted(-1))
    found = [_department(name, chosen, period, now, before) for name in DEPARTMENTS]
    return (*(section for sections in found for section in sections), _actions(period))


def _by_code(period: Period) -> dict[str, Figure]:
    return {figure.id: figure for figure in all_figures(period.first, period.last)}


def _department(
    name: Department, chosen: Reporting, period: Period, now: dict[str, Figure], before: dict[str, Figure]
) -> tuple[Section, ...]:
    playbook = current.current(period.last)
    of = of_indicators(playbook, (*chosen.rates, *chosen.satisfaction, *chosen.items))
    figures = [code for code in (*chosen.rates, *chosen.satisfaction) if of.get(code) in ("", name)]
    steps = [code for code in chosen.items if of.get(code) == name]
    title = _(NAMES[name])
    part = _("{department}: {part}")
    still_open = cases.still_open(period.last, name)
    raised = cases.raised(period.first, period.last, name)
    earlier = period.shifted(-1)
    raised_before = cases.raised(earlier.first, earlier.last, name)
    closed = cases.closed(period.first, period.last, name)
    listed = (open_table(still_open),) if still_open else ()
    said = _("{raised} complaints were raised ({before} the week before), {closed} closed; {open}").format(
        raised=len(raised), before=len(raised_before), closed=len(closed), open=open_sentence(still_open)
    )
    return (
        Section(part.format(department=title, part=_("what changed")), _changes(of, figures, now, before), "RP-03",
                f"{name}-changes"),
        Section(part.format(department=title, part=_("weak steps")), _weak(steps, now), "RP-09", f"{name}-items"),
        Section(part.format(department=title, part=_("complaints")), (Prose(said), *listed), "CP-07",
                f"{name}-complaints"),
    )  # fmt: skip


def _changes(
    of: dict[str, Department], codes: Sequence[str], now: dict[str, Figure], before: dict[str, Figure]
) -> tuple[Block, ...]:
    """Each figure against the week before, and in a sentence which of them really moved."""
    columns = (
        Column(_("ID")), Column(_("Figure")), Column(_("This week"), "percent"), Column("n", "count"),
        Column(_("Week before"), "percent", _("no data")), Column("n", "count"), Column(_("Difference"), "points"),
        Column(_("Change")), Column(_("Target"), "percent"),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    whole = _("{indicator} (whole house)")
    moved: dict[str, list[str]] = {"higher": [], "lower": []}
    for code in codes:
        new, old = now[code], before[code]
        found = change(new, old)
        name = new.name if of[code] else whole.format(indicator=new.name)
        if found.word in moved:
            moved[found.word].append(name)
        rows.append(
            (code, name, value_of(new), new.denominator, value_of(old), old.denominator, difference_of(new, found),
             found.text, _target(new))
        )  # fmt: skip
    return (Prose(_moved(moved)), Table(columns, tuple(rows), empty=_("The playbook names no indicator for it.")))


def _moved(moved: dict[str, list[str]]) -> str:
    parts = {
        "higher": _("higher than the week before: {names}"),
        "lower": _("lower than the week before: {names}"),
    }
    said = [parts[word].format(names=_(", ").join(names)) for word, names in moved.items() if names]
    if not said:
        return _("No figure differs from the week before by more than chance.")
    return _("More than chance: {changes}.").format(changes=_("; ").join(said))


def _target(figure: Figure) -> Value:
    return None if figure.target is None else Own(figure.target, "percent" if figure.unit == "percent" else "number")


def _weak(codes: Sequence[str], now: dict[str, Figure]) -> tuple[Block, ...]:
    """The steps of the flow by their share, the weakest first; those of few answers are never called weak."""
    found = [now[code] for code in codes if now[code].value is not None]
    enough = sorted((row for row in found if not row.is_small), key=lambda row: (row.value or 0, row.id))
    few = [row for row in found if row.is_small]
    columns = (
        Column(_("Step")), Column(_("As it should be"), "percent"), Column("n", "count"),
        Column(_("95 % from"), "percent"), Column(_("95 % to"), "percent"), Column(_("Remark")),
    )  # fmt: skip
    rows = tuple(
        (row.name, value_of(row), row.denominator, _bound(row.lower), _bound(row.upper), doubt(row) or None)
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
