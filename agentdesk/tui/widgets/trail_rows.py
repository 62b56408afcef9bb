"""Audit events, row by row, and one of them in full: who, from where, and field by field what was and what is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from agentdesk.common import clock, dates, names
from agentdesk.common.cells import cell_len, pad
from agentdesk.common.i18n import N_, _
from agentdesk.store.soundness import Broken
from agentdesk.store.trail import Event
from agentdesk.store.trail_names import role_name
from agentdesk.store.trail_text import brief, broken_text, differences, what, where, which, who, why
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.lines import Line, Span, indented, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_filter import FilterFound
from agentdesk.tui.widgets.sheet import Sheet

COLUMNS: Columns = (
    Column(N_("When"), 11, most=16),
    Column(N_("By whom"), 6, most=12),
    Column(N_("What was done"), 12, most=28),
    Column(N_("To what"), 9, most=20, keep=8),
    Column(N_("What"), 16, keep=5),
)


class TrailList(Listing[Event]):
    """The events, newest first."""

    columns: Columns = COLUMNS

    def measure(self, found: Sequence[Event]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(COLUMNS, map(_cells, found))
        return self.columns

    def identity(self, item: Event) -> Hashable:
        """The same event."""
        return item.id

    def spans(self, item: Event, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, _cells(item), width)


def _cells(event: Event) -> tuple[Span, ...]:
    return (
        (dates.moment(event.at), ""),
        (who(event), "value"),
        (what(event), ""),
        (which(event), "dim"),
        (brief(event), "dim"),
    )


class TrailBroken(Sheet):
    """One line, there only where the trail is known to be broken."""

    DEFAULT_CSS = "TrailBroken { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._found: Broken | None = None
        self.display = False

    def show(self, found: Broken | None) -> None:
        """Say it, or nothing."""
        self._found, self.display = found, found is not None
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line."""
        return [line((f" {broken_text(self._found)}", "warn"))] if self._found else []


class TrailFound(FilterFound):
    """Beside the filter: what may be typed, or how many there are."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """What was found."""
        return [line((f"  {self.said}", "dim"))]


def event_lines(event: Event, width: int) -> list[Line]:
    """An event in full, in that width."""
    room = width - 1
    at = clock.local(event.at)
    head: list[Span] = [(" ", ""), (what(event), "said"), (f"  {which(event)}", "value")]
    role = "" if event.role == "system" else f" {role_name(event.role)}"
    by = f"{who(event)}{role}"
    lines = [
        line(*head),
        line((f" {at:%Y-%m-%d %H:%M:%S}  {by}  {where(event)}", ""), (f"  #{event.id}", "dim")),
    ]
    if event.reason:
        lines += indented(why(event), room, "value", first=((f" {_('Reason given')}  ", "dim"),))
    found = differences(event)
    widest = max((cell_len(each.field) for each in found), default=0)
    for each in found:
        lines += _difference(pad(each.field, widest), each.before, each.after, room)
    if event.session:
        lines.append(line((f" {_('Session')}  {names.visible(event.session)}", "dim")))
    return lines


def _difference(field: str, before: str, after: str, room: int) -> list[Line]:
    """Both on one line where they fit, else below each other."""
    first: tuple[Span, ...] = ((f" {field}  ", "dim"),)
    arrow = f" {glyph('right')} "
    if not before:
        return indented(after or "–", room, "value", first=first)
    if cell_len(f" {field}  {before}{arrow}{after}") < room and "\n" not in before + after:
        return [Line((*first, (before, ""), (arrow, "key"), (after or "–", "value")))]
    was = indented(before, room, "", first=(*first, ("- ", "key")))
    now = indented(after or "–", room, "value", first=((" " * (cell_len(field) + 3), ""), ("+ ", "key")))
    return [*was, *now]
