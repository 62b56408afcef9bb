"""Complaints as plain text: a list for a terminal without a screen, and one complaint as a page."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates, names, tables
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.fields import choices, field_name
from agentdesk.complaints.listing import ComplaintFile, HistoryLine
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.steps import ACTIONS, RECALL_RESULTS, STATES
from agentdesk.playbook import current
from agentdesk.store import code_words

CLOCK_NAMES: dict[str, str] = code_words.CLOCKS


def table(rows: Sequence[ComplaintRow], width: int | None = None) -> str:
    """The list as a table, in `width` cells where one is given; one line that says so where it is empty.

    Numbers and deadlines are whole at any width: the state gives way first, and the reopenings and the age after it.
    """
    if not rows:
        return _("No complaints.")
    titles = (_("No."), _("State"), _("Severity"), _("Runs out next"), _("Customer"), _("In charge"))
    figures = (_("Hours"), _("Again"))
    lines = [
        [row.no, state_text(row), severity_name(row.severity), next_text(row), row.customer, row.responsible,
         age_text(row.age_business_minutes), str(row.reopened)]
        for row in rows
    ]  # fmt: skip
    sides: tuple[tables.Side, ...] = ("left", "left", "left", "left", "left", "left", "right", "right")
    gives = {1: 10, 4: 8, 2: 8, 5: max(cell_len(titles[5]), 6)}
    return tables.table([*titles, *figures], lines, sides, width=width, gives=gives, drops=(7, 6))


def page(found: ComplaintFile) -> str:
    """One complaint with its words, its people, its deadlines and every step."""
    from tabulate import tabulate

    row = found.row
    head = f"{row.no}  {state_text(row)}  {severity_name(row.severity)}  {row.customer}"
    facts = [[title, text] for title, text in _facts(found) if text]
    steps = [
        [dates.moment(line.at), step_name(line), names.visible(line.person), _said(line)] for line in found.history
    ]
    body = tabulate(facts, tablefmt="plain", disable_numparse=True)
    history = tabulate(
        steps, [_("When"), _("Step"), _("Who"), _("Note")], tablefmt="simple", disable_numparse=True,
        maxcolwidths=[None, None, None, 60],
    )  # fmt: skip
    return f"{head}\n\n{body}\n\n{history}"


def state_text(row: ComplaintRow) -> str:
    """The state with what else holds: 处理中（暂停：等待配件）, 已关闭（与 T-0031 重复）."""
    state = _(STATES[row.state])
    if row.duplicate_of:
        return _("{state} (duplicate of {no})").format(state=state, no=row.duplicate_of)
    if row.paused:
        reason = choices("reason").get(row.paused, row.paused)
        return _("{state} (paused: {reason})").format(state=state, reason=reason)
    return state


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
    asked = _(": ").join(filter(None, (found.question, found.answer)))
    return [
        (_("Customer's words"), names.visible(found.words)),
        (_("Came from"), names.visible(asked)),
        (_("Complaint about"), f"{subject_name(found.row.subject)} {person_text(found.about)}".strip()),
        (_("Vehicle"), names.visible(found.vehicle)),
        (_("Visit or sale"), names.visible(found.event)),
        (_("Remedy sought"), remedy_text(found)),
        (_("Wants a call back"), wants),
        (_("Responsible"), found.row.responsible),
        (_("Raised by"), person_text(found.raised_by)),
        (_("Cause"), pick(gap.zh, gap.en) if gap else ""),
        (_("Assessment"), criteria_text(now)),
        (_("Special handling"), special_text(now)),
        (_("Runs out next"), next_text(found.row)),
        (_("Working hours"), age_text(found.row.age_business_minutes)),
        (_("Reopened"), str(found.row.reopened) if found.row.reopened else ""),
    ]


def remedy_text(found: ComplaintFile) -> str:
    """What the customer wants, or that nothing was named (ISO 10002)."""
    return names.visible(found.remedy_sought) or (_("none named") if found.standing.remedy_asked else "")


def special_text(now: Standing) -> str:
    """What was granted (CP-11), or is asked for: 善意补偿 300.00 元，优惠索赔."""
    asked = now.asked_by is not None or now.state == "special"
    cents, preferential = (
        (now.goodwill_asked, now.preferential_asked) if asked else (now.goodwill_cents, now.preferential)
    )
    parts = [_("goodwill {amount} yuan").format(amount=f"{cents / 100:,.2f}")] if cents else []
    parts += [_("preferential claim")] if preferential else []
    text = _(", ").join(parts)
    return _("asked for: {what}").format(what=text or _("without an amount")) if asked else text


def criteria_text(now: Standing) -> str:
    """The criteria of the assessment with what was found of each (ISO 10002); empty before it."""
    said = {True: _("yes"), False: _("no")}
    parts = []
    for code, value in now.criteria.items():
        shown = said[value] if isinstance(value, bool) else choices(code).get(value, value)
        parts.append(_(": ").join((field_name(code), shown)))
    return _(", ").join(parts)


def person_text(person: PersonLine | None) -> str:
    """陈涛 服务顾问; empty for nobody."""
    return f"{person.name} {person.position}" if person else ""


def _said(line: HistoryLine) -> str:
    """A step's note, and what the customer said then of being called back."""
    wish = {True: _("yes"), False: _("no")}.get(line.data.get("wants_callback", ""))
    told = _(": ").join((field_name("wants_callback"), wish)) if wish else ""
    return _("; ").join(filter(None, (names.visible(line.note), told)))


def step_name(line: HistoryLine) -> str:
    """A step of the history with what came of it: 回访：满意."""
    result = RECALL_RESULTS.get(line.data.get("result", ""))
    if line.kind == "answered" and line.data.get("accepted") is False:
        result = N_("not accepted")
    return _(": ").join((_(ACTIONS[line.kind].name), _(result))) if result else _(ACTIONS[line.kind].name)
