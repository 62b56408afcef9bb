"""The rows of the queue: until when, who, why, which car, how often tried, and what to know before dialling."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from agentdesk.common import clock, dates, names, plates
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import N_, _
from agentdesk.queue.rows import QueueRow
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row, titles
from agentdesk.tui.widgets.lines import Line, Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column(N_("Due"), 8),
    Column(N_("Customer"), 13, most=15),
    Column(N_("Reason"), 8, most=20, keep=10),
    Column(N_("Vehicle"), 14, most=18, keep=5),
    Column(N_("#"), 2, align="right", keep=3),
    Column(N_("Particulars"), 14, keep=4),
)
LANE_NAMES = {"missed": N_("Promises that were missed"), "others": N_("The other calls")}
# The list's last cell is its scroll bar's.
_BAR = 1


class QueueTitles(Sheet):
    """The line above the rows."""

    DEFAULT_CSS = "QueueTitles { height: 1; }"

    columns = COLUMNS

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The columns' titles, each over its column."""
        return [Line(((" ", ""), *titles(self.columns, width - 1 - _BAR)))]


class Lane(NamedTuple):
    """A line over rows that stand apart."""

    name: str
    number: int


class QueueList(Listing[QueueRow | Lane]):
    """The rows in the order of work; promises that were missed stand in a lane of their own above the others."""

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person
        self.day = clock.today()
        self.names: Mapping[str, str] = {}
        self.columns = COLUMNS

    def measure(self, items: Sequence[QueueRow]) -> Columns:
        """Give each column the width that these rows want."""
        today = clock.today()
        self.columns = fitted(COLUMNS, (self._cells(item, today) for item in items))
        return self.columns

    @property
    def current(self) -> QueueRow | None:
        """The row under the cursor, which passes over a lane's name."""
        item = super().current
        return item if isinstance(item, QueueRow) else None

    @property
    def rows(self) -> list[QueueRow]:
        """The rows without the lanes' names."""
        return [item for item in self.items if isinstance(item, QueueRow)]

    def show_rows(self, found: Sequence[QueueRow], *, top: bool = False) -> None:
        """Show these rows, with a name over what was missed and over the rest where something was."""
        missed = [row for row in found if row.lane == "missed"]
        others = [row for row in found if row.lane != "missed"]
        lanes: list[QueueRow | Lane] = [Lane("missed", len(missed)), *missed] if missed else []
        lanes += [Lane("others", len(others))] if missed and others else []
        self.show([*lanes, *others], top=top)

    def rests(self, item: QueueRow | Lane) -> bool:
        """On rows only."""
        return isinstance(item, QueueRow)

    def identity(self, item: QueueRow | Lane) -> Hashable:
        """The task stays the same row whatever is read about it."""
        return item.task_id if isinstance(item, QueueRow) else item.name

    def stand_on(self, tasks: Sequence[int]) -> None:
        """Put the cursor on the first of these tasks that is in the list; where none is it stays."""
        places = {item.task_id: place for place, item in enumerate(self.items) if isinstance(item, QueueRow)}
        place = next((places[task] for task in tasks if task in places), None)
        if place is not None:
            self.go_to(place)

    def spans(self, item: QueueRow | Lane, width: int) -> Sequence[Span]:
        """One row, or a lane's name."""
        if isinstance(item, Lane):
            mark = f"{glyph('late')} " if item.name == "missed" else ""
            return ((f"{mark}{_(LANE_NAMES[item.name])} {item.number}", "warn" if mark else "dim"),)
        return row(self.columns, self._cells(item, clock.today()), width)

    def _cells(self, item: QueueRow, today: date) -> Sequence[Span]:
        quiet = "dim" if item.claimed_by or item.lane == "later" else ""
        vehicle = f"{item.model} {plates.mask(item.plate)}".strip()
        return (
            due_span(item, self.day, today),
            (names.display(item.customer_name, item.title), quiet),
            (item.kind_name, quiet),
            (names.visible(vehicle), quiet),
            (str(item.attempts or ""), quiet),
            (self._note(item, today), "warn" if item.claimed_by else "dim"),
        )

    def _note(self, item: QueueRow, today: date) -> str:
        if item.claimed_by == self.person:
            return _("your call, not over yet")
        if item.claimed_by:
            return _("{name} is on the line").format(name=item.claimed_by)
        parts = [_("key")] if item.is_key else []
        if item.held:
            return names.visible("  ".join([*parts, item.held]))
        if item.last_outcome and item.promised_at is None:
            parts.append(self.names.get(item.last_outcome, item.last_outcome))
        parts.append(event(item, today))
        return names.visible("  ".join(filter(None, parts)))


def due_span(item: QueueRow, day: date, today: date) -> Span:
    """Until when: a mark of two cells for what is promised (约) or overdue, and the time or day."""
    if item.promised_at is not None:
        late = item.promised_at < clock.now()
        return f"{_('at')} {_time(item.promised_at, day)}", "warn" if late else "value"
    if item.lane == "later" and item.next_at is not None:
        return f"{glyph('dot')}  {_time(item.next_at, day)}", "dim"
    if item.lane == "overdue":
        return f"{glyph('late')}  {_short(item.latest_on, today)}", "warn"
    return f"   {_short(max(item.due_effective, day), today)}", ""


def _short(day: date, today: date) -> str:
    """今天, 昨天, and 11-19 where the word is longer than that."""
    name = dates.name_beside(day, today)
    return name if cell_len(name) <= len("11-19") else f"{day:%m-%d}"


def event(item: QueueRow, today: date) -> str:
    """What the call is about: 首保 11-19 陈涛, T-0031 11-19."""
    day = f"{item.event_on:%m-%d}" if item.event_on.year == today.year else item.event_on.isoformat()
    return " ".join(filter(None, (item.complaint_no, item.service_name, day, item.advisor_name)))


def words(item: QueueRow) -> tuple[str, ...]:
    """What a row can be found by."""
    car = (item.model, item.plate)
    return (
        item.customer_name,
        item.initials,
        item.kind_name,
        *car,
        item.service_name,
        item.advisor_name,
        item.complaint_no,
    )


def _time(instant: datetime, day: date) -> str:
    local = clock.local(instant)
    return f"{local:%H:%M}" if local.date() == day else dates.day_name(local.date())
