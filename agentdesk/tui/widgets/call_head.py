"""The line at the top of a call: who is on the line; what it is about only once we know that it is them."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates
from agentdesk.common.cells import mark
from agentdesk.common.i18n import _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.shown_call import ShownCall
from agentdesk.tui.widgets.customer_card import PHONE_KINDS
from agentdesk.tui.widgets.lines import Line, Span, length, line
from agentdesk.tui.widgets.packing import whole
from agentdesk.tui.widgets.sheet import Sheet

_GAP = 2


class CallHead(Sheet):
    """Customer, car and event, the number on the line, the time."""

    DEFAULT_CSS = "CallHead { height: 1; }"
    call: ShownCall | None = None

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The line: the customer, then the number to dial again with should the line drop, then what it is about."""
        if self.call is None:
            return []
        time: Span = (dates.duration(self.call.seconds), "unsaid")
        ways = self._ways()
        numbers = self._numbers()
        for place, number in enumerate(numbers):
            right = line(*([(number, "dim"), ("   ", "")] if number else []), *self._looking_on(), time, " ").left
            room = width - length(right) - 1 - _GAP
            for parts in ways if place == len(numbers) - 2 else ways[:1]:
                if _needs(parts) <= room:
                    return [Line(((" ", ""), *whole(parts, room, (3, _GAP))), right)]
        return [Line(((" ", ""), *whole(ways[0], room, (3, _GAP))), right)]

    def _ways(self) -> list[list[tuple[Span, ...]]]:
        """The parts on the left, in ever fewer words: the advisor goes first, then the day, the event, the car."""
        assert self.call is not None
        who = self._who()
        if not self.call.identified:
            return [[who, *self._why()]]
        car, about = self._about()
        missing = line((mark(), "dim")).left
        ways = [[who, *_said(car, " ".join(about))]]
        for count in range(len(about) - 1, -1, -1):
            ways.append([who, *_said(car, " ".join(about[:count])), missing])
        return [*ways, [who, missing]]

    def _looking_on(self) -> tuple[Span, ...]:
        """旁观 方慧: quiet, and never left out."""
        seen = self.call.onlookers if self.call is not None else ()
        return ((_("{names} looks on").format(names=_(", ").join(seen)), "value"), ("   ", "")) if seen else ()

    def _who(self) -> tuple[Span, ...]:
        assert self.call is not None
        sitting = self.call.sitting
        star: tuple[Span, ...] = ((f" {glyph('star')}", "warn"), (_("key"), "dim")) if sitting.is_key else ()
        return (*line((sitting.customer_shown, "said")).left, *star)

    def _why(self) -> list[tuple[Span, ...]]:
        entry = self.call.entry if self.call else None
        return [line((entry.name, "unsaid")).left] if entry else []

    def _about(self) -> tuple[str, list[str]]:
        """The car; and what happened, when, and who it was. A car that was bought is not named twice."""
        assert self.call is not None
        sitting, entry = self.call.sitting, self.call.entry
        model = sitting.vehicle.model if sitting.vehicle is not None else ""
        car = f"{model} {sitting.vehicle.plate}".strip() if sitting.vehicle is not None else ""
        event = "" if sitting.event == model else sitting.event
        what = event or (entry.name if entry is not None else "")
        when = dates.day_name(sitting.event_on) if sitting.event_on else ""
        return car, [part for part in (what, when, sitting.advisor) if part]

    def _numbers(self) -> list[str]:
        """The number on the line, in ever fewer words."""
        assert self.call is not None
        phone = self.call.phone
        if phone is None or not self.call.identified:
            return [""]
        return [f"{_(PHONE_KINDS[phone.kind])} {phone.shown}", phone.shown, ""]


def _said(*texts: str) -> list[tuple[Span, ...]]:
    return [line((text, "unsaid")).left for text in texts if text]


def _needs(parts: Sequence[Sequence[Span]]) -> int:
    return sum(length(part) for part in parts) + _GAP * (len(parts) - 1)
