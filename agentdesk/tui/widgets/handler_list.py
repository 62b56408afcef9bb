"""What waits for a handler, row by row, and above it whose desk it is and how it stands."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import time

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.action_list import Counts
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.notices import NUDGE
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.steps import STATES
from agentdesk.complaints.text import CLOCK_NAMES, age_text, state_text
from agentdesk.complaints.waiting import Waiting, WaitingComplaint, WaitingNotice
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.notice_form import name_of
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row, titles
from agentdesk.tui.widgets.complaint_text import due_span, severity_span
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column(N_("Runs out next"), 16, most=26),
    Column(N_("State"), 8, most=16),
    Column(N_("Severity"), 9, most=17),
    Column(N_("Customer"), 10, most=20),
    Column(N_("Subject, car"), 8, most=30, keep=7),
    Column(N_("Hours"), 5, align="right", keep=5),
)
NOTICES = {
    "unreachable": N_("Not reached"), "investigation": N_("To be looked into"), "nudge": N_("Escalation"),
    "missing_record": N_("Card missing"),
}  # fmt: skip
MIDNIGHT = time()  # a pause until a day ends where that begins
_BAR = 1


class HandlerHead(Sheet):
    """Two lines: who and when; how many complaints, how many past a limit, how many notices and actions."""

    DEFAULT_CSS = "HandlerHead { height: 2; }"

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person
        self.complaints = self.late = self.notices = 0
        self.actions: Counts | None = None  # improvement actions of this person's

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The two lines."""
        now, dot = clock.local_now(), f" {glyph('dot')} "
        who = line(
            (f" {_('What waits for you')}", "said"), (f"   {self._person}", ""),
            right=((f"{dates.heading(now.date())} ", "dim"), (f"{now:%H:%M} ", "")),
        )  # fmt: skip
        figures = line(
            f" {_('Complaints')} ", (str(self.complaints), "value"),
            *((f"{dot}{_('past a limit')} ", (f"{glyph('late')}{self.late}", "warn")) if self.late else ()),
            f"{dot}{_('Notices')} ", (str(self.notices), "value"), *self._own_actions(),
        )  # fmt: skip
        return [who, figures]

    def _own_actions(self) -> Sequence[Span]:
        """Improvement actions where there are any to be done, with the key that opens them."""
        if self.actions is None or not self.actions.running:
            return ()
        late = ((f" {glyph('late')}{self.actions.overdue}", "warn"),) if self.actions.overdue else ()
        named = (f" {glyph('dot')} {_('Improvement actions')} ", ""), (str(self.actions.running), "value")
        return (*named, *late, ("  i", "key"))


class HandlerTitles(Sheet):
    """The line above the rows."""

    DEFAULT_CSS = "HandlerTitles { height: 1; }"
    columns = COLUMNS

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The columns' titles."""
        return [Line(((" ", ""), *titles(self.columns, width - 1 - _BAR)))]


class HandlerList(Listing[Waiting]):
    """The rows by what runs out next."""

    def __init__(self) -> None:
        super().__init__()
        self.columns = COLUMNS

    def measure(self, items: Sequence[Waiting]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(COLUMNS, map(cells, items))
        return self.columns

    def identity(self, item: Waiting) -> Hashable:
        """The same complaint or notice, whatever is read about it, and whatever more the ladder sends."""
        if isinstance(item, WaitingComplaint):
            return "complaint", item.row.id
        return ("nudge", item.complaint_id) if item.kind == NUDGE and item.complaint_id else ("notice", item.id)

    def spans(self, item: Waiting, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, cells(item), width)


def cells(item: Waiting) -> tuple[Span, ...]:
    """A row's cells."""
    if isinstance(item, WaitingNotice):
        return _notice_cells(item)
    found = item.row
    about = f"{subject_name(found.subject)} {item.vehicle}".strip()
    return (
        _due(found), (state_text(found), ""), severity_span(found.severity), (item.customer, ""),
        (about, "dim"), (age_text(found.age_business_minutes), "dim"),
    )  # fmt: skip


def _due(found: ComplaintRow) -> Span:
    """What runs out next; of a clock that stands still only until when it does, as what it has left begins then."""
    until, due = found.paused_until, found.next_breach
    if until is None or due is None or found.breached or due < until:
        return due_span(found)
    at = clock.local(until)
    end = dates.day_name(at.date()) if at.time() == MIDNIGHT else dates.moment(until)
    return f"  {_('still until {time}').format(time=end)}", "dim"


def _notice_cells(item: WaitingNotice) -> tuple[Span, ...]:
    state = name_of(item.answer) if item.answered_at else _(NOTICES[item.kind])
    complaint = (item.complaint_no, _(STATES[item.complaint_state])) if item.complaint_no else ()
    about = " ".join(filter(None, (item.reason, *complaint, item.vehicle)))
    return _notice_due(item), (state, ""), ("", ""), (item.customer, ""), (about, "dim"), ("", "")


def _notice_due(item: WaitingNotice) -> Span:
    if item.answered_at is not None:
        return f"  {_('answered')} {dates.short(item.answered_at)}", "dim"
    if item.kind == NUDGE:
        return _nudge_due(item)
    if item.until is None:
        return f"  {_('since {time}').format(time=dates.moment(item.created_at))}", ""
    text = f"{_('answer by')} {dates.day_name(item.until)}"
    return (f"{glyph('late')} {text}", "warn") if item.late else (f"  {text}", "")


def _nudge_due(item: WaitingNotice) -> Span:
    """The complaint's own deadline of that clock; when it was sent where the clock runs no more."""
    if item.clock_due is None:
        return f"  {_('told {time}').format(time=dates.moment(item.created_at))}", ""
    text = f"{_(CLOCK_NAMES[item.clock])} {dates.moment(item.clock_due)}"
    return (f"{glyph('late')} {text}", "warn") if item.clock_due < clock.now() else (f"  {text}", "")


def words(item: Waiting) -> tuple[str, ...]:
    """What a row can be found by."""
    if isinstance(item, WaitingNotice):
        about = (item.reason, item.vehicle, item.event, item.complaint_no)
        return item.customer, item.initials, *about, _(NOTICES[item.kind])
    found = item.row
    state, subject = state_text(found), subject_name(found.subject)
    return found.no, item.customer, item.initials, item.vehicle, state, subject, severity_span(found.severity)[0]
