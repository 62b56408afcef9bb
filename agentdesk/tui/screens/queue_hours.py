"""When a customer wants to be rung, typed as it was said and echoed as understood; and going on at another hour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import names
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.common.spoken_hours import parse
from agentdesk.complaints.step_drafts import Place, Typed, ending, kept
from agentdesk.queue.card import card
from agentdesk.queue.hours import set_hours
from agentdesk.queue.rows import QueueRow
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskModal, DeskScreen
from agentdesk.tui.screens.keeping import KeepsTyped
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import BLANK, Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


def ask_for_hours(screen: DeskScreen[None], actor: Actor, row: QueueRow, noted: Callable[[], object]) -> None:
    """Ask when a row's customer wants to be rung, and keep it; `noted` is called then.

    It begins with the customer's own words, where they say just that; a note that means something else stays out.
    """
    found = card(row.task_id)

    place = Place("task", row.task_id, "hours")

    async def typed(wish: str | None) -> None:
        do = partial(set_hours, actor, row.customer_id, wish) if wish is not None else None
        if do is not None and await screen.attempt(ending, actor, place, do) is not None:
            noted()

    wish = found.call_note if found.hours else ""
    screen.app.push_screen(HoursScreen(actor, row, wish, place, kept(actor, place)), typed)


def ask_whether_to_call(
    screen: DeskScreen[None], row: QueueRow, warning: str, call: Callable[[], Awaitable[None]]
) -> None:
    """Ask whether a row's customer is called at an hour that something speaks against (CM-01)."""

    async def answered(wanted: bool | None) -> None:
        if wanted:
            await call()

    screen.app.push_screen(OutOfHoursScreen(row, warning), answered)


class HoursScreen(KeepsTyped[str]):
    """One line over the foot of the queue; gives the wish as it was written, None where nothing is to change."""

    CSS_PATH = "../styles/queue_foot.tcss"
    AUTO_FOCUS = "TextField"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "store", N_("Store"), tooltip=N_("Keep the hours as they are understood; empty: none any more"),
            id="hours.store", group=WORK,
        ),
        Binding(
            "escape", "leave", N_("Back"), tooltip=N_("The hours stay as they are"), id="hours.leave", group=WORK
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, row: QueueRow, wish: str, place: Place, kept: Typed) -> None:
        super().__init__(actor, place, kept)
        self._row = row
        self._wish = wish

    @property
    def typed(self) -> Typed:
        """The wish, where it is another one than stands there already."""
        text = self.query_one(TextField).text
        return Typed({"hours": text} if text != self._wish else {})

    def compose(self) -> ComposeResult:
        """Whose hours, the field, what is understood."""
        yield Rule()
        yield HoursTitle(self._row)
        yield TextField(id="hours")
        yield Understood()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the wish as it stands."""
        self.query_one(TextField).show(self._kept.texts.get("hours", self._wish), _("not Monday, evenings"))
        self._echo()

    @on(TextField.Changed)
    def _changed(self) -> None:
        self._echo()
        self.after_pause()

    def _echo(self) -> None:
        self.query_one(Understood).show(self.query_one(TextField).text)

    @on(TextField.Submitted)
    async def _typed(self) -> None:
        await self.action_store()

    async def action_leave(self) -> None:
        """Back; what was typed is kept for the next time."""
        await self.put_aside()
        self.dismiss(None)

    async def action_store(self) -> None:
        """Give the wish, where it is understood."""
        text = self.query_one(TextField).text
        if not self.query_one(Understood).problem:
            await self.put_aside()  # what is refused is not lost
            self.dismiss(text)


class HoursTitle(Sheet):
    """Whose hours they are."""

    DEFAULT_CSS = "HoursTitle { height: 1; background: $background; }"

    def __init__(self, row: QueueRow) -> None:
        super().__init__()
        self._row = row

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """方便时间 and the customer."""
        name = names.display(self._row.customer_name, self._row.title)
        return [line((f" {_('Hours to call')}", "said"), f"   {name}")]


class Understood(Sheet):
    """What the words typed so far mean, or what is not understood of them."""

    DEFAULT_CSS = "Understood { height: 2; }"

    def __init__(self) -> None:
        super().__init__()
        self.problem = ""
        self._said = ""

    def show(self, text: str) -> None:
        """Understand this text."""
        self.problem, self._said = "", ""
        try:
            self._said = parse(text).said() if text.strip() else ""
        except UserError as error:
            self.problem = str(error)
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The hours as they will be kept."""
        if self.problem:
            return [line((f" {self.problem}", "warn"))]
        said = self._said or _("no wish of the customer's: at the house's hours")
        keys = ((glyph("enter"), "key"), (f" {_('Store')} ", "dim"))
        return [line((f" {glyph('right')} ", "dim"), (said, "value"), right=keys)]


class OutOfHoursScreen(DeskModal[bool]):
    """Asks once before a customer is called at an hour that something speaks against (CM-01)."""

    CSS_PATH = "../styles/queue_foot.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "answer(True)", N_("Call all the same"), id="out_of_hours.yes", group=WORK,
            tooltip=N_("Open the call; the audit trail keeps the warning"),
        ),
        Binding(
            "escape", "answer(False)", N_("Later"), tooltip=N_("The row stays where it is"), id="out_of_hours.no",
            group=WORK,
        ),
    ]  # fmt: skip

    def __init__(self, row: QueueRow, warning: str) -> None:
        super().__init__()
        self._row = row
        self._warning = warning

    def compose(self) -> ComposeResult:
        """The warning and the two answers."""
        yield Rule()
        yield HoursAsked(self._row, self._warning)
        yield Rule()
        yield KeyBar()

    def action_answer(self, wanted: bool) -> None:
        """Give the answer to the queue."""
        self.dismiss(wanted)


class HoursAsked(Sheet):
    """Whom, and what speaks against it."""

    DEFAULT_CSS = "HoursAsked { height: 3; }"

    def __init__(self, row: QueueRow, warning: str) -> None:
        super().__init__()
        self._row = row
        self._warning = warning

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The question in two lines."""
        name = names.display(self._row.customer_name, self._row.title)
        return [
            BLANK,
            line((f" {_('Call {customer} now?').format(customer=name)}", "said")),
            line((f" {glyph('late')} {self._warning}", "warn")),
        ]
