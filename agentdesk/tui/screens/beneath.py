"""The lists beneath the scoreboard: what an indicator counts, and what an agent did and has to do today."""

from __future__ import annotations

from datetime import date
from functools import partial

from agentdesk.common import clock, dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.steps import STATES
from agentdesk.interview.calls import calls_of
from agentdesk.queue.rows import rows as queue_rows
from agentdesk.scoreboard import subjects
from agentdesk.scoreboard.case import READERS
from agentdesk.scoreboard.compare_text import span_text
from agentdesk.scoreboard.figures import definition, figure
from agentdesk.scoreboard.render import count_text, value_text
from agentdesk.scoreboard.segments import Dimension, Segment
from agentdesk.scoreboard.today import AgentDay
from agentdesk.store.audit import Actor
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.drilling import Drill, DrillRow, DrillScreen
from agentdesk.tui.widgets.columns import Column, Columns
from agentdesk.tui.widgets.lines import Span

SUBJECTS: Columns = (
    Column("", 2),
    Column(N_("Number"), 8, most=16),
    Column(N_("Customer"), 8, most=16),
    Column(N_("Day"), 5, most=10),
    Column(N_("About"), 8, most=20, keep=4),
    Column(N_("Outcome"), 8, most=18),
    Column(N_("Finished"), 5, most=10, keep=5),
    Column(N_("Agent"), 6, most=12, keep=3),
    Column("", 0),
)
VALUED: Columns = (*SUBJECTS[:2], Column(N_("Value"), 7, most=9, align="right"), *SUBJECTS[2:])
CALLS: Columns = (
    Column(N_("Time"), 5, most=10),
    Column(N_("Customer"), 8, most=16),
    Column(N_("Reason"), 12, most=26),
    Column(N_("Outcome"), 10, most=20),
    Column(N_("Minutes"), 7, align="right"),
    Column("", 0),
)
_SPLIT = ("share", "days", "ratio", "net", "weighted")  # measures whose rows are counted or not


async def show_figure(
    screen: DeskScreen[None], actor: Actor, kpi: str, first: date, last: date,
    by: Dimension | None = None, segment: Segment | None = None,
) -> None:  # fmt: skip
    """Open an indicator of a period to what it counts, in one segment or in all; who may not see it is told so."""
    read = partial(figure_drill, actor, kpi, first, last, by, segment)
    found = await screen.attempt(read)
    if found is not None and found.rows:
        screen.app.push_screen(DrillScreen(actor, found, read))
    elif found is not None:
        screen.notify(found.empty)


async def show_agent(screen: DeskScreen[None], actor: Actor, day: AgentDay) -> None:
    """Open an agent's row to the calls of today, made and to be made."""
    read = partial(agent_drill, actor, day)
    found = await screen.attempt(read)
    if found is not None:
        screen.app.push_screen(DrillScreen(actor, found, read))


def figure_drill(
    actor: Actor, kpi: str, first: date, last: date, by: Dimension | None = None, segment: Segment | None = None
) -> Drill:
    """Everything an indicator counts; Forbidden for who may see figures only."""
    actor.require(*READERS)
    found, measure = figure(kpi, first, last), definition(kpi).measure
    lines = subjects.rows(kpi, first, last, by, segment.key if segment else "")
    letters = subjects.initials(lines)
    valued = any(line.value is not None for line in lines)
    rows = [
        DrillRow(
            number,
            _cells(line, valued, measure in _SPLIT),
            (*_words(line), letters.get((line.subject, line.id), "")),
            "counted" if line.counted else "not",
            (line.subject, line.id),
        )
        for number, line in enumerate(lines)
    ]
    views = {"counted": _("Counted"), "not": _("Not counted")} if measure in _SPLIT else {}
    whose = f"  {segment.name or _('not known')}" if segment else ""
    counted = f"{value_text(found)}  {count_text(found)}" if segment is None else ""
    note = "   ".join(filter(None, (counted, span_text(first, last))))
    empty = found.note or _("This figure is not counted here; nothing lies beneath it.")
    return Drill(f"{found.id}  {found.name}{whose}", note, VALUED if valued else SUBJECTS, views, rows, empty)


def _cells(found: subjects.SubjectRow, valued: bool, split: bool) -> tuple[Span, ...]:
    style = "" if found.counted or not split else "warn"
    outcome = _(STATES.get(found.outcome, "")) if found.subject == "complaint" else found.outcome
    value = ((_number(found), ""),) if valued else ()
    return (
        (glyph("done" if found.counted else "skip"), style),
        (names.visible(found.reference), ""),
        *value,
        (found.customer, ""),
        (dates.day_name(found.on) if found.on else "", ""),
        (found.detail, "dim"),
        (outcome or ("" if found.subject == "customer" else _("open")), style),
        (dates.day_name(found.closed_on) if found.closed_on else "", ""),
        (found.agent, "dim"),
        ("", ""),
    )


def _number(found: subjects.SubjectRow) -> str:
    return "" if found.value is None else f"{float(found.value):g}"


def _words(found: subjects.SubjectRow) -> tuple[str, ...]:
    outcome = _(STATES.get(found.outcome, "")) if found.subject == "complaint" else found.outcome
    days = [f"{day}" for day in (found.on, found.closed_on) if day]
    return found.reference, found.customer, found.detail, outcome, found.agent, *days


def agent_drill(actor: Actor, day: AgentDay) -> Drill:
    """An agent's day: the calls that were made, each to its evidence, and those that wait."""
    actor.require(*READERS)
    today = clock.today()
    made = calls_of(actor, today, day.person_id) if _may_read(actor, day.person_id) else []
    rows = [
        DrillRow(
            number,
            (
                (call["started_at"][11:], ""),
                (call["customer"], ""),
                (_(", ").join(call["kind_names"]), ""),
                _made(call),
                (str(call["minutes"]), "dim"),
                ("", ""),
            ),
            (call["customer"], *call["kind_names"], *call["kinds"], _made(call)[0]),
            "made",
            ("call", call["id"]),
        )
        for number, call in enumerate(made)
    ]
    for number, each in enumerate(queue_rows(today, day.person_id) if day.person_id else [], len(rows)):
        late = "warn" if each.lane == "overdue" else "dim"
        state = (_("to call, {n} tries").format(n=each.attempts) if each.attempts else _("to call"), "dim")
        due = (dates.short(each.promised_at or each.latest_on), late)
        customer = (names.mask(each.customer_name), "")
        words = (customer[0], each.initials, each.kind_name, state[0])
        cells = (due, customer, (each.kind_name, ""), state, ("", ""), ("", ""))
        rows.append(DrillRow(number, cells, words, "waiting", ("task", each.task_id)))
    note = _("{done} of {due} done today").format(done=day.done, due=day.due)
    views = {"made": _("Made today"), "waiting": _("Still to call")}
    empty = _("Nobody is called, and nobody waits.")
    return Drill(day.person or _("in nobody's list"), note, CALLS, views, rows, empty)


def _may_read(actor: Actor, person_id: int | None) -> bool:
    """Calls are read by supervisors, and by whoever made them."""
    return person_id is not None and (actor.role not in ("agent", "handler") or person_id == actor.person_id)


def _made(call: dict[str, object]) -> Span:
    if call["open"]:
        return _("under way"), "here"
    outcome = call["outcome"]
    return (str(outcome["name"]), "") if isinstance(outcome, dict) else (_("not dialled"), "dim")
