"""A list with one cursor, drawn line by line: ten thousand rows cost what twenty do, and a key redraws two lines."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from agentdesk.common.i18n import N_, language
from agentdesk.tui.bindings import MOVE
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.theme import STYLES
from agentdesk.tui.widgets.lines import Line, Span

T = TypeVar("T", bound=Hashable)

_LINES_KEPT = 512


class Listing(ScrollView, Generic[T], can_focus=True):
    """Rows of frozen data; a subclass says how one is drawn (`spans`) and which it is (`identity`)."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Listing {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor(1)", N_("Down"), tooltip=N_("The next row"), show=False, id="list.down", group=MOVE),
        Binding("up,k", "cursor(-1)", N_("Up"), tooltip=N_("The row before"), show=False, id="list.up", group=MOVE),
        Binding(
            "pagedown,ctrl+f",
            "page(1)",
            N_("Page down"),
            tooltip=N_("A page further"),
            show=False,
            id="list.page_down",
            group=MOVE,
        ),
        Binding(
            "pageup,ctrl+b",
            "page(-1)",
            N_("Page up"),
            tooltip=N_("A page back"),
            show=False,
            id="list.page_up",
            group=MOVE,
        ),
        Binding(
            "home,g", "edge(0)", N_("First"), tooltip=N_("To the first row"), show=False, id="list.home", group=MOVE
        ),
        Binding("end,G", "edge(-1)", N_("Last"), tooltip=N_("To the last row"), show=False, id="list.end", group=MOVE),
    ]

    class Moved(Message):
        """The cursor stands on another row, or there is none any more."""

        def __init__(self, listing: Listing[Any]) -> None:
            super().__init__()
            self.listing = listing

        @property
        def control(self) -> Listing[Any]:
            """The list."""
            return self.listing

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[T] = ()
        self._cursor = 0
        self._cache: LRUCache[Hashable, Strip] = LRUCache(_LINES_KEPT)

    # --------------------------------------------------------------------------------------------- content

    def spans(self, item: T, width: int) -> Sequence[Span]:
        """A row's text in that width; the first cell belongs to the cursor and is not part of it."""
        raise NotImplementedError

    def identity(self, item: T) -> Hashable:
        """What makes it the same row after the list was read again."""
        return item

    def rests(self, item: T) -> bool:
        """Whether the cursor may stand on the row; it passes over headings."""
        return True

    @property
    def items(self) -> Sequence[T]:
        """The rows."""
        return self._items

    @property
    def current(self) -> T | None:
        """The row under the cursor."""
        return self._items[self._cursor] if self._items else None

    def show(self, items: Sequence[T], *, top: bool = False) -> None:
        """Show these rows; the cursor stays on its row, else on its place (`top`: goes to the first)."""
        before = self.current
        self._items = items
        self._cursor = self._resting(0 if top else self._place_of(before), 1)
        self.virtual_size = Size(0, len(items))
        self.redraw()
        self._reveal()
        if self.current != before:
            self.post_message(self.Moved(self))

    def go_to(self, index: int) -> None:
        """Put the cursor on a row, or on the nearest there is."""
        index = self._resting(index, 1 if index >= self._cursor else -1)
        if index == self._cursor or not self._items:
            return
        before, self._cursor = self._cursor, index
        self.refresh_line(before)
        self.refresh_line(index)
        self._reveal()
        self.post_message(self.Moved(self))

    def redraw(self) -> None:
        """Draw every line again: the language or what the rows depend on has changed."""
        self._cache.clear()
        self.refresh()

    def _place_of(self, item: T | None) -> int:
        if item is not None:
            wanted = self.identity(item)
            for index, each in enumerate(self._items):
                if self.identity(each) == wanted:
                    return index
        return max(min(self._cursor, len(self._items) - 1), 0)

    def _resting(self, index: int, step: int) -> int:
        """The nearest row from `index` on, in the direction of the step, on which the cursor may stand."""
        if not self._items:
            return 0
        index = max(min(index, len(self._items) - 1), 0)
        onwards, back = range(index, len(self._items)), range(index, -1, -1)
        places = chain(onwards, back) if step > 0 else chain(back, onwards)
        return next((place for place in places if self.rests(self._items[place])), index)

    def _reveal(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if height and not top <= self._cursor < top + height:
            target = self._cursor if self._cursor < top else self._cursor - height + 1
            if not any(self.rests(item) for item in self._items[:target]):
                target = 0  # the first row's heading comes into sight with it
            # Forced: where few rows stood before there is no scroll bar yet, without which Textual scrolls nothing.
            self.scroll_to(y=target, animate=False, immediate=True, force=True)

    # ------------------------------------------------------------------------------------------------ keys

    def action_cursor(self, step: int) -> None:
        """Move the cursor by rows."""
        self.go_to(self._cursor + step)

    def action_page(self, step: int) -> None:
        """Move the cursor by pages, keeping a row of the page before."""
        self.go_to(self._cursor + step * max(self.scrollable_content_region.height - 1, 1))

    def action_edge(self, index: int) -> None:
        """Move the cursor to the first (0) or last (-1) row."""
        self.go_to(index % len(self._items) if self._items else 0)

    def on_click(self, event: events.Click) -> None:
        """With the mouse switched on: put the cursor where it points."""
        self.go_to(event.y + self.scroll_offset.y)

    # --------------------------------------------------------------------------------------------- drawing

    def render_line(self, y: int) -> Strip:
        """One row, as Textual asks for it."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if index >= len(self._items):
            return Strip.blank(width, self._own_style)
        item, here = self._items[index], index == self._cursor
        key = (item, here, here and self.has_focus, width, language())
        strip = self._cache.get(key)
        if strip is None:
            strip = self._cache[key] = self._strip(item, width, here)
        return strip

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._reveal()

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.refresh_line(self._cursor)

    def notify_style_update(self) -> None:
        """Another theme is another drawing."""
        self._cache.clear()
        self.__dict__.pop("_own_style", None)
        super().notify_style_update()

    @cached_property
    def _own_style(self) -> Style:
        """The style until it changes: Textual gathers it anew each time, from all that the list stands in."""
        return self.rich_style

    def _strip(self, item: T, width: int, here: bool) -> Strip:
        mark = (glyph("cursor"), "key" if self.has_focus else "dim") if here else (" ", "")
        line = Line((mark, *self.spans(item, width - 1)))
        base = self._own_style + (STYLES["row"] if here else STYLES[""])
        segments = [Segment(text, base + STYLES[style]) for text, style in line.spans(width) if text]
        return Strip(segments).adjust_cell_length(width, base)
