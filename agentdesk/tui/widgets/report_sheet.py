"""A report to be read: its head in two lines, and below it the whole of it, which scrolls by lines, pages, sections."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _, language
from agentdesk.reports.making import Made
from agentdesk.reports.shelf import ReadLine, reading
from agentdesk.tui.widgets.lines import BLANK, Line, line
from agentdesk.tui.widgets.sheet import Sheet
from agentdesk.tui.widgets.stack import Block, stack

_STYLES = {"title": "said", "rule": "rule", "": ""}


class ReportHead(Sheet):
    """Which report of which period, and as of when; the place in it at the right edge."""

    DEFAULT_CSS = "ReportHead { height: 1; }"
    made: Made | None = None
    title = ""
    place = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line."""
        right = ((f"{self.place} ", "dim"),)
        if self.made is None:
            return [line((f" {self.title}", "said"), right=right)]
        document = self.made.document
        is_week = (document.last - document.first).days == 6
        days = f"{document.first:%m-%d}…{document.last:%m-%d}  " if is_week else ""
        said = days + _("as known on {day}").format(day=document.seen_on)
        return [
            line((f" {document.title}", "said"), (f"  {document.period_title}", "value"), (f"   {said}", "dim"),
                 right=right)
        ]  # fmt: skip


class ReportSheet(Sheet):
    """The report's lines; `waiting` is said where there is none yet."""

    def __init__(self) -> None:
        super().__init__()
        self._made: Made | None = None
        self._scrolled = 0
        self._chosen: int | None = (
            None  # the section that was gone to, which the end of the report may keep below the top
        )
        self._known: tuple[object, list[ReadLine]] = ((), [])
        self.waiting = ""

    def show(self, made: Made | None, *, top: bool = True) -> None:
        """Show this report, from its top or where the reader was."""
        self._made, self._known = made, ((), [])
        if top:
            self._scrolled, self._chosen = 0, None
        self.redraw()

    def scroll_rows(self, rows: int) -> None:
        """Move what is in sight; far jumps end at the first or last line."""
        self._scrolled, self._chosen = self._scrolled + rows, None
        self.redraw()

    def scroll_sections(self, step: int) -> None:
        """To the next section, or to the beginning of this one and then of the one before."""
        starts = [place for place, each in enumerate(self._lines()) if each.kind == "title"]
        if not starts:
            return
        inside = self._chosen is None and self._scrolled > starts[self.section]
        wanted = self.section + step + (1 if step < 0 and inside else 0)
        self._chosen = max(min(wanted, len(starts) - 1), 0)
        self._scrolled = starts[self._chosen]
        self.redraw()

    @property
    def page(self) -> int:
        """The rows of a page, with one kept of the page before."""
        return max(self.size.height - 2, 1)

    @property
    def section(self) -> int:
        """The number of the section that was gone to, else of the one at the top, from 0."""
        if self._chosen is not None:
            return self._chosen
        lines = self._lines()
        at = min(self._scrolled + 1, len(lines) - 1)  # a blank line above a title belongs to what follows
        return lines[at].section if lines else 0

    @property
    def place(self) -> str:
        """How far it is read: 3/14, the section at the top of all of them."""
        if self._made is None or not self._made.document.sections:
            return ""
        return f"{self.section + 1}/{len(self._made.document.sections)}"

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """What is in sight."""
        if self._made is None:
            return [BLANK, line((f" {self.waiting}", "dim"))] if self.waiting else []
        here = self.section
        found = stack([Block([_line(each, here) for each in self._lines()], 0)], height, scrolled=self._scrolled)
        self._scrolled = found.scrolled
        return found.lines

    def _lines(self) -> list[ReadLine]:
        if self._made is None:
            return []
        key = (self.size.width, language())
        if self._known[0] != key:
            self._known = (key, list(reading(self._made, max(self.size.width - 2, 20))))
        return self._known[1]


def _line(found: ReadLine, here: int) -> Line:
    """A line; the title of the section that a comment would go to stands out."""
    style = "key" if found.kind == "title" and found.section == here else _STYLES[found.kind]
    return line((f" {found.text}", style))
