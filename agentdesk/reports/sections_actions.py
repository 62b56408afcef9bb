"""Improvement actions that ran in a period, and what became of them (RP-04)."""

from __future__ import annotations

from datetime import date

from agentdesk.common import clock, names
from agentdesk.common.i18n import _
from agentdesk.complaints.action_list import STATUSES, ActionRow, list_actions, step_name
from agentdesk.complaints.patterns_text import named
from agentdesk.reports.document import Column, Section, Table, Value
from agentdesk.reports.periods import Period


def actions(period: Period, requirement: str) -> Section:
    """Every action that was begun by the period's end and not settled before it began, by due day."""
    columns = (
        Column(_("No."), "count"), Column(_("What is to be changed")), Column(_("Who sees to it")),
        Column(_("Due"), "date"), Column(_("State")), Column(_("Last step")), Column(_("Complaints")),
    )  # fmt: skip
    rows = tuple(_row(row) for row in of_period(period))
    table = Table(columns, rows, empty=_("No improvement action ran in this period."))
    return Section(_("Improvement actions"), (table,), requirement, "actions")


def of_period(period: Period) -> list[ActionRow]:
    """The actions that ran in a period."""
    found = list_actions(everything=True)
    return [row for row in found if _began(row) <= period.last and (row.closed_on or period.last) >= period.first]


def _began(row: ActionRow) -> date:
    return clock.local(row.history[0].at).date() if row.history else date.min


def _row(row: ActionRow) -> tuple[Value, ...]:
    late = row.status in ("open", "doing") and row.due_on < clock.today()
    state = _(STATUSES[row.status]) + (_(", overdue") if late else "")
    last = row.history[-1] if row.history else None
    step = f"{clock.local(last.at):%m-%d} {step_name(last)} {names.visible(last.note)}".strip() if last else ""
    what = (
        row.title if not row.pattern else _("{title} ({pattern})").format(title=row.title, pattern=named(row.pattern))
    )
    return (row.id, what, row.owner, row.due_on, state, step, ", ".join(row.complaints))
