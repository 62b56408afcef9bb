"""The morning's register: colleagues' calls of the day before, to be copied from their cards, and the day's list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.queue.register import STATES, Entry, callers, contents, register
from agentdesk.queue.registering import take_back
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.record import RecordScreen
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row, titles
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.record_form import Card
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

ENTRIES: Columns = (
    Column(N_("State"), 8, most=12),
    Column(N_("Due"), 5, most=9),
    Column(N_("Customer"), 8, most=18),
    Column(N_("Reason"), 8, most=20),
    Column(N_("Vehicle"), 8, most=20, keep=4),
    Column(N_("Advisor"), 7, most=10, keep=5),
    Column(N_("Called"), 6, most=11, keep=6),
    Column(N_("Remark"), 6, most=60, keep=3),
)
_STYLES = {"missing": "warn", "not_recorded": "bad", "to_call": "", "registered": "dim", "called": "dim"}


class RegisterHead(Sheet):
    """What morning it is, and how much is left to copy; the columns' titles."""

    DEFAULT_CSS = "RegisterHead { height: 3; }"

    def __init__(self) -> None:
        super().__init__()
        self.day = clock.today()
        self.left = 0
        self.columns: Columns = ENTRIES

    def lines(self, width: int, height: int) -> list[Line]:
        """The lines above the list."""
        left = _("{n} without a card").format(n=self.left) if self.left else _("all copied")
        head = line((f" {_('Register')}  ", "said"), (dates.day_name(self.day), "dim"), right=((f"{left} ", "dim"),))
        return [head, Line(((glyph("rule") * width, "rule"),)), Line(((" ", ""), *titles(self.columns, width - 2)))]


class RegisterList(Listing[Entry]):
    """The entries."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Columns = ENTRIES

    def identity(self, item: Entry) -> int:
        """The same task is the same row."""
        return item.task_id

    def spans(self, item: Entry, width: int) -> tuple[Span, ...]:
        """One row."""
        return tuple(row(self.columns, cells(item), width))


class RegisterScreen(DeskScreen[None]):
    """The register over the whole screen; Esc goes back to the queue."""

    AUTO_FOCUS = "RegisterList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "copy", N_("Copy card"), tooltip=N_("Copy this call from the yellow card"), id="register.copy",
            group=WORK,
        ),
        Binding(
            "u", "undo", N_("Undo"), tooltip=N_("Take the record of this call back"), id="register.undo", group=WORK
        ),
        Binding(
            "left", "day(-1)", N_("Day before"), tooltip=N_("The register of the morning before"), id="register.before",
            group=SHOW,
        ),
        Binding(
            "right", "day(1)", N_("Next day"), tooltip=N_("The register of the next morning"), show=False,
            id="register.after", group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the queue"), id="register.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._day: date = clock.today()

    def compose(self) -> ComposeResult:
        """Titles, rows, keys."""
        yield RegisterHead()
        yield RegisterList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show today's."""
        self._load()

    def retranslate(self) -> None:
        """Kinds carry their names with them."""
        self._load()
        super().retranslate()

    def _load(self) -> None:
        found = register(self._day)
        head, listed = self.query_one(RegisterHead), self.query_one(RegisterList)
        head.day, head.left = self._day, sum(entry.state in ("missing", "not_recorded") for entry in found)
        head.columns = listed.columns = fitted(ENTRIES, [cells(entry) for entry in found])
        listed.show(found)
        head.redraw()

    def action_day(self, step: int) -> None:
        """Another morning; no later one than today's."""
        self._day = min(self._day + timedelta(days=step), clock.today())
        self._load()

    def action_copy(self) -> None:
        """Copy the card of the call under the cursor."""
        entry = self.query_one(RegisterList).current
        if entry is None:
            self.notify(_("Nothing is expected."))
        elif entry.source == "list":
            self.notify(_("This one is in the queue; the call is registered when it is made."))
        elif entry.state == "registered":
            self.notify(_("This call is registered already; u takes it back."))
        else:
            card = Card(entry, contents(entry.kind_code), callers())
            self.app.push_screen(RecordScreen(self._actor, card), self._returned)

    def _returned(self, done: bool | None) -> None:
        if done:
            self._load()

    async def action_undo(self) -> None:
        """Take the record under the cursor back."""
        entry = self.query_one(RegisterList).current
        if entry is not None:
            await self.attempt(take_back, self._actor, entry.task_id)
            self._load()


def cells(entry: Entry) -> tuple[Span, ...]:
    """An entry's cells."""
    style = _STYLES[entry.state]
    called = f"{clock.local(entry.called_at):%m-%d %H:%M}" if entry.called_at else ""
    return (
        (_(STATES[entry.state]), style),
        (dates.short(entry.due_on), "dim"),
        (names.display(entry.customer, entry.title), ""),
        (entry.kind_name, ""),
        (names.visible(f"{entry.model} {entry.plate}".strip()), "dim"),
        (names.visible(entry.by or entry.advisor), ""),
        (called, "dim"),
        (names.visible(entry.remark or entry.note), "dim"),
    )
