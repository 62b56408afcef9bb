"""What may be said to a customer who complains: one line (SC-11), and neither explanation nor excuse (CM-06)."""

from __future__ import annotations

from agentdesk.common.i18n import _, pick
from agentdesk.playbook.current import current
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.question import spoken
from agentdesk.tui.widgets.stack import Block


def complaint_line(width: int) -> list[Line]:
    """SC-11 as it is said."""
    said = current().head.script.complaint
    return spoken(pick(said.zh, said.en), width)


def complaint_blocks(call: OpenCall, width: int, *, in_field: bool) -> list[Block]:
    """The line above a page until the agent has moved on, then the complaint's number; none under the open form.

    The form says it itself, and leaves the page above it to the question.
    """
    if call.noting:
        return []
    noted = call.complaint
    rule = Line(((" ", ""), (glyph("rule") * (width - 2), "rule")))
    said = Block(complaint_line(width), 7)
    if noted is not None and noted.no:
        number = _("Complaint {no}").format(no=noted.no)
        title = line((f" {glyph('done')} {number}", "warn"), (f"  {_('no explanation, no excuse')}", "dim"))
        return [Block([title], 0), *([said] if call.promised else []), Block([rule], 1 if call.promised else 0)]
    left: tuple[Span, ...] = ((f" {glyph('late')} {_('Complaint')}", "warn"), (f"  {_('say only this')}", "dim"))
    # What is said in a re-call is noted by its answers; the key is for anything else.
    does = _("another matter") if call.is_recall else _("note it")
    title = line(*left, right=(("^K" if in_field else "c", "key"), (f" {does} ", "value")))
    return [Block([title], 0), said, Block([rule], 1)]
