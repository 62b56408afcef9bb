"""The days with their signatures: which are signed, when, and which nobody has signed yet."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _
from agentdesk.quality.check import CheckedDay, checked_days, unsigned_days
from agentdesk.quality.sheet_text import state_of
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.columns import Column, Columns, row
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule

COLUMNS: Columns = (
    Column(N_("Day"), 10, most=12),
    Column("", 4, most=5),
    Column(N_("Sign-off"), 24, most=40),
    Column(N_("Entries"), 7, align="right"),
    Column("", 0),
)
_DAYS = 62


class DayList(Listing[CheckedDay]):
    """The days, newest first."""

    def identity(self, item: CheckedDay) -> Hashable:
        """The same day."""
        return item.day

    def spans(self, item: CheckedDay, width: int) -> Sequence[Span]:
        """One row; a day that is counted as not signed carries a mark."""
        state: Span = (f"{glyph('late')} {state_of(item)}", "warn") if item.is_due else (f"  {state_of(item)}", "")
        entries = str(item.entries or "")
        cells = ((dates.day_name(item.day), ""), (dates.weekday(item.day), "dim"), state, (entries, "dim"), ("", ""))
        return row(COLUMNS, cells, width)


class CheckedDaysScreen(DeskScreen[date]):
    """A list over the whole screen; gives the day that was chosen, none where nobody chose."""

    CSS_PATH = "../styles/quality.tcss"
    AUTO_FOCUS = "DayList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Open"), tooltip=N_("Show this day's sheet"), id="days.open", group=WORK),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="days.leave", group=DESK),
    ]

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor

    def compose(self) -> ComposeResult:
        """Head, titles, days, keys."""
        yield DeskHead(N_("Signed days"))
        yield Rule()
        yield ColumnTitles(COLUMNS)
        yield DayList()
        yield Rule()
        yield KeyBar()

    async def on_mount(self) -> None:
        """Read the days, the cursor on the oldest one that is not signed."""
        waiting = await self.attempt(unsigned_days, self._actor)
        last = clock.today()
        first = min([last - timedelta(days=_DAYS), *(waiting or ())])
        found = await self.attempt(checked_days, self._actor, first, last)
        listed, head = self.query_one(DayList), self.query_one(DeskHead)
        listed.show(found or [])
        head.beside = _("{n} work days are not signed").format(n=len(waiting)) if waiting else ""
        head.redraw()
        if waiting:
            listed.go_to([each.day for each in listed.items].index(waiting[0]))

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    def action_choose(self) -> None:
        """Give the day under the cursor."""
        current = self.query_one(DayList).current
        self.dismiss(current.day if current is not None else None)
