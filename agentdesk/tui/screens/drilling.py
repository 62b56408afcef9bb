"""What a figure counts, row by row: all, counted, not counted; a filter; Enter opens a row to what lies beneath it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.common.paper import Target
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.filtering import matching
from agentdesk.tui.screens.filtered import FILTER_KEYS, FilteredScreen, filter_key, filter_line
from agentdesk.tui.screens.reading import open_target
from agentdesk.tui.widgets.columns import Columns, fitted, row
from agentdesk.tui.widgets.desk_head import ColumnTitles
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_head import QueueViews, View
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


@dataclass(frozen=True)
class DrillRow:
    """A row's cells, the words it is found by, the views it stands in beside `all`, and what it opens to."""

    number: int
    cells: tuple[Span, ...]
    words: tuple[str, ...]
    view: str
    opens: Target | None


@dataclass(frozen=True)
class Drill:
    """A list beneath a figure; `views` are those beside `all`, by code with their names, `note` stands in the head."""

    title: str
    note: str
    columns: Columns
    views: dict[str, str]
    rows: Sequence[DrillRow]
    empty: str


class DrillHead(Sheet):
    """One line: the figure, and what it comes to."""

    DEFAULT_CSS = "DrillHead { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.title = self.note = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line; the note gives way to the title."""
        return [line((f" {self.title}", "said"), right=((f"{self.note} ", "dim"),))]


class DrillList(Listing[DrillRow]):
    """The rows."""

    columns: Columns = ()

    def identity(self, item: DrillRow) -> int:
        """The same row, in whichever view."""
        return item.number

    def spans(self, item: DrillRow, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, item.cells, width)


class DrillScreen(FilteredScreen):
    """The rows over the whole screen; Esc goes back to the figure."""

    AUTO_FOCUS = "DrillList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open"),
            tooltip=N_("Open the row: the call with its sittings, the order, the complaint"), id="drill.open",
            group=SHOW,
        ),
        filter_key(N_("Find by number, customer's initials, day, outcome or agent")),
        *(
            Binding(
                str(digit), f"view({digit})", N_("View"), tooltip=N_("Show all rows, or one part of them"),
                show=digit == 1, key_display="1-3", id=f"drill.view_{digit}", group=SHOW,
            )
            for digit in (1, 2, 3)
        ),
        *FILTER_KEYS,
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Clear the filter, back to the screen"), id="drill.leave",
                group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, found: Drill, again: Callable[[], Drill]) -> None:
        super().__init__()
        self._actor = actor
        self._found = found
        self._again = again  # the same list, read anew
        self._view = "all"

    def compose(self) -> ComposeResult:
        """Head, views, rows, keys."""
        yield DrillHead()
        yield Rule()
        yield QueueViews()
        yield from filter_line()
        yield ColumnTitles(self._found.columns)
        yield DrillList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show all rows."""
        self._show(self._found)

    def _show(self, found: Drill) -> None:
        self._found = found
        head, views, listed = self.query_one(DrillHead), self.query_one(QueueViews), self.query_one(DrillList)
        head.title, head.note = found.title, found.note
        head.redraw()
        counts = {code: sum(each.view == code for each in found.rows) for code in found.views}
        views.views = [
            View("all", _("All"), len(found.rows)),
            *(View(code, name, counts[code]) for code, name in found.views.items()),
        ]
        listed.columns = fitted(found.columns, [each.cells for each in found.rows])
        self.query_one(ColumnTitles).show(listed.columns)
        self.refilter()
        listed.redraw()

    def refilter(self, *, top: bool = False) -> None:
        """The rows of the view that have what is typed."""
        rows = [each for each in self._found.rows if self._view in ("all", each.view)]
        shown = matching(rows, self.filter_text, lambda each: each.words)
        views = self.query_one(QueueViews)
        views.chosen, views.filter, views.found = self._view, self.filter_text, len(shown)
        views.redraw()
        self.query_one("FilterFound").show(len(shown))  # type: ignore[attr-defined]
        self.query_one(DrillList).show(shown, top=top)

    def retranslate(self) -> None:
        """Read again, as rows carry their words with them."""
        self.run_worker(self._read_again(), group="rows", exclusive=True)
        super().retranslate()

    async def _read_again(self) -> None:
        found = await self.attempt(self._again)
        if found is not None:
            self._show(found)

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        codes = ["all", *self._found.views]
        if digit > len(codes):
            self.notify(_("There is no such view here."))
            return
        self._view = codes[digit - 1]
        self.refilter(top=True)

    async def action_open(self) -> None:
        """Open the row under the cursor."""
        current = self.query_one(DrillList).current
        if current is None:
            self.notify(_("No row here has that. Esc clears the filter.") if self.filter_text else self._found.empty)
        elif current.opens is not None:
            await open_target(self, self._actor, current.opens)

    def action_leave(self) -> None:
        """One step back: out of the filter, out of the view, out of the list."""
        if self.leave_filter(clear=True):
            return
        if self._view != "all":
            self.action_view(1)
        else:
            self.dismiss(None)
