"""The summary that follows from the figures, above the supervisor's proposals."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _
from agentdesk.complaints import cases as complaint_cases
from agentdesk.complaints.cases import Department
from agentdesk.complaints.problems import problem_name, ranked
from agentdesk.reports import wording
from agentdesk.reports.compared import Compared
from agentdesk.reports.document import Prose, Section
from agentdesk.reports.periods import Period
from agentdesk.reports.registry import PROPOSALS
from agentdesk.reports.sections_actions import of_period


def summary(rows: Sequence[Compared], period: Period, department: Department, requirement: str) -> Section:
    """Targets met and missed, complaints and what is open, actions; the proposals follow (making.py)."""
    found = complaint_cases.raised(period.first, period.last, department)
    opened = complaint_cases.still_open(period.last, department)
    said = [wording.verdicts(rows)]
    first = next(iter(ranked(found)), None)
    if first is not None:
        text = _("Most important problem of {count} complaints: {problem} ({number}).")
        said.append(text.format(count=len(found), problem=problem_name(first), number=len(first.cases)))
    said.append(_("Complaints still open in this department: {count}.").format(count=len(opened)))
    running = [row for row in of_period(period) if row.status in ("open", "doing", "done")]
    said.append(_("Improvement actions running or to be checked: {count}.").format(count=len(running)))
    return Section(
        _("Summary and proposals to raise satisfaction"), tuple(Prose(text) for text in said if text), requirement,
        PROPOSALS,
    )  # fmt: skip
