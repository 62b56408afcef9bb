"""The line at the top of a call: who is on the line; what it is about only once we know that it is them."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates
from agentdesk.common.i18n import _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.widgets.customer_card import PHONE_KINDS
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.sheet import Sheet

_GAP: Span = ("   ", "")


class CallHead(Sheet):
    """Customer, car and event, the number on the line, the time."""

    DEFAULT_CSS = "CallHead { height: 1; }"
    call: OpenCall | None = None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line; its right side stays whole."""
        if self.call is None:
            return []
        sitting = self.call.sitting
        left: list[Span] = [(" ", ""), (sitting.customer_shown, "said")]
        if sitting.is_key:
            left += [(f" {glyph('star')}", "warn"), (_("key"), "dim")]
        left += [_GAP, *(self._about() if self.call.identified else self._why())]
        return [line(*left, right=self._right())]

    def _why(self) -> list[Span]:
        entry = self.call.entry if self.call else None
        return [(entry.name, "unsaid")] if entry else []

    def _about(self) -> list[Span]:
        assert self.call is not None
        sitting, entry = self.call.sitting, self.call.entry
        spans: list[Span] = []
        if sitting.vehicle is not None:
            spans += [(f"{sitting.vehicle.model} {sitting.vehicle.plate}".strip(), "unsaid"), _GAP]
        what = sitting.event or (entry.name if entry is not None else "")
        when = dates.day_name(sitting.event_on) if sitting.event_on else ""
        return [*spans, (" ".join(part for part in (what, when, sitting.advisor) if part), "unsaid")]

    def _right(self) -> list[Span]:
        assert self.call is not None
        spans: list[Span] = []
        phone = self.call.phone
        if phone is not None and self.call.identified:
            spans += [(f"{_(PHONE_KINDS[phone.kind])} {phone.shown}", "dim"), _GAP]
        return [*spans, (dates.duration(self.call.seconds), "unsaid"), (" ", "")]
