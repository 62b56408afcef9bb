"""A list over the scoreboard that is only looked at. Who may see it is checked where it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.common.paper import Target
from agentdesk.complaints.listing import list_complaints
from agentdesk.queue.forecast import days_ahead, overloaded
from agentdesk.scoreboard.agreed import Agreed, made_today, open_today
from agentdesk.scoreboard.ahead import DAYS
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.reading import open_target
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row, titles
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.score_list import COMPLAINTS, complaint_cells
from agentdesk.tui.widgets.sheet import Sheet

PROMISES: Columns = (
    Column(N_("Agreed for"), 11, most=14),
    Column("", 14, most=20),
    Column(N_("Agent"), 8, most=14),
    Column(N_("Customer"), 8, most=20),
    Column(N_("Calls"), 8, align="right"),
    Column(N_("Whose"), 10, most=20),
    Column("", 0),
)
DAYS_AHEAD: Columns = (
    Column(N_("Date"), 6, most=10),
    Column("", 4, most=5),
    Column(N_("Known"), 6, align="right"),
    Column(N_("Usual"), 6, align="right"),
    Column(N_("Carried"), 8, align="right"),
    Column(N_("Calls"), 6, align="right"),
    Column(N_("Capacity"), 9, align="right"),
    Column(N_("Too many"), 9, align="right"),
    Column("", 0),
)


@dataclass(frozen=True)
class Rows:
    """A list with its title and its count; `opens` is what each row opens to, for `actor`, where it opens."""

    title: str
    count: str
    columns: Columns
    rows: Sequence[tuple[Span, ...]]
    actor: Actor | None = None
    opens: Sequence[Target] = ()


@dataclass(frozen=True)
class PlainRow:
    """A row's cells, ready to be drawn; `number` keeps equal rows apart."""

    number: int
    cells: tuple[Span, ...]


class PlainTitles(Sheet):
    """A title, and the columns' titles over the list's."""

    DEFAULT_CSS = "PlainTitles { height: 3; }"

    def __init__(self, title: str, right: str, columns: Columns) -> None:
        super().__init__()
        self._title, self._right, self._columns = title, right, columns

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The lines above the list."""
        head = line((f" {self._title}", "said"), right=((f"{self._right} ", "dim"),))
        rule = Line(((glyph("rule") * width, "rule"),))
        return [head, rule, Line(((" ", ""), *titles(self._columns, width - 2)))]


class PlainList(Listing[PlainRow]):
    """The rows."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self._columns = columns

    def spans(self, item: PlainRow, width: int) -> Sequence[Span]:
        """One row."""
        return row(self._columns, item.cells, width)


class RowsScreen(DeskScreen[None]):
    """A list over the whole screen; Esc goes back to the figure."""

    AUTO_FOCUS = "PlainList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open"), tooltip=N_("What lies beneath the row, where there is anything"),
            show=False, id="rows.open", group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="rows.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, found: Rows) -> None:
        super().__init__()
        self._found = found
        self._columns = fitted(found.columns, found.rows)

    def compose(self) -> ComposeResult:
        """Titles, rows, keys."""
        yield PlainTitles(self._found.title, self._found.count, self._columns)
        yield PlainList(self._columns)
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the rows."""
        self.query_one(PlainList).show([PlainRow(number, cells) for number, cells in enumerate(self._found.rows)])

    async def action_open(self) -> None:
        """Open the row under the cursor; a row with nothing beneath says so."""
        current = self.query_one(PlainList).current
        targets = self._found.opens
        if current is None or self._found.actor is None or current.number >= len(targets):
            self.notify(_("Nothing lies beneath this row."))
        else:
            await open_target(self, self._found.actor, targets[current.number])


def ahead_rows(actor: Actor) -> Rows:
    """The days ahead with their calls against the capacity; sums only, so that everybody who may see figures may."""
    actor.require("agent", "handler", "supervisor", "board")
    found = days_ahead(DAYS)
    cells = [
        (
            (dates.day_name(row.day), "" if row.is_open else "dim"),
            (dates.weekday(row.day), "dim"),
            *((f"{number:.0f}" if number >= 0.5 else "", "") for number in (row.known, row.expected, row.carried)),
            (f"{row.calls:.0f}", "value"),
            (f"{row.capacity:.0f}" if row.is_open else _("shut"), "dim"),
            (f"+{row.over:.0f}", "warn") if row in overloaded(found) else ("", ""),
            ("", ""),
        )
        for row in found
    ]
    return Rows(_("The days ahead"), _("{n} days").format(n=len(cells)), DAYS_AHEAD, cells)


def promise_rows(actor: Actor) -> Rows:
    """The open promises of today and of days before, by time; Forbidden for who may see figures only."""
    actor.require("agent", "handler", "supervisor")
    found = open_today()
    cells = [
        (
            (dates.moment(each.promised_at), ""),
            _time_left(each),
            (names.visible(each.person), ""),
            (each.customer, ""),
            (str(len(each.tasks)), "dim"),
            (_("theirs alone") if each.mine_only else _("anybody's"), "dim"),
            ("", ""),
        )
        for each in found
    ]
    missed, calls = sum(each.is_missed for each in found), sum(len(each.tasks) for each in found)
    counted = _("{calls} calls open, {n} promises missed, {made} calls of today made")
    counted = counted.format(calls=calls, n=missed, made=made_today())
    opens = [("task", each.tasks[0]) for each in found]
    return Rows(_("Promises of today and past"), counted, PROMISES, cells, actor, opens)


def _time_left(each: Agreed) -> Span:
    if each.minutes >= 0:
        return _("in {n} min").format(n=each.minutes), "value"
    text = _("{n} min past").format(n=-each.minutes)
    return (f"{glyph('late')} {text}", "warn") if each.is_missed else (text, "value")


def complaint_rows(actor: Actor) -> Rows:
    """The open complaints by what runs out next; Forbidden for who may see figures only."""
    actor.require("agent", "handler", "supervisor")
    listed = list_complaints()
    cells = [complaint_cells(found) for found in listed]
    opens = [("complaint", found.id) for found in listed]
    return Rows(_("Open complaints"), str(len(cells)), COMPLAINTS, cells, actor, opens)
