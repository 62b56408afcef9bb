"""The row under the cursor of a handler's desk: the customer's words and what comes next, or what a notice asks."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates
from agentdesk.common.cells import cell_len, mark, pad
from agentdesk.common.i18n import _
from agentdesk.common.wrapping import wrap
from agentdesk.complaints.text import person_text
from agentdesk.complaints.waiting import Brief, Waiting, WaitingComplaint, WaitingNotice
from agentdesk.tui.stages.notice_form import name_of
from agentdesk.tui.widgets.handler_list import NOTICES
from agentdesk.tui.widgets.lines import BLANK, Line, Span, indented, line
from agentdesk.tui.widgets.packing import flowing
from agentdesk.tui.widgets.sheet import Sheet

_NARROW = 60


class HandlerCard(Sheet):
    """Draws the row's particulars in the room there is; `show` gives it another row."""

    def __init__(self) -> None:
        super().__init__()
        self._item: Waiting | None = None
        self._brief: Brief | None = None
        self._ladder: Sequence[str] = ()
        self.empty = ""

    def show(self, item: Waiting | None, brief: Brief | None = None, ladder: Sequence[str] = ()) -> None:
        """Show this row; None: what there is to say instead (`empty`)."""
        self._item, self._brief, self._ladder = item, brief, ladder
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The particulars; a mark says where the words go on."""
        if self._item is not None and self._brief is not None:
            return self._complaint(self._item, self._brief, width, height)
        if isinstance(self._item, WaitingNotice):
            return _cut(_notice(self._item, width), height)
        return indented(self.empty, width, "dim", first=((" ", ""),))

    def _complaint(self, item: Waiting, found: Brief, width: int, height: int) -> list[Line]:
        """The words take what the facts below them leave."""
        below = _row(_("Remedy sought"), found.remedy_sought, width) if found.remedy_sought else []
        about = f"   {_('not {name}, whom it is about').format(name=found.about.name)}" if found.about else ""
        responsible = person_text(found.responsible) or _("nobody")
        below += _row(_("Responsible"), responsible + (about if width > _NARROW else ""), width)
        below += _ladder(self._ladder, width)
        no, told = (item.row.no, "") if isinstance(item, WaitingComplaint) else (item.complaint_no, item.text)
        kind = item.kind if isinstance(item, WaitingNotice) else "nudge"
        below = _row(_(NOTICES[kind]), told, width) + below if told else below
        wants = {True: _("yes"), False: _("no"), None: ""}[found.wants_callback]
        wish: Span = (f"{_(': ').join((_('Wants a call back'), wants))} " if wants else "", "dim")
        head = line((f" {no}  ", "value"), (item.customer, "said"), right=(wish,))
        words = indented(found.words, width - 1, "said", indent=1)
        room = max(height - 1 - len(below), 1)
        if len(words) > room:
            words = [*words[: room - 1], Line(words[room - 1].left, ((f" {mark()} ", "dim"),))]
        space = [BLANK] if len(words) + len(below) + 2 < height else []
        return _cut([head, *words, *space, *below], height)


def _cut(found: list[Line], height: int) -> list[Line]:
    """The lines there is room for; a mark says that there are more."""
    if len(found) <= height:
        return found
    return [*found[: height - 1], Line(found[height - 1].left, ((f" {mark()} ", "dim"),))]


def _ladder(words: Sequence[str], width: int) -> list[Line]:
    """What comes if nobody acts, in as few lines as it takes; beside a wide list under its title."""
    if not words:
        return []
    parts = [((text, ""),) for text in words]
    if width <= _NARROW:
        return [line((f" {_('If nobody acts')}", "dim")), *(line(" ", *row.left) for row in flowing(parts, width - 2))]
    rows = flowing(parts, width - _label_width() - 2)
    return [_labelled(_("If nobody acts") if place == 0 else "", row.left) for place, row in enumerate(rows)]


def _notice(item: WaitingNotice, width: int) -> list[Line]:
    if item.answered_at is not None:
        text = " ".join(filter(None, (name_of(item.answer), item.answer_note)))
        return [line((f" {item.customer}", "said")), *_row(_("Found out"), text, width)]
    text = item.text
    if item.kind == "unreachable":
        since = dates.day_name(item.since_on) if item.since_on else ""
        text = _("Not reached on three days until {day}, {n} calls: find out a number, or what has become of the car.")
        text = text.format(day=since, n=item.attempts)
    day = dates.day_name(item.event_on) if item.event_on else ""
    call = " ".join(filter(None, (item.reason, item.event, day)))
    found = [line((f" {item.customer}", "said"), (f"   {_(NOTICES[item.kind])}", "warn"))]
    found += indented(text, width - 1, "", indent=1)
    for label, value in ((_("Reason"), call), (_("Vehicle"), item.vehicle)):
        found += _row(label, value, width) if value else []
    return found


def _row(label: str, text: str, width: int) -> list[Line]:
    rows = wrap(text, max(width - _label_width() - 2, 8))
    return [_labelled(label if place == 0 else "", ((row, ""),)) for place, row in enumerate(rows)]


def _labelled(label: str, spans: Sequence[Span]) -> Line:
    return line((f" {pad(label, _label_width())}", "dim"), *spans)


def _label_width() -> int:
    named = (_("Remedy sought"), _("Responsible"), _("If nobody acts"), _("Found out"), _("Vehicle"))
    return max(map(cell_len, named)) + 2
