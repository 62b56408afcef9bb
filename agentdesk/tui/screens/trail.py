"""The audit trail over the whole screen: who did what, newest first; Enter shows one event in full, / finds others."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _
from agentdesk.store.audit import Actor
from agentdesk.store.soundness import broken
from agentdesk.store.trail import PAGE, Event, events
from agentdesk.store.trail_filter import parse, word_for
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.filtered import FILTER_KEYS, FilteredScreen, filter_key
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import indented
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.paged import Paged
from agentdesk.tui.widgets.queue_filter import FilterMark
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.trail_rows import COLUMNS, TrailBroken, TrailFound, TrailList, event_lines

TYPING_SECONDS = 0.15  # the trail is read when the typing rests


class TrailScreen(FilteredScreen):
    """The events that the filter leaves, a page after the other as the cursor comes to their end."""

    CSS_PATH: ClassVar[list[str]] = ["../styles/filtered.tcss", "../styles/trail.tcss"]  # type: ignore[assignment]
    AUTO_FOCUS = "TrailList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "read", N_("In full"),
            tooltip=N_("What was before and what is after, over the whole screen; again: back to the list"),
            id="trail.read", group=SHOW,
        ),
        filter_key(N_("Find events: a person, an action, a row as task:17, a customer:12, a day as 11-20")),
        Binding(
            "p", "alike('person')", N_("This one"), tooltip=N_("Only what this person did; again: everybody"),
            id="trail.person", group=SHOW,
        ),
        Binding(
            "a", "alike('action')", N_("Act"), tooltip=N_("Only this action; again: every one"),
            id="trail.action", group=SHOW,
        ),
        Binding(
            "o", "alike('row')", N_("Its row"), tooltip=N_("The history of this row; again: all rows"),
            id="trail.row", group=SHOW,
        ),
        Binding(
            "d", "alike('day')", N_("Its day"), tooltip=N_("Only this day; again: all days"), id="trail.day",
            group=SHOW,
        ),
        Binding("right", "turn(1)", N_("Page"), tooltip=N_("The next page of the event"), show=False,
                id="trail.next", group=SHOW),
        Binding("left", "turn(-1)", N_("Page back"), tooltip=N_("The page before"), show=False, id="trail.before",
                group=SHOW),
        *FILTER_KEYS,
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read the audit trail again"), show=False, id="trail.reload",
            group=SHOW,
        ),
        Binding(
            "escape,q", "leave", N_("Back"), tooltip=N_("Clear the filter, back to the screen"), id="trail.leave",
            group=DESK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, filtered: str = "") -> None:
        super().__init__()
        self._actor = actor
        self._filtered = filtered
        self._found: list[Event] = []
        self._more = False
        self._typing = Rest(self, self.action_reload, TYPING_SECONDS)

    def compose(self) -> ComposeResult:
        """Head, whether the trail holds, filter, events, the one under the cursor, keys."""
        yield DeskHead(N_("Audit trail"))
        yield TrailBroken()
        yield Rule()
        with Horizontal(id="filter"):
            yield FilterMark()
            yield TextField(id="filter_text")
            yield TrailFound()
        yield ColumnTitles(COLUMNS)
        yield TrailList()
        yield Rule(classes="between")
        yield Paged()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the newest events, of those asked for."""
        if self._filtered:
            self.query_one("#filter_text", TextField).show(self._filtered)
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read the trail again from its end."""
        self._typing.stop()
        self.run_worker(self._load(), group="trail", exclusive=True)

    def refilter(self, *, top: bool = False) -> None:
        """Read what the filter leaves, once the typing rests."""
        self._typing.moved()

    @property
    def waits(self) -> bool:
        """Whether something was typed that is not read yet."""
        return self._typing.is_awaited

    async def _load(self, after: Event | None = None) -> None:
        try:
            wanted = parse(self.filter_text)
        except UsageError as error:
            self._say(str(error))
            if not self.has_class("-filtering"):
                self.notify(str(error), severity="warning")
            return
        page = await self.attempt(events, self._actor, wanted, after=after)
        if page is None:
            return
        if after is None:
            self.query_one(TrailBroken).show(await self.attempt(broken))
        self._more = len(page) == PAGE
        self._found = [*self._found, *page] if after else page
        self._show_rows(top=after is None)

    def _show_rows(self, *, top: bool) -> None:
        listed, head = self.query_one(TrailList), self.query_one(DeskHead)
        self.query_one(ColumnTitles).show(listed.measure(self._found))
        listed.show(self._found, top=top)
        listed.redraw()
        head.beside = self.filter_text
        head.redraw()
        count = f"{len(self._found)}+" if self._more else str(len(self._found))
        self._say(_("{n} found").format(n=count))
        self._show_event()

    def _say(self, text: str) -> None:
        beside = self.query_one(TrailFound)
        beside.said = text
        beside.redraw()

    @on(Listing.Moved)
    def _moved(self) -> None:
        self._show_event()
        current = self.query_one(TrailList).current
        if self._more and current is not None and current is self._found[-1]:
            self._more = False
            self.run_worker(self._load(current), group="trail", exclusive=True)

    def _show_event(self) -> None:
        current = self.query_one(TrailList).current
        if current is None:
            nothing = _("No event is like that. Esc clears the filter.") if self.filter_text else ""
            self.query_one(Paged).show(lambda width: indented(nothing, width - 1, "dim", indent=1))
        else:
            self.query_one(Paged).show(partial(event_lines, current))

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Actions and fields carry their names."""
        self._show_rows(top=False)
        super().retranslate()

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    def action_read(self) -> None:
        """Give the event under the cursor the whole screen, or the list its place again."""
        if self.query_one(TrailList).current is None:
            self.notify(_("There is no event to show."))
        else:
            self.toggle_class("-reading")

    def action_turn(self, step: int) -> None:
        """Turn the event's page."""
        if not self.query_one(Paged).turn(step):
            self.notify(_("There is no further page."))

    def action_alike(self, by: str) -> None:
        """Keep only what is like the event under the cursor; typed into the filter, where it can be changed."""
        current = self.query_one(TrailList).current
        if current is None:
            self.notify(_("There is no event to show."))
            return
        word = word_for(current, by)
        if not word:
            self.notify(_("This event is about no single row."))
            return
        words = self.filter_text.split()
        field = self.query_one("#filter_text", TextField)
        field.show(" ".join(each for each in words if each != word) if word in words else " ".join([*words, word]))
        self.action_reload()

    def action_leave(self) -> None:
        """One step back: out of the event, out of the filter, out of the trail."""
        if self.has_class("-reading"):
            self.remove_class("-reading")
        elif not self.leave_filter(clear=True):
            self.dismiss(None)
