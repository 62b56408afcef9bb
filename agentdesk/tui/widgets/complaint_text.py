"""A complaint in spans: the signs and words that every list and page of the desk shows it with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from agentdesk.common import clock, dates, names
from agentdesk.common.i18n import _, pick
from agentdesk.complaints.fields import FIELDS, Field, choices
from agentdesk.complaints.listing import HistoryLine
from agentdesk.complaints.rows import ComplaintRow
from agentdesk.complaints.rungs import Rung
from agentdesk.complaints.steps import ACTIONS, RECALL_RESULTS
from agentdesk.complaints.text import CLOCK_NAMES, severity_name
from agentdesk.playbook import current
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Span

_UNCLEAR_ALONE = ("impact",)  # a large one of what?


def severity_span(code: str) -> Span:
    """!! 重大, !  升级, and an ordinary one with its word alone: the playbook's order says which is which."""
    codes = [row.code for row in current.current().complaints.severities]
    if code not in codes[1:]:
        return f"   {severity_name(code)}", ""
    mark = "!!" if code == codes[-1] else "! "
    return f"{mark} {severity_name(code)}", "bad" if code == codes[-1] else "warn"


def due_span(row: ComplaintRow) -> Span:
    """▲ 受理 今天 09:30 where it is past, 受理 今天 11:42 where it is not; nothing where no clock runs."""
    if row.next_breach is None:
        return "", ""
    text = f"{_(CLOCK_NAMES[row.next_clock])} {dates.moment(row.next_breach)}"
    return (f"{glyph('late')} {text}", "warn") if row.next_breach < clock.now() else (f"  {text}", "")


def rung_text(rung: Rung) -> str:
    """A step of the ladder in one line, with an arrow that the terminal draws one cell wide."""
    return rung.words.replace("→", glyph("right"))


def gap_name(code: str) -> str:
    """A cause as the playbook calls it; its code where that no longer has it."""
    row = next((row for row in current.current().complaints.gaps if row.code == code), None)
    return pick(row.zh, row.en) if row else code


def step_name(line: HistoryLine) -> str:
    """What was done: 受理; of a re-call also how it went."""
    name = _(ACTIONS[line.kind].name) if line.kind in ACTIONS else line.kind
    result = RECALL_RESULTS.get(line.data.get("result", ""))
    return _(": ").join((name, _(result))) if result else name


def particulars(line: HistoryLine, people: dict[int, str]) -> str:
    """What a step says besides its note, by its fields: 现场答复, 升级, 善意补偿 500.00 元."""
    if line.kind not in ACTIONS or line.kind == "raised":
        return ""
    given = [(FIELDS[code], line.data[code]) for code in ACTIONS[line.kind].fields if line.data.get(code) is not None]
    return names.visible("  ".join(filter(None, (_said(field, value, people) for field, value in given))))


def _said(field: Field, value: Any, people: dict[int, str]) -> str:
    """A field's value in words; what a name would not say better is without it."""
    if field.holds == "yes_no":
        answer = _("yes") if value else _("no")
        return _(": ").join((_(field.name), answer))
    if field.holds == "choice":
        chosen = choices(field.code).get(value, str(value))
        return f"{_(field.name)} {chosen}" if field.code in _UNCLEAR_ALONE else chosen
    if field.holds == "person":
        return people.get(value, "")
    if field.holds == "money":
        return f"{_(field.name)} {yuan(value)}"
    if field.holds == "text":
        return _(": ").join((_(field.name), str(value)))
    shown = dates.moment(datetime.fromisoformat(value)) if field.holds == "moment" else _day(value)
    return f"{_(field.name)} {shown}"


def yuan(amount: int | None) -> str:
    """An amount in cents as it is read: 500.00 元."""
    return _("{amount} yuan").format(amount=f"{amount / 100:,.2f}") if amount is not None else ""


def _day(value: str) -> str:
    return dates.day_name(date.fromisoformat(value))
