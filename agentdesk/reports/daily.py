"""The daily callback sheet (RP-06, SV-04): every call of a day, and what it tells each advisor of their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common import clock
from agentdesk.common.hiding import hidden_in
from agentdesk.common.i18n import _, pick
from agentdesk.complaints import cases
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.text import severity_name
from agentdesk.playbook import current
from agentdesk.reports.document import Block, Column, Prose, Quote, Quotes, Section, Table, Value
from agentdesk.reports.errors_table import errors_table
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.data_errors import data_errors
from agentdesk.scoreboard.day_calls import DayCall, calls_of
from agentdesk.scoreboard.day_steps import StepAnswers, steps_of
from agentdesk.scoreboard.today import AgentDay, agents_today, total
from agentdesk.store.audit import Actor


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The day in figures, each call, the advisors' flow, what was complained of, and what the data lacked."""
    day = period.first
    calls = calls_of(day)
    chosen = current.current(day).report("daily")
    raised = cases.raised(day, day)
    return (
        Section(_("The day by agent"), _agents(agents_today(day), calls, len(raised)), "RP-06", "day"),
        Section(_("Each call"), (_calls(calls), *_outcomes(calls)), "RP-06", "calls"),
        Section(_("The flow as customers tell it, by advisor"),
                _flow(steps_of(calls, day, chosen.items if chosen else ()), bool(chosen and chosen.items)),
                "SV-04", "flow"),
        Section(_("Complaints of the day"), _complaints(raised), "RP-06", "complaints"),
        Section(_("Errors found in the data"), (errors_table(data_errors(day, day)),), "DA-02", "errors"),
    )  # fmt: skip


def _agents(rows: Sequence[AgentDay], calls: Sequence[DayCall], raised: int) -> tuple[Block, ...]:
    """Each agent's day by name, what nobody among them did, and the house's; a sentence that says how far the day got.

    Questionnaires are those of the list of calls and complaints those of the list of complaints: one number for each.
    """
    sums = total(list(rows))
    columns = (
        Column(_("Agent")), Column(_("Calls due"), "count"), Column(_("Done"), "count"), Column(_("On time"), "count"),
        Column(_("Reached"), "count"), Column(_("Questionnaires completed"), "count"),
        Column(_("Promised for the day"), "count"),
        Column(_("Complaints"), "count"),
    )  # fmt: skip
    held = Counter(call.person for call in calls if call.questioned)
    lines = [_agent(row, row.person or _("in nobody's list"), held[row.person_id or 0], row.complaints) for row in rows]
    listed = {row.person_id for row in rows}
    others = sum(number for person, number in held.items() if person not in listed)
    if others or raised > sums.complaints:
        lines.append(_agent(AgentDay(None, ""), _("taken down by others"), others, raised - sums.complaints))
    whole = _agent(sums, _("All"), sum(held.values()), raised)
    table = Table(columns, (*lines, whole), summed=True) if lines else Table(columns, ())
    said = _("{done} of {due} calls were done, {late} of them after their time; {left} are left.")
    text = said.format(done=sums.done, due=sums.due, late=sums.done - sums.on_time, left=sums.due - sums.done)
    return (Prose(text if sums.due else _("No call was due.")), table)


def _agent(row: AgentDay, name: str, questioned: int, complaints: int) -> tuple[Value, ...]:
    return name, row.due, row.done, row.on_time, row.reached, questioned, row.promises, complaints


def _calls(calls: Sequence[DayCall]) -> Table:
    columns = (
        Column(_("Time")), Column(_("Customer")), Column(_("Reason")), Column(_("Advisor")), Column(_("Outcome")),
        Column(_("Satisfied")), Column(_("Complaint")), Column(_("Agent")),
    )  # fmt: skip
    rows = [
        (clock.local(call.started_at).strftime("%H:%M"), call.customer, call.kind_name,
         call.advisor or None, call.outcome_name or None, call.satisfaction or None,
         _(", ").join(call.complaints) or None, call.agent)
        for call in calls
    ]  # fmt: skip
    return Table(columns, tuple(rows), empty=_("Nobody was called on this day."))


def _outcomes(calls: Sequence[DayCall]) -> tuple[Block, ...]:
    """How often each outcome was, the most frequent first."""
    if not calls:
        return ()
    counted = Counter(call.outcome_name or _("open") for call in calls)
    rows: list[tuple[Value, ...]] = [
        (name, number, Fraction(number, len(calls))) for name, number in _by_number(counted)
    ]
    columns = (Column(_("Outcome")), Column(_("Calls"), "count"), Column(_("Share"), "percent"))
    return (Table(columns, (*rows, (_("All"), len(calls), None)), caption=_("Outcomes"), summed=True),)


def _by_number(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _flow(found: Sequence[StepAnswers], chosen: bool) -> tuple[Block, ...]:
    """Step by step for each advisor: a day's few answers are feedback to talk about, never a rate."""
    if not chosen:
        hint = _('The playbook names no steps for it: `items` of [[report]] "daily" in targets.toml.')
        return (Prose(hint),)
    columns = (
        Column(_("Advisor")), Column(_("Step")), Column(_("As it should be"), "count"), Column(_("Asked"), "count"),
        Column(_("Other answers")),
    )  # fmt: skip
    rows = tuple((row.advisor, row.name, row.good, row.asked, _("; ").join(row.others) or None) for row in found)
    return (
        Table(columns, rows, empty=_("No customer was asked about an advisor's work on this day.")),
        *((Prose(_("A day's answers are too few for a rate: they are what to talk about.")),) if rows else ()),
    )


def _complaints(raised: Sequence[cases.Case]) -> tuple[Block, ...]:
    """Every complaint with where it came from: only those that arose in an interview stand beside a call, too."""
    origins = {row.code: pick(row.zh, row.en) for row in current.current().complaints.origins}
    columns = (
        Column(_("No.")), Column(_("Severity")), Column(_("Subject")), Column(_("Complained of")),
        Column(_("Responsible")), Column(_("Customer")), Column(_("Origin")), Column(_("Raised by")),
    )  # fmt: skip
    rows = tuple(
        (case.no, severity_name(case.severity), subject_name(case.subject), case.about[1] or None,
         case.responsible[1] or None, case.customer, origins.get(case.origin, case.origin),
         case.raised_by[1] or None)
        for case in raised
    )  # fmt: skip
    said = Quotes(tuple(Quote(hidden_in(case.words), f"{case.no}  {case.customer}") for case in raised))
    return (Table(columns, rows, empty=_("Nobody complained on this day.")), *((said,) if raised else ()))
