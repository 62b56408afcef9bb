"""Keyed choices as lines: a key, its text, a mark where it is chosen, and the reason where it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agentdesk.common.cells import cell_len, pad
from agentdesk.common.wrapping import wrap
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, Span, fit_spans, length

_BETWEEN = 0  # besides the three cells before each key


class Keyed(NamedTuple):
    """A choice on the screen. `why_not` greys it and says why; `here` is where the arrow keys stand.

    One that is chosen and not `kept` is not stored.
    """

    key: str
    text: str
    chosen: bool = False
    here: bool = False
    why_not: str = ""
    kept: bool = True


def one_a_line(choices: Sequence[Keyed], width: int) -> list[Line]:
    """Each choice in a line of its own, long ones in several."""
    lines: list[Line] = []
    for choice in choices:
        head = _head(choice)
        room = max(width - length(head) - 1, 8)
        pieces = wrap(choice.text, room)
        style = _style(choice)
        base = "row" if choice.here else ""
        if choice.why_not:
            reason = fit_spans(((choice.why_not, "dim"),), max(room - cell_len(choice.text) - 2, 0))
            lines.append(Line((*head, (pieces[0], style)), reason, base))
            continue
        lines.append(Line((*head, (pieces[0], style)), base=base))
        lines += [Line(((" " * length(head), ""), (piece, style)), base=base) for piece in pieces[1:]]
    return lines


def in_columns(choices: Sequence[Keyed], width: int, columns: int = 0) -> list[Line]:
    """The choices in rows of equal columns, as many as fit (or at most `columns`), read from left to right."""
    if not choices:
        return []
    widest = max(length(_head(each)) + cell_len(each.text) for each in choices) + _BETWEEN
    count = max(min(width // widest, len(choices), columns or len(choices)), 1)
    if count == 1:
        return one_a_line(choices, width)
    step = min(width // count, widest + 6)
    return [_row(choices[start : start + count], step) for start in range(0, len(choices), count)]


def _row(choices: Sequence[Keyed], step: int) -> Line:
    spans: list[Span] = []
    for choice in choices:
        head = _head(choice)
        gap = max(step - length(head) - cell_len(choice.text), 0)
        shown: tuple[Span, ...] = (*head, (choice.text, _style(choice)))
        spans += [(text, "row") for text, _ in shown] if choice.here else shown
        spans.append((pad("", gap), ""))
    return Line(tuple(spans))


def _head(choice: Keyed) -> tuple[Span, ...]:
    mark = " " if not choice.chosen else glyph("done" if choice.kept else "unkept")
    key = pad(choice.key or glyph("todo"), 1)
    return ((f" {mark} ", "good" if choice.kept else "warn"), (key, "dim" if choice.why_not else "key"), ("  ", ""))


def _style(choice: Keyed) -> str:
    if choice.why_not:
        return "dim"
    return "said" if choice.chosen else "value"
