"""The rows of the scoreboard: each agent's day, what the day needs, complaints, the month's indicators; headings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.board import COUNTED
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.steps import STATES
from agentdesk.complaints.text import next_text, severity_name
from agentdesk.scoreboard.ahead import Overload
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.render import SIGNS, target_text, verdict_text
from agentdesk.store.soundness import Broken
from agentdesk.store.trail_text import broken_text
from agentdesk.tui.glyphs import Name, glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row, titles
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.packing import whole
from agentdesk.tui.widgets.score_agents import (
    AGENTS,
    AgentLine,
    DayLine,
    PromisesLine,
    agent_cells,
    day_parts,
    promise_parts,
)

FIGURES: Columns = (
    Column(N_("Indicator"), 18, most=38),
    Column(N_("Value"), 7, align="right"),
    Column(N_("Count"), 9, align="right"),
    Column(N_("95 % CI"), 10, most=13, align="right", keep=4),
    Column(N_("Target"), 6, align="right"),
    Column(N_("Verdict"), 11),
)
COMPLAINTS: Columns = (
    Column(N_("Number"), 8, most=14),
    Column(N_("State"), 10, most=16),
    Column(N_("Severity"), 6, most=10, keep=4),
    Column(N_("Customer"), 6, most=10, keep=3),
    Column(N_("Responsible"), 6, most=10),
    Column(N_("Runs out next"), 20),
)
_MARKS: dict[str, Name] = {"met": "done", "met?": "done", "not_met": "late"}  # any other: a dash


@dataclass(frozen=True)
class Heading:
    """A line that the cursor passes over: column titles, a rule, or a text."""

    kind: str  # agents, figures, rule
    text: str = ""


@dataclass(frozen=True)
class FigureLine:
    """An indicator."""

    figure: Figure


@dataclass(frozen=True)
class ComplaintsLine:
    """How many complaints stand in each view of their board; escalated and found today."""

    views: tuple[tuple[str, int], ...]
    escalated: int
    findings: int


@dataclass(frozen=True)
class ComplaintLine:
    """A complaint that is not closed."""

    row: ComplaintRow


@dataclass(frozen=True)
class OverloadLine:
    """The days ahead with more calls than hands."""

    days: tuple[Overload, ...]


@dataclass(frozen=True)
class TrailLine:
    """The audit trail is broken."""

    found: Broken


ScoreRow = (
    Heading
    | AgentLine
    | DayLine
    | PromisesLine
    | OverloadLine
    | FigureLine
    | ComplaintsLine
    | ComplaintLine
    | TrailLine
)


class ScoreList(Listing[ScoreRow], inherit_bindings=False):
    """All of the scoreboard in one list, so that it scrolls where the screen is small."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # `g` goes on with a call here; Home leads to the first row.
        replace(found, key="home") if isinstance(found, Binding) and found.id == "list.home" else found
        for found in Listing.BINDINGS
    ]

    def __init__(self) -> None:
        super().__init__()
        self._complaints = COMPLAINTS

    def measure(self, rows: Sequence[ScoreRow]) -> None:
        """Give the complaints' columns the width that these rows want."""
        cells = [complaint_cells(each.row) for each in rows if isinstance(each, ComplaintLine)]
        self._complaints = fitted(COMPLAINTS, cells)

    def rests(self, item: ScoreRow) -> bool:
        """On everything that opens to something."""
        return not isinstance(item, Heading | DayLine) and not (isinstance(item, AgentLine) and item.is_total)

    def identity(self, item: ScoreRow) -> Hashable:
        """The same person or indicator, whatever the figures are now."""
        if isinstance(item, AgentLine):
            return item.day.person, item.is_total
        if isinstance(item, ComplaintLine):
            return item.row.no
        return item.figure.id if isinstance(item, FigureLine) else type(item).__name__

    def spans(self, item: ScoreRow, width: int) -> Sequence[Span]:
        """One row."""
        if isinstance(item, AgentLine):
            return row(AGENTS, agent_cells(item), width)
        if isinstance(item, DayLine | PromisesLine):
            return whole(day_parts(item) if isinstance(item, DayLine) else promise_parts(item), width)
        if isinstance(item, TrailLine):
            return whole([((broken_text(item.found), "warn"),)], width)
        if isinstance(item, OverloadLine):
            return whole(_overload_parts(item), width)
        if isinstance(item, FigureLine):
            return row(FIGURES, _figure_cells(item.figure), width)
        if isinstance(item, ComplaintsLine):
            return whole(_complaint_parts(item), width)
        if isinstance(item, ComplaintLine):
            return row(self._complaints, complaint_cells(item.row), width)
        if item.kind == "rule":
            return ((glyph("rule") * width, "rule"),)
        return titles(AGENTS if item.kind == "agents" else _titled(item.text), width)


def _titled(text: str) -> Columns:
    """The indicators' columns, the first one named for the month."""
    first, *others = FIGURES
    return (Column(text, first.least, first.most), *others)


def verdict_mark(figure: Figure) -> Name:
    """The mark before a verdict."""
    return _MARKS.get(figure.verdict, "skip")


def _figure_cells(figure: Figure) -> Sequence[Span]:
    bad = figure.verdict == "not_met"
    style = "dim" if figure.value is None else ""
    verdict = f"{glyph(verdict_mark(figure))} {verdict_text(figure)}"
    return (
        (figure.name, style),
        (percent(figure.value), "value" if figure.value is not None else "dim"),
        (f"{figure.numerator}/{figure.denominator}", style),
        (interval(figure), "dim"),
        ("" if figure.target is None else target_text(figure, _signs()), style),
        (verdict, "warn" if bad else style),
    )


def percent(value: object) -> str:
    """A ratio with one decimal: 96.4 %; a dash where there is none."""
    return glyph("skip") if value is None else f"{float(value) * 100:.1f} %"  # type: ignore[arg-type]


def interval(figure: Figure) -> str:
    """The 95 % interval in per cent."""
    if figure.lower is None or figure.upper is None:
        return ""
    return f"{figure.lower * 100:.1f}{glyph('skip')}{figure.upper * 100:.1f}"


def _signs() -> dict[str, str]:
    return {**SIGNS, "at_least": glyph("at_least"), "at_most": glyph("at_most")}


def _overload_parts(item: OverloadLine) -> list[tuple[Span, ...]]:
    """What the line says, and each day with the calls it is too short for, the nearest first."""
    days = [
        ((f"{dates.day_name(found.day)} ", "dim"), (f"+{found.over:.0f}", "warn")) for found in item.days
    ]  # fmt: skip
    return [((_("More calls than hands"), "value"),), *days]


def _complaint_parts(item: ComplaintsLine) -> list[tuple[Span, ...]]:
    """The line's parts, the weightiest first; special handling, which is rare, where there is any."""
    parts: list[tuple[Span, ...]] = [((_("Complaints"), "value"),)]
    styles, found = {"new": "value", "breached": "warn"}, dict(item.views)
    shown = [view for view in COUNTED if view != "special" or found[view]]
    views = [(_(COUNTED[view]), found[view], styles.get(view, "")) for view in shown]
    today = ((_("escalated today"), item.escalated, "warn"), (_("data findings"), item.findings, ""))
    for name, value, style in (*views, *today):
        parts.append(((f"{name} ", "dim"), (str(value), style if value else "dim")))
    return parts


def complaint_cells(found: ComplaintRow) -> tuple[Span, ...]:
    """A complaint's cells."""
    return (
        (found.no, "value"),
        (_(STATES[found.state]), ""),
        (severity_name(found.severity), ""),
        (found.customer, ""),
        (found.responsible, ""),
        (next_text(found), "warn" if found.breached else ""),
    )


def month_title(first: date) -> str:
    """What the column of indicators is called."""
    if first == clock.today().replace(day=1):
        return _("Indicators of this month")
    return _("Indicators of {month}").format(month=f"{first:%Y-%m}")
