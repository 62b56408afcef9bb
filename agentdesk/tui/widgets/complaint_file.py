"""One complaint on the screen: two lines that stay, and below them everything, which scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import clock, dates
from agentdesk.common.cells import cell_len, pad
from agentdesk.common.i18n import _, language
from agentdesk.common.names import visible
from agentdesk.common.wrapping import wrap
from agentdesk.complaints.derive import CLOCKS
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.text import CLOCK_NAMES, age_text, person_text, remedy_text, state_text
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.complaint_view import ComplaintView
from agentdesk.tui.widgets.complaint_text import (
    due_span,
    gap_name,
    particulars,
    rung_text,
    severity_span,
    step_name,
    yuan,
)
from agentdesk.tui.widgets.customer_card import PHONE_KINDS
from agentdesk.tui.widgets.lines import BLANK, Line, Span, indented, length, line
from agentdesk.tui.widgets.packing import flowing, whole
from agentdesk.tui.widgets.sheet import Sheet
from agentdesk.tui.widgets.stack import Block, stack

_WORDS_ROWS = 5  # of the customer's words above the facts; longer ones stand whole at the end
_WHEN = 12


class FileHead(Sheet):
    """Which complaint, how it stands, whose it is, and whom to ring."""

    DEFAULT_CSS = "FileHead { height: 2; }"
    view: ComplaintView | None = None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The two lines."""
        if self.view is None:
            return [BLANK, BLANK]
        row, style = self.view.file.row, due_span(self.view.file.row)[1]
        due = due_span(row)[0].strip()
        severity, colour = severity_span(row.severity)
        first = line(
            (f" {row.no}  ", "said"), (state_text(row), "value"), (f"  {' '.join(severity.split())}", colour),
            (f"   {self.view.customer.shown}", "said"), right=((f"{due} ", style or "dim"),),
        )  # fmt: skip
        return [first, Line(((" ", ""), *whole(self._numbers(self.view), width - 2)))]

    def _numbers(self, view: ComplaintView) -> list[tuple[Span, ...]]:
        found = view.numbers or view.customer.phones
        style = "said" if view.numbers else ""
        parts: list[tuple[Span, ...]] = [
            ((f"{_(PHONE_KINDS.get(kind, ''))} ", "dim"), (number, style)) for kind, number in found
        ]
        if not found:
            parts.append(((_("no number"), "warn"),))
        elif not view.numbers:
            parts.append((("p", "key"), (f" {_('show the numbers')}", "dim")))
        if view.file.vehicle:
            parts.append(((visible(view.file.vehicle), "dim"),))
        return parts


class FileSheet(Sheet):
    """The words, the facts, the history; a mark says where there is more."""

    def __init__(self) -> None:
        super().__init__()
        self._view: ComplaintView | None = None
        self._scrolled = 0
        self._known: tuple[object, list[Line]] = ((), [])

    def show(self, view: ComplaintView) -> None:
        """Show this complaint, at the place where it was read."""
        self._view, self._known = view, ((), [])
        self.redraw()

    def scroll_rows(self, rows: int) -> None:
        """Move what is in sight; far jumps end at the first or last line."""
        self._scrolled += rows
        self.redraw()

    @property
    def page(self) -> int:
        """The rows of a page, with one kept of the page before."""
        return max(self.size.height - 2, 1)

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """What is in sight."""
        if self._view is None:
            return []
        key = (width, language(), clock.local_now().replace(second=0, microsecond=0))
        if self._known[0] != key:
            self._known = (key, file_lines(self._view, width))
        found = stack([Block(self._known[1], 0)], height, scrolled=self._scrolled)
        self._scrolled = found.scrolled
        return found.lines


def file_lines(view: ComplaintView, width: int) -> list[Line]:
    """The whole file in lines of that width."""
    file, now = view.file, view.file.standing
    words = wrap(file.words, max(width - _label_width() - 2, 8))
    is_long = len(words) > _WORDS_ROWS
    asked = _(": ").join(filter(None, (file.question, file.answer)))
    wants = {True: _("yes"), False: _("no"), None: ""}[file.wants_callback]
    found = _field(_("Customer's words"), "\n".join(words[:_WORDS_ROWS]), width, "said")
    if is_long:
        more = _("{n} more lines: the whole text stands at the end").format(n=len(words) - _WORDS_ROWS)
        found += _field("", more, width, "note")
    for label, text in (
        (_("Remedy sought"), file.remedy_sought or remedy_text(file)),
        (_("Came from"), asked),
        (_("Complaint about"), f"{subject_name(file.row.subject)} {person_text(file.about)}".strip()),
        (_("Visit or sale"), file.event),
        (_("Raised by"), f"{person_text(file.raised_by)}  {dates.moment(file.row.raised_at)}".strip()),
    ):
        found += _field(label, text, width) if text else []
    short = (
        ("", file.row.responsible or _("nobody")),
        (_("Wants a call back"), wants),
        (_("Working hours"), age_text(file.row.age_business_minutes)),
        (_("Cause"), gap_name(now.cause_gap) if now.cause_gap else ""),
        (_("Goodwill"), yuan(now.goodwill_cents)),
        (_("Reopened"), str(file.row.reopened) if file.row.reopened else ""),
    )
    parts = [((f"{label} " if label else "", "dim"), (text, "")) for label, text in short if text]
    found += _flowing(_("Responsible"), parts, width)
    found += _clocks(view, width)
    ahead = dict.fromkeys(rung_text(rung) for rung in view.ladder if not rung.taken)
    taken = dict.fromkeys(f"{glyph('done')} {rung_text(rung)}" for rung in view.ladder if rung.taken)
    found += _flowing(_("If nobody acts"), [((text, ""),) for text in ahead], width)
    found += _flowing(_("Ladder so far"), [((text, "dim"),) for text in taken], width)
    found += [BLANK, line((f" {_('History')}", "said")), *_history(view, width)]
    if is_long:
        found += [BLANK, line((f" {_('The whole text')}", "said"))]
        found += indented(file.words, width - 1, "value", indent=1)
    return found


def _clocks(view: ComplaintView, width: int) -> list[Line]:
    """Each deadline with how it stands: done in time, missed, running, past."""
    now, parts = view.file.standing, []
    for name in CLOCKS:
        at = getattr(now, f"{name}_by")
        if at is None:
            continue
        if now.due(name) is None:
            mark, style = (glyph("late"), "warn") if name in now.late else (glyph("done"), "dim")
        else:
            mark, style = (glyph("late"), "warn") if at < clock.now() else (glyph("todo"), "")
        parts.append(((f"{mark} {_(CLOCK_NAMES[name])} ", style or "dim"), (dates.moment(at), style)))
    return _flowing(_("Deadlines"), parts, width)


def _history(view: ComplaintView, width: int) -> list[Line]:
    """The steps, newest first, each with its note below it."""
    found: list[Line] = []
    for each in reversed(view.file.history):
        more = particulars(each, view.people)
        when = f" {pad(dates.moment(each.at), _WHEN)} "
        done = (when, "dim"), (step_name(each), "value"), (f"  {each.person}", "dim")
        said: Span = (f"  {more}" if more else "", "")
        if length((*done, said)) <= width:
            found.append(line(*done, said))
        else:
            found += [line(*done), *indented(more, width - 1, "", indent=_WHEN + 2)]
        if each.note.strip():
            found += indented(each.note, width - 1, "", indent=_WHEN + 2)
    return found


def _field(label: str, text: str, width: int, style: str = "") -> list[Line]:
    rows = wrap(text, max(width - _label_width() - 2, 8))
    return [_labelled(label if place == 0 else "", ((row, style),)) for place, row in enumerate(rows)]


def _flowing(label: str, parts: Sequence[Sequence[Span]], width: int) -> list[Line]:
    """Short parts in as few lines as they take; nothing where there are none."""
    rows = flowing(parts, width - _label_width() - 2) if parts else []
    return [_labelled(label if place == 0 else "", row.left) for place, row in enumerate(rows)]


def _labelled(label: str, spans: Sequence[Span]) -> Line:
    return line((f" {pad(label, _label_width())}", "dim"), *spans)


def _label_width() -> int:
    named = (_("Customer's words"), _("Remedy sought"), _("Complaint about"), _("Wants a call back"))
    return max(map(cell_len, (*named, _("If nobody acts")))) + 2
