"""The live rows of the scoreboard: each agent's desk and day, what the day still needs, promises about to slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agentdesk.common import clock, dates, names
from agentdesk.common.cells import fit
from agentdesk.common.i18n import N_, _
from agentdesk.queue.nudging import Nudge
from agentdesk.scoreboard.agreed import Agreed
from agentdesk.scoreboard.live import NAMES, NOBODY, DeskState
from agentdesk.scoreboard.needed import Needed
from agentdesk.scoreboard.today import AgentDay
from agentdesk.scoreboard.weekdays import Usual
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.packing import first_that_fits

STATE = 16  # cells of a state; the rest of the row is what a narrow terminal has
AGENTS: Columns = (
    Column(N_("Agent"), 6, most=12),
    Column(N_("State"), STATE),
    Column(N_("Question"), 10, most=24, keep=2),
    Column(N_("Today"), 6, align="right"),
    Column(N_("In time"), 7, align="right"),
    Column(N_("Reached"), 7, align="right"),
    Column(N_("Forms"), 5, align="right"),
    Column(N_("Agreed"), 6, align="right"),
    Column(N_("Raised"), 6, align="right"),
    Column(N_("Pace"), 10, align="right"),
    Column(N_("Need/h"), 6, align="right", keep=5),
    Column(N_("Made/h"), 6, align="right", keep=4),
    Column(N_("Avg"), 6, align="right", keep=3),
    Column(N_("Nudge"), 6, align="right", keep=1),
    Column("", 0),
)
_CUSTOMER = 6  # cells of a masked name, where several promises share a line
_STYLES = {"call": "here", "dialling": "here", "ending": "here", "lost": "warn", "queue": "", "paused": ""}


@dataclass(frozen=True)
class AgentLine:
    """An agent's day and desk; `is_total` for the sum."""

    day: AgentDay
    state: DeskState = NOBODY
    needed: Needed | None = None
    usual: Usual | None = None
    nudge: Nudge | None = None
    is_total: bool = False

    @property
    def call(self) -> int | None:
        """The open call."""
        return self.state.call


@dataclass(frozen=True)
class DayLine:
    """What the day still needs of all together, and how far the same weekdays were by now."""

    day: date
    done: int
    needed: Needed
    usual: Usual | None


@dataclass(frozen=True)
class PromisesLine:
    """The promises whose time is near or past."""

    promises: tuple[Agreed, ...]


def agent_cells(item: AgentLine) -> Sequence[Span]:
    """An agent's cells, in the order of AGENTS."""
    day, style = item.day, "value" if item.is_total else ""
    name = _("In all") if item.is_total else names.visible(day.person) or _("in nobody's list")
    counts = (day.on_time, day.reached, day.completed)
    missed = f" {glyph('late')}{day.missed}" if day.missed else ""  # promises past their tolerance
    agreed = (f"{day.promises}{missed}", "warn" if missed else style if day.promises else "dim")
    is_person = not item.is_total and day.person_id is not None
    needed = item.needed
    return (
        (name, style),
        state_span(item.state) if is_person else ("", ""),
        (item.state.step.about if item.state.step else "", "dim"),
        (f"{day.done}/{day.due}", style),
        *((str(value), style if value else "dim") for value in counts),
        agreed,
        (str(day.complaints), style if day.complaints else "dim"),
        _pace(day.pace),
        (_rate(needed.per_hour) if needed and needed.left else "", "warn" if needed and needed.is_short else ""),
        (_rate(needed.so_far) if needed else "", ""),
        (f"{item.usual.mean:.1f}" if item.usual and item.usual.days else "", "dim"),
        _read(item.nudge),
        ("", ""),
    )


def state_span(state: DeskState) -> Span:
    """A state in the cells it has: what, how far, and since when, of a call how old it is."""
    word, late = _(NAMES[state.state]), f"{glyph('late')} " if state.is_over else ""
    style = "warn" if state.is_over else _STYLES.get(state.state, "dim")
    if state.state in ("call", "dialling", "ending"):
        step = f" {state.step.number}/{state.step.total}" if state.step and state.step.number else ""
        age = _age(state.since)
        return first_that_fits([f"{word}{step} {age}", f"{word}{step}{age}", f"{step.strip()} {age}"], STATE), style
    since = dates.short(state.since) if state.since else ""
    if state.state == "paused":
        pause = [f"{late}{word} {state.reason} {since}", f"{late}{state.reason} {since}", f"{late}{word} {since}"]
        return first_that_fits([" ".join(text.split()) for text in pause], STATE) or word, style
    held = f" {_('held')}" if state.is_held else ""
    return first_that_fits([f"{word} {since}{held}".strip(), f"{word} {since}".strip(), word], STATE), style


def _age(since: datetime | None) -> str:
    """Minutes and seconds; an hour is sixty minutes, as the column has no room for more."""
    seconds = max(int((clock.now() - since) / timedelta(seconds=1)), 0) if since else 0
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def _pace(ahead: int | None) -> Span:
    if ahead is None:
        return "", ""
    if ahead < 0:
        return f"{glyph('late')}{_('{n} behind').format(n=-ahead)}", "warn"
    return _("{n} ahead").format(n=ahead) if ahead else _("on pace"), ""


def _rate(rate: float | None) -> str:
    return glyph("skip") if rate is None else f"{rate:.1f}"


def _read(found: Nudge | None) -> Span:
    if found is None:
        return "", ""
    return (_("read"), "dim") if found.seen_at else (_("unread"), "value")


def day_parts(item: DayLine) -> list[tuple[Span, ...]]:
    """今天还剩 63 通: an hour needs 13.2, 8.0 were made; the same weekdays were at 11.5 by now (6)."""
    found = item.needed
    parts: list[tuple[Span, ...]] = [((_("The day"), "value"),)]
    left = (_("left to call"), "dim"), (f" {found.left}", "value")
    if found.left and found.per_hour is None:
        return [*parts, (*left, (f" {_('and no calling time')}", "warn"))]
    parts.append(left)
    if found.left:
        mark = f" {glyph('late')}" if found.is_short else ""
        parts.append(((_("needs an hour"), "dim"), (f" {found.per_hour:.1f}{mark}", "warn" if mark else "")))
    if found.so_far is not None:
        parts.append(((_("made an hour"), "dim"), (f" {found.so_far:.1f}", "")))
    if item.usual is not None and item.usual.days:
        weekday = dates.weekday(item.day)
        title = _("usual {weekday} by now").format(weekday=weekday)
        parts.append(((title, "dim"), (f" {item.usual.mean:.1f}", ""), (f" n={item.usual.days}", "dim")))
    return parts


def promise_parts(item: PromisesLine) -> list[tuple[Span, ...]]:
    """How many are near and past, then each with its agent and customer, those that can still be kept first."""
    soon = [each for each in item.promises if not each.is_missed]
    missed = [each for each in item.promises if each.is_missed]
    parts: list[tuple[Span, ...]] = [((_("Promises"), "value"),)]
    for name, found, style in ((_("near"), soon, "value"), (_("missed"), missed, "warn")):
        if found:
            parts.append(((f"{name} ", "dim"), (str(len(found)), style)))
    for each in (*soon, *missed):
        mark = f"{glyph('late')}" if each.is_missed else ""
        when, who = dates.short(each.promised_at), f" {names.visible(each.person)} {fit(each.customer, _CUSTOMER)}"
        parts.append(((f"{mark}{when}", "warn" if mark else ""), (who, "dim")))
    return parts
