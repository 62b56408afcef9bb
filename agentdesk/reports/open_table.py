"""Open complaints as a table, each until its loop is closed (CP-07)."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.complaints.cases import Case
from agentdesk.complaints.steps import STATES
from agentdesk.complaints.text import CLOCK_NAMES, severity_name
from agentdesk.complaints.timing import overdue
from agentdesk.reports.document import Column, Table


def open_table(found: Sequence[Case]) -> Table:
    """Each open complaint on a line, the oldest first; a deadline is told by its day."""
    columns = (
        Column(_("No.")), Column(_("Raised on"), "date"), Column(_("Days"), "count"), Column(_("Severity")),
        Column(_("State")), Column(_("Responsible")), Column(_("Runs out next")), Column(_("Remark")),
    )  # fmt: skip
    today = clock.today()
    rows = tuple(
        (case.no, case.raised_on, (today - case.raised_on).days, severity_name(case.severity),
         _(STATES[case.standing.state]), case.responsible[1] or None, _next(case) or None,
         _("overdue") if overdue(case, today) else None)
        for case in found
    )  # fmt: skip
    return Table(columns, rows, empty=_("No complaint is open."))


def open_sentence(found: Sequence[Case]) -> str:
    """How many are open and how many of them past a deadline, in a sentence."""
    today = clock.today()
    late = sum(overdue(case, today) for case in found)
    if not found:
        return _("none is open.")
    return _("{open} are open, {late} of them past a deadline.").format(open=len(found), late=late)


def _next(case: Case) -> str:
    due = case.standing.next_breach
    return f"{_(CLOCK_NAMES[case.standing.next_clock])} {clock.local(due).date()}" if due else ""
