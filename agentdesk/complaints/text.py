"""Complaints as plain text: a list for a terminal without a screen, and one complaint as a page."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.listing import ComplaintFile, HistoryLine
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.steps import ACTIONS, RECALL_RESULTS, STATES
from agentdesk.playbook import current

CLOCK_NAMES: dict[str, str] = {
    "acknowledge": N_("accept by"),
    "plan": N_("plan by"),
    "solve": N_("solve by"),
    "recall": N_("re-call by"),
}


def table(rows: Sequence[ComplaintRow]) -> str:
    """The list as a table; one line that says so where it is empty."""
    if not rows:
        return _("No complaints.")
    from tabulate import tabulate

    titles = (_("No."), _("State"), _("Severity"), _("Runs out next"), _("Customer"), _("Responsible"))
    figures = (_("Working hours"), _("Reopened"))
    lines = [
        [row.no, _(STATES[row.state]), severity_name(row.severity), next_text(row), row.customer, row.responsible,
         age_text(row.age_business_minutes), str(row.reopened)]
        for row in rows
    ]  # fmt: skip
    sides = (*["left"] * len(titles), *["right"] * len(figures))
    return tabulate(lines, [*titles, *figures], tablefmt="simple", disable_numparse=True, colalign=sides)


def page(found: ComplaintFile) -> str:
    """One complaint with its words, its people, its deadlines and every step."""
    from tabulate import tabulate

    row = found.row
    head = f"{row.no}  {_(STATES[row.state])}  {severity_name(row.severity)}  {row.customer}"
    facts = [[title, text] for title, text in _facts(found) if text]
    steps = [[dates.moment(line.at), _step_name(line), line.person, names.visible(line.note)] for line in found.history]
    body = tabulate(facts, tablefmt="plain", disable_numparse=True)
    history = tabulate(
        steps, [_("When"), _("Step"), _("Who"), _("Note")], tablefmt="simple", disable_numparse=True,
        maxcolwidths=[None, None, None, 60],
    )  # fmt: skip
    return f"{head}\n\n{body}\n\n{history}"


def severity_name(code: str) -> str:
    """A severity as the playbook in force calls it; its code where that no longer has it."""
    row = next((row for row in current.current().complaints.severities if row.code == code), None)
    return pick(row.zh, row.en) if row else code


def next_text(row: ComplaintRow) -> str:
    """What runs out next, short: 受理 今天 11:42, with a mark where it is past."""
    if row.next_breach is None:
        return ""
    mark = "! " if row.breached else ""
    return f"{mark}{_(CLOCK_NAMES[row.next_clock])} {dates.moment(row.next_breach)}"


def age_text(minutes: int) -> str:
    """Working hours and minutes, 12:05."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _facts(found: ComplaintFile) -> list[tuple[str, str]]:
    now = found.standing
    gap = next((row for row in current.current().complaints.gaps if row.code == now.cause_gap), None)
    wants = {True: _("yes"), False: _("no"), None: ""}[found.wants_callback]
    asked = f"{found.question}: {found.answer}" if found.answer else found.question
    return [
        (_("Customer's words"), names.visible(found.words)),
        (_("Came from"), names.visible(asked)),
        (_("Complaint about"), f"{subject_name(found.row.subject)} {person_text(found.about)}".strip()),
        (_("Vehicle"), found.vehicle),
        (_("Visit or sale"), found.event),
        (_("Remedy sought"), names.visible(found.remedy_sought)),
        (_("Wants a call back"), wants),
        (_("Responsible"), found.row.responsible),
        (_("Raised by"), person_text(found.raised_by)),
        (_("Cause"), pick(gap.zh, gap.en) if gap else ""),
        (_("Runs out next"), next_text(found.row)),
        (_("Working hours"), age_text(found.row.age_business_minutes)),
        (_("Reopened"), str(found.row.reopened) if found.row.reopened else ""),
    ]


def person_text(person: PersonLine | None) -> str:
    """陈涛 服务顾问; empty for nobody."""
    return f"{person.name} {person.position}" if person else ""


def _step_name(line: HistoryLine) -> str:
    result = RECALL_RESULTS.get(line.data.get("result", ""))
    return f"{_(ACTIONS[line.kind].name)}: {_(result)}" if result else _(ACTIONS[line.kind].name)
