"""The rows of the supervisor's board. The list knows ten thousand ids, and reads the rows that come into sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates, names
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.board import BoardRow
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.steps import STATES
from agentdesk.complaints.text import age_text
from agentdesk.tui.bindings import SHOW, WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, row, titles
from agentdesk.tui.widgets.complaint_text import severity_span
from agentdesk.tui.widgets.lines import Line, Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column("", 1),
    Column(N_("Number"), 7, most=8),
    Column(N_("Severity"), 12, most=17),
    Column(N_("State"), 10, most=27, keep=8),
    Column(N_("Runs out"), 18, most=18),
    Column(N_("Customer"), 9, most=16),
    Column(N_("About whom"), 6, most=12, keep=3),
    Column(N_("In charge"), 9, most=14),
    Column(N_("Hours"), 5, most=8, align="right", keep=6),
    Column(N_("Again"), 2, most=5, align="right", keep=5),
    Column(N_("Words"), 12, keep=2),
)
CLOCKS = {"acknowledge": N_("accept"), "plan": N_("plan"), "solve": N_("solve"), "recall": N_("re-call")}
_BAR = 1  # the list's last cell is its scroll bar's
_AHEAD = 40  # rows read beyond those in sight, so that a page further is there already

ROW_KEYS: Final[list[BindingType]] = [
    Binding(
        "enter", "screen.open", N_("Open"), tooltip=N_("Open the complaint's file with its history and its steps"),
        id="board.open", group=SHOW,
    ),
    Binding(
        "space", "screen.mark", N_("Mark"),
        tooltip=N_("Mark the complaint; a key then does the same to all that are marked, after a preview"),
        id="board.mark", group=WORK,
    ),
    Binding(
        "a", "screen.assign", N_("Re-assign"),
        tooltip=N_("Give the complaint, or all that are marked, to a colleague"), id="board.assign", group=WORK,
    ),
    Binding(
        "g", "screen.special", N_("Special"), tooltip=N_("Approve or refuse special handling"), id="board.special",
        group=WORK,
    ),
    Binding(
        "m", "screen.merge", N_("Merge"),
        tooltip=N_("Close it as a duplicate of a complaint of the same customer or vehicle"), id="board.merge",
        group=WORK,
    ),
    Binding(
        "asterisk", "screen.mark_all", N_("Mark all"), tooltip=N_("Mark all of this view, or take the marks away"),
        key_display="*", show=False, id="board.mark_all", group=WORK,
    ),
]  # fmt: skip

Read = Callable[[Sequence[int]], list[BoardRow]]


def _moving() -> Iterator[Binding]:
    """The keys of every list, without the g that approves here."""
    for each in Listing.BINDINGS:
        if isinstance(each, Binding):
            yield replace(each, key="home") if each.id == "list.home" else each


class BoardTitles(Sheet):
    """The line above the rows."""

    DEFAULT_CSS = "BoardTitles { height: 1; }"
    columns = COLUMNS

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The columns' titles, each over its column."""
        return [Line(((" ", ""), *titles(self.columns, width - 1 - _BAR)))]


class BoardList(Listing[int], inherit_bindings=False):
    """Complaints by their ids; `marked` are those that a key will act on together."""

    BINDINGS: ClassVar[list[BindingType]] = [*ROW_KEYS, *_moving()]

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self._rows: dict[int, BoardRow] = {}
        self.columns = COLUMNS
        self.marked: set[int] = set()

    def show_ids(self, ids: Sequence[int], *, top: bool = False) -> None:
        """Show these complaints, read anew; marks stay, also on those that a filter leaves out."""
        self._rows = {}
        self.show(ids, top=top)
        self._fetch(ids[: self._sight + _AHEAD] if top or not self.scroll_offset.y else self._around())
        self.columns = _fitted(list(map(self._cells, self._rows.values())))
        self.redraw()

    def forget(self) -> None:
        """Read the rows anew when they are drawn next, in the same order."""
        self._rows = {}
        self.redraw()

    def row_of(self, complaint_id: int | None) -> BoardRow | None:
        """A complaint's row; None where it is gone."""
        if complaint_id is None:
            return None
        if complaint_id not in self._rows:
            self._fetch([complaint_id, *self._around()])
        return self._rows.get(complaint_id)

    def mark(self, ids: Sequence[int]) -> None:
        """Mark them; where all are marked, take the marks away."""
        if self.marked.issuperset(ids):
            self.marked.difference_update(ids)
        else:
            self.marked.update(ids)
        self.redraw()

    def spans(self, item: int, width: int) -> Sequence[Span]:
        """One row, read with its neighbours if it was not yet."""
        found = self.row_of(item)
        return row(self.columns, self._cells(found), width) if found else ()

    @property
    def _sight(self) -> int:
        return self.scrollable_content_region.height or self.app.size.height

    def _around(self) -> Sequence[int]:
        top = self.scroll_offset.y
        return [item for item in self.items[top : top + self._sight + _AHEAD] if item not in self._rows]

    def _fetch(self, ids: Sequence[int]) -> None:
        self._rows |= {found.row.id: found for found in self._read(ids)}

    def _cells(self, found: BoardRow) -> tuple[Span, ...]:
        line = found.row
        return (
            (glyph("done") if line.id in self.marked else "", "mark"),
            (line.no, "value"),
            severity_span(line.severity),
            (_state(line), "dim" if line.paused_until else ""),
            due_span(line),
            (found.customer, ""),
            (found.about or found.subject, "dim"),
            (names.visible(line.responsible), ""),
            (age_text(line.age_business_minutes), "dim"),
            (str(line.reopened or ""), "warn"),
            (names.visible(found.words), "dim"),
        )


def _fitted(rows: Sequence[Sequence[Span]]) -> Columns:
    """The columns no wider than these rows want them, so that in short languages more of them find room."""
    wanted = [max((cell_len(cells[place][0]) for cells in rows), default=0) for place, _column in enumerate(COLUMNS)]
    longest = [max(wide, cell_len(_(each.title))) for wide, each in zip(wanted, COLUMNS, strict=True)]
    return COLUMNS[:1] + tuple(
        each._replace(least=min(each.least, wide), most=min(each.most, wide))
        for each, wide in list(zip(COLUMNS, longest, strict=True))[1:]
    )


def _state(line: ComplaintRow) -> str:
    state = _(STATES[line.state])
    return _("paused, {state}").format(state=state) if line.paused_until else state


def due_span(line: ComplaintRow) -> Span:
    """▲ 受理 09:30 where it is past, 解决 明天 where it is not; when it was closed where no clock runs."""
    if line.next_breach is None:
        return f"  {dates.short(line.closed_at)}" if line.closed_at else "", "dim"
    text = f"{_(CLOCKS[line.next_clock])} {dates.short(line.next_breach)}"
    return (f"{glyph('late')} {text}", "warn") if line.next_breach < clock.now() else (f"  {text}", "")
