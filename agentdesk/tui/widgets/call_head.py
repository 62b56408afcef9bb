"""The line at the top of a call: who is on the line; what it is about only once we know that it is them."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates
from agentdesk.common.i18n import N_, _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.sheet import Sheet

_KINDS = {"landline": N_("Landline"), "mobile": N_("Mobile"), "service": N_("Service number"), "unknown": N_("Number")}
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
            left += [(f" {glyph('star')}", "warn"), (f"{_('key customer')}", "dim")]
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
        happened = [sitting.event, dates.day_name(sitting.event_on) if sitting.event_on else "", sitting.advisor]
        if any(happened):
            spans += [(" ".join(part for part in happened if part), "unsaid")]
        elif entry is not None:
            spans += [(entry.name, "unsaid")]
        return spans

    def _right(self) -> list[Span]:
        assert self.call is not None
        spans: list[Span] = []
        phone = self.call.phone
        if phone is not None and self.call.identified:
            spans += [(f"{_(_KINDS.get(phone.kind, phone.kind))} {phone.shown}", "dim"), _GAP]
        return [*spans, (dates.duration(self.call.seconds), "unsaid"), (" ", "")]
