"""A page that is read line by line: wrapped to the width there is, with a mark where a line opens to something."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from agentdesk.common.paper import Part, Target, laid
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.listing import Listing

_STYLES = {"title": "said", "section": "key", "dim": "dim", "": ""}
_MARGIN = 3  # the cursor's cell, and the mark's two


@dataclass(frozen=True)
class PageLine:
    """One line; `begins` where it is the first of its part, which alone carries the mark."""

    place: int  # of its part
    row: int  # within the part
    text: str
    style: str
    opens: Target | None


class PageList(Listing[PageLine]):
    """The lines of a page; the cursor moves over all of them, so that a page of any length can be read."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()
        self._width = 0

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show this page; the cursor stays on its part."""
        self._parts, self._width = parts, 0
        self._lay(first=not self._items)

    def identity(self, item: PageLine) -> Hashable:
        """The same line of the same part."""
        return item.place, item.row

    def spans(self, item: PageLine, width: int) -> Sequence[Span]:
        """A line with its mark."""
        mark = f"{glyph('here')} " if item.opens and not item.row else "  "
        return (mark, "mark"), (item.text, _STYLES[item.style])

    def next_open(self, step: int) -> bool:
        """Put the cursor on the next line that opens to something; whether there is one."""
        here = self._items.index(self.current) if self.current is not None else 0
        places = range(here + 1, len(self._items)) if step > 0 else range(here - 1, -1, -1)
        found = next((each for each in places if self._items[each].opens and not self._items[each].row), None)
        if found is not None:
            self.go_to(found)
        return found is not None

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._lay()
        super().on_resize()

    def _lay(self, *, first: bool = False) -> None:
        width = self.scrollable_content_region.width
        if not width or width == self._width:
            return
        self._width = width
        lines: list[PageLine] = []
        place, row, before = -1, 0, None
        for part, text in laid(self._parts, max(width - _MARGIN, 8)):
            place, row = (place, row + 1) if part is before else (place + 1, 0)
            before = part
            lines.append(PageLine(place, row, text, part.style, part.opens))
        first = first or not self._items
        self.show(lines)
        if first:
            self._rest_on_open()

    def _rest_on_open(self) -> None:
        """A page that has just been opened begins with its first line in sight that opens to something."""
        height = self.scrollable_content_region.height
        found = next((place for place, each in enumerate(self._items[:height]) if each.opens and not each.row), None)
        if found is not None:
            self.go_to(found)
