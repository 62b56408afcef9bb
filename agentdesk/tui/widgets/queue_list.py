"""The rows of the queue: until when, who, why, which car, how often tried, and what to know before dialling."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime

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
# The list's last cell is its scroll bar's.
_BAR = 1


class QueueTitles(Sheet):
    """The line above the rows."""

    DEFAULT_CSS = "QueueTitles { height: 1; }"

    columns = COLUMNS

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The columns' titles, each over its column."""
        return [Line(((" ", ""), *titles(self.columns, width - 1 - _BAR)))]


class QueueList(Listing[QueueRow]):
    """The rows in the order of work."""

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person
        self.day = clock.today()
        self.names: Mapping[str, str] = {}
        self.columns = COLUMNS

    def measure(self, items: Sequence[QueueRow]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(COLUMNS, map(self._cells, items))
        return self.columns

    def identity(self, item: QueueRow) -> Hashable:
        """The task stays the same row whatever is read about it."""
        return item.task_id

    def spans(self, item: QueueRow, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, self._cells(item), width)

    def _cells(self, item: QueueRow) -> Sequence[Span]:
        quiet = "dim" if item.claimed_by or item.lane == "later" else ""
        vehicle = f"{item.model} {plates.mask(item.plate)}".strip()
        return (
            due_span(item, self.day),
            (names.display(item.customer_name, item.title), quiet),
            (item.kind_name, quiet),
            (names.visible(vehicle), quiet),
            (str(item.attempts or ""), quiet),
            (self._note(item), "warn" if item.claimed_by else "dim"),
        )

    def _note(self, item: QueueRow) -> str:
        if item.claimed_by == self.person:
            return _("your call, not over yet")
        if item.claimed_by:
            return _("{name} is on the line").format(name=item.claimed_by)
        parts = [_("key")] if item.is_key else []
        if item.last_outcome and item.promised_at is None:
            parts.append(self.names.get(item.last_outcome, item.last_outcome))
        parts.append(event(item))
        return names.visible("  ".join(filter(None, parts)))


def due_span(item: QueueRow, day: date) -> Span:
    """Until when: a mark of two cells for what is promised (约) or overdue, and the time or day."""
    if item.promised_at is not None:
        late = item.promised_at < clock.now()
        return f"{_('at')} {_time(item.promised_at, day)}", "warn" if late else "value"
    if item.lane == "later" and item.next_at is not None:
        return f"{glyph('dot')}  {_time(item.next_at, day)}", "dim"
    if item.lane == "overdue":
        return f"{glyph('late')}  {_short(item.latest_on)}", "warn"
    return f"   {_short(max(item.due_effective, day))}", ""


def _short(day: date) -> str:
    """今天, 昨天, and 11-19 where the word is longer than that."""
    name = dates.day_name(day)
    return name if cell_len(name) <= len("11-19") else f"{day:%m-%d}"


def event(item: QueueRow) -> str:
    """What the call is about: 首保 11-19 陈涛."""
    day = f"{item.event_on:%m-%d}" if item.event_on.year == clock.today().year else item.event_on.isoformat()
    return " ".join(filter(None, (item.service_name, day, item.advisor_name)))


def words(item: QueueRow) -> tuple[str, ...]:
    """What a row can be found by."""
    car = (item.model, item.plate)
    return item.customer_name, item.initials, item.kind_name, *car, item.service_name, item.advisor_name


def _time(instant: datetime, day: date) -> str:
    local = clock.local(instant)
    return f"{local:%H:%M}" if local.date() == day else dates.day_name(local.date())
