"""A judgement as it is read: the score, why the call was looked at, each criterion with its comment, what was said."""

from __future__ import annotations

from agentdesk.common import dates, names
from agentdesk.common.i18n import _
from agentdesk.quality.judged import CRITICALS, STATES, Happened, Judged
from agentdesk.quality.judged import Line as Criterion
from agentdesk.quality.text import HAPPENED, given_text, score_text
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, Span, indented, line

_ROOM = 7  # cells of the points


def judgement_lines(found: Judged, width: int) -> list[Line]:
    """The whole page in that width."""
    state = _(STATES[found.state])
    head = line((f" {score_text(found.score)}", "said"), (f"  {state}", ""), (f"  {found.judge}", "dim"))
    why = f"{_('why')}{_(': ')}{'  '.join(reason.text for reason in found.reasons)}"
    lines = [head, *indented(why, width - 1, "dim", indent=1)]
    for failed in found.failed:
        text = _("{what}: {name}").format(what=_(CRITICALS[failed.critical]), name=failed.name)
        lines += indented(text, width - 1, "bad", first=((f" {glyph('late')} ", "bad"),))
    if found.remark:
        lines += indented(names.visible(found.remark), width - 1, "value", indent=1)
    for said in found.history[1:]:
        lines += _said(said, width)
    for criterion in found.lines:
        lines += _criterion(criterion, width)
    return lines


def _criterion(found: Criterion, width: int) -> list[Line]:
    points: Span = (f" {given_text(found) if found.applies else glyph('skip'):<{_ROOM - 1}}", _style(found))
    critical = f" [{_(CRITICALS[found.critical])}]" if found.critical else ""
    lines = indented(f"{found.name}{critical}", width - 1, "" if found.applies else "dim", first=(points,))
    if found.comment:
        lines += indented(names.visible(found.comment), width - 1, "value", indent=_ROOM + 2)
    return lines


def _style(found: Criterion) -> str:
    if found.is_failed:
        return "bad"
    if not found.applies or found.given is None:
        return "dim"
    return "value" if found.given == found.points else "warn"


def _said(found: Happened, width: int) -> list[Line]:
    who: tuple[Span, ...] = ((f" {dates.moment(found.at)} ", "dim"), (f"{found.by} {_(HAPPENED[found.kind])} ", "dim"))
    return indented(names.visible(found.text), width - 1, "value", first=who) if found.text else [Line(who)]
