"""Complaints of a period: by category, the main problems, the closed loop of all of them, handling and re-calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints import cases as complaint_cases
from agentdesk.complaints.cases import SALES, SERVICE, Case, Department
from agentdesk.complaints.fields import choices
from agentdesk.complaints.model import subjects
from agentdesk.complaints.patterns import patterns, usual_start
from agentdesk.complaints.problems import analysis, problem_name, ranked
from agentdesk.complaints.steps import STATES
from agentdesk.complaints.text import severity_name
from agentdesk.complaints.timing import NAMES, overdue, timings
from agentdesk.playbook import current
from agentdesk.reports import wording
from agentdesk.reports.compared import compared, figures_table
from agentdesk.reports.document import Block, Chart, Column, Prose, Section, Series, Table, Value
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.since import began_on
from agentdesk.store.audit import Actor

DEPARTMENTS: dict[Department, str] = {SERVICE: N_("After-sales department"), SALES: N_("Sales department")}
MONTHS = 13


class _Way(NamedTuple):
    """A way of sorting complaints: what it is called, the key of one, and its codes with their names."""

    title: str
    key: Callable[[Case], str]
    names: dict[str, str]


def _ways() -> list[_Way]:
    origins = {row.code: pick(row.zh, row.en) for row in current.current().complaints.origins}
    return [
        _Way(_("About"), lambda case: case.subject, subjects()),
        _Way(_("Cause"), lambda case: case.standing.cause_gap, {**choices("cause_gap"), "": _("not found out yet")}),
        _Way(_("Severity"), lambda case: case.severity, choices("severity")),
        _Way(_("Origin"), lambda case: case.origin, origins),
    ]


def categories(actor: Actor, period: Period, department: Department, requirement: str) -> Section:
    """Complaints raised in the period by subject, cause, severity and origin, and the main problems by importance."""
    found = complaint_cases.raised(period.first, period.last, department)
    before, year = period.shifted(-1), period.year_before()
    others = [_or_none(each, department) for each in (before, year)]
    blocks: list[Block] = [Prose(_volume(found, others, department))]
    if found:
        blocks += [_categories(found, others, period), _by_cause(found)]
    blocks += [_by_month(period, department), problems(actor, found, period)]
    return Section(_("Complaints by category, and the main problems"), tuple(blocks), requirement, "complaints")


def _or_none(period: Period, department: Department) -> list[Case] | None:
    """The complaints of an earlier period; None where nothing of the house's work is known of it."""
    began = began_on()
    if began is None or period.last < began:
        return None
    return complaint_cases.raised(period.first, period.last, department)


def _volume(found: Sequence[Case], others: Sequence[list[Case] | None], department: Department) -> str:
    counts = [_("no data") if each is None else str(len(each)) for each in others]
    text = _("{department}: {count} complaints were raised; the period before {before}, the year before {year}.")
    said = text.format(department=_(DEPARTMENTS[department]), count=len(found), before=counts[0], year=counts[1])
    unknown = sum(not case.standing.cause_gap for case in found)
    more = _(" The cause of {count} is not found out yet.").format(count=unknown) if unknown else ""
    return said + more


def _categories(found: Sequence[Case], others: Sequence[list[Case] | None], period: Period) -> Table:
    missing = _("no data")
    columns = (
        Column(_("Sorted by")), Column(_("Category")), Column(_("Complaints"), "count"), Column(_("Share"), "percent"),
        Column(period.shifted(-1).code, "count", missing), Column(period.year_before().code, "count", missing),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for way in _ways():
        counts = [None if each is None else Counter(map(way.key, each)) for each in (found, *others)]
        codes = [*way.names, *sorted(set().union(*(each or () for each in counts)) - way.names.keys())]
        for code in codes:
            now, *then = (None if each is None else each[code] for each in counts)
            if now or any(then):
                rows.append((way.title, way.names.get(code, code), now, Fraction(now or 0, len(found)), *then))
    return Table(columns, tuple(rows), _("Complaints raised, by category"))


def _by_cause(found: Sequence[Case]) -> Chart:
    causes = {**choices("cause_gap"), "": _("not found out yet")}
    counts = Counter(case.standing.cause_gap for case in found)
    codes = [code for code in (*causes, *sorted(counts.keys() - causes.keys())) if counts[code] or code]
    values = tuple(counts[code] for code in codes)
    labels = tuple(causes.get(code, code) for code in codes)
    return Chart(_("Causes"), "bars", labels, (Series(_("Complaints"), values),), "count")


def _by_month(period: Period, department: Department) -> Chart:
    spans = [period.shifted(-back) for back in range(MONTHS - 1, -1, -1)]
    counted = [_or_none(each, department) for each in spans]
    values = tuple(None if each is None else len(each) for each in counted)
    labels = tuple(each.code for each in spans)
    return Chart(_("Complaints, period by period"), "bars", labels, (Series(_("Complaints"), values),), "count")


def problems(actor: Actor, found: Sequence[Case], period: Period) -> Table:
    """The main problems in the order of their importance, each with what may be said of it."""
    seen = min(period.last, clock.today())
    repeats = patterns(actor, "cause", usual_start(seen), seen)
    columns = (
        Column(_("No."), "count"), Column(_("Problem")), Column(_("Complaints"), "count"),
        Column(_("Not closed"), "count"), Column(_("Analysis")), Column(_("Which")),
    )  # fmt: skip
    rows = tuple(
        (place, problem_name(problem), len(problem.cases), problem.still_open, analysis(problem, repeats),
         ", ".join(case.no for case in problem.cases))
        for place, problem in enumerate(ranked(found), 1)
    )  # fmt: skip
    return Table(columns, rows, _("Main problems, by importance"), empty=_("No complaints in this period."))


def closed_loop(period: Period, requirement: str) -> Section:
    """How far the loop of every complaint is closed: those of the period, and all older ones still open (CP-07)."""
    today = clock.today()
    found, opened = complaint_cases.raised(period.first, period.last), complaint_cases.still_open(period.last)
    columns = (
        Column(_("Department")), Column(_("Raised in the period"), "count"), Column(_("Loop closed"), "count"),
        Column(_("Closed, share"), "percent"), Column(_("Not closed"), "count"),
        Column(_("Open from earlier"), "count"), Column(_("Past a limit"), "count"),
    )  # fmt: skip
    rows = [_loop(name, found, opened, period, today) for name in (*DEPARTMENTS, "")]
    table = Table(columns, tuple(rows), _("All complaints"), summed=True)
    said = Prose(_loop_text(found, opened, today))
    return Section(_("Closed loop of all complaints"), (table, said, _open_table(opened, today)), requirement, "loop")


def _loop(
    name: Department, found: Sequence[Case], opened: Sequence[Case], period: Period, today: date
) -> tuple[Value, ...]:
    mine = [case for case in found if name in ("", case.department)]
    running = [case for case in opened if name in ("", case.department)]
    done = sum(not case.is_open for case in mine)
    earlier = sum(case.raised_on < period.first for case in running)
    return (
        _(DEPARTMENTS[name]) if name else _("Total"), len(mine), done, Fraction(done, len(mine)) if mine else None,
        len(mine) - done, earlier, sum(overdue(case, today) for case in running),
    )  # fmt: skip


def _loop_text(found: Sequence[Case], opened: Sequence[Case], today: date) -> str:
    done = [case for case in found if not case.is_open]
    unheard = sum(case.standing.unanswered for case in done)
    text = _(
        "Of {count} complaints raised in the period {done} are closed; {open} are open in all, {late} past a limit."
    )
    said = text.format(
        count=len(found), done=len(done), open=len(opened), late=sum(overdue(case, today) for case in opened)
    )
    more = _(" {count} were closed without the customer's word.").format(count=unheard) if unheard else ""
    return said + more


def _open_table(opened: Sequence[Case], today: date) -> Table:
    columns = (
        Column(_("No.")), Column(_("Department")), Column(_("Severity")), Column(_("Customer")),
        Column(_("Taken on"), "date"), Column(_("State")), Column(_("In charge")), Column(_("Limit"), "date"),
        Column(_("Note")),
    )  # fmt: skip
    rows = tuple(
        (case.no, _(DEPARTMENTS[case.department]), severity_name(case.severity), case.customer, case.raised_on,
         _(STATES[case.standing.state]), case.responsible[1], _limit(case),
         _("past its limit") if overdue(case, today) else "")
        for case in opened
    )  # fmt: skip
    return Table(columns, rows, _("Open complaints"), empty=_("No complaint is open."))


def _limit(case: Case) -> date | None:
    due = case.standing.next_breach
    return clock.local(due).date() if due else None


def handling(period: Period, department: Department, requirement: str) -> Section:
    """How complaints were handled: KP-08 and KP-09, who kept which clock, and how long it took."""
    rows = compared(("KP-08", "KP-09"), period)
    found = complaint_cases.raised(period.first, period.last, department)
    columns = (
        Column(_("Step")), Column(_("In time"), "count"), Column(_("Too late"), "count"),
        Column(_("Still in time"), "count"), Column(_("In time, share"), "percent"),
        Column(_("Median, working hours"), "number"),
    )  # fmt: skip
    made = tuple(
        (_(NAMES[each.clock]), each.kept, each.missed, each.running,
         Fraction(each.kept, each.kept + each.missed) if each.kept + each.missed else None, each.hours)
        for each in timings(found)
    )  # fmt: skip
    blocks: list[Block] = [
        figures_table(rows, _("Of the whole house")),
        *(Prose(wording.comparison(row)) for row in rows),
        Table(columns, made, _("Complaints raised in the period, by step"), empty=_("No complaints in this period.")),
    ]
    return Section(_("Handling of complaints"), tuple(blocks), requirement, "handling")


def recalls(period: Period, department: Department, requirement: str) -> Section:
    """What the re-calls after the handling found (CB-10)."""
    first, last = period.first, period.last
    heard = complaint_cases.recalled(first, last, department)
    silent = complaint_cases.unreached(first, last, department)
    satisfied = [case for case in heard if case.standing.solved_at_once]
    reopened = [case for case in heard if case.standing.reopened]
    waiting = [case for case in complaint_cases.still_open(last, department) if case.standing.state == "recall_due"]
    rows: list[tuple[Value, ...]] = [
        (_("Customer first reached by a re-call"), len(heard), _numbers(heard)),
        (_("Satisfied at once"), len(satisfied), _numbers(satisfied)),
        (_("Not satisfied, reopened"), len(reopened), _numbers(reopened)),
        (_("No word from the customer"), len(silent), _numbers(silent)),
        (_("Re-call still due"), len(waiting), _numbers(waiting)),
    ]
    columns = (Column(_("Re-calls")), Column(_("Complaints"), "count"), Column(_("Which")))
    text = _("{count} customers were reached by a re-call for the first time; {satisfied} were satisfied at once.")
    said = Prose(text.format(count=len(heard), satisfied=len(satisfied)))
    return Section(_("Re-calls after complaints"), (Table(columns, tuple(rows)), said), requirement, "recalls")


def _numbers(found: Sequence[Case]) -> str:
    return ", ".join(case.no for case in found)
