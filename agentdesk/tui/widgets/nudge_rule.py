"""The rule below a head, in which a colleague's line stands until it is acknowledged: nothing moves for it."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates, names
from agentdesk.common.cells import fit
from agentdesk.common.i18n import _
from agentdesk.queue.nudging import Nudge
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.presence import AtTheDesk
from agentdesk.tui.widgets.lines import Line, Span, length
from agentdesk.tui.widgets.rule import Rule


class NudgeRule(Rule):
    """Draws the oldest line that was not acknowledged, and how many more there are; else a rule.

    It is no brighter than what stands beside a question: nobody reads it aloud.
    """

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The rule, with the line in it."""
        desk = self.app
        waiting = desk.nudges if isinstance(desk, AtTheDesk) else ()
        if not waiting:
            return super().lines(width, height)
        return [_drawn(waiting[0], len(waiting) - 1, width)]


def _drawn(nudge: Nudge, more: int, width: int) -> Line:
    others: tuple[Span, ...] = ((f"+{more} ", "dim"),) if more else ()
    key: tuple[Span, ...] = ((" ", ""), *others, ("F3", "key"), (f" {_('Seen')} ", "dim"))
    head = f"{_('Nudge')} {names.visible(nudge.by)} {dates.short(nudge.sent_at)} "
    edge = (glyph("rule"), "rule")
    room = width - length([edge, *key]) - 3
    text = names.visible(nudge.text)
    said: list[Span] = [(f" {head}", "dim"), (text, "unsaid")]
    if length(said) > room:
        said = [(" ", ""), (fit(text, room - 1), "unsaid")]
    fill = max(width - length([edge, *said, (" ", ""), *key]), 0)
    return Line((edge, *said, (" ", ""), (glyph("rule") * fill, "rule"), *key))
