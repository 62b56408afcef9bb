"""A figure against other periods, and its parts against what chance alone does; never a rank, never a bare arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.scoreboard import comparing, funnel, periods
from agentdesk.scoreboard.case import READERS
from agentdesk.scoreboard.compare_text import (
    apart_interval,
    apart_text,
    limits_text,
    middle_text,
    part_text,
    said_text,
    span_text,
)
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.periods import Period
from agentdesk.scoreboard.render import NOTHING, count_text, interval_text, value_text
from agentdesk.scoreboard.segments import Dimension, Segment
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.beneath import show_figure
from agentdesk.tui.screens.drilling import DrillHead
from agentdesk.tui.widgets.compare_list import Compared, CompareList, ComparePane, CompareTitles, Scale
from agentdesk.tui.widgets.desk_head import DigitViews
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_head import View
from agentdesk.tui.widgets.rule import Rule

VIEWS: dict[str, str] = {
    "periods": N_("Periods"),
    "agent": N_("Agents"),
    "advisor": N_("Advisors"),
    "department": N_("Departments"),
    "model": N_("Models"),
    "kind": N_("Reasons"),
}
_OTHERS = {"previous": N_("Period before"), "year": N_("Year before")}


@dataclass(frozen=True)
class Side:
    """Everything one view shows."""

    title: str
    rows: tuple[Compared, ...]
    scale: Scale
    ends: tuple[str, str]
    centre: float | None
    legend: str


class CompareScreen(DeskScreen[None]):
    """One indicator over the whole screen; Esc goes back."""

    CSS_PATH = "../styles/filtered.tcss"
    AUTO_FOCUS = "CompareList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open"), tooltip=N_("Open the row to every call, order or complaint in it"),
            id="compare.open", group=SHOW,
        ),
        *(
            Binding(
                str(digit), f"view({digit})", N_("View"),
                tooltip=N_("Against other periods; by agent, advisor, department, model or reason"), show=digit == 1,
                key_display="1-6", id=f"compare.view_{digit}", group=SHOW,
            )
            for digit in range(1, len(VIEWS) + 1)
        ),
        Binding("left", "step(-1)", N_("Earlier"), tooltip=N_("The period before"), id="compare.before", group=SHOW),
        Binding("right", "step(1)", N_("Onwards"), tooltip=N_("The period after"), id="compare.after", group=SHOW),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read all figures again"), show=False, id="compare.reload",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="compare.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, kpi: str, period: Period) -> None:
        super().__init__()
        self._actor = actor
        self._kpi = kpi
        self._period = period
        self._view = "periods"

    def compose(self) -> ComposeResult:
        """Head, views, bars, what they say, keys."""
        yield DrillHead()
        yield Rule()
        yield DigitViews()
        yield CompareTitles()
        yield CompareList()
        yield Rule()
        yield ComparePane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the periods."""
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read again, away from the screen."""
        self.run_worker(self._load(self._view), group="compare", exclusive=True)

    async def _load(self, view: str) -> None:
        read = partial(_parts, by=cast(Dimension, view)) if view != "periods" else _periods
        found = await self.attempt(read, self._actor, self._kpi, self._period)
        if found is not None:
            self._view = view
            self._show(found)

    def _show(self, found: Side) -> None:
        head, views, listed = self.query_one(DrillHead), self.query_one(DigitViews), self.query_one(CompareList)
        head.title, head.note = found.title, span_text(self._period.first, self._period.last)
        head.redraw()
        views.views, views.chosen = [View(code, _(name), -1) for code, name in VIEWS.items()], self._view
        views.redraw()
        above, pane = self.query_one(CompareTitles), self.query_one(ComparePane)
        above.ends, above.columns = found.ends, listed.measure(found.rows)
        above.redraw()
        pane.legend = found.legend
        listed.scale, listed.centre = found.scale, found.centre
        listed.show(found.rows)
        listed.redraw()
        self._explain()

    @on(Listing.Moved)
    def _explain(self) -> None:
        current, pane = self.query_one(CompareList).current, self.query_one(ComparePane)
        pane.more = current.more if current is not None else _("Nothing falls in this period.")
        pane.redraw()

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Read again, as figures carry their names with them."""
        self.action_reload()
        super().retranslate()

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        self.run_worker(self._load(list(VIEWS)[digit - 1]), group="compare", exclusive=True)

    def action_step(self, step: int) -> None:
        """The period before or after."""
        moved = periods.stepped(self._period, step)
        if moved is None:
            self.notify(_("This is the latest period."))
        else:
            self._period = moved
            self.action_reload()

    async def action_open(self) -> None:
        """Open the row to what it counts."""
        current = self.query_one(CompareList).current
        if current is None or current.key is None:
            return
        key: Any = current.key
        if self._view == "periods":
            await show_figure(self, self._actor, self._kpi, *key)
        else:
            by, segment = cast(Dimension, self._view), Segment(*key) if key != "whole" else None
            span = self._period.first, self._period.last
            await show_figure(self, self._actor, self._kpi, *span, by if segment else None, segment)


def _periods(actor: Actor, kpi: str, period: Period) -> Side:
    """This period, and the two it is compared with, each with its difference below it."""
    actor.require("agent", "handler", "supervisor", "board")
    span = period.first, period.last
    found = {name: comparing.compare(kpi, span, other(*span)) for name, other in comparing.WITH.items()}
    one = next(iter(found.values())).figure
    rows = [_row(span, _("This period"), one, span_text(*span))]
    for name, each in found.items():
        rows.append(_row(each.other_span, _(_OTHERS[name]), each.other, _said_of(each)))
        rows.append(Compared(None, "", _difference(each), style=_STYLES[each.word]))
    scale = _scale([one, *(each.other for each in found.values())])
    centre = None if one.target is None else float(one.target)
    target = _("{bar} target").format(bar=glyph("bar")) if centre is not None else ""
    return Side(f"{one.id}  {one.name}", tuple(rows), scale, _ends(scale, one), centre, _legend(target))


def _said_of(found: comparing.Comparison) -> str:
    """The other period, and why it has no figure where it has none."""
    return "   ".join(filter(None, (span_text(*found.other_span), found.other.note)))


_STYLES = {"higher": "value", "lower": "value", "same": "dim", "no_interval": "dim", "no_sample": "dim"}


def _difference(found: comparing.Comparison) -> str:
    if found.difference is None:
        return _("no difference: {word}").format(word=said_text(found))
    text = _("this period less that one {apart} (95 %: {interval}): {word}")
    return text.format(apart=apart_text(found), interval=apart_interval(found), word=said_text(found))


def _parts(actor: Actor, kpi: str, period: Period, by: Dimension) -> Side:
    """The whole, and its parts by name between the limits that chance sets."""
    actor.require(*READERS)
    found = funnel.funnel(kpi, by, period.first, period.last)
    rows = [_row("whole", _("In all"), found.whole, found.whole.formula)] if found.parts else []
    for part in found.parts:
        name, here = part.cut.segment.name or _("not known"), part.cut.figure
        limits = _("95 % limits {alert}; 99.9 % limits {alarm}")
        more = limits.format(alert=limits_text(part.alert), alarm=limits_text(part.alarm)) if part.alert else ""
        made = _row(tuple(part.cut.segment), name, here, "   ".join(filter(None, (part_text(part), more))))
        style = "warn" if part.word[:5] in ("below", "above") else "dim"
        rows.append(replace(made, word=part_text(part), style=style, alert=part.alert))
    scale = _scale([found.whole, *(part.cut.figure for part in found.parts)])
    middle = _("{bar} {middle}   {limit} 95 % limits")
    marks = middle.format(bar=glyph("bar"), middle=middle_text(found), limit=glyph("limit"))
    centre = None if found.centre is None else float(found.centre)
    title = f"{found.whole.id}  {found.whole.name}"
    return Side(title, tuple(rows), scale, _ends(scale, found.whole), centre, _legend(marks))


def _row(key: Any, name: str, found: Figure, more: str) -> Compared:
    value, count = value_text(found), count_text(found)
    interval = interval_text(found).replace(" … ", glyph("skip"))
    return Compared(
        key=key,
        name=name,
        value=glyph("skip") if value == NOTHING else value,
        count="" if count == NOTHING else count,
        interval="" if interval == NOTHING else interval,
        point=None if found.value is None else float(found.value),
        span=found.interval,
        more=more,
    )


def _scale(found: Sequence[Figure]) -> Scale:
    """From the lowest to the highest of the values and their intervals; percentages in steps of ten points."""
    ends = [each for row in found if row.value is not None for each in (row.interval or (float(row.value),) * 2)]
    if not ends:
        return Scale(0.0, 1.0)
    low, high = min(ends), max(ends)
    if found[0].unit == "percent":
        low, high = floor(low * 10) / 10, ceil(high * 10) / 10
    return Scale(low, high if high > low else low + 1)


def _ends(scale: Scale, found: Figure) -> tuple[str, str]:
    times = 100 if found.unit == "percent" else 1
    return f"{times * scale.low:.0f}", f"{times * scale.high:.0f}"


def _legend(more: str) -> str:
    text = _("{point} value   {line} 95 % interval")
    line = glyph("rule") * 2
    return "   ".join(filter(None, (text.format(point=glyph("point"), line=line), more)))
