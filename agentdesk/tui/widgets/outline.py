"""The side of a call: how far the questionnaire is, what is hidden and why, what must be said, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentdesk.common import dates
from agentdesk.common.cells import cell_len, fit, mark, pad
from agentdesk.common.i18n import _
from agentdesk.interview.contacts import AttemptLine
from agentdesk.interview.model import Kind
from agentdesk.interview.views import OutlineRow, State
from agentdesk.tui.glyphs import Name, glyph
from agentdesk.tui.stages.noted import Noted
from agentdesk.tui.stages.shown_call import ShownCall
from agentdesk.tui.widgets.lines import BLANK, Line, Span, indented, length, line
from agentdesk.tui.widgets.question import TYPED, shown_value
from agentdesk.tui.widgets.sheet import Sheet

_MARKS: dict[State, tuple[Name, str]] = {
    State.ANSWERED: ("done", "good"),
    State.CONFIRMED: ("done", "good"),
    State.OPEN: ("todo", "dim"),
    State.REQUIRED: ("todo", "dim"),
    State.UNCONFIRMED: ("todo", "dim"),
    State.HIDDEN: ("skip", "dim"),
    State.NOTE: ("todo", "dim"),
}
_ANSWER = 6  # cells an answer gets beside a long question
_APART = 2  # a cell between a text and what stands at the right, and one at the edge
_ENTRIES: dict[str, Name] = {"decided": "done", "current": "here", "waiting": "todo"}


class Outline(Sheet):
    """What stands beside the question."""

    call: ShownCall | None = None
    asking = False
    upset = False  # complaint mode
    here = ""  # the key of the question the keys go to

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The questionnaire, or before it what is known of the customer; the agenda at the foot."""
        if self.call is None or not width:
            return []
        width -= 2
        below = self._foot(width)
        above = self._questions(width, height - len(below) - 1) if self.asking else self._before(width)
        filled = [*above, *[BLANK] * max(height - len(above) - len(below), 0), *below][:height]
        bar: Span = (glyph("bar"), "rule")
        return [Line((bar, (" ", ""), *each.left), (*each.right, (" ", "")) if each.right else ()) for each in filled]

    # -- before anybody answers --------------------------------------------------------------------------------------

    def _before(self, width: int) -> list[Line]:
        """The last outcomes, newest first."""
        assert self.call is not None
        sitting = self.call.sitting
        facts = self._complaint(width) if self.call.complaint else []
        tried = [*reversed([each for each in sitting.attempts if each.ended_at]), *sitting.history]
        if not tried:
            return [*facts, line((_("First call for these reasons"), "dim"))]
        lines = [*facts, line((_("Dialled for these reasons"), "dim"))]
        for each in tried[:4]:
            lines += _attempt(each, width)
        return lines

    # -- the questionnaire -------------------------------------------------------------------------------------------

    def _questions(self, width: int, height: int) -> list[Line]:
        assert self.call is not None
        facts = self._complaint(width) if self.upset or self.call.complaint else []
        room = max(height - len(facts), 1)
        lines, here = self._listed(width, 0)
        if len(lines) < room:
            lines, here = self._listed(width, room - len(lines))
        return [*facts, *_around(lines, here, room)]

    def _listed(self, width: int, spare: int) -> tuple[list[Line], int]:
        """Every row, and where the current one is; so many lines are left for reasons that do not fit beside them."""
        lines: list[Line] = []
        here = 0
        prompts: list[OutlineRow] = []
        unkept = self.call.unkept if self.call is not None else frozenset[str]()
        for row in self._rows():
            if row.kind in (Kind.ACKNOWLEDGE, Kind.NOTE) and row.key != self.here:
                if row.state is not State.HIDDEN:
                    prompts.append(row)
                continue
            lines += _prompts(prompts, width, unkept)
            prompts = []
            if row.key == self.here:
                here = len(lines)
            found = _question(row, row.key == self.here, width, spare, kept=row.key not in unkept)
            spare -= len(found) - 1
            lines += found
        return [*lines, *_prompts(prompts, width, unkept)], here

    def _rows(self) -> list[OutlineRow]:
        """The rows of the questionnaire; a date in few words, with its weekday, and don't-know in words."""
        run = self.call.run if self.call is not None else None
        if run is None:
            return []
        rows = run.outline()
        given = [row for row in rows if row.kind in TYPED and row.value]
        typed = {row.key: shown_value(row.kind, run.item(row.key).value) for row in given if row.kind is not Kind.TEXT}
        return [replace(row, value=typed[row.key]) if row.key in typed else row for row in rows]

    def _complaint(self, width: int) -> list[Line]:
        """The facts a complaint needs, filled in as they are noted (CP-05)."""
        assert self.call is not None
        noted = self.call.complaint
        title = _("Complaint {no}").format(no=noted.no) if noted and noted.no else _("Complaint")
        lines = [line((title, "warn"), right=() if noted and noted.no else ((_("not noted yet"), "warn"),))]
        facts = _facts(noted)
        wide = max(cell_len(name) for name, _value in facts)
        for name, value in facts:
            mark: Span = (glyph("done"), "good") if value else (glyph("todo"), "dim")
            lines.append(line(mark, (f" {pad(name, wide)}  ", "dim"), (value, "unsaid")))
        return [*lines, Line(((glyph("rule") * width, "rule"),))]

    # -- the foot ----------------------------------------------------------------------------------------------------

    def _foot(self, width: int) -> list[Line]:
        assert self.call is not None
        lines = self._must_say(width) if self.asking else []
        agenda = self.call.sitting.agenda
        for entry in agenda if not self.asking else agenda[:0]:
            due = _("by {day}").format(day=dates.day_name(entry.latest_on))
            mark: Span = (f"{glyph(_ENTRIES[entry.state])} ", "mark" if entry.state == "current" else "dim")
            named = (mark, (f"{entry.position} {entry.name}", "unsaid"))
            if length([*named, (due, "")]) + _APART > width:
                lines += [line(*named), line((f"    {due}", "dim"))]
            else:
                lines.append(line(*named, right=((due, "dim"),)))
        if self.asking and len(agenda) > 1:
            done = sum(entry.state == "decided" for entry in agenda) + 1
            rest = [entry.name for entry in agenda if entry.state == "waiting"]
            now: Span = (_("Agenda {now}/{all}").format(now=min(done, len(agenda)), all=len(agenda)), "dim")
            then: Span = (f"  {glyph('right')} {rest[0]}" if rest else "", "unsaid")
            lines += [line(now, then)] if length([now, then]) <= width else [line(now), line(then)]
        elif not self.asking:
            lines.insert(0, line((_("Agenda"), "dim")))
        return lines

    def _must_say(self, width: int) -> list[Line]:
        rows = [row for row in self._rows() if row.kind is Kind.ACKNOWLEDGE and row.state is not State.HIDDEN]
        if not rows:
            return []
        unkept = self.call.unkept if self.call is not None else frozenset[str]()
        missing = [row.label for row in rows if row.state is not State.CONFIRMED or row.key in unkept]
        text = _("Must say {said}/{all}").format(said=len(rows) - len(missing), all=len(rows))
        if not missing:
            return [line((text, "dim"), (f" {glyph('done')}", "good"))]
        left = fit(_("{must_say}, open: {list}").format(must_say=text, list=" ".join(missing)), width)
        return [line((left, "dim"))]


def _facts(noted: Noted | None) -> list[tuple[str, str]]:
    """What a complaint needs, by name; "" where it is not known yet."""
    wants = "" if noted is None or noted.wants_callback is None else _("yes") if noted.wants_callback else _("no")
    return [
        (_("Customer's words"), noted.words if noted else ""),
        (_("Subject"), noted.subject if noted else ""),
        (_("Call back"), wants),
        (_("Responsible"), noted.responsible if noted else ""),
    ]


def _sign(row: OutlineRow, *, kept: bool) -> tuple[Name, str]:
    sign = _MARKS[row.state]
    return ("unkept", "warn") if sign[0] == "done" and not kept else sign


def _question(row: OutlineRow, here: bool, width: int, spare: int, *, kept: bool) -> list[Line]:
    """A question and at the right what it still needs, its answer, or why it is hidden; nothing is cut unmarked."""
    marked: tuple[Name, str] = ("here", "mark") if here else _sign(row, kept=kept)
    number = f"{row.number} " if row.number else ""
    waiting = row.state in (State.HIDDEN, State.OPEN, State.REQUIRED)
    text_style = "said" if here else "dim" if waiting else "unsaid"
    sign: Span = (f"{glyph(marked[0])} ", marked[1])
    text = f"{number}{row.label}"
    room = width - length([sign]) - _APART  # for the question and what stands beside it
    note = _beside(row) if kept or not here else f"{glyph('unkept')} {_beside(row)}".rstrip()
    if not note or cell_len(text) + cell_len(note) <= room:
        return [Line((sign, (text, text_style)), ((note, "dim"),) if note else ())]
    if row.state is State.REQUIRED:
        return [Line((sign, (fit(text, room - cell_len(note)), text_style)), ((note, "dim"),))]
    why = indented(note, width, "dim", indent=4)
    if row.state is State.HIDDEN and len(why) <= spare:
        return [Line((sign, (text, text_style))), *why]
    left = max(room - cell_len(text), _ANSWER)
    cut = mark() if row.state is State.HIDDEN else fit(note, left)  # half a reason is none
    return [Line((sign, (fit(text, room - cell_len(cut)), text_style)), ((cut, "dim"),))]


def _beside(row: OutlineRow) -> str:
    if row.state is State.REQUIRED:
        return _("required")
    if row.state is State.HIDDEN:
        return row.why
    return row.value if row.state is State.ANSWERED else ""


def _prompts(rows: list[OutlineRow], width: int, unkept: frozenset[str]) -> list[Line]:
    """Prompts and notes in a row: they are short, and only whether they were said matters."""
    lines: list[Line] = []
    spans: list[Span] = []
    for row in rows:
        mark, style = _sign(row, kept=row.key not in unkept)
        item: list[Span] = [(f"{glyph(mark)} ", style), (f"{row.label}   ", "dim" if mark == "todo" else "unsaid")]
        if spans and length(spans) + length(item) - 3 > width:
            lines.append(Line(tuple(spans)))
            spans = []
        spans += item
    return [*lines, Line(tuple(spans))] if spans else lines


def _around(lines: list[Line], here: int, height: int) -> list[Line]:
    """The part of the outline around the current question, with marks where it goes on."""
    if len(lines) <= height:
        return lines
    first = min(max(here - height // 2, 0), len(lines) - height)
    shown = lines[first : first + height]
    if first:
        shown[0] = line((f"{glyph('up')} {first}", "dim"))
    rest = len(lines) - first - height
    if rest:
        shown[-1] = line((f"{glyph('down')} {rest}", "dim"))
    return shown


def _attempt(each: AttemptLine, width: int) -> list[Line]:
    when = dates.moment(each.started_at)
    head = line((f"{when}  ", "unsaid"), (each.outcome_name, "unsaid"))
    return [head, *indented(each.note, width, "dim", indent=2)] if each.note else [head]
