"""What a call left, as close as a judge reads it: dials, prompts, questions with their answers and the time of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentdesk.common import names
from agentdesk.common.i18n import _
from agentdesk.interview.evidence_text import remark
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, Span, indented, line

_TIME = slice(11, 19)  # of an ISO instant: 09:42:31


def record_lines(found: dict[str, Any], width: int) -> list[Line]:
    """The evidence of a call (interview/evidence.py) in that width, in the order it happened."""
    return list(_lines(found, width - 1))


def _lines(found: dict[str, Any], width: int) -> Iterator[Line]:
    until = found["ended_at"][_TIME] if found["ended_at"] else glyph("skip")
    yield line(
        (f" {names.visible(found['customer']['name'])}", "value"),
        (f"  {found['work_date']} {found['started_at'][_TIME]} {_('to')} {until}", "dim"),
    )
    for row in found["attempts"]:
        outcome = row["outcome"]["name"] if row["outcome"] else _("undecided")
        said = "  ".join(filter(None, (row["number"], outcome, names.visible(row["note"]))))
        yield from _at(row["started_at"], said, width)
    if not found["attempts"]:
        yield line((f" {_('no number was dialled')}", "warn"))
    for row in found["promises"]:
        said = f"{_('Promised')} {row['promised_at'][:16].replace('T', ' ')}  {names.visible(row['note'])}"
        yield from indented(said, width, "", indent=1)
    reasons = {row["task"]: row for row in found["agenda"]}
    for row in found["agenda"]:
        outcome = row["outcome"]["name"] if row["outcome"] else _("undecided")
        said = "  ".join(filter(None, (row["name"], outcome, names.visible(row["note"]))))
        yield from indented(said, width, "", indent=1)
    for interview in found["interviews"]:
        yield from _interview(interview, reasons[interview["task"]]["name"], width)


def _interview(row: dict[str, Any], name: str, width: int) -> Iterator[Line]:
    yield from indented(f"{name}  {row['form']} v{row['version']}", width, "said", indent=1)
    said = [(prompt["confirmed_at"], 0, prompt) for prompt in row["prompts"]]
    given = [(answer["answered_at"], 1, answer) for answer in row["answers"]]
    for at, kind, each in sorted([*said, *given], key=lambda item: item[:2]):
        if kind == 0:
            yield from _at(at, f"{glyph('done')} {names.visible(each['text'])}", width, "dim")
        else:
            yield from _at(at, names.visible(each["text"]), width)
            yield from indented(f"{names.visible(each['label'])}{remark(each)}", width, "value", indent=10)
    for prompt in row["not_confirmed"]:
        text = _("not confirmed: {text}").format(text=names.visible(prompt["text"]))
        yield from indented(text, width, "warn", indent=1)
    for number in row["complaints"]:
        yield line((f" {_('Complaint {no}').format(no=number)}", "value"))


def _at(wall: str | None, text: str, width: int, style: str = "") -> list[Line]:
    when: Span = (f" {(wall or '')[_TIME]:<8} ", "dim")
    return indented(text, width, style, first=(when,))
